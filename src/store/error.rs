//! What can go wrong at a database, told apart by what to do about it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

use crate::core::Fault;

/// The result of a query.
pub type Result<T> = std::result::Result<T, Error>;

/// A failed query.
#[derive(Clone, Debug, Error)]
pub enum Error {
    /// The transaction lost against another and may be tried again: SQLite busy, PostgreSQL
    /// 40001 or 40P01.
    #[error("the transaction lost a race: {0}")]
    Raced(String),
    /// The database is away, full, read-only or over its time.
    #[error("the database is not available: {0}")]
    Away(String),
    /// The connection to PostgreSQL broke. Before the commit was asked for, the transaction may be
    /// tried again; afterwards nobody knows what became of it.
    #[error("the connection to the database broke: {0}")]
    Lost(String),
    /// A row with this key exists already.
    #[error("a row with this key exists already: {0}")]
    Exists(String),
    /// The transaction is taken back as it should be: a rehearsal ended well, or what it needs has
    /// to be made first.
    #[error("the transaction is taken back")]
    TakenBack,
    /// A defect of ours: bad SQL, or a row that cannot be.
    #[error("defect: {0}")]
    Defect(String),
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        let text = error.to_string();
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => Self::Exists(
                info.constraint_name()
                    .unwrap_or_else(|| info.message())
                    .to_owned(),
            ),
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Raced(text)
            }
            // A full disk ends the transaction by itself; that it was over already says nothing.
            DieselError::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager => Self::Lost(text),
            DieselError::DatabaseError(_, ref info) => {
                let message = info.message();
                let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
                if has(&[
                    "database is locked",
                    "database table is locked",
                    "deadlock detected",
                ]) {
                    Self::Raced(text)
                } else if has(&[
                    "terminating connection",
                    "server closed the connection",
                    "could not receive data",
                    "could not send data",
                    "no connection to the server",
                ]) {
                    Self::Lost(text)
                } else if has(&[
                    "disk is full",
                    "disk I/O error",
                    "readonly database",
                    "unable to open database",
                    "connection to server",
                    "statement timeout",
                    "lock timeout",
                    "recovery mode",
                    "starting up",
                    "shutting down",
                    "read-only transaction",
                    "No space left",
                ]) {
                    Self::Away(text)
                } else {
                    Self::Defect(text)
                }
            }
            _ => Self::Defect(text),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Raced(text) | Error::Away(text) | Error::Lost(text) => Self::Unavailable(text),
            Error::Exists(text) => {
                Self::Internal(format!("a row with this key exists already: {text}"))
            }
            Error::TakenBack => Self::Internal("a transaction was taken back for good".into()),
            Error::Defect(text) => Self::Internal(text),
        }
    }
}

impl Error {
    /// Whether it failed for lack of space on the disk.
    pub(super) fn is_full(&self) -> bool {
        matches!(self, Self::Away(text) if text.contains("disk is full") || text.contains("No space left"))
    }

    /// A row whose content cannot be: a defect, or somebody edited the database.
    pub fn bad_row(table: &str, what: &str) -> Self {
        Self::Defect(format!("a row of {table} has a bad {what}"))
    }
}
