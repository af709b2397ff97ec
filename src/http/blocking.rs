//! The sections of a request that do its work: bounded, and measured.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::web;

use crate::{
    app::{Ctx, cpu_time, spent, taken},
    core::{Fault, at_once::try_at_once, waiting::Waiting},
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
        section(|| {
            let done = left.work(work);
            done.unwrap_or(Err(Fault::Overloaded("nobody waits any more")))
        })
    };
    let (done, cost) = match tokio::time::timeout(LONGEST, web::block(work)).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => return Err(Fault::Unavailable("the worker was cancelled".into())),
        Err(_) => return Err(Fault::Overloaded("the work was not done in time")),
    };
    tell(cost);
    done
}

/// As [`blocking`], for work that nearly always does nothing but look: where the database is in this process, the
/// event loop does it itself, and only what would wait is begun again off it.
pub async fn looking<T: Send + 'static>(
    ctx: Ctx,
    work: impl Fn(&Ctx) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    if ctx.app.store.is_near() && !are_looks_slow() {
        let (done, cost) = section(|| Ok(try_at_once(|| work(&ctx))));
        tell(cost);
        note_look(cost.db);
        match done {
            Ok(Some(done)) => return done,
            Ok(None) => {}
            Err(fault) => return Err(fault),
        }
    }
    blocking(move || work(&ctx)).await
}

/// What a look at a row that is in memory does not take, unless another thread was given the core meanwhile.
const LONG_LOOK: Duration = Duration::from_millis(1);
/// What that does not explain either.
const VERY_LONG_LOOK: Duration = Duration::from_millis(100);
/// For so many times as long as such a look took all looks are handed over: what the event loop does for others
/// must not wait for a disk.
const HAND_OVER: u32 = 60;
const LONGEST_HAND_OVER: Duration = Duration::from_secs(600);

thread_local! {
    static WAS_LONG: Cell<bool> = const { Cell::new(false) };
}

/// Until when, in milliseconds of [`steady`].
static SLOW_UNTIL: AtomicU64 = AtomicU64::new(0);

fn are_looks_slow() -> bool {
    let until = SLOW_UNTIL.load(Ordering::Relaxed);
    until > 0 && millis(steady()) < until
}

/// Two long looks in a row, or one that was very long, were at a disk.
fn note_look(took: Duration) {
    let was_long = WAS_LONG.replace(took > LONG_LOOK);
    if took > VERY_LONG_LOOK || (took > LONG_LOOK && was_long) {
        let until = steady() + (took * HAND_OVER).min(LONGEST_HAND_OVER);
        SLOW_UNTIL.fetch_max(millis(until), Ordering::Relaxed);
    }
}

/// Since the first long look.
fn steady() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    #[expect(
        clippy::disallowed_methods,
        reason = "how long looks are handed over, decides nothing about time"
    )]
    FIRST.get_or_init(Instant::now).elapsed()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Does a section of a request, and measures it.
fn section<T>(work: impl FnOnce() -> Result<T, Fault>) -> (Result<T, Fault>, Cost) {
    let (_before, _others, cpu) = (spent(), taken(), cpu_time());
    // OP-03: "Panic in a handler → 500 for that request only". What is shared is behind locks, and whoever
    // takes one that a panic left takes it as it is.
    let done = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Fault::Internal("a panic".into())));
    let cost = Cost {
        db: spent(),
        cpu: cpu_time().saturating_sub(cpu) + taken(),
    };
    (done, cost)
}

/// Adds to what the request cost; work for no request is not told of.
fn tell(cost: Cost) {
    let _told = COST.try_with(|all| {
        let before = all.get();
        all.set(Cost {
            db: before.db + cost.db,
            cpu: before.cpu + cost.cpu,
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_handed_over_when_a_disk_is_slow_and_not_for_one_that_was_interrupted() {
        let ms = Duration::from_millis;
        for took in [ms(0), ms(5), ms(0), ms(99), ms(0)] {
            note_look(took);
            assert!(!are_looks_slow(), "{took:?}");
        }
        note_look(ms(2));
        note_look(ms(200));
        assert!(are_looks_slow());
    }
}
