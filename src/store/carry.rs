//! Tables as rows of plain values: for backups, and for moving from one database to another.

use std::sync::Arc;

use super::{
    Conn, Error, Options, Result, Statements, Target, postgres,
    schema::{
        accepted_terms, access_tokens, action_codes, audit, audit_checkpoints, audit_seals,
        catalog, client_assertions, client_secrets, clients, codes, connect_events, connect_pages,
        consents, corsano_profile_health, corsano_profile_users, denied_tokens, devices, grants,
        healthily_api_keys, healthily_partners, healthily_sessions, healthily_terms, human_sources,
        humans, identifiers, interactions, invitation_uses, invitations, legacy_calls,
        legacy_people, limits, logout_notices, meta, mycure_accounts, ocariot_default_scopes,
        ocariot_users, outbox, passkey_challenges, passkeys, passwords, recovery_codes,
        recovery_sets, refresh_tokens, resources, scopes, sessions, signing_keys, subject_salts,
        totps, upstream_logins, users, waitlist,
    },
    sqlite,
};

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// NULL.
    Null,
    /// A text.
    Text(String),
    /// A number, of whatever width.
    Number(i64),
    /// True or false.
    Bool(bool),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A column's type: how its values are read from, and written as, plain ones.
pub(super) trait Kind {
    /// The value in Rust.
    type Value;
    /// The plain value.
    fn cell(value: Self::Value) -> Cell;
    /// The value of a plain one; `None` if it is of another type.
    fn value(cell: Cell) -> Option<Self::Value>;
}

macro_rules! kind {
    ($sql:ident, $rust:ty, $cell:ident) => {
        impl Kind for diesel::sql_types::$sql {
            type Value = $rust;
            fn cell(value: $rust) -> Cell {
                Cell::$cell(value)
            }
            fn value(cell: Cell) -> Option<$rust> {
                match cell {
                    Cell::$cell(value) => Some(value),
                    _ => None,
                }
            }
        }
    };
}
kind!(Text, String, Text);
kind!(BigInt, i64, Number);
kind!(Bool, bool, Bool);
kind!(Binary, Vec<u8>, Bytes);

impl Kind for diesel::sql_types::Integer {
    type Value = i32;
    fn cell(value: i32) -> Cell {
        Cell::Number(value.into())
    }
    fn value(cell: Cell) -> Option<i32> {
        match cell {
            Cell::Number(number) => number.try_into().ok(),
            _ => None,
        }
    }
}

impl<T: Kind> Kind for diesel::sql_types::Nullable<T>
where
    T: diesel::sql_types::SqlType<IsNull = diesel::sql_types::is_nullable::NotNull>,
{
    type Value = Option<T::Value>;
    fn cell(value: Option<T::Value>) -> Cell {
        value.map_or(Cell::Null, T::cell)
    }
    fn value(cell: Cell) -> Option<Option<T::Value>> {
        match cell {
            Cell::Null => Some(None),
            cell => T::value(cell).map(Some),
        }
    }
}

/// The value of the next cell of a row.
pub(super) fn next<T: Kind>(
    (table, column): (&str, &str),
    cells: &mut impl Iterator<Item = Cell>,
) -> Result<T::Value> {
    let value = cells.next().and_then(T::value);
    value.ok_or_else(|| {
        Error::Defect(format!(
            "a row for {table} has a value of another type for {column}"
        ))
    })
}

