//! Work that no request waits for: the catalog, the clock, the sweep, the life of keys, a door's
//! key.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use super::watch::{self, ClockWatch, IssuerWatch, OutageWatch};
use crate::{
    account::{
        self,
        audit::{Reach, Walk},
        rotation,
    },
    app::{
        App, Ctx,
        spray::{By, Usual},
    },
    core::{Clock, Door, Fault, SystemClock, Timestamp},
    estates,
    model::{KeyPurpose, KeyState, Word},
    store,
};

/// How often the catalog is looked at: what one node changes, all know within a second.
const LOOK_EVERY: Duration = Duration::from_millis(400);
// A change that a look has just missed is seen by the next one, with as much time again to read it.
const _: () = assert!(LOOK_EVERY.as_millis() * 2 <= 1000);
/// Looks between measurements of the clock: 10 s.
const MEASURE_EVERY: u32 = 25;
/// Looks between sweeps: a minute.
const SWEEP_EVERY: u32 = 150;

/// Looks between reminders: an hour.
const REMIND_EVERY: u32 = 60 * SWEEP_EVERY;

/// How far the background work is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    doors_open: AtomicBool,
}

impl Progress {
    /// Whether what open doors need is there.
    pub(super) fn are_doors_open(&self) -> bool {
        self.doors_open.load(Ordering::SeqCst)
    }
}

pub(super) struct Background {
    pub(super) progress: Arc<Progress>,
    app: Arc<App>,
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Background {
    pub(super) fn stop(self) {
        drop(self.stop);
        // What the last requests were is written down, too.
        attempt("legacy_calls", || write_calls(&self.app));
        // A thread that panicked has said so already.
        let _ended = self.thread.join();
        attempt("audit_chain", || {
            account::audit::close(&Ctx::background(self.app.clone())).map(drop)
        });
    }
}

pub(super) fn start(app: &Arc<App>) -> Result<Background, String> {
    let (stop, stopped) = channel::<()>();
    for by in [By::Network, By::Agent, By::All] {
        metrics::counter!("signet_spray_suspected_total", "by" => by.word()).increment(0);
    }
    tell_failures(&Ctx::background(app.clone()));
    metrics::gauge!("signet_database_writable").set(1.0);
    metrics::counter!("signet_clock_steps_total").increment(0);
    metrics::gauge!("signet_issuer_conflict").set(0.0);
    metrics::counter!("signet_panics_total").increment(0);
    // A door's key takes seconds to make, and the catalog is looked at within one: nobody waits for
    // the other. The thread ends when the key is there.
    let doors = app.clone();
    let progress = Arc::new(Progress::default());
    let opened = progress.clone();
    spawn("doors", move || {
        open_doors(&doors);
        opened.doors_open.store(true, Ordering::SeqCst);
    })?;
    let (kept, app) = (app.clone(), app.clone());
    let mut standing = Standing::default();
    // A step before the first round is one as well.
    standing.clock.look(SystemClock.now(), Duration::ZERO);
    #[expect(
        clippy::disallowed_methods,
        reason = "what wall clocks are compared with, decides nothing about time"
    )]
    let began = std::time::Instant::now();
    let work = move || {
        every(LOOK_EVERY, &stopped, |looks| {
            round(&app, (looks, began.elapsed()), &mut standing)
        })
    };
    Ok(Background {
        progress,
        app: kept,
        stop,
        thread: spawn("background", work)?,
    })
}

/// Takes a round each time the pause is over, and tells it its number, until it is told to stop.
fn every(pause: Duration, stopped: &Receiver<()>, mut round: impl FnMut(u32)) {
    let mut looks: u32 = 0;
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        looks = looks.wrapping_add(1);
        round(looks);
    }
}

/// What is kept from round to round.
#[derive(Default)]
struct Standing {
    sealing: Sealing,
    clock: ClockWatch,
    outage: OutageWatch,
    issuer: IssuerWatch,
}

fn round(app: &Arc<App>, (looks, steady): (u32, Duration), standing: &mut Standing) {
    let sealing = &mut standing.sealing;
    let is_there = job(app, "catalog", || app.refresh());
    job(app, "legacy_calls", || write_calls(app));
    let ctx = Ctx::background(app.clone());
    attempt("outage", || standing.outage.look(&ctx, is_there));
    if app.has_wall_clock()
        && let Some(step) = standing.clock.look(SystemClock.now(), steady)
    {
        // By the database's clock nothing has happened: what is issued meanwhile is to say so.
        job(app, "clock", || app.measure());
        attempt("clock", || watch::tell_step(&ctx, step));
    }
    job(app, "keys", || rotation::advance(&ctx));
    attempt("ages", || {
        tell_ages(&ctx);
        Ok(())
    });
    if let Some(reach) = sealing.reach(looks, (ctx.now, app.has_wall_clock())) {
        job(app, "audit_chain", || sealing.seal(&ctx, reach));
    }
    if looks.is_multiple_of(MEASURE_EVERY) {
        job(app, "clock", || app.measure());
        attempt("issuer", || standing.issuer.look(&ctx));
        job(app, "letters", || {
            metrics::gauge!("signet_mail_queue").set(account::outbox::waiting(&ctx)? as f64);
            Ok(())
        });
    }
    if looks.is_multiple_of(MEASURE_EVERY) {
        attempt("failures", || {
            tell_failures(&ctx);
            Ok(())
        });
    }
    if looks == 1 || looks.is_multiple_of(5 * SWEEP_EVERY) {
        job(app, "failures", || keep_failures(&ctx));
    }
    if looks.is_multiple_of(REMIND_EVERY) {
        attempt("reminders", || account::reminders::write(&ctx));
    }
    if looks.is_multiple_of(SWEEP_EVERY) {
        job(app, "sweep", || sweep(&ctx).map(drop));
    }
}

