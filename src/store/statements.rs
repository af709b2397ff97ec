//! Records statements on demand, so that a test can hold an operation to its budget.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// A recorder of SQL texts; off until asked for.
#[derive(Debug, Default)]
pub struct Statements {
    on: AtomicBool,
    texts: Mutex<Vec<String>>,
}

impl Statements {
    /// Starts to record, from nothing.
    pub fn record(&self) {
        self.texts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.on.store(true, Ordering::SeqCst);
    }

    /// Stops, and gives the statements since [`Statements::record`]: without the begin, commit
    /// and savepoints of transactions and the check-out tests of pools.
    pub fn stop(&self) -> Vec<String> {
        self.on.store(false, Ordering::SeqCst);
        std::mem::take(&mut *self.texts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn instrument(self: &Arc<Self>) -> Box<dyn Instrumentation> {
        Box::new(Recorder(self.clone()))
    }
}

struct Recorder(Arc<Statements>);

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        const FRAME: [&str; 6] = [
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "SAVEPOINT",
            "RELEASE",
            "SELECT 1 ",
        ];
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && self.0.on.load(Ordering::Relaxed)
        {
            let text = query.to_string();
            if text.trim() != "SELECT 1" && !FRAME.iter().any(|word| text.starts_with(word)) {
                self.0
                    .texts
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(text);
            }
        }
    }
}
