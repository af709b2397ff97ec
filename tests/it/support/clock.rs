//! A clock that tests move.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use signet::core::{Clock, SystemClock, Timestamp};

#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Starts at the present, so that other people's libraries find tokens valid, and stands still.
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(SystemClock.now().millis())))
    }

    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(
            i64::try_from(by.as_millis()).expect("fits"),
            Ordering::SeqCst,
        );
    }

    pub fn back(&self, by: Duration) {
        self.0.fetch_sub(
            i64::try_from(by.as_millis()).expect("fits"),
            Ordering::SeqCst,
        );
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn is_wall(&self) -> bool {
        false
    }
}
