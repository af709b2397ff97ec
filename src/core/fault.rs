//! Our own failures, told apart by what the caller should do next.

use thiserror::Error;

/// Something of ours failed. Rolls back; answered as 500 or 503 in the caller's dialect, never
/// as `invalid_grant` (a client throws its tokens away on that).
#[derive(Debug, Error)]
pub enum Fault {
    /// The database is away, locked or full: 503 with `Retry-After: 1`.
    #[error("storage is not available: {0}")]
    Unavailable(String),
    /// Too much work is queued already: 503 with `Retry-After: 1`.
    #[error("overloaded: {0}")]
    Overloaded(&'static str),
    /// A defect, or data that cannot be: 500.
    #[error("internal fault: {0}")]
    Internal(String),
}

impl Fault {
    /// Whether trying again soon may help (503 rather than 500).
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Overloaded(_) => true,
            Self::Internal(_) => false,
        }
    }
}
