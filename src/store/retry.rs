//! Trying a transaction again that lost a race, or its connection.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use super::{Error, Result};
use crate::core::waiting::nobody_waits;

/// How often a transaction that loses a race is tried (TK-25).
const TRIES: u32 = 3;

/// Spreads the pauses of one store: callers that raced each other do not meet again at once.
pub(super) struct Retry {
    turn: AtomicU64,
}

impl Retry {
    /// Nodes begin at different places, so that they, too, do not pause in step.
    pub(super) fn new() -> Self {
        Self {
            turn: AtomicU64::new(u64::from(std::process::id())),
        }
    }

    /// Runs `attempt`, and again if it lost a race or its connection, as long as somebody waits:
    /// "SQLITE_BUSY, 40001, 40P01, connection loss before commit: up to 3 tries with 10–100 ms jitter".
    pub(super) fn run<T>(&self, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
        for _ in 1..TRIES {
            match attempt() {
                Err(Error::Raced(_) | Error::Lost(_)) if !nobody_waits() => {
                    std::thread::park_timeout(self.pause());
                }
                result => return result,
            }
        }
        attempt()
    }

    /// 10 to 100 ms: steps of the golden ratio lie as far from each other as they can.
    fn pause(&self) -> Duration {
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let place = turn.wrapping_mul(GOLDEN) >> 32;
        Duration::from_millis(10 + place * 91 / (1 << 32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // TK-25: 10 to 100 ms, and no two that follow each other are near.
    #[test]
    fn pauses_are_spread() {
        let retry = Retry::new();
        let pauses: Vec<_> = (0..1000).map(|_| retry.pause().as_millis()).collect();
        assert!(pauses.iter().all(|pause| (10..=100).contains(pause)));
        assert!(pauses.windows(2).all(|two| two[0].abs_diff(two[1]) > 10));
    }
}
