//! How long to wait, as `Retry-After` has it (RFC 9110 §10.2.3).

use std::time::Duration;

/// A time to wait in whole seconds, at least one.
pub fn seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000))
        .unwrap_or(u64::MAX)
        .max(1)
}