/// A table as a whole.
pub trait Table: Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// The names of its columns.
    fn columns(&self) -> &'static [&'static str];
    /// How many rows it has.
    fn count(&self, conn: &mut Conn<'_>) -> Result<i64>;
    /// Hands out its rows one by one, as they come, in the order of the key.
    fn rows(
        &self,
        conn: &mut Conn<'_>,
        each: &mut dyn FnMut(Vec<Cell>) -> Result<()>,
    ) -> Result<()>;
    /// Adds rows, each with a value for each column.
    fn add(&self, conn: &mut Conn<'_>, rows: Vec<Vec<Cell>>) -> Result<()>;
    /// Takes out all rows.
    fn clear(&self, conn: &mut Conn<'_>) -> Result<()>;
}

/// `diesel::table!`, and what carries the table's rows. [`TABLES`] lists them all.
macro_rules! table {
    ($table:ident ($($key:ident),+ $(,)?) {
        $($column:ident -> $sql:ident $(<$inner:ident>)?),+ $(,)?
    }) => {
        diesel::table! { $table ($($key),+) { $($column -> $sql $(<$inner>)?,)+ } }

        impl $crate::store::carry::Table for $table::table {
            fn name(&self) -> &'static str {
                stringify!($table)
            }

            fn columns(&self) -> &'static [&'static str] {
                &[$(stringify!($column)),+]
            }

            fn count(&self, conn: &mut $crate::store::Conn<'_>) -> $crate::store::Result<i64> {
                use diesel::prelude::*;
                Ok($crate::store::conn::db!(conn, |c| $table::table.count().get_result(c))?)
            }

            fn rows(
                &self,
                conn: &mut $crate::store::Conn<'_>,
                each: &mut dyn FnMut(Vec<$crate::store::carry::Cell>) -> $crate::store::Result<()>,
            ) -> $crate::store::Result<()> {
                use diesel::{connection::DefaultLoadingMode, pg::PgRowByRowLoadingMode, prelude::*};
                use $crate::store::carry::Kind;
                type Row = ($(
                    <diesel::sql_types::$sql $(<diesel::sql_types::$inner>)? as Kind>::Value,
                )+);
                let query = $table::table
                    .order(($($table::$key,)+))
                    .select(($($table::$column,)+));
                let mut row = |row: diesel::QueryResult<Row>| {
                    let ($($column,)+) = row?;
                    each(vec![$(
                        <diesel::sql_types::$sql $(<diesel::sql_types::$inner>)?>::cell($column)
                    ),+])
                };
                match conn {
                    $crate::store::Conn::Sqlite(c) => {
                        let c: &mut diesel::SqliteConnection = c;
                        query.load_iter::<Row, DefaultLoadingMode>(c)?.try_for_each(&mut row)
                    }
                    $crate::store::Conn::Postgres(c) => {
                        let c: &mut diesel::PgConnection = c;
                        query.load_iter::<Row, PgRowByRowLoadingMode>(c)?.try_for_each(&mut row)
                    }
                }
            }

            fn add(
                &self,
                conn: &mut $crate::store::Conn<'_>,
                rows: Vec<Vec<$crate::store::carry::Cell>>,
            ) -> $crate::store::Result<()> {
                use diesel::prelude::*;
                let mut values = Vec::with_capacity(rows.len());
                for row in rows {
                    let mut cells = row.into_iter();
                    values.push(($(
                        $table::$column.eq($crate::store::carry::next::<
                            diesel::sql_types::$sql $(<diesel::sql_types::$inner>)?
                        >((stringify!($table), stringify!($column)), &mut cells)?),
                    )+));
                }
                $crate::store::conn::db!(conn, |c| diesel::insert_into($table::table)
                    .values(&values)
                    .execute(c))?;
                Ok(())
            }

            fn clear(&self, conn: &mut $crate::store::Conn<'_>) -> $crate::store::Result<()> {
                use diesel::prelude::*;
                $crate::store::conn::db!(conn, |c| diesel::delete($table::table).execute(c))?;
                Ok(())
            }
        }
    };
}
pub(super) use table;

/// All tables, each after those that it refers to. A table that is new in the schema goes here; a
/// test compares the list with what the databases have.
pub static TABLES: &[&dyn Table] = &[
    &meta::table,
    &catalog::table,
    &clients::table,
    &client_assertions::table,
    &client_secrets::table,
    &legacy_calls::table,
    &legacy_people::table,
    &scopes::table,
    &resources::table,
    &signing_keys::table,
    &users::table,
    &identifiers::table,
    &passwords::table,
    &totps::table,
    &limits::table,
    &devices::table,
    &recovery_sets::table,
    &subject_salts::table,
    &recovery_codes::table,
    &sessions::table,
    &interactions::table,
    &consents::table,
    &codes::table,
    &humans::table,
    &grants::table,
    &human_sources::table,
    &connect_pages::table,
    &connect_events::table,
    &upstream_logins::table,
    &refresh_tokens::table,
    &access_tokens::table,
    &logout_notices::table,
    &denied_tokens::table,
    &audit::table,
    &audit_seals::table,
    &audit_checkpoints::table,
    &ocariot_users::table,
    &ocariot_default_scopes::table,
    &corsano_profile_users::table,
    &corsano_profile_health::table,
    &healthily_partners::table,
    &healthily_api_keys::table,
    &healthily_terms::table,
    &healthily_sessions::table,
    &action_codes::table,
    &outbox::table,
    &waitlist::table,
    &invitations::table,
    &invitation_uses::table,
    &passkeys::table,
    &passkey_challenges::table,
    &accepted_terms::table,
    &mycure_accounts::table,
];

/// The table of this name.
pub fn find(name: &str) -> Option<&'static dyn Table> {
    TABLES.iter().copied().find(|table| table.name() == name)
}

/// Tables in which the migrations themselves put a row.
const SEEDED: [&str; 2] = ["catalog", "clients"];

/// The first table that has rows beyond those of an estate that nobody has used: `None` if the
/// database is empty.
pub fn first_used(conn: &mut Conn<'_>) -> Result<Option<&'static str>> {
    for table in TABLES {
        let seeded = i64::from(SEEDED.contains(&table.name()));
        if table.count(conn)? > seeded {
            return Ok(Some(table.name()));
        }
    }
    Ok(None)
}

/// Makes room for the rows that every database has from its migrations.
pub fn make_room(conn: &mut Conn<'_>) -> Result<()> {
    let seeded = TABLES.iter().filter(|table| SEEDED.contains(&table.name()));
    seeded.rev().try_for_each(|table| table.clear(conn))
}

/// Reads a database that nobody else uses meanwhile: an error if somebody does.
pub fn alone<T>(options: &Options, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
    match &options.target {
        Target::Sqlite(path) => {
            let url = path
                .to_str()
                .ok_or_else(|| Error::Away("the database path is not UTF-8".into()))?;
            let mut connection = sqlite::connect_alone(url)?;
            query(&mut Conn::Sqlite(&mut connection))
        }
        Target::Postgres(url) => {
            let statements = Arc::new(Statements::default());
            let mut connection = postgres::connect(url, &statements)?;
            postgres::assert_alone(&mut connection)?;
            postgres::unhurried(&mut connection, query)
        }
    }
}
