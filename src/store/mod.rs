//! Floor 2: the only room that speaks to a database.
//!
//! Functions take `(conn, what)`. `find_` returns an `Option`, `load_` fails if absent,
//! `consume_` is a compare-and-swap that says whether it won.

mod ballast;
mod conn;
mod document;
mod error;
mod fixed;
mod postgres;
mod retry;
mod revocation;
mod schema;
mod sqlite;
mod statements;
mod timed;
mod update;
pub mod veil;

pub mod accounts;
pub mod action_codes;
pub mod activity;
pub mod audit;
pub mod audit_chain;
pub mod carry;
pub mod catalog;
pub mod client_assertions;
pub mod clients;
pub mod codes;
pub mod connect;
pub mod consents;
pub mod corsano;
pub mod devices;
pub mod epoch;
pub mod erasure;
pub mod facts;
pub mod grants;
pub mod healthily;
pub mod humans;
pub mod identifiers;
pub mod interactions;
pub mod invariants;
pub mod invitations;
pub mod keys;
pub mod legacy_calls;
pub mod limits;
pub mod logout_notices;
pub mod meta;
pub mod migrate;
pub mod mycure;
pub mod narrowing;
pub mod ocariot;
pub mod origins;
pub mod outbox;
pub mod passkeys;
pub mod passwords;
pub mod people;
pub mod recovery;
pub mod refresh_tokens;
mod salts;
pub mod sealed;
pub mod sessions;
pub mod sweep;
pub mod terms;
pub mod tokens;
pub mod totps;
pub mod upstream;
pub mod users;
pub mod waitlist;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

pub use conn::Conn;
pub use error::{Error, Result};
pub use statements::Statements;
pub use timed::spent;

use self::{retry::Retry, timed::Timed};
use crate::core::{Fault, at_once};

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it is.
    pub target: Target,
    /// Connections kept open: readers on SQLite, all on PostgreSQL.
    pub pool: u32,
    /// How long a statement may take (PostgreSQL).
    pub statement_timeout: Duration,
    /// How long a statement may wait for a lock (PostgreSQL).
    pub lock_timeout: Duration,
    /// Accept a PostgreSQL that may lose acknowledged writes (ST-10).
    pub allow_unsafe_durability: bool,
}

/// The database to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A libpq connection URL.
    Postgres(String),
}

/// The database: reads on a pool, writes in transactions that are durable when they return.
#[derive(Clone)]
pub struct Store {
    backend: Arc<Backend>,
    retry: Arc<Retry>,
    statements: Arc<Statements>,
    refused: Arc<AtomicU8>,
}

/// Why writes failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The database was away, over its time, held by others, or gone in the midst of it.
    Away,
    /// There was no room on the disk.
    Full,
}

impl Refusal {
    fn of(error: &Error) -> Option<Self> {
        match error {
            _ if error.is_full() => Some(Self::Full),
            Error::Away(_) | Error::Lost(_) | Error::Raced(_) => Some(Self::Away),
            _ => None,
        }
    }
}

enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Leaves the database before it returns, if nobody else holds this store: another may be alone with
    /// it then.
    pub fn close(self) {
        match Arc::into_inner(self.backend) {
            Some(Backend::Sqlite(sqlite)) => sqlite.close(),
            Some(Backend::Postgres(_)) | None => {}
        }
    }

    /// Opens the database and checks that it keeps what it is told (ST-09, ST-10). Does not
    /// migrate.
    pub fn open(options: &Options) -> Result<Self> {
        let statements = Arc::new(Statements::default());
        let backend = match &options.target {
            Target::Sqlite(path) => {
                Backend::Sqlite(sqlite::Sqlite::open(path, options, &statements)?)
            }
            Target::Postgres(url) => {
                Backend::Postgres(postgres::Postgres::open(url, options, &statements)?)
            }
        };
        Ok(Self {
            backend: Arc::new(backend),
            retry: Arc::new(Retry::new()),
            statements,
            refused: Arc::default(),
        })
    }

    /// Runs a query outside a transaction.
    pub fn read<T>(
        &self,
        query: impl FnOnce(&mut Conn<'_>) -> Result<T>,
    ) -> std::result::Result<T, Fault> {
        let _timed = Timed::start("read");
        let result = match &*self.backend {
            Backend::Sqlite(sqlite) if at_once::is_asked() => sqlite.glance(query),
            Backend::Sqlite(sqlite) => sqlite.read(query),
            Backend::Postgres(postgres) => {
                at_once::may_wait()?;
                postgres.read(query)
            }
        };
        Ok(result?)
    }

    /// Runs queries that all see the database as it is at one instant, for as long as they take.
    pub fn snapshot<T>(&self, query: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
        at_once::may_wait().map_err(|fault| Error::Away(fault.to_string()))?;
        match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.snapshot(query),
            Backend::Postgres(postgres) => postgres.snapshot(query),
        }
    }

    /// Runs a transaction and returns when it is durable. `job` may run up to three times if it
    /// loses a race (TK-25), so it must not have effects of its own.
    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Conn<'_>) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Fault> {
        Ok(self.attempt(job)?)
    }

    /// As [`Store::write`], for those who can do something about a key that is taken.
    pub fn attempt<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Conn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        at_once::may_wait().map_err(|fault| Error::Away(fault.to_string()))?;
        let _timed = Timed::start("write");
        let done = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.write(&self.retry, job),
            Backend::Postgres(postgres) => postgres.write(&self.retry, job),
        };
        if let Some(refusal) = done.as_ref().err().and_then(Refusal::of) {
            self.refused.fetch_max(refusal as u8 + 1, Ordering::Relaxed);
        }
        done
    }

    /// Why writes have failed since this was last asked, if any did: the full disk, if there was one.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.refused.swap(0, Ordering::Relaxed) {
            0 => None,
            1 => Some(Refusal::Away),
            _ => Some(Refusal::Full),
        }
    }

    /// As [`Store::write`], for a job that may refuse: what it wrote before it refused is taken back.
    pub fn settle<T: Send + 'static, R: Send + 'static>(
        &self,
        mut job: impl FnMut(&mut Conn<'_>) -> Result<std::result::Result<T, R>> + Send + 'static,
    ) -> std::result::Result<std::result::Result<T, R>, Fault> {
        let refused = Arc::new(Mutex::new(None));
        let slot = refused.clone();
        let ended = self.attempt(move |conn| match job(conn)? {
            Ok(done) => Ok(done),
            Err(refusal) => {
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
                Err(Error::TakenBack)
            }
        });
        let refused = refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match (ended, refused) {
            (Ok(done), _) => Ok(Ok(done)),
            (Err(Error::TakenBack), Some(refusal)) => Ok(Err(refusal)),
            (Err(error), _) => Err(error.into()),
        }
    }

    /// Runs a transaction to see whether it would work, and takes it back.
    pub fn rehearse<T: Send + 'static>(
        &self,
        mut job: impl FnMut(&mut Conn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let value = Arc::new(Mutex::new(None));
        let slot = value.clone();
        let ended = self.attempt(move |conn| {
            let done = job(conn)?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
            Err::<(), _>(Error::TakenBack)
        });
        let done = value.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (ended, done) {
            (Err(Error::TakenBack), Some(done)) => Ok(done),
            (Err(error), _) => Err(error),
            (Ok(()), _) => Err(Error::Defect("a rehearsal was kept".into())),
        }
    }

    /// The database's clock, for a node to correct its own by; `None` where they are the same.
    pub fn clock(&self) -> std::result::Result<Option<i64>, Fault> {
        match &*self.backend {
            Backend::Sqlite(_) => Ok(None),
            Backend::Postgres(postgres) => Ok(Some(postgres.clock()?)),
        }
    }

    /// Whether a look takes less than to wake a thread for it: the database is in this process.
    pub fn is_near(&self) -> bool {
        matches!(&*self.backend, Backend::Sqlite(_))
    }

    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match &*self.backend {
            Backend::Sqlite(_) => "sqlite",
            Backend::Postgres(_) => "postgres",
        }
    }

    /// The pool at this moment: connections in use, idle ones, and how many there may be.
    pub fn pool(&self) -> (u32, u32, u32) {
        let (state, most) = match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.pool(),
            Backend::Postgres(postgres) => postgres.pool(),
        };
        let used = state.connections.saturating_sub(state.idle_connections);
        (used, state.idle_connections, most)
    }

    /// What was sent to the database, for those who count it.
    pub fn statements(&self) -> &Statements {
        &self.statements
    }
}
