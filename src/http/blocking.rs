//! The one blocking section of a request: bounded, and measured.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use actix_web::web;

use crate::{
    app::{cpu_time, spent, taken},
    core::{Fault, waiting::Waiting},
};

/// DL-05: "no request waits > 10 s": a body is given up after as long, and so is the work.
pub const LONGEST: Duration = Duration::from_secs(10);

/// What a request cost, in its blocking sections.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// On the database: waiting for a connection, for answers, for commits.
    pub db: Duration,
    /// Of the processor.
    pub cpu: Duration,
}

tokio::task_local! {
    static COST: Cell<Cost>;
}

/// Does something, and says what its blocking sections cost.
pub async fn measured<T>(work: impl Future<Output = T>) -> (T, Cost) {
    let work = async {
        let done = work.await;
        (done, COST.with(Cell::get))
    };
    COST.scope(Cell::default(), work).await
}

/// Runs synchronous work (Diesel, Argon2, signatures) off the event loop: the only `web::block`.
///
/// Who waits longer than [`LONGEST`] is told so (503); what was begun goes on and is kept or not,
/// as when a caller leaves. Work that nobody waits for any more is not begun.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let waiting = Waiting::default();
    let left = waiting.left();
    let work = move || {
        let (_before, _others, cpu) = (spent(), taken(), cpu_time());
        // OP-03: "Panic in a handler → 500 for that request only". What is shared is behind locks, and whoever
        // takes one that a panic left takes it as it is.
        let done = match catch_unwind(AssertUnwindSafe(|| left.work(work))) {
            Ok(Some(done)) => done,
            Ok(None) => Err(Fault::Overloaded("nobody waits any more")),
            Err(_) => Err(Fault::Internal("a panic".into())),
        };
        let cost = Cost {
            db: spent(),
            cpu: cpu_time().saturating_sub(cpu) + taken(),
        };
        (done, cost)
    };
    let (done, cost) = match tokio::time::timeout(LONGEST, web::block(work)).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => return Err(Fault::Unavailable("the worker was cancelled".into())),
        Err(_) => return Err(Fault::Overloaded("the work was not done in time")),
    };
    // Work for no request is not told of.
    let _told = COST.try_with(|all| {
        let before = all.get();
        all.set(Cost {
            db: before.db + cost.db,
            cpu: before.cpu + cost.cpu,
        });
    });
    done
}
