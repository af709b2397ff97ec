//! The terms in force, and who has accepted them.

use serde_json::json;

use crate::{
    app::Ctx,
    core::Fault,
    model::{SessionId, UserId},
    store,
};

/// Whether a person has to accept the terms in force.
pub fn is_due(ctx: &Ctx, user_id: &UserId) -> Result<bool, Fault> {
    let Some(version) = &ctx.app.config.terms.version else {
        return Ok(false);
    };
    let accepted = ctx
        .app
        .store
        .read(|conn| store::terms::accepted_at(conn, user_id, version))?;
    Ok(accepted.is_none())
}

/// Puts down that a person accepts the terms in force. Once more changes nothing.
pub fn accept(ctx: &Ctx, user_id: &UserId, session_id: &SessionId) -> Result<(), Fault> {
    let Some(version) = ctx.app.config.terms.version.clone() else {
        return Ok(());
    };
    let (inner, user_id, session_id) = (ctx.clone(), user_id.clone(), session_id.clone());
    ctx.app.store.write(move |conn| {
        if !store::terms::accept(conn, &user_id, &version, inner.now)? {
            return Ok(());
        }
        let mut event = inner.event("terms.accepted", None, format!("user:{user_id}"));
        event.subject = Some(format!("user:{user_id}"));
        event.detail = Some(json!({ "version": version, "session": session_id }));
        store::audit::append(conn, &inner.app.ledger, &event)
    })
}
