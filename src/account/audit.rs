//! The audit trail as an operator keeps it: sealed, verified, exported (AU-04 to AU-06).

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::{
        AuditEvent,
        chain::{Checkpoint, GENESIS, Head, Seal},
    },
    store::{
        self,
        audit::{AuditRow, Search},
        audit_chain as chain,
    },
};

pub use super::{
    audit_late::{Walk, seal_left},
    audit_verdict::{verify, verify_on},
};

/// Rows read in one query.
pub(super) const PAGE: i64 = 1000;
/// AU-04: "signed checkpoints (every 1,000 rows or 5 min …)".
const CHECKPOINT_ROWS: i64 = 1000;
/// The same, in time.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(300);

/// Which rows to look at for such as are not sealed yet.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// All there are, however old.
    All,
    /// What a node that died, or commands, may have left since somebody sealed last. What bears an
    /// earlier time is found by a [`Walk`].
    Left,
    /// Those of so long ago, by the time of what they tell about. No transaction takes longer.
    Recent(Duration),
}

/// What clocks may differ by, and transactions may take, together.
pub(super) const MARGIN: Duration = Duration::from_secs(3600);

/// Seals what was committed and has no seal yet; how many rows. Of several nodes that seal at once
/// one wins, and the others find less to do the next time.
pub fn seal(ctx: &Ctx, reach: Reach) -> Result<usize, Fault> {
    let app = &ctx.app;
    notice_emptied(ctx)?;
    let since = since(ctx, reach)?;
    let (mut sealed, mut forged) = (0, 0);
    loop {
        let head = app.store.read(chain::head)?;
        let room = room(ctx, head.as_ref().map_or(0, |head| head.number))?;
        let (old, rows) = app.store.read(|conn| {
            // What was written before there was a chain begins it; later nothing without a hash of
            // its own gets in.
            let begins = match &head {
                None => true,
                Some(head) => chain::last_row(conn, head)?.is_some_and(|(_, old)| old),
            };
            let old = if begins {
                chain::unsealed_old(conn, room)?
            } else {
                Vec::new()
            };
            if old.is_empty() {
                return Ok((false, chain::unsealed(conn, since, forged, room)?));
            }
            Ok((true, old))
        })?;
        let found = rows.len();
        let mac = |text: &[u8]| app.audit_key.sign(text);
        let genuine = |row: &AuditRow| old || row.entry().is_genuine(&mac);
        let (good, bad): (Vec<_>, Vec<_>) = rows.into_iter().partition(genuine);
        for row in &bad {
            tracing::error!(
                id = row.id,
                "a row of the audit trail was not written by this server: it is not sealed, and `signet audit verify` tells it"
            );
        }
        forged += i64::try_from(bad.len()).unwrap_or(i64::MAX);
        if !good.is_empty() {
            let seals = chained(&mac, head, &good);
            let written = app.store.attempt(move |conn| chain::add(conn, &seals));
            match written {
                Ok(()) => sealed += good.len(),
                // Another node was first.
                Err(store::Error::Exists(_)) => return Ok(sealed),
                Err(error) => return Err(error.into()),
            }
        }
        checkpoint(ctx)?;
        if !old && i64::try_from(found).unwrap_or(room) < room {
            return Ok(sealed);
        }
    }
}

/// How many seals may be added to so many: a batch ends where a checkpoint is due.
pub(super) fn room(ctx: &Ctx, sealed: i64) -> Result<i64, Fault> {
    let last = ctx
        .app
        .store
        .read(|conn| chain::checkpoints(conn, Some(1)))?;
    let mark = last.first().map_or(0, |checkpoint| checkpoint.number);
    Ok((mark + CHECKPOINT_ROWS - sealed).clamp(1, CHECKPOINT_ROWS))
}

/// A chain that begins anew beside rows of a server that sealed them long ago: somebody took all seals
/// out. That is said before it is mended, in the log and in the trail itself.
fn notice_emptied(ctx: &Ctx) -> Result<(), Fault> {
    let before = ctx.now.minus(MARGIN).millis();
    let gone = ctx
        .app
        .store
        .read(|conn| Ok(chain::head(conn)?.is_none() && chain::served_before(conn, before)?))?;
    if gone {
        tracing::error!("all seals of the audit trail are gone: it is sealed anew from here on");
        record(ctx, "audit.seals_gone", "server", None, None)?;
    }
    Ok(())
}

/// From when on rows are looked at: none is from the beginning.
fn since(ctx: &Ctx, reach: Reach) -> Result<Option<i64>, Fault> {
    let from = match reach {
        Reach::All => return Ok(None),
        Reach::Recent(ago) => return Ok(Some(ctx.now.minus(ago).millis())),
        Reach::Left => ctx.app.store.read(|conn| match chain::head(conn)? {
            Some(head) => chain::last_row(conn, &head),
            None => Ok(None),
        })?,
    };
    Ok(from.map(|(at, _)| {
        let at = Timestamp::from_millis(at.min(ctx.now.millis()));
        at.minus(MARGIN).millis()
    }))
}

/// The next seals of the chain, for these rows.
pub(super) fn chained(
    mac: &dyn Fn(&[u8]) -> [u8; 32],
    head: Option<Head>,
    rows: &[AuditRow],
) -> Vec<Seal> {
    let (mut number, mut before) = match head {
        Some(head) => (head.number, head.hash),
        None => (0, GENESIS.to_vec()),
    };
    let mut seals = Vec::with_capacity(rows.len());
    for row in rows {
        number += 1;
        before = row.entry().seal(mac, number, &before).to_vec();
        seals.push(Seal {
            number,
            audit_id: row.id.clone(),
            hash: before.clone(),
        });
    }
    seals
}

