//! SQLite: one writer thread that commits in groups, and a small pool of readers.

use std::{
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    time::Duration,
};

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Pool},
    sql_types::{BigInt, Text},
};

use super::{Conn, Error, Options, Result, Statements};

/// Jobs that may wait for the writer.
const QUEUE: usize = 1024;
/// Jobs that may share one commit.
const GROUP: usize = 256;

/// A job runs in its savepoint and leaves how to answer once the commit is known.
type Job = Box<dyn FnOnce(&mut SqliteConnection) -> Reply + Send>;
type Reply = Box<dyn FnOnce(std::result::Result<(), &diesel::result::Error>) + Send>;

pub(super) struct Sqlite {
    readers: Pool<ConnectionManager<SqliteConnection>>,
    writer: SyncSender<Job>,
}

impl Sqlite {
    pub(super) fn open(
        path: &Path,
        options: &Options,
        statements: &Arc<Statements>,
    ) -> Result<Self> {
        let url = path
            .to_str()
            .ok_or_else(|| Error::Away("the database path is not UTF-8".into()))?;
        let mut connection = connect(url, statements)?;
        assert_pragmas(&mut connection)?;
        let (writer, jobs) = sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_loop(connection, &jobs))
            .map_err(|error| Error::Away(format!("the writer thread does not start: {error}")))?;
        let readers = Pool::builder()
            .max_size(options.pool.clamp(2, 4))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(2))
            .connection_customizer(Box::new(Reader(statements.clone())))
            .build(ConnectionManager::new(url))
            .map_err(|error| Error::Away(error.to_string()))?;
        Ok(Self { readers, writer })
    }

    pub(super) fn read<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self
            .readers
            .get()
            .map_err(|error| Error::Away(error.to_string()))?;
        query(&mut Conn::Sqlite(&mut connection))
    }

    pub(super) fn write<T: Send + 'static>(
        &self,
        mut job: impl FnMut(&mut Conn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = sync_channel(1);
        let job: Job = Box::new(move |connection| {
            // A savepoint of its own: one job's failure does not touch its neighbours.
            let result = connection.transaction::<T, Error, _>(|c| job(&mut Conn::Sqlite(c)));
            Box::new(move |committed| {
                let answer = match (result, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(error)) => Err(Error::Away(format!("the commit failed: {error}"))),
                    (Err(error), _) => Err(error),
                };
                // The caller may have gone; what was committed stays.
                drop(sender.send(answer));
            })
        });
        self.writer.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Error::Away("too many writes are waiting".into()),
            TrySendError::Disconnected(_) => Error::Away("the writer has stopped".into()),
        })?;
        receiver.recv().map_err(|_| {
            Error::Away("the write was not run: the database is locked or full".into())
        })?
    }
}

/// Runs jobs as they come, as many as are waiting in one commit; answers after the commit.
fn write_loop(mut connection: SqliteConnection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut replies = Vec::new();
        let committed = connection.immediate_transaction::<_, diesel::result::Error, _>(|c| {
            replies.push(first(c));
            while replies.len() < GROUP
                && let Ok(next) = jobs.try_recv()
            {
                replies.push(next(c));
            }
            Ok(())
        });
        for reply in replies {
            reply(committed.as_ref().copied());
        }
    }
}

#[derive(Debug)]
struct Reader(Arc<Statements>);

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Reader {
    fn on_acquire(
        &self,
        connection: &mut SqliteConnection,
    ) -> std::result::Result<(), diesel::r2d2::Error> {
        connection.set_instrumentation(self.0.instrument());
        connection
            .batch_execute(PRAGMAS)
            .map_err(diesel::r2d2::Error::QueryError)?;
        connection
            .batch_execute("PRAGMA query_only = ON")
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// ST-09. `busy_timeout` first: even setting WAL can be busy.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;";

pub(super) fn connect(url: &str, statements: &Arc<Statements>) -> Result<SqliteConnection> {
    create_private(url)?;
    let mut connection =
        SqliteConnection::establish(url).map_err(|error| Error::Away(error.to_string()))?;
    connection.set_instrumentation(statements.instrument());
    connection.batch_execute(PRAGMAS)?;
    Ok(connection)
}

/// ST-06: the file is the owner's alone from its first byte; SQLite gives its companions the same
/// mode.
fn create_private(path: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let opened = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path);
    opened
        .map(drop)
        .map_err(|error| Error::Away(format!("{path}: {error}")))
}

#[derive(QueryableByName)]
struct Pragmas {
    #[diesel(sql_type = Text)]
    journal: String,
    #[diesel(sql_type = BigInt)]
    synchronous: i64,
    #[diesel(sql_type = BigInt)]
    foreign_keys: i64,
    #[diesel(sql_type = BigInt)]
    busy: i64,
    #[diesel(sql_type = BigInt)]
    secure_delete: i64,
    #[diesel(sql_type = BigInt)]
    trusted_schema: i64,
}

/// ST-09: "SQLite start-up asserts and reads back".
fn assert_pragmas(connection: &mut SqliteConnection) -> Result<()> {
    let found: Pragmas = diesel::sql_query(
        "SELECT (SELECT journal_mode FROM pragma_journal_mode) AS journal, \
         (SELECT synchronous FROM pragma_synchronous) AS synchronous, \
         (SELECT foreign_keys FROM pragma_foreign_keys) AS foreign_keys, \
         (SELECT timeout FROM pragma_busy_timeout) AS busy, \
         (SELECT secure_delete FROM pragma_secure_delete) AS secure_delete, \
         (SELECT trusted_schema FROM pragma_trusted_schema) AS trusted_schema",
    )
    .get_result(connection)?;
    let wrong = [
        ("journal_mode", found.journal != "wal"),
        ("synchronous", found.synchronous != 2),
        ("foreign_keys", found.foreign_keys != 1),
        ("busy_timeout", found.busy != 5000),
        ("secure_delete", found.secure_delete != 1),
        ("trusted_schema", found.trusted_schema != 0),
    ];
    match wrong.iter().find(|(_, wrong)| *wrong) {
        Some((name, _)) => Err(Error::Away(format!(
            "SQLite does not keep the setting {name}; is the file on a network disk?"
        ))),
        None => Ok(()),
    }
}