/// Longest time between two rounds of sealing after which nothing can have been left out: what is looked
/// at every [`LATE_EVERY`] rounds goes back further than that, and those rounds.
const SEALING_PAUSE: Duration = Duration::from_secs(10);
/// How often it is looked for rows that were slow to come: what they tell of was up to ten seconds before
/// (DL-05). The rows of a busy second are many, and are not to be read again each second until then.
const LATE_EVERY: u32 = 24;

/// How far the sealing of the audit trail is.
#[derive(Debug, Default)]
struct Sealing {
    /// When it last went well.
    last: Option<Timestamp>,
    /// The walk that looks for what was left out, while there is one.
    walk: Option<Walk>,
}

impl Sealing {
    /// Which rows are looked at in this round for such as wait for their seal: those of the last seconds
    /// about each second, and now and then what was slow, or left by a dead node. Where time was left
    /// out since the last round, by a step of a wall clock or because the process or the database stood
    /// still, all that may have been missed is looked at.
    fn reach(&mut self, looks: u32, (now, is_wall): (Timestamp, bool)) -> Option<Reach> {
        const HOUR: u32 = 60 * SWEEP_EVERY;
        let is_steady = |last: Timestamp| now >= last && now.since(last) <= SEALING_PAUSE;
        let missed = is_wall && !self.last.is_none_or(is_steady);
        if looks == 1 || looks.is_multiple_of(HOUR) || (missed && looks.is_multiple_of(2)) {
            self.walk = Some(Walk::default());
            Some(Reach::Left)
        } else if looks.is_multiple_of(SWEEP_EVERY) {
            Some(Reach::Recent(Duration::from_secs(900)))
        } else if looks.is_multiple_of(LATE_EVERY) {
            Some(Reach::Recent(Duration::from_secs(30)))
        } else if looks.is_multiple_of(2) {
            Some(Reach::Recent(Duration::from_secs(2)))
        } else {
            None
        }
    }

    fn seal(&mut self, ctx: &Ctx, reach: Reach) -> Result<(), Fault> {
        account::audit::seal(ctx, reach)?;
        if let Some(walk) = &mut self.walk
            && walk.advance(ctx)?
        {
            self.walk = None;
        }
        self.last = Some(ctx.now);
        Ok(())
    }
}

fn spawn(
    name: &'static str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, String> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(|error| error.to_string())
}

/// What the open doors need before their first call: OCARIoT's default scopes, and keys, which
/// take a while to make.
pub fn open_doors(app: &Arc<App>) {
    if app.config.legacy.door(Door::Ocariot).enabled {
        attempt("ocariot scopes", || {
            app.store.write(estates::ocariot::seed_default_scopes)
        });
    }
    if app.config.legacy.door(Door::Healthily).enabled {
        attempt("healthily scopes", || {
            account::healthily::ensure_scopes(&Ctx::background(app.clone()))
        });
    }
    for door in Door::ALL {
        if let Some(key) = door.key()
            && app.config.legacy.door(door).enabled
        {
            attempt("door key", || {
                app.ensure_key(&key.purpose, key.algorithm, key.rsa_bits)
            });
        }
    }
}

/// Writes down what was counted at legacy doors; what cannot be written is kept for the next time.
pub fn write_calls(app: &App) -> Result<(), Fault> {
    let counted = app.legacy_calls.take();
    if counted.is_empty() {
        return Ok(());
    }
    let kept = counted.clone();
    let written = app
        .store
        .write(move |conn| store::legacy_calls::add(conn, &counted));
    if written.is_err() {
        app.legacy_calls.put_back(kept);
    }
    written
}

/// Takes out what is over; how many rows went.
pub fn sweep(ctx: &Ctx) -> Result<usize, Fault> {
    let tokens = &ctx.app.config.tokens;
    let over = store::sweep::Over {
        now: ctx.now,
        repeats: ctx.now.minus(tokens.refresh_lost.max(tokens.refresh_race)),
    };
    let erased = account::leaving::erase_due(ctx)?;
    let evidence = account::leaving::sweep_evidence(ctx)?;
    Ok(erased + evidence + store::sweep::run(&ctx.app.store, over)?)
}

