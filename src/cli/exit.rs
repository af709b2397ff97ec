//! How a command ends.

use thiserror::Error;

use crate::{account::Invalid, app::OpenError, config::ConfigErrors, core::Fault, store};

/// The result of a command.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why a command failed, with its exit code.
#[derive(Debug, Error)]
pub enum Failure {
    /// It did not work: 1.
    #[error("{0}")]
    Failed(String),
    /// It was asked wrongly: 2.
    #[error("{0}")]
    Usage(String),
    /// The configuration is invalid: 3.
    #[error("{0}")]
    Config(String),
    /// The database cannot be reached or is not migrated: 4.
    #[error("{0}")]
    Database(String),
    /// There is no such thing: 5.
    #[error("{0}")]
    NotFound(String),
    /// It exists already: 6.
    #[error("{0}")]
    Conflict(String),
    /// A confirmation is needed: 7.
    #[error("{0}")]
    Refused(String),
    /// A check found problems: 8.
    #[error("{0}")]
    Problems(String),
}

impl Failure {
    /// The exit code.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Config(_) => 3,
            Self::Database(_) => 4,
            Self::NotFound(_) => 5,
            Self::Conflict(_) => 6,
            Self::Refused(_) => 7,
            Self::Problems(_) => 8,
        }
    }
}

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        Self::Config(errors.to_string())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Config(what) => Self::Config(what),
            OpenError::Database(what) => Self::Database(what),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(what) => Self::Database(what),
            Fault::Overloaded(what) => Self::Failed(what.to_owned()),
            Fault::Internal(what) => Self::Failed(what),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        if invalid.is_conflict {
            Self::Conflict(invalid.to_string())
        } else {
            Self::Usage(invalid.to_string())
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Usage(error.to_string())
    }
}
