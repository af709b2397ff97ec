//! What a database says of itself, for whoever looks after it.

use std::sync::Arc;

use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{BigInt, Text},
};

use super::{Error, Options, Result, Statements, Target, postgres, sqlite};

/// What a database says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// There is no file yet.
    Nothing,
    /// A SQLite file.
    Sqlite {
        /// What `PRAGMA quick_check` and `foreign_key_check` found; nothing in a sound file.
        problems: Vec<String>,
    },
    /// A PostgreSQL.
    Postgres(Server),
}

/// Settings of a PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Server {
    /// `server_version_num`: 150004 for 15.4.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// `max_connections`.
    #[diesel(sql_type = BigInt)]
    pub max_connections: i64,
    /// `superuser_reserved_connections`.
    #[diesel(sql_type = BigInt)]
    pub reserved: i64,
    /// `on` or `off`.
    #[diesel(sql_type = Text)]
    pub fsync: String,
    /// `on`, `off`, or how far.
    #[diesel(sql_type = Text)]
    pub synchronous_commit: String,
    /// `UTF8`, as a rule.
    #[diesel(sql_type = Text)]
    pub encoding: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// F09: "say which check failed": what is wrong with a SQLite file, as it says itself. Nothing of a
/// PostgreSQL, whose own checksums are its operator's, or of a file that is larger than `most` bytes:
/// every page is read.
pub fn unsound(options: &Options, most: u64) -> Result<Vec<String>> {
    let Target::Sqlite(path) = &options.target else {
        return Ok(Vec::new());
    };
    if std::fs::metadata(path).is_ok_and(|data| data.len() > most) {
        return Ok(Vec::new());
    }
    match look(options) {
        Ok(Facts::Sqlite { problems }) => Ok(problems),
        Ok(Facts::Nothing | Facts::Postgres { .. }) => Ok(Vec::new()),
        // So damaged that it cannot even be looked through.
        Err(Error::Defect(what)) => Ok(vec![what]),
        Err(error) => Err(error),
    }
}

/// Looks; changes nothing, and makes no file.
pub fn look(options: &Options) -> Result<Facts> {
    let statements = Arc::new(Statements::default());
    match &options.target {
        Target::Sqlite(path) if !path.exists() => Ok(Facts::Nothing),
        Target::Sqlite(path) => {
            let path = path
                .to_str()
                .ok_or_else(|| Error::Away("the database path is not UTF-8".into()))?;
            let mut connection = sqlite::connect(path, &statements)?;
            let mut lines: Vec<Line> = diesel::sql_query(
                "SELECT quick_check AS line FROM pragma_quick_check WHERE quick_check <> 'ok' LIMIT 5",
            )
            .load(&mut connection)?;
            let lost: Vec<Line> = diesel::sql_query(
                "SELECT DISTINCT 'rows of ' || \"table\" || ' without ' || parent AS line FROM pragma_foreign_key_check LIMIT 5",
            )
            .load(&mut connection)?;
            lines.extend(lost);
            let problems = lines.into_iter().map(|line| line.line).collect();
            Ok(Facts::Sqlite { problems })
        }
        Target::Postgres(url) => {
            let mut connection = postgres::connect(url, &statements)?;
            let server: Server = diesel::sql_query(
                "SELECT current_setting('server_version_num')::bigint AS version, \
                 current_setting('max_connections')::bigint AS max_connections, \
                 current_setting('superuser_reserved_connections')::bigint AS reserved, \
                 current_setting('fsync') AS fsync, \
                 current_setting('synchronous_commit') AS synchronous_commit, \
                 current_setting('server_encoding') AS encoding",
            )
            .get_result(&mut connection)?;
            Ok(Facts::Postgres(server))
        }
    }
}