/// Signs how far the chain has come, if that is due, into the database and the log.
pub(super) fn checkpoint(ctx: &Ctx) -> Result<(), Fault> {
    let store = &ctx.app.store;
    let last = store.read(|conn| chain::checkpoints(conn, Some(1)))?.pop();
    let Some(head) = store.read(chain::head)? else {
        return Ok(());
    };
    let due = match &last {
        None => true,
        Some(last) => {
            let age = ctx.now.since(Timestamp::from_millis(last.at));
            head.number >= last.number + CHECKPOINT_ROWS
                || (head.number > last.number && age >= CHECKPOINT_EVERY)
        }
    };
    if !due {
        return Ok(());
    }
    mark(ctx, &head)
}

fn mark(ctx: &Ctx, head: &Head) -> Result<(), Fault> {
    let mac = |text: &[u8]| ctx.app.audit_key.sign(text);
    let fresh = Checkpoint::sign(&mac, head, ctx.now.millis());
    let kept = fresh.clone();
    let new = ctx
        .app
        .store
        .write(move |conn| chain::add_checkpoint(conn, &kept))?;
    if new {
        // Who reads it out of the log has an end that nobody can cut off in the database.
        tracing::info!(target: "audit", checkpoint = fresh.word(&mac), "the audit trail has a checkpoint");
    }
    Ok(())
}

/// Seals all, and signs how far the chain has come: at the end of a server, before a backup.
pub fn close(ctx: &Ctx) -> Result<Option<Head>, Fault> {
    seal(ctx, Reach::Left)?;
    let head = ctx.app.store.read(chain::head)?;
    if let Some(head) = &head {
        let last = ctx
            .app
            .store
            .read(|conn| chain::checkpoints(conn, Some(1)))?;
        if last.first().is_none_or(|last| last.number < head.number) {
            mark(ctx, head)?;
        }
    }
    Ok(head)
}

/// What an export is to hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// From this instant on.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Of this subject: `user:…`, `grant:…` and so on, or a bare id.
    pub subject: Option<String>,
    /// Of this event, or all that begin as `login.*` has it.
    pub event: Option<String>,
}

/// What a bare id may be of.
const SUBJECTS: [&str; 8] = [
    "user", "client", "grant", "session", "human", "key", "token", "consent",
];

/// Hands out events, oldest first, one line each (AU-06); how many. The export is an event itself.
pub fn export(ctx: &Ctx, wanted: &Wanted, mut each: impl FnMut(&str)) -> Result<usize, Fault> {
    let mut detail = json!({});
    for (name, value) in [
        ("since", wanted.since.map(|at| json!(at.rfc3339()))),
        ("until", wanted.until.map(|at| json!(at.rfc3339()))),
        ("subject", wanted.subject.as_ref().map(|text| json!(text))),
        ("event", wanted.event.as_ref().map(|text| json!(text))),
    ] {
        if let Some(value) = value {
            detail[name] = value;
        }
    }
    disclosed(ctx, "audit.exported", wanted.subject.clone(), Some(detail))?;
    let subjects = match &wanted.subject {
        None => Vec::new(),
        Some(subject) if subject.contains(':') => vec![subject.clone()],
        Some(id) => SUBJECTS.map(|kind| format!("{kind}:{id}")).to_vec(),
    };
    let mut search = Search {
        since: wanted.since.map(Timestamp::millis),
        until: wanted.until.map(Timestamp::millis),
        subjects,
        event: wanted.event.clone(),
        after: None,
    };
    let mut count = 0;
    loop {
        let page = ctx
            .app
            .store
            .read(|conn| store::audit::search(conn, &ctx.app.ledger, &search, PAGE))?;
        for row in &page {
            each(&line(row));
            count += 1;
        }
        match page.last() {
            Some(row) => search.after = Some((row.at, row.id.clone())),
            None => return Ok(count),
        }
    }
}

/// AU-06: "One event = one JSON line; CR/LF/ANSI/bidi in any input escaped."
fn line(row: &AuditRow) -> String {
    let detail = row.detail.as_deref().map(|text| {
        serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::String(text.to_owned()))
    });
    let event = json!({
        "time": Timestamp::from_millis(row.at).rfc3339(),
        "at": row.at,
        "event": row.event,
        "outcome": row.outcome,
        "actor": row.actor,
        "subject": row.subject,
        "client_id": row.client_id,
        "ip": row.ip,
        "request_id": row.request_id,
        "detail": detail,
        "node": row.node,
        "seq": row.seq,
    });
    crate::core::escape::json(&event.to_string())
}

/// AU-15: "exports, admin reads of personal data are all events". Written before anything is shown:
/// what cannot be audited is not shown (AU-02).
pub fn disclosed(
    ctx: &Ctx,
    event: &'static str,
    subject: Option<String>,
    detail: Option<Value>,
) -> Result<(), Fault> {
    record(ctx, event, "operator", subject, detail)
}

/// An event of its own, by this actor.
pub fn record(
    ctx: &Ctx,
    event: &'static str,
    actor: &str,
    subject: Option<String>,
    detail: Option<Value>,
) -> Result<(), Fault> {
    let mut event: AuditEvent = ctx.event(event, None, actor.into());
    event.subject = subject;
    event.detail = detail;
    let app = Arc::clone(&ctx.app);
    ctx.app
        .store
        .write(move |conn| store::audit::append(conn, &app.ledger, &event))
}
