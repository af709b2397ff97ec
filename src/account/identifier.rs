//! What a person is found by and written to, and how it is proven to be theirs.
//!
//! RC-11: nothing here takes a person's word for it that an address is theirs.

use serde_json::json;

use super::{
    action_code::{self, Consumed, Holder, Issued, NewCode, Purpose},
    outbox::{self, Letter, Recipient, Template, Values},
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Fault, Reason, Refusal, Secret, Settled, secret::kind},
    model::{Identifier, InteractionId, Namespace, User, UserId},
    store::{self, Conn},
};

const VERIFY: &[Purpose] = &[Purpose::VerifyEmail];

/// Where somebody waits for a message.
#[derive(Clone, Debug)]
pub struct Waits {
    /// The browser.
    pub browser: Digest<kind::Browser>,
    /// The authorization request that waits in it.
    pub interaction: Option<InteractionId>,
}

pub(super) fn email(text: &str) -> Identifier {
    Identifier {
        namespace: Namespace::Email,
        text: text.to_owned(),
    }
}

pub(super) fn mobile(text: &str) -> Identifier {
    Identifier {
        namespace: Namespace::Mobile,
        text: text.to_owned(),
    }
}

/// What brings a link, and a code if there is one. A text message has no room for a link.
pub(super) fn letter<'a>(
    ctx: &Ctx,
    user: &'a UserId,
    (template, to): (Template, Recipient),
    issued: &Issued,
) -> Letter<'a> {
    let link = match to {
        Recipient::Email(_) => Some(issued.url(ctx)),
        Recipient::Mobile(_) => None,
    };
    Letter {
        template,
        expires_at: Some(issued.over_at(ctx, to.channel())),
        to,
        language: None,
        user: Some(user),
        values: Values::new(),
        link,
        code: issued.short.as_ref().map(|code| code.expose().to_owned()),
    }
}

/// Sends a person a link and a code that prove their address. RC-07: whether anything was sent is not
/// said.
pub fn ask_to_verify(ctx: &Ctx, user: &User, waits: &Waits) -> Result<(), Fault> {
    let Some(address) = user.profile.email.clone() else {
        return Ok(());
    };
    let (inner, id, waits) = (ctx.clone(), user.id.clone(), waits.clone());
    ctx.app.store.write(move |conn| {
        let recipient = email(&address);
        if !action_code::may_send(&inner, conn, &recipient)? {
            return Ok(());
        }
        let new = NewCode {
            purpose: Purpose::VerifyEmail,
            user: Some(&id),
            recipient: &recipient,
            pending: None,
            browser: Some(&waits.browser),
            interaction: waits.interaction.as_ref(),
            short: Some(policy::SHORT_CODE_DIGITS),
        };
        let issued = action_code::issue(&inner, conn, &new)?;
        let to = Recipient::Email(address.clone());
        let letter = letter(&inner, &id, (Template::Verify, to), &issued);
        outbox::enqueue(&inner, conn, &letter)
    })
}

/// Whether somebody was sent a link and waits for it to be used.
pub fn is_asked(ctx: &Ctx, user: &UserId) -> Result<bool, Fault> {
    let newest = ctx
        .app
        .store
        .read(|conn| store::action_codes::find_newest(conn, VERIFY, Holder::User(user)))?;
    Ok(newest.is_some_and(|code| code.is_live(ctx.now)))
}

/// Uses a link to prove an address.
pub fn verify(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<Consumed> {
    let (inner, link) = (ctx.clone(), link.clone());
    ctx.app.store.write(move |conn| {
        let used = action_code::consume(&inner, conn, VERIFY, &link)?;
        verified(&inner, conn, used)
    })
}

/// Uses the code that somebody typed who is signed in.
pub fn verify_short(
    ctx: &Ctx,
    user: &UserId,
    typed: &Secret<kind::ShortCode>,
) -> Settled<Consumed> {
    let (inner, user, typed) = (ctx.clone(), user.clone(), typed.clone());
    ctx.app.store.write(move |conn| {
        let holder = Holder::User(&user);
        let used = action_code::consume_short(&inner, conn, (VERIFY, holder), &typed)?;
        verified(&inner, conn, used)
    })
}

fn verified(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    used: Result<Consumed, Refusal>,
) -> store::Result<Result<Consumed, Refusal>> {
    let consumed = match used {
        Ok(consumed) => consumed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // RC-02: what was sent to an address proves that one, not another that came after it.
    let proven = match &consumed.user {
        Some(user) => prove(ctx, conn, user, &consumed.recipient)?,
        None => false,
    };
    Ok(match proven {
        true => Ok(consumed),
        false => Err(Reason::ActionCodeExpired.into()),
    })
}

/// Puts down that the address or number that a message was sent to is this person's; whether it is
/// one of theirs.
pub(super) fn prove(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    recipient: &Digest<kind::Recipient>,
) -> store::Result<bool> {
    let known = store::identifiers::list(conn, user)?;
    let found = known
        .into_iter()
        .find(|known| action_code::recipient(ctx, &known.identifier) == *recipient);
    let Some(known) = found else { return Ok(false) };
    if known.verified_at.is_some() {
        return Ok(true);
    }
    store::identifiers::set_verified(conn, user, &known.identifier, Some(ctx.now))?;
    let Some(mut person) = store::users::find(conn, user)? else {
        return Ok(false);
    };
    let told = person.profile.email.as_deref();
    if told.is_some_and(|told| email(told).form() == known.identifier.form()) {
        person.profile.email_verified = true;
        keep(ctx, conn, person)?;
    }
    record(
        ctx,
        conn,
        ("identifier.verified", user),
        &known.identifier.namespace,
    )?;
    Ok(true)
}

/// Writes a profile that was read in the same transaction.
pub(super) fn keep(ctx: &Ctx, conn: &mut Conn<'_>, mut person: User) -> store::Result<()> {
    let before = person.updated_at;
    person.updated_at = ctx.now;
    match store::accounts::update(conn, &person, before)? {
        true => Ok(()),
        false => Err(store::Error::Raced(
            "a profile was changed meanwhile".into(),
        )),
    }
}

pub(super) fn record(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (event, user): (&'static str, &UserId),
    namespace: &Namespace,
) -> store::Result<()> {
    let mut event = ctx.event(event, None, format!("user:{user}"));
    event.subject = Some(format!("user:{user}"));
    event.detail = Some(json!({ "kind": namespace.as_str() }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}
