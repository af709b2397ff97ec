//! How long the database takes: for the metrics, and for the log line of the request.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

thread_local! {
    static SPENT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// The time that this thread has spent on the database since it was last asked: waiting for a
/// connection, for the answers, for the commit.
pub fn spent() -> Duration {
    SPENT.take()
}

/// Records how long something took, when it goes.
pub(super) struct Timed(&'static str, Instant);

impl Timed {
    pub(super) fn start(op: &'static str) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "measures how long the database takes, decides nothing about time"
        )]
        Self(op, Instant::now())
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        let took = self.1.elapsed();
        metrics::histogram!("signet_db_query_duration_seconds", "op" => self.0)
            .record(took.as_secs_f64());
        SPENT.set(SPENT.get() + took);
    }
}
