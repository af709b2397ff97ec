//! PostgreSQL: a pool, READ COMMITTED, and compare-and-swap.

use std::{sync::Arc, time::Duration};

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Pool, State},
    sql_types::{BigInt, Text},
};

use super::{Conn, Error, Options, Result, Statements, retry::Retry};

/// DL-05: "DB pool wait ≤ 2 s → 503".
const WAIT: Duration = Duration::from_secs(2);

/// How long libpq waits for a database that says nothing (F16), unless the URL says otherwise: for a
/// connection, and until one that has died is given up.
const BOUNDS: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "2"),
    ("keepalives_interval", "1"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "5000"),
];

/// The URL with [`BOUNDS`].
fn bounded(url: &str) -> String {
    let mut bounded = url.to_owned();
    for (name, value) in BOUNDS {
        if !url.contains(&format!("{name}=")) {
            let sign = if bounded.contains('?') { '&' } else { '?' };
            bounded.push_str(&format!("{sign}{name}={value}"));
        }
    }
    bounded
}

pub(super) struct Postgres {
    pool: Pool<ConnectionManager<PgConnection>>,
}

impl Postgres {
    pub(super) fn open(url: &str, options: &Options, statements: &Arc<Statements>) -> Result<Self> {
        // The pool's own error would only say that it timed out.
        let mut first = connect(url, statements)?;
        assert_durability(&mut first, options)?;
        drop(first);
        let pool = Pool::builder()
            .max_size(options.pool.max(2))
            .test_on_check_out(true)
            // Half of it is the longest pause between two tries to connect: a database that is back is
            // found soon (F10).
            .connection_timeout(Duration::from_millis(500))
            .connection_customizer(Box::new(Settings {
                statements: statements.clone(),
                sql: settings(options),
            }))
            .build_unchecked(ConnectionManager::new(bounded(url)));
        Ok(Self { pool })
    }

    pub(super) fn pool(&self) -> (State, u32) {
        (self.pool.state(), self.pool.max_size())
    }

    pub(super) fn read<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self
            .pool
            .get_timeout(WAIT)
            .map_err(|error| Error::Away(error.to_string()))?;
        query(&mut Conn::Postgres(&mut connection))
    }

    pub(super) fn write<T>(
        &self,
        retry: &Retry,
        mut job: impl FnMut(&mut Conn<'_>) -> Result<T>,
    ) -> Result<T> {
        // The connection goes back before the pause.
        retry.run(|| {
            let mut connection = self
                .pool
                .get_timeout(WAIT)
                .map_err(|error| Error::Away(error.to_string()))?;
            let mut decided = false;
            let ended = connection.transaction::<T, Error, _>(|c| {
                let done = job(&mut Conn::Postgres(c))?;
                decided = true;
                Ok(done)
            });
            match ended {
                // The commit was asked for, and may have been done: the caller has to look.
                Err(Error::Lost(text)) if decided => Err(Error::Away(text)),
                ended => ended,
            }
        })
    }

    /// A transaction that sees the database as it is now, and may take its time.
    pub(super) fn snapshot<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self
            .pool
            .get_timeout(WAIT)
            .map_err(|error| Error::Away(error.to_string()))?;
        unhurried(&mut connection, query)
    }

    pub(super) fn clock(&self) -> Result<i64> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            millis: i64,
        }
        let mut connection = self
            .pool
            .get_timeout(WAIT)
            .map_err(|error| Error::Away(error.to_string()))?;
        let row: Row = diesel::sql_query(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS millis",
        )
        .get_result(&mut connection)?;
        Ok(row.millis)
    }
}

/// Runs queries on the database as it is now, without the limits of time that requests have.
pub(super) fn unhurried<T>(
    connection: &mut PgConnection,
    query: impl FnOnce(&mut Conn<'_>) -> Result<T>,
) -> Result<T> {
    let mut transaction = connection.build_transaction().repeatable_read().read_only();
    transaction.run(|c| {
        c.batch_execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
        )?;
        query(&mut Conn::Postgres(c))
    })
}

