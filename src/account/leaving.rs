//! Leaving: a person asks for the end of their account, has time to think again, and is erased when
//! it is over (AU-10).
//!
//! From the moment that they ask, apps have nothing any more, old apps let nobody in, and a sign-in
//! leads to one question only: whether the account is to stay.

use serde_json::json;

use super::{
    access::{self, By},
    action_code,
    outbox::{self, Letter, Recipient, Template, Values},
};
use crate::{
    app::Ctx,
    core::{Fault, Reason, Timestamp},
    model::{SessionId, UserId},
    store::{self, Conn},
};

/// Accounts that are erased in one round.
const ROUND: i64 = 100;

/// The actor of what the server does by itself.
const SERVER: By<'static> = By {
    actor: "server",
    session: None,
    reason: None,
};

/// Asks for the end of an account. The session of the page where it was asked stays (`here`): the
/// person sees what they did; at a door none does. When it will be; `None` if that was asked already,
/// or nobody may sign in to it.
///
/// SE-06: all other sessions end, and so do grants, with every token.
pub fn ask(ctx: &Ctx, id: &UserId, here: Option<&SessionId>) -> Result<Option<Timestamp>, Fault> {
    let at = ctx.now.plus(ctx.app.config.privacy.deletion_grace);
    let (inner, id, here) = (ctx.clone(), id.clone(), here.cloned());
    let person = format!("user:{id}");
    let mut event = ctx.event("user.deletion_asked", None, person.clone());
    event.subject = Some(person);
    ctx.app.store.write(move |conn| {
        if !store::erasure::set(conn, &id, at)? {
            return Ok(None);
        }
        store::users::cut_off(conn, &id, inner.now)?;
        store::devices::forget_remembered(conn, &id)?;
        // LE-E2: "not after the account changed".
        action_code::end_with_password(&inner, conn, &id)?;
        action_code::end_with_identifier(&inner, conn, &id)?;
        super::session::tell_all(&inner, conn, &id)?;
        let sessions = store::sessions::end_user(conn, &id, here.as_ref(), inner.now)?;
        let grants = store::grants::revoke_user(conn, &id, Reason::GrantRevoked, inner.now)?;
        let mut event = event.clone();
        event.detail = Some(json!({ "delete_at": at, "sessions": sessions, "grants": grants }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        let values = Values::new().with("day", at.millis().to_string());
        let link = Some(format!("{}/account/data", inner.app.issuer));
        outbox::tell_with(&inner, conn, &id, (Template::DeletionAsked, values, link))?;
        Ok(Some(at))
    })
}

/// The account stays after all; whether it was to go.
pub fn keep(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<bool, Fault> {
    let (inner, id) = (ctx.clone(), id.clone());
    let mut event = ctx.event("user.deletion_cancelled", None, by.actor.to_owned());
    event.subject = Some(format!("user:{id}"));
    super::keep(ctx, move |conn| {
        let kept = store::erasure::clear(conn, &id)?;
        if kept {
            store::audit::append(conn, &inner.app.ledger, &event)?;
        }
        Ok(kept)
    })
}

/// Erases whoever asked for it and has not thought again; how many.
pub fn erase_due(ctx: &Ctx) -> Result<usize, Fault> {
    let mut erased = 0;
    loop {
        let due = ctx
            .app
            .store
            .read(|conn| store::erasure::due(conn, ctx.now, ROUND))?;
        if due.is_empty() {
            return Ok(erased);
        }
        let before = erased;
        for id in due {
            erased += usize::from(access::delete(ctx, &id, SERVER)?.is_ok());
        }
        // Another node is at it.
        if erased == before {
            return Ok(erased);
        }
    }
}

/// Takes out the evidence of people who were erased long ago (AU-12); how many rows.
pub fn sweep_evidence(ctx: &Ctx) -> Result<usize, Fault> {
    let since = ctx.now.minus(ctx.app.config.privacy.retention.consents);
    ctx.app
        .store
        .write(move |conn| store::erasure::sweep_evidence(conn, since, ROUND * 10))
}

/// The last letter goes to the address that is forgotten with it, and to nobody's account.
pub(super) fn tell_of_the_end(ctx: &Ctx, conn: &mut Conn<'_>, id: &UserId) -> store::Result<()> {
    if !ctx.app.config.mail.is_on() {
        return Ok(());
    }
    let Some(reach) = store::outbox::reach(conn, id)? else {
        return Ok(());
    };
    let Some(address) = outbox::address_of(&reach) else {
        return Ok(());
    };
    let letter = Letter {
        template: Template::DeletionDone,
        to: Recipient::Email(address),
        language: reach.profile.locale.as_deref(),
        user: None,
        values: Values::new(),
        link: None,
        code: None,
        expires_at: None,
    };
    outbox::enqueue(ctx, conn, &letter)
}