/// Adds what sign-ins failed here to what is usual on all nodes; what cannot be kept waits for the
/// next time.
pub fn keep_failures(ctx: &Ctx) -> Result<(), Fault> {
    let (spray, now) = (&ctx.app.spray, ctx.now);
    let counted = spray.take();
    let kept = ctx.app.store.write(move |conn| {
        let mut usual = Usual::default();
        let won = store::meta::change(conn, store::meta::USUAL_FAILURES, |found| {
            usual = found.map(Usual::from_bytes).unwrap_or_default();
            usual = usual.plus(counted, now);
            usual.to_bytes()
        })?;
        Ok(won.then_some(usual))
    });
    match kept {
        Ok(Some(usual)) => spray.set_usual(usual),
        // Another node was first.
        Ok(None) => spray.put_back(counted),
        Err(fault) => {
            spray.put_back(counted);
            return Err(fault);
        }
    }
    Ok(())
}

/// The share of sign-ins that failed.
fn tell_failures(ctx: &Ctx) {
    let (recent, usual) = ctx.app.spray.ratios(ctx.now);
    metrics::gauge!("signet_login_failure_ratio", "over" => "5m").set(recent.unwrap_or(0.0));
    metrics::gauge!("signet_login_failure_ratio", "over" => "7d").set(usual);
}

/// How long the issuer's keys have signed.
fn tell_ages(ctx: &Ctx) {
    for (key, _) in ctx.app.catalog().keys().iter() {
        if key.state == KeyState::Active && key.purpose == KeyPurpose::Issuer {
            let age = ctx.now.since(key.active_at.unwrap_or(key.created_at));
            metrics::gauge!("signet_signing_key_age_seconds", "alg" => key.algorithm.word())
                .set(age.as_secs_f64());
        }
    }
}

/// Does a job of this server, and tells when it last went well. Whether it did.
fn job(app: &App, name: &'static str, work: impl FnOnce() -> Result<(), Fault>) -> bool {
    let done = attempt(name, work);
    if done {
        let now = app.now().secs();
        metrics::gauge!("signet_jobs_last_success_timestamp_seconds", "job" => name)
            .set(now as f64);
    }
    done
}

/// Does a job, and says whether it went well. That it failed is told, and so is that it panicked: the others, and its own next
/// round, go on.
fn attempt(job: &'static str, work: impl FnOnce() -> Result<(), Fault>) -> bool {
    // What a job shares is behind locks, and whoever takes one that a panic left takes it as it is.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => return true,
        Ok(Err(fault)) => {
            tracing::warn!(job, error = %fault, "background work failed; it is tried again")
        }
        Err(_) => {
            tracing::error!(job, "background work panicked: a defect; it is tried again")
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_a_job_and_nothing_else() {
        let (stop, stopped) = channel::<()>();
        let mut stop = Some(stop);
        let mut done = Vec::new();
        every(Duration::from_millis(1), &stopped, |looks| {
            attempt("broken", || panic!("in round {looks}"));
            attempt("failing", || Err(Fault::Internal("as ever".into())));
            attempt("whole", || {
                done.push(looks);
                Ok(())
            });
            if looks == 3 {
                stop = None;
            }
        });
        assert_eq!(done, [1, 2, 3]);
        assert!(stop.is_none());
    }

    // AU-04: where time was left out, by a step of the clock or a pause of the process, nothing that was
    // written before it is missed.
    #[test]
    fn time_that_was_left_out_is_looked_at() {
        let start = Timestamp::from_secs(1_800_000_000);
        let after = |seconds: u64| start.plus(Duration::from_secs(seconds));
        let back = start.minus(Duration::from_secs(7200));
        for (now, is_wall, all) in [
            (after(1), true, false),
            (after(10), true, false),
            (after(11), true, true),
            (after(7200), true, true),
            (back, true, true),
            // A clock that a test moves is no clock that steps.
            (after(7200), false, false),
        ] {
            let mut sealing = Sealing {
                last: Some(start),
                walk: None,
            };
            let reach = sealing.reach(4, (now, is_wall));
            let is_all = matches!(reach, Some(Reach::Left));
            assert_eq!((is_all, sealing.walk.is_some()), (all, all), "{now:?}");
        }
        // At start, and each hour.
        let mut sealing = Sealing::default();
        for (looks, all) in [(1, true), (2, false), (60 * SWEEP_EVERY, true)] {
            sealing.walk = None;
            let reach = sealing.reach(looks, (start, true));
            let is_all = matches!(reach, Some(Reach::Left));
            assert_eq!((is_all, sealing.walk.is_some()), (all, all), "{looks}");
        }
    }
}
