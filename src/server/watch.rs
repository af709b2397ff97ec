//! What a node notices of its surroundings, and tells once it is over: a clock that takes a step
//! (OP-07), a database that cannot be written to (OP-08).

use std::time::Duration;

use serde_json::json;

use crate::{
    account::starts,
    app::Ctx,
    core::{Fault, Timestamp},
    model::AuditEvent,
    store::{self, Refusal},
};

/// OP-07: "step > 5 s vs monotonic".
const STEP: Duration = Duration::from_secs(5);

/// The wall clock beside one that takes no steps.
#[derive(Debug, Default)]
pub(super) struct ClockWatch {
    last: Option<(Timestamp, Duration)>,
}

impl ClockWatch {
    /// By how much the wall clock moved besides what went by since the last look, in milliseconds;
    /// `None` if no more than a clock is corrected by in passing.
    pub(super) fn look(&mut self, wall: Timestamp, steady: Duration) -> Option<i64> {
        let (last_wall, last_steady) = self.last.replace((wall, steady))?;
        let passed = i64::try_from(steady.saturating_sub(last_steady).as_millis()).ok()?;
        let step = (wall.millis() - last_wall.millis()).saturating_sub(passed);
        (u128::from(step.unsigned_abs()) > STEP.as_millis()).then_some(step)
    }
}

/// Tells of a step: a warning, the metric, and a row of the trail, so that whoever reads instants
/// that do not follow each other finds out why.
pub(super) fn tell_step(ctx: &Ctx, step: i64) -> Result<(), Fault> {
    metrics::counter!("signet_clock_steps_total").increment(1);
    tracing::warn!(
        milliseconds = step,
        "the clock of this machine took a step: see to its time service"
    );
    let mut event = ctx.event("clock.stepped", None, "server".into());
    event.detail = Some(json!({ "milliseconds": step }));
    append(ctx, event)
}

/// Whether another node of this database was started as another issuer: of two that serve, each refuses what
/// the other issues.
#[derive(Debug, Default)]
pub(super) struct IssuerWatch {
    other: Option<String>,
}

impl IssuerWatch {
    /// Looks, and tells when there is one, and which.
    pub(super) fn look(&mut self, ctx: &Ctx) -> Result<(), Fault> {
        let other = starts::other_issuer(ctx)?;
        metrics::gauge!("signet_issuer_conflict").set(f64::from(u8::from(other.is_some())));
        if let Some(other) = other
            .as_ref()
            .filter(|other| self.other.as_ref() != Some(other))
        {
            tracing::error!(
                issuer = ctx.app.issuer,
                other,
                "a node of this database was started as another issuer: each refuses the tokens of the other; give \
                 all the same server.public_url, and the same server.issuer or none"
            );
        }
        self.other = other;
        Ok(())
    }
}

/// OP-08: since when nothing, or too little, can be written.
#[derive(Debug, Default)]
pub(super) struct OutageWatch {
    since: Option<Timestamp>,
}

/// As many bytes as a burst of sign-ins writes: a disk that is full has room for a row here and there.
const PROBE: usize = 64 * 1024;

impl OutageWatch {
    /// Looks whether writes that failed lately would fail still, and tells when an outage begins and
    /// when it is over: the trail can be told of either only then.
    ///
    /// `is_there` is whether the database answers: a node that nobody calls, because it is not ready, is
    /// refused nothing.
    pub(super) fn look(&mut self, ctx: &Ctx, is_there: bool) -> Result<(), Fault> {
        let refusal = ctx.app.store.refusal();
        let refusal = refusal.or((!is_there).then_some(Refusal::Away));
        match (self.since, refusal) {
            (None, Some(refusal)) => {
                let fault = match probe(ctx) {
                    Err(fault) => fault.to_string(),
                    // What is in the way of some may let others pass: a full disk is full.
                    Ok(()) if refusal == Refusal::Full => "the disk is full".to_owned(),
                    Ok(()) => return Ok(()),
                };
                self.since = Some(ctx.now);
                metrics::gauge!("signet_database_writable").set(0.0);
                tracing::error!(
                    error = fault,
                    "the database takes no writes: what needs none of it, and on a full disk what only reads, is answered; all else is 503 until it does"
                );
                Ok(())
            }
            // As long as somebody is refused it is not over.
            (None, None) | (Some(_), Some(_)) => Ok(()),
            (Some(since), None) => {
                let mut event = ctx.event("database.writable_again", None, "server".into());
                event.detail = Some(json!({ "since": since.rfc3339() }));
                if probe(ctx).and_then(|()| append(ctx, event)).is_ok() {
                    self.since = None;
                    metrics::gauge!("signet_database_writable").set(1.0);
                    tracing::warn!(since = since.rfc3339(), "the database takes writes again");
                } else {
                    // Its own failure is nobody's refusal.
                    let _own = ctx.app.store.refusal();
                }
                Ok(())
            }
        }
    }
}

fn probe(ctx: &Ctx) -> Result<(), Fault> {
    let store = &ctx.app.store;
    let fill = vec![0xA5; PROBE];
    store.write(move |conn| store::meta::set(conn, store::meta::PROBE, &fill))?;
    store.write(|conn| store::meta::set(conn, store::meta::PROBE, &[]))
}

fn append(ctx: &Ctx, event: AuditEvent) -> Result<(), Fault> {
    let inner = ctx.clone();
    let store = &ctx.app.store;
    store.write(move |conn| store::audit::append(conn, &inner.app.ledger, &event))
}

#[cfg(test)]
mod tests {
    use super::*;

    // OP-07: "step > 5 s vs monotonic → warning event, metric".
    #[test]
    fn a_step_is_what_the_wall_clock_moves_besides_the_time_that_went_by() {
        let start = Timestamp::from_secs(1_800_000_000);
        let hour = Duration::from_secs(3600);
        for (wall, steady, step) in [
            (start.plus(Duration::from_secs(1)), 1, None),
            (start.plus(Duration::from_secs(6)), 1, None),
            (start.plus(Duration::from_millis(6_001)), 1, Some(5_001)),
            (start.plus(hour), 3600, None),
            (start.minus(hour), 1, Some(-3_601_000)),
            (start, 6, Some(-6_000)),
            (start, 5, None),
        ] {
            let mut watch = ClockWatch::default();
            let before = Duration::from_secs(50);
            assert_eq!(watch.look(start, before), None, "the first look");
            let after = before + Duration::from_secs(steady);
            assert_eq!(watch.look(wall, after), step, "{wall:?} after {steady} s");
            assert_eq!(watch.look(wall, after), None, "it is told once");
        }
    }
}
