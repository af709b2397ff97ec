//! "This was not me": whoever is told of a sign-in that was not theirs ends everything with one
//! button, and chooses another password.

use serde_json::json;

use super::{
    action_code::{self, ActionCode, NewCode, Purpose},
    cut_off,
    outbox::{self, Letter, Recipient, Template, Values},
};
use crate::{
    app::Ctx,
    core::{Reason, Secret, Settled, secret::kind},
    model::{Identifier, Namespace, User},
    store::{self, Conn},
};

/// LG-16: "Notice mailed on … new-device events", with the link, in the transaction of the sign-in.
pub fn tell(ctx: &Ctx, conn: &mut Conn<'_>, user: &User) -> store::Result<()> {
    let Some((address, language)) = outbox::reach(ctx, conn, user)? else {
        return Ok(());
    };
    let recipient = Identifier {
        namespace: Namespace::Email,
        text: address.clone(),
    };
    let new = NewCode {
        purpose: Purpose::NotMe,
        user: Some(&user.id),
        recipient: &recipient,
        pending: None,
        browser: None,
        interaction: None,
        short: None,
    };
    let issued = action_code::issue(ctx, conn, &new)?;
    let whence = ctx.whence();
    let device: Vec<String> = [whence.browser, whence.system]
        .into_iter()
        .flatten()
        .collect();
    let letter = Letter {
        template: Template::NewDevice,
        to: Recipient::Email(address),
        // Known either way: nobody is looked up once more.
        language: language
            .as_deref()
            .or(Some(ctx.app.config.i18n.default.as_str())),
        user: Some(&user.id),
        values: Values::new()
            .with("at", ctx.now.millis().to_string())
            .with("device", device.join(", "))
            .with("ip", whence.ip.unwrap_or_default()),
        link: Some(issued.url(ctx)),
        code: None,
        expires_at: Some(issued.expires_at),
    };
    outbox::enqueue(ctx, conn, &letter)
}

/// Looks at a link, and changes nothing (RC-03).
pub fn find(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<ActionCode> {
    ctx.app
        .store
        .read(|conn| action_code::find(ctx, conn, &[Purpose::NotMe], link))
}

/// Signs everybody out of the account, and out of every app. Whoever it was knows the password: it
/// is switched off until another is chosen, and no browser is known any more. What was added since to sign
/// in with, they have: it goes, too. Whether there was any.
pub fn end_everything(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<bool> {
    let (inner, link) = (ctx.clone(), link.clone());
    ctx.app.store.write(move |conn| {
        let consumed = match action_code::consume(&inner, conn, &[Purpose::NotMe], &link)? {
            Ok(consumed) => consumed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(user) = consumed.user else {
            return Ok(Err(Reason::ActionCodeUnknown.into()));
        };
        let ended = cut_off::everything(&inner, conn, &user)?;
        store::passwords::disable(conn, &user, inner.now)?;
        store::devices::delete_of(conn, &user)?;
        // The letter was written in the transaction of the sign-in: whatever is younger may be theirs.
        let why = (Some(consumed.created_at), "somebody else had signed in");
        let factors = cut_off::end_strange_factors(&inner, conn, &user, why)?;
        action_code::end_with_password(&inner, conn, &user)?;
        let actor = format!("user:{user}");
        let mut event = inner.event("user.signed_out", None, actor.clone());
        event.subject = Some(actor);
        event.detail = Some(json!({
            "by": "not_me", "sessions": ended.sessions, "grants": ended.grants,
        }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(Ok(factors))
    })
}
