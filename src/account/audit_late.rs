//! Rows of the audit trail that nobody sealed in their time (AU-04): a clock took a step, a process
//! stood still, a command was told the wrong time. Whoever seals looks at what was written of late;
//! these are found by a walk over the whole trail, whatever time they bear.

use serde_json::json;

use super::audit::{MARGIN, PAGE, chained, checkpoint, room};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::AuditEvent,
    store::{
        self,
        audit::AuditRow,
        audit_chain::{self as chain, Stretch},
    },
};

/// Stretches of a thousand rows that are looked at in one go: other work waits meanwhile.
const STRETCHES: usize = 20;

/// How far a walk over the trail has come.
#[derive(Debug, Default)]
pub struct Walk {
    after: String,
}

impl Walk {
    /// Goes on for some thousands of rows, and seals those among them that are genuine and were left
    /// out; whether the walk is over.
    pub fn advance(&mut self, ctx: &Ctx) -> Result<bool, Fault> {
        for _ in 0..STRETCHES {
            let read = |conn: &mut store::Conn<'_>| chain::stretch_after(conn, &self.after, PAGE);
            let Some(Stretch { end, unsealed }) = ctx.app.store.read(read)? else {
                return Ok(true);
            };
            if !seal(ctx, unsealed)? {
                // Another node was first: what it left is looked at once more.
                return Ok(false);
            }
            self.after = end;
        }
        Ok(false)
    }
}

/// Walks over the whole trail, from its beginning to its end.
pub fn seal_left(ctx: &Ctx) -> Result<(), Fault> {
    let mut walk = Walk::default();
    while !walk.advance(ctx)? {}
    Ok(())
}

/// Seals those of these rows that were left out; whether nobody else did so meanwhile. It is said in the
/// trail with each batch: whoever takes seals out gets no silence by it.
fn seal(ctx: &Ctx, rows: Vec<AuditRow>) -> Result<bool, Fault> {
    let app = &ctx.app;
    let mac = |text: &[u8]| app.audit_key.sign(text);
    // What is younger waits for its seal as it should.
    let before = ctx.now.minus(MARGIN).millis();
    let is_left = |row: &AuditRow| row.at < before && row.entry().is_genuine(&mac);
    let left: Vec<_> = rows.into_iter().filter(is_left).collect();
    let mut rest = left.as_slice();
    while !rest.is_empty() {
        // A chain begins with what is oldest, and not here.
        let Some(head) = app.store.read(chain::head)? else {
            return Ok(true);
        };
        let most = usize::try_from(room(ctx, head.number)?).unwrap_or(1);
        let (batch, later) = rest.split_at(rest.len().min(most));
        let seals = chained(&mac, Some(head), batch);
        let (event, inner) = (told(ctx, batch), app.clone());
        let written = app.store.attempt(move |conn| {
            chain::add(conn, &seals)?;
            store::audit::append(conn, &inner.ledger, &event)
        });
        match written {
            Ok(()) => {}
            Err(store::Error::Exists(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        tracing::warn!(
            rows = batch.len(),
            "rows of the audit trail were left without a seal, as after a step of the clock: they are sealed late"
        );
        checkpoint(ctx)?;
        rest = later;
    }
    Ok(true)
}

/// That these rows were sealed late: how many, and of when.
fn told(ctx: &Ctx, rows: &[AuditRow]) -> AuditEvent {
    let instant = |at: Option<i64>| at.map(|at| Timestamp::from_millis(at).rfc3339());
    let times = || rows.iter().map(|row| row.at);
    let mut event = ctx.event("audit.sealed_late", None, "server".into());
    event.detail = Some(json!({
        "rows": rows.len(),
        "from": instant(times().min()),
        "to": instant(times().max()),
    }));
    event
}
