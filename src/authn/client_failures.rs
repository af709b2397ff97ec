//! Failures of a client at an address: counted, and how long they hold it up (CA-12).

use std::time::Duration;

use crate::{
    app::Ctx,
    core::{Digest, Fault, Reason, at_once, secret::kind},
    model::ClientId,
    store,
};

/// What the failures of this client from this address are counted by.
fn failures_key(ctx: &Ctx, id: &ClientId) -> Option<Digest<kind::Limit>> {
    let text = format!("{}\0{id}", ctx.household()?);
    Some(ctx.app.pepper.keyed("limit-client", text.as_bytes()))
}

/// How long this client has to wait at the caller's address, if it has to (CA-12).
pub(super) fn waits(ctx: &Ctx, id: &ClientId, is_known: bool) -> Option<Duration> {
    let key = failures_key(ctx, id)?;
    ctx.app.client_failures.wait((is_known, &key), ctx.now)
}

/// Counts a failure; the one that begins a wait of a client that exists is audited.
pub(super) fn note_failure(ctx: &Ctx, id: &ClientId, is_known: bool) -> Result<(), Fault> {
    at_once::may_wait()?;
    let Some(key) = failures_key(ctx, id) else {
        return Ok(());
    };
    if !ctx.app.client_failures.note((is_known, &key), ctx.now) || !is_known {
        return Ok(());
    }
    let mut event = ctx.event(
        "client.limited",
        Some(Reason::ClientLimited),
        "anonymous".into(),
    );
    event.client_id = Some(id.to_string());
    let app = ctx.app.clone();
    ctx.app
        .store
        .write(move |conn| store::audit::append(conn, &app.ledger, &event))
}