/// An error if somebody else uses the database at this moment.
pub(super) fn assert_alone(connection: &mut PgConnection) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        others: i64,
    }
    let mut others = 0;
    // A connection that was just closed, our own of before among them, is listed for a moment yet.
    for _ in 0..20 {
        let row: Row = diesel::sql_query(
            "SELECT COUNT(*) AS others FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() \
             AND backend_type = 'client backend'",
        )
        .get_result(connection)?;
        others = row.others;
        if others == 0 {
            return Ok(());
        }
        connection.batch_execute("SELECT pg_sleep(0.1)")?;
    }
    let use_it = match others {
        1 => "1 other connection uses".to_owned(),
        others => format!("{others} other connections use"),
    };
    Err(Error::Away(format!(
        "{use_it} the database: end the servers first"
    )))
}

pub(super) fn connect(url: &str, statements: &Arc<Statements>) -> Result<PgConnection> {
    let mut connection =
        PgConnection::establish(&bounded(url)).map_err(|error| Error::Away(error.to_string()))?;
    connection.set_instrumentation(statements.instrument());
    Ok(connection)
}

/// ST-10: `statement_timeout`, `lock_timeout`, `idle_in_transaction_session_timeout`.
fn settings(options: &Options) -> String {
    let (statement, lock) = (
        options.statement_timeout.as_millis(),
        options.lock_timeout.as_millis(),
    );
    [
        format!("SET statement_timeout = {statement}"),
        format!("SET lock_timeout = {lock}"),
        "SET idle_in_transaction_session_timeout = 10000".to_owned(),
        "SET default_transaction_isolation = 'read committed'".to_owned(),
    ]
    .join("; ")
}

#[derive(Debug)]
struct Settings {
    statements: Arc<Statements>,
    sql: String,
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Settings {
    fn on_acquire(
        &self,
        connection: &mut PgConnection,
    ) -> std::result::Result<(), diesel::r2d2::Error> {
        connection.set_instrumentation(self.statements.instrument());
        connection
            .batch_execute(&self.sql)
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// ST-10: "refuses `synchronous_commit=off` for grant writes and `fsync=off` (override flag)".
fn assert_durability(connection: &mut PgConnection, options: &Options) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        fsync: String,
        #[diesel(sql_type = Text)]
        synchronous_commit: String,
    }
    let row: Row = diesel::sql_query(
        "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit",
    )
    .get_result(connection)?;
    let Some(unsafe_setting) = forgetful(&row.fsync, &row.synchronous_commit) else {
        return Ok(());
    };
    if options.allow_unsafe_durability {
        return Ok(());
    }
    Err(Error::Away(format!(
        "PostgreSQL runs with {unsafe_setting}=off and could lose what clients were told; turn it on, or accept the loss with database.allow_unsafe_durability = true"
    )))
}

/// The setting by which a database may lose what clients were told.
fn forgetful(fsync: &str, synchronous_commit: &str) -> Option<&'static str> {
    match (fsync, synchronous_commit) {
        ("off", _) => Some("fsync"),
        (_, "off") => Some("synchronous_commit"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // F16: what the operator wrote in the URL stays.
    #[test]
    fn a_silent_database_is_not_waited_for() {
        assert_eq!(
            bounded("postgres://a/b"),
            "postgres://a/b?connect_timeout=5&keepalives_idle=2&keepalives_interval=1&keepalives_count=3&tcp_user_timeout=5000"
        );
        let own = bounded("postgres://a/b?connect_timeout=2&sslmode=verify-full");
        assert!(own.starts_with("postgres://a/b?connect_timeout=2&sslmode=verify-full&keepalives"));
        assert_eq!(own.matches("connect_timeout").count(), 1);
    }

    // ST-10: `fsync` is a setting of the whole cluster, so a test cannot switch it off for itself.
    #[test]
    fn either_setting_makes_a_database_forgetful() {
        assert_eq!(forgetful("off", "on"), Some("fsync"));
        assert_eq!(forgetful("on", "off"), Some("synchronous_commit"));
        for commit in ["on", "local", "remote_write", "remote_apply"] {
            assert_eq!(forgetful("on", commit), None, "{commit}");
        }
    }
}
