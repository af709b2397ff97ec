//! One query code base for two databases.

use diesel::{PgConnection, SqliteConnection};

/// A connection, or the open transaction on it.
pub enum Conn<'c> {
    /// Embedded SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// Expands one Diesel expression for both databases: `db!(conn, |c| users::table.load(c))`.
macro_rules! db {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite(connection) => {
                let $c: &mut diesel::SqliteConnection = connection;
                $body
            }
            $crate::store::Conn::Postgres(connection) => {
                let $c: &mut diesel::PgConnection = connection;
                $body
            }
        }
    };
}
pub(super) use db;
