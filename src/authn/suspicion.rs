//! What is put down of addresses that fail too often, and of what looks like a spray.

use crate::{
    app::{Ctx, addresses, spray::Suspicion},
    core::Reason,
    store::{self, Conn},
};

/// Puts down that an address is refused from now on.
pub fn note_block(ctx: &Ctx, conn: &mut Conn<'_>, block: addresses::Block) -> store::Result<()> {
    let reason = Some(Reason::IdentifierLimited);
    let mut event = ctx.event("address.limited", reason, "anonymous".into());
    event.detail = Some(serde_json::json!({ "why": block.word() }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}

/// Puts down what looks like a spray; nobody is held up for it.
pub fn note_suspicions(ctx: &Ctx, conn: &mut Conn<'_>, found: &[Suspicion]) -> store::Result<()> {
    for one in found {
        let mut event = ctx.event("login.suspicious", None, "server".into());
        // It is about many, and from many places.
        event.ip = None;
        event.detail = Some(serde_json::json!({
            "by": one.by.word(),
            "accounts": one.accounts,
            "failures": one.failures,
            "successes": one.successes,
        }));
        store::audit::append(conn, &ctx.app.ledger, &event)?;
    }
    Ok(())
}
