//! Writing to people: a letter is put into the outbox in the transaction of what causes it, so
//! that there is no mail of what did not happen, and none is lost of what did.

use super::{App, Ctx};
use crate::{
    config::policy,
    core::{Fault, Id, Timestamp},
    crypto::{Place, seal::SealError},
    model::{
        MailAddress, User, UserId,
        letter::{Channel, Letter, Message, Queued, Recipient, Template, Values},
        user::Profile,
    },
    store::{self, Conn, Error, outbox::Reach},
};

/// Puts a letter on its way, in the caller's transaction. Nothing happens if its channel is not
/// set up (`mail.from`, `sms.url`), or if nobody could have such an address (RC-10).
pub fn enqueue(ctx: &Ctx, conn: &mut Conn<'_>, letter: &Letter<'_>) -> store::Result<()> {
    if !can_reach(&ctx.app, &letter.to) {
        return Ok(());
    }
    let own;
    let language = match (letter.language, letter.user) {
        (Some(language), _) => Some(language),
        (None, Some(user)) => {
            own = store::outbox::reach(conn, user)?.and_then(|reach| reach.profile.locale);
            own.as_deref()
        }
        (None, None) => None,
    };
    let id = ctx.app.entropy.id(ctx.now);
    put(ctx, conn, (id, letter, letter.expires_at), language)
}

/// Tells a person of something that happened to their account (LG-16), in the caller's
/// transaction. Nobody without an address is told.
pub fn tell(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    template: Template,
    values: Values,
) -> store::Result<()> {
    tell_with(ctx, conn, user, (template, values, None))
}

/// The same for who is at hand: no look-up if their address was proven.
pub fn tell_user(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &User,
    what: (Template, Values, Option<String>),
) -> store::Result<()> {
    match reach(ctx, conn, user)? {
        Some((address, language)) => {
            write(ctx, conn, (&user.id, (address, language.as_deref())), what)
        }
        None => Ok(()),
    }
}

/// The address that a person is written to, and the language that they read; `None` if mail is off,
/// or they cannot be reached.
pub fn reach(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &User,
) -> store::Result<Option<(String, Option<String>)>> {
    if !ctx.app.config.mail.is_on() {
        return Ok(None);
    }
    let profile = &user.profile;
    let address = match &profile.email {
        Some(email) if profile.email_verified => Some(email.clone()),
        _ => store::outbox::reach(conn, &user.id)?.and_then(|reach| address_of(&reach)),
    };
    let address = address.filter(|address| MailAddress::parse(address).is_ok());
    Ok(address.map(|address| (address, profile.locale.clone())))
}

/// The same, with an address for its button.
pub fn tell_with(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    what: (Template, Values, Option<String>),
) -> store::Result<()> {
    if !ctx.app.config.mail.is_on() {
        return Ok(());
    }
    let Some(reach) = store::outbox::reach(conn, user)? else {
        return Ok(());
    };
    match address_of(&reach) {
        Some(address) => {
            let known = (address, reach.profile.locale.as_deref());
            write(ctx, conn, (user, known), what)
        }
        None => Ok(()),
    }
}

fn write(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (user, (address, language)): (&UserId, (String, Option<&str>)),
    (template, values, link): (Template, Values, Option<String>),
) -> store::Result<()> {
    let letter = Letter {
        template,
        to: Recipient::Email(address),
        language: None,
        user: Some(user),
        values,
        link,
        code: None,
        expires_at: None,
    };
    if !can_reach(&ctx.app, &letter.to) {
        return Ok(());
    }
    let id = ctx.app.entropy.id(ctx.now);
    put(ctx, conn, (id, &letter, None), language)
}

/// What makes a letter that the calendar brings the one that it is.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// Of all such letters: with the same key it is written once, as long as it is remembered.
    pub key: String,
    /// From when on it is of no use; else a day from now.
    pub over_at: Option<Timestamp>,
}

/// Tells a person of something that the calendar brings, once: whether this caller was the first
/// with this key, as long as the letter is remembered (eight days, and longer if it is about the end of
/// an old sign-in).
pub fn remind(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    (occasion, template, values, link): (&Occasion, Template, Values, Option<String>),
) -> store::Result<bool> {
    let Some(reach) = store::outbox::reach(conn, user)? else {
        return Ok(false);
    };
    let Some(address) = address_of(&reach) else {
        return Ok(false);
    };
    let letter = Letter {
        template,
        to: Recipient::Email(address),
        language: reach.profile.locale.as_deref(),
        user: Some(user),
        values,
        link,
        code: None,
        expires_at: None,
    };
    enqueue_once(ctx, conn, occasion, &letter)
}

