//! SQLite: one writer thread that commits in groups, and a small pool of readers.

mod writer;

use std::{
    path::Path,
    sync::{
        Arc,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Pool, State},
    sql_types::{BigInt, Text},
};

use self::writer::{Job, Write, Writer};
use super::{Conn, Error, Options, Result, Statements, ballast::Ballast, retry::Retry};
use crate::core::{at_once, waiting::Left};

/// Jobs that may wait for the writer.
const QUEUE: usize = 1024;

/// The file, as it is read and written.
pub(super) struct Sqlite {
    readers: Pool<ConnectionManager<SqliteConnection>>,
    /// For looks that wait for nothing.
    glances: Pool<ConnectionManager<SqliteConnection>>,
    writer: SyncSender<Box<dyn Job>>,
    thread: JoinHandle<()>,
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
        refuse_emptied(path)?;
        let mut connection = connect(url, statements)?;
        assert_pragmas(&mut connection)?;
        let (writer, jobs) = sync_channel(QUEUE);
        let works = Writer {
            url: url.to_owned(),
            statements: statements.clone(),
            connection,
            ballast: Ballast::beside(path),
        };
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || works.work(&jobs))
            .map_err(|error| Error::Away(format!("the writer thread does not start: {error}")))?;
        let readers = |waits| {
            Pool::builder()
                .max_size(options.pool.clamp(2, 4))
                .test_on_check_out(false)
                .connection_timeout(Duration::from_secs(2))
                .connection_customizer(Box::new(Reader {
                    statements: statements.clone(),
                    waits,
                }))
                .build(ConnectionManager::new(url))
                .map_err(|error| Error::Away(error.to_string()))
        };
        Ok(Self {
            readers: readers(true)?,
            glances: readers(false)?,
            writer,
            thread,
        })
    }

    /// Closes every connection to the file before it returns.
    pub(super) fn close(self) {
        drop((self.readers, self.glances));
        // The writer ends when nobody can send to it any more.
        drop(self.writer);
        let _ended = self.thread.join();
    }

    pub(super) fn pool(&self) -> (State, u32) {
        (self.readers.state(), self.readers.max_size())
    }

    pub(super) fn read<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self
            .readers
            .get()
            .map_err(|error| Error::Away(error.to_string()))?;
        query(&mut Conn::Sqlite(&mut connection))
    }

    /// As [`Self::read`], given up where it would wait, or fails: whoever may wait is told why.
    pub(super) fn glance<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        let connection = self.glances.try_get();
        let connection = connection.ok_or_else(|| Error::Away("all are in use".into()));
        connection
            .and_then(|mut connection| query(&mut Conn::Sqlite(&mut connection)))
            .inspect_err(|_| at_once::give_up())
    }

    /// A transaction sees the file as it was when it first looked; writers go on beside it.
    pub(super) fn snapshot<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self
            .readers
            .get()
            .map_err(|error| Error::Away(error.to_string()))?;
        connection.transaction(|c| query(&mut Conn::Sqlite(c)))
    }

    pub(super) fn write<T: Send + 'static>(
        &self,
        retry: &Retry,
        job: impl FnMut(&mut Conn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut waiting = Some(job);
        retry.run(|| {
            let Some(job) = waiting.take() else {
                return Err(Error::Defect("a job did not come back".into()));
            };
            let (sender, receiver) = sync_channel(1);
            let write = Write {
                job,
                result: None,
                left: Left::of_this_work(),
                sender,
            };
            self.writer
                .try_send(Box::new(write))
                .map_err(|error| match error {
                    TrySendError::Full(_) => Error::Away("too many writes are waiting".into()),
                    TrySendError::Disconnected(_) => Error::Away("the writer has stopped".into()),
                })?;
            let (answer, job) = receiver
                .recv()
                .map_err(|_| Error::Away("the writer has stopped".into()))?;
            waiting = Some(job);
            answer
        })
    }
}

/// F09: "never create a new DB over it": an empty file beside what a server left there was a database.
pub(super) fn refuse_emptied(path: &Path) -> Result<()> {
    let is_empty = std::fs::metadata(path).is_ok_and(|data| data.len() == 0);
    let ballast = Ballast::path(path);
    if !is_empty || !ballast.exists() {
        return Ok(());
    }
    Err(Error::Away(format!(
        "{} is empty, although a server has used it: restore a backup (`signet db restore`), or take it and {} away to begin anew",
        path.display(),
        ballast.display()
    )))
}

#[derive(Debug)]
struct Reader {
    statements: Arc<Statements>,
    /// Whether it waits for a lock of another process.
    waits: bool,
}

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Reader {
    fn on_acquire(
        &self,
        connection: &mut SqliteConnection,
    ) -> std::result::Result<(), diesel::r2d2::Error> {
        connection.set_instrumentation(self.statements.instrument());
        connection
            .batch_execute(PRAGMAS)
            .map_err(diesel::r2d2::Error::QueryError)?;
        connection
            .batch_execute("PRAGMA query_only = ON")
            .map_err(diesel::r2d2::Error::QueryError)?;
        if self.waits {
            return Ok(());
        }
        connection
            .batch_execute("PRAGMA busy_timeout = 0")
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// ST-09. `busy_timeout` first: even setting WAL can be busy.
/// What a statement needs to be taken back is kept in memory: it is no part of the file.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; \
    PRAGMA temp_store = MEMORY;";

pub(super) fn connect(url: &str, statements: &Arc<Statements>) -> Result<SqliteConnection> {
    create_private(url)?;
    let mut connection =
        SqliteConnection::establish(url).map_err(|error| Error::Away(error.to_string()))?;
    connection.set_instrumentation(statements.instrument());
    connection.batch_execute(PRAGMAS)?;
    Ok(connection)
}

/// The file for one process alone, as long as the connection lives: an error if another has it
/// open.
pub(super) fn connect_alone(url: &str) -> Result<SqliteConnection> {
    let mut connection =
        SqliteConnection::establish(url).map_err(|error| Error::Away(error.to_string()))?;
    // Before anything else is read: every connection to a file with a log holds a lock on it, and
    // this one wants all of them. Nobody is waited for.
    let alone = connection
        .batch_execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
        .map_err(Error::from);
    match alone {
        Ok(()) => Ok(connection),
        Err(Error::Raced(_)) => Err(Error::Away(
            "another process has the database open: end it first".into(),
        )),
        Err(error) => Err(error),
    }
}

/// ST-06: the file is the owner's alone from its first byte; SQLite gives its companions the same
/// mode.
///
/// A file that is there is not opened: to close any descriptor of a file lets go every lock that
/// the process holds on it (fcntl(2)), those of its other connections too. Another process would
/// then take itself for the last one, and put away the log that this one still writes.
fn create_private(path: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let created = std::fs::OpenOptions::new()
        .create_new(true)
        .append(true)
        .mode(0o600)
        .open(path);
    match created {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Error::Away(format!("{path}: {error}"))),
    }
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