/// The same for a letter to an address that is not a person's.
pub fn enqueue_once(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    occasion: &Occasion,
    letter: &Letter<'_>,
) -> store::Result<bool> {
    let id: Id<Queued> = Id::new(occasion.key.as_str());
    if !can_reach(&ctx.app, &letter.to) || store::outbox::exists(conn, &id)? {
        return Ok(false);
    }
    put(ctx, conn, (id, letter, occasion.over_at), letter.language)?;
    Ok(true)
}

/// Where a person is written to: the address of their account if it was proven, else one that was,
/// else the one there is. An address that was never proven may be somebody else's, but a notice
/// tells nothing but that there is an account, and is the only sign that its person gets.
pub fn address_of(reach: &Reach) -> Option<String> {
    let Profile {
        email,
        email_verified,
        ..
    } = &reach.profile;
    let proven = reach.addresses.iter().find(|(_, proven)| *proven);
    let any = reach.addresses.first();
    let of = |found: Option<&(String, bool)>| found.map(|(text, _)| text.clone());
    match email {
        Some(email) if *email_verified => Some(email.clone()),
        _ => of(proven).or_else(|| email.clone()).or_else(|| of(any)),
    }
}

fn can_reach(app: &App, to: &Recipient) -> bool {
    match to {
        Recipient::Email(address) => app.config.mail.is_on() && MailAddress::parse(address).is_ok(),
        Recipient::Mobile(_) => app.config.sms.is_on(),
    }
}

fn put(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (id, letter, over_at): (Id<Queued>, &Letter<'_>, Option<Timestamp>),
    language: Option<&str>,
) -> store::Result<()> {
    let latest = ctx.now.plus(policy::LETTER_LIFE);
    let expires_at = over_at.map_or(latest, |at| at.min(latest));
    let message = Message {
        to: letter.to.clone(),
        values: letter.values.clone(),
        link: letter.link.clone(),
        code: letter.code.clone(),
        until: letter.expires_at,
    };
    let defect = |error: &dyn std::fmt::Display| Error::Defect(error.to_string());
    let plain = serde_json::to_vec(&message).map_err(|error| defect(&error))?;
    let sealed = ctx
        .app
        .data_keys
        .seal(&*ctx.app.entropy, &place(&id), &plain)
        .map_err(|error| defect(&error))?;
    let queued = Queued {
        id,
        channel: letter.to.channel(),
        template: letter.template,
        language: language.unwrap_or(&ctx.app.config.i18n.default).to_owned(),
        user_id: letter.user.cloned(),
        sealed: Some(sealed),
        created_at: ctx.now,
        due_at: ctx.now,
        expires_at,
        tries: 0,
    };
    store::outbox::insert(conn, &queued)
}

/// What stands in a letter; `None` once it is erased.
pub fn open(app: &App, letter: &Queued) -> Result<Option<Message>, Fault> {
    let Some(sealed) = &letter.sealed else {
        return Ok(None);
    };
    let plain = app.data_keys.open(&place(&letter.id), sealed)?;
    let read = serde_json::from_slice(&plain).map_err(|_| Fault::from(SealError::Broken))?;
    Ok(Some(read))
}

fn place(id: &Id<Queued>) -> Place<'_> {
    Place {
        table: "outbox",
        row: id.as_str(),
        column: "sealed_message",
    }
}

/// Whether letters of this channel are sent at all.
pub fn is_on(app: &App, channel: Channel) -> bool {
    match channel {
        Channel::Email => app.config.mail.is_on(),
        Channel::Sms => app.config.sms.is_on(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proven_address_comes_first() {
        let reach = |email: Option<&str>, email_verified, others: &[(&str, bool)]| Reach {
            profile: Profile {
                email: email.map(str::to_owned),
                email_verified,
                ..Profile::default()
            },
            addresses: others.iter().map(|(a, p)| ((*a).to_owned(), *p)).collect(),
        };
        for (reach, address) in [
            (
                reach(Some("a@x.example"), true, &[("b@x.example", true)]),
                Some("a@x.example"),
            ),
            (
                reach(Some("a@x.example"), false, &[("b@x.example", true)]),
                Some("b@x.example"),
            ),
            (
                reach(Some("a@x.example"), false, &[("b@x.example", false)]),
                Some("a@x.example"),
            ),
            (
                reach(None, false, &[("b@x.example", false)]),
                Some("b@x.example"),
            ),
            (reach(None, false, &[]), None),
        ] {
            assert_eq!(address_of(&reach).as_deref(), address);
        }
    }
}
