//! What a code that was sent makes true for people of MyCure's door: an address or number is theirs,
//! another takes its place, a password is meant or chosen anew.

use super::{
    access::{self, By, Change},
    action_code::{self, Consumed, Holder, NewCode, Pending, Purpose},
    contact::{self, taken},
    identifier::{self, email},
    mycure::{DIGITS, address_of, place, rules, send},
    outbox::{self, Template, Values},
    password, unproven,
};
use crate::{
    app::Ctx,
    core::{Fault, Reason, Refusal, Secret, Settled, secret::kind},
    model::{Identifier, MailAddress, Namespace, SessionId, User, UserId, password::Flaw},
    store::{self, Conn},
};

/// What a code may make true here.
const PURPOSES: &[Purpose] = &[
    Purpose::VerifyEmail,
    Purpose::VerifyMobile,
    Purpose::ChangeEmail,
    Purpose::ChangeMobile,
    Purpose::ChangePassword,
    Purpose::ResetPassword,
];

/// Sends a code to the address or number that somebody wants to have; `false` if it can be nobody's.
/// Whether somebody has it already is not said: its person is told.
pub fn ask_for_identifier(ctx: &Ctx, user: &User, new: &Identifier) -> Result<bool, Fault> {
    let is_email = new.namespace == Namespace::Email;
    if is_email && MailAddress::parse(&new.text).is_err() {
        return Ok(false);
    }
    let (inner, id, new) = (ctx.clone(), user.id.clone(), new.clone());
    ctx.app.store.write(move |conn| {
        let spaces = [new.namespace.as_str()];
        let owner = store::users::find_by_identifier(conn, &spaces, &new.form())?;
        let before = address_of(conn, &id, &new.namespace)?;
        let pending = Pending::Identifier {
            namespace: new.namespace.as_str().to_owned(),
            text: new.text.clone(),
            before: before.map(|(before, _)| before.text),
        };
        let (purpose, template) = match is_email {
            true => (Purpose::ChangeEmail, Template::EmailChange),
            false => (Purpose::ChangeMobile, Template::MobileChange),
        };
        if let Some(owner) = owner.filter(|owner| owner.user.id != id) {
            // RC-01: a code is made all the same, and sent to nobody: it ends the one before it, and whoever
            // asked sees what they would see of an address that is free.
            if action_code::may_send(&inner, conn, &new)? {
                let browser = place(&inner);
                let unsent = NewCode {
                    purpose,
                    user: Some(&id),
                    recipient: &new,
                    pending: Some(pending),
                    browser: browser.as_ref(),
                    interaction: None,
                    short: (!is_email).then_some(DIGITS),
                };
                action_code::issue(&inner, conn, &unsent)?;
                let template = Template::AddressInUseChange;
                outbox::tell(&inner, conn, &owner.user.id, template, Values::new())?;
            }
            return Ok(());
        }
        send(
            &inner,
            conn,
            (&id, &new),
            (purpose, template, Some(pending)),
        )
    })?;
    Ok(true)
}

/// Sends a code for a new password to whoever has this address. RC-01: "always the same answer": where
/// nobody has it, a code is made all the same and sent to nobody.
pub fn ask_to_reset(ctx: &Ctx, typed: &str) -> Result<(), Fault> {
    let text: String = typed.chars().take(254).collect();
    let to = email(&text);
    let (inner, form) = (ctx.clone(), to.form());
    ctx.app.store.write(move |conn| {
        let spaces = [Namespace::Email.as_str()];
        let found = store::users::find_by_identifier(conn, &spaces, &form)?;
        let owner = found.map(|found| found.user).filter(User::is_active);
        let own = match &owner {
            Some(owner) => address_of(conn, &owner.id, &Namespace::Email)?,
            None => None,
        };
        if let (Some(owner), Some((own, _))) = (owner, own) {
            // RC-02: to the address that is kept, never to the one that was typed: what is found as the
            // same need not be the same mailbox.
            let what = (Purpose::ResetPassword, Template::Reset, None);
            return send(&inner, conn, (&owner.id, &own), what);
        }
        if action_code::may_send(&inner, conn, &to)? {
            let new = NewCode {
                purpose: Purpose::ResetPassword,
                user: None,
                recipient: &to,
                pending: None,
                browser: None,
                interaction: None,
                short: None,
            };
            action_code::issue(&inner, conn, &new)?;
        }
        Ok(())
    })
}

/// Whether nobody has this address or number.
pub fn is_free(ctx: &Ctx, identifier: &Identifier) -> Result<bool, Fault> {
    let form = identifier.form();
    let spaces = [identifier.namespace.as_str()];
    let found = ctx
        .app
        .store
        .read(|conn| store::users::find_by_identifier(conn, &spaces, &form))?;
    Ok(found.is_none())
}

/// Why a code does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotApplied {
    /// It is none, or none any more.
    Refused(Refusal),
    /// The password that came with it is not good enough.
    Flawed(Flaw),
    /// A password has to come with it.
    PasswordMissing,
}

/// Who shows a code, if somebody is signed in.
#[derive(Clone, Debug)]
pub struct Shower {
    /// Who.
    pub user: UserId,
    /// Their session, which stays.
    pub session: Option<SessionId>,
}

/// Makes true what a code from a mail says.
pub fn apply(
    ctx: &Ctx,
    code: &Secret<kind::ActionCode>,
    (new, by): (Option<&Secret<kind::Password>>, Option<&Shower>),
) -> Result<Result<(), NotApplied>, Fault> {
    let found = ctx.app.store.read(|conn| {
        let code = match action_code::find(ctx, conn, PURPOSES, code)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let user = match &code.user_id {
            Some(id) => store::users::find(conn, id)?,
            None => None,
        };
        Ok(Ok((code.purpose, user)))
    })?;
    let (purpose, user) = match found {
        Ok((purpose, Some(user))) => (purpose, user),
        Ok((_, None)) => return Ok(Err(unknown())),
        Err(refusal) => return Ok(Err(NotApplied::Refused(refusal))),
    };
    let hash = match (purpose, new) {
        (Purpose::ResetPassword, None) => return Ok(Err(NotApplied::PasswordMissing)),
        (Purpose::ResetPassword, Some(new)) => {
            // The contract's rule is for people of its apps; everybody else has this server's.
            let is_of_door = ctx
                .app
                .store
                .read(|conn| Ok(store::mycure::find(conn, &user.id)?.is_some()))?;
            let checked = match is_of_door && !ctx.app.config.mfa.is_required(&user.roles) {
                true => password::check_by(ctx, &user, &rules(), new),
                false => password::check(ctx, &user, false, new),
            };
            if let Err(flaw) = checked {
                return Ok(Err(NotApplied::Flawed(flaw)));
            }
            Some(ctx.app.hashing.hash(&*ctx.app.entropy, new)?)
        }
        _ => None,
    };
    let (inner, code, by) = (ctx.clone(), code.clone(), by.cloned());
    let done = taken(ctx.app.store.attempt(move |conn| {
        match action_code::consume(&inner, conn, &[purpose], &code)? {
            Ok(consumed) => make_true(&inner, conn, consumed, (by.as_ref(), hash.as_deref())),
            Err(refusal) => Ok(Err(refusal)),
        }
    }))?;
    Ok(done.map_err(NotApplied::Refused))
}

fn unknown() -> NotApplied {
    NotApplied::Refused(Reason::ActionCodeUnknown.into())
}

/// Makes true what a short code says: for whoever is signed in, or, of a number, where that was given.
/// "Code alone would be guessable (10⁶ over all pending users!)".
pub fn apply_short(ctx: &Ctx, code: &Secret<kind::ShortCode>, by: Option<&Shower>) -> Settled<()> {
    const NUMBERS: &[Purpose] = &[Purpose::VerifyMobile, Purpose::ChangeMobile];
    let place = place(ctx);
    let (inner, code, by) = (ctx.clone(), code.clone(), by.cloned());
    taken(ctx.app.store.attempt(move |conn| {
        let (purposes, holder) = match (&by, &place) {
            (Some(by), _) => (PURPOSES, Holder::User(&by.user)),
            (None, Some(place)) => (NUMBERS, Holder::Browser(place)),
            (None, None) => return Ok(Err(Reason::ActionCodeUnknown.into())),
        };
        match action_code::consume_short(&inner, conn, (purposes, holder), &code)? {
            Ok(consumed) => make_true(&inner, conn, consumed, (by.as_ref(), None)),
            Err(refusal) => Ok(Err(refusal)),
        }
    }))
}

fn make_true(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    consumed: Consumed,
    (by, hash): (Option<&Shower>, Option<&str>),
) -> store::Result<Result<(), Refusal>> {
    let Some(id) = consumed.user.clone() else {
        return Ok(Err(Reason::ActionCodeUnknown.into()));
    };
    let done = match (consumed.purpose, consumed.pending, hash) {
        (Purpose::VerifyEmail | Purpose::VerifyMobile, ..) => {
            prove(ctx, conn, &id, &consumed.recipient)?
        }
        (
            Purpose::ChangeEmail | Purpose::ChangeMobile,
            Some(Pending::Identifier {
                namespace,
                text,
                before,
            }),
            _,
        ) => {
            let namespace = Namespace::from(namespace.as_str());
            let of = |text: String| Identifier {
                namespace: namespace.clone(),
                text,
            };
            swap(ctx, conn, &id, (before.map(of), &of(text)))?
        }
        (Purpose::ChangePassword, Some(Pending::Password { hash }), _) => {
            // The session in which the code is shown stays, if it is the person's own.
            let own = by.filter(|by| by.user == id);
            let session = own.and_then(|by| by.session.as_ref());
            let change = Change::Password {
                hash,
                must_change: None,
            };
            set_password(ctx, conn, &id, (&change, session))?
        }
        (Purpose::ResetPassword, _, Some(hash)) => {
            let change = Change::Reset {
                hash: hash.to_owned(),
            };
            let done = set_password(ctx, conn, &id, (&change, None))?;
            unproven::end_factors(ctx, conn, &id, &consumed.recipient)?;
            // Who reads the mail of an address has proven that it is theirs.
            prove(ctx, conn, &id, &consumed.recipient)?;
            outbox::tell(ctx, conn, &id, Template::ResetDone, Values::new())?;
            done
        }
        _ => false,
    };
    Ok(match done {
        true => Ok(()),
        false => Err(Reason::ActionCodeExpired.into()),
    })
}

fn set_password(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (change, session): (&Change, Option<&SessionId>),
) -> store::Result<bool> {
    let by = By {
        actor: &format!("user:{id}"),
        session,
        reason: None,
    };
    Ok(access::apply(ctx, conn, (id, change), by)?.is_some())
}

/// Puts down that the address or number that a code was sent to is this person's; whether it is one
/// of theirs (RC-02).
fn prove(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    recipient: &crate::core::Digest<kind::Recipient>,
) -> store::Result<bool> {
    for namespace in [Namespace::Email, Namespace::Mobile] {
        let Some((own, proven)) = address_of(conn, id, &namespace)? else {
            continue;
        };
        if action_code::recipient(ctx, &own) != *recipient {
            continue;
        }
        if !proven {
            keep(ctx, conn, id, (&own, "verified"))?;
        }
        return Ok(true);
    }
    Ok(false)
}

/// One address or number in the place of another, which is told, with a way back for 72 hours (RC-09).
fn swap(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (old, new): (Option<Identifier>, &Identifier),
) -> store::Result<bool> {
    let was_verified = address_of(conn, id, &new.namespace)?.is_some_and(|(_, proven)| proven);
    if let Some(old) = &old {
        store::accounts::delete_identifier(conn, id, old)?;
    }
    store::users::insert_identifier(conn, id, new)?;
    keep(ctx, conn, id, (new, "changed"))?;
    action_code::end_with_identifier(ctx, conn, id)?;
    match old {
        Some(old) if old.form() != new.form() => {
            contact::notify(ctx, conn, id, (&old, new, was_verified))?;
        }
        None if new.namespace == Namespace::Mobile => {
            outbox::tell(ctx, conn, id, Template::MobileChanged, Values::new())?;
        }
        Some(_) | None => {}
    }
    Ok(true)
}

/// Keeps that an address or number is proven, and tells the trail.
fn keep(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (identifier, what): (&Identifier, &'static str),
) -> store::Result<()> {
    store::identifiers::set_verified(conn, id, identifier, Some(ctx.now))?;
    if let Some(mut person) = store::users::find(conn, id)? {
        match identifier.namespace {
            Namespace::Mobile => {
                let claims = &mut person.profile.other;
                claims.insert("phone_number".into(), identifier.text.clone().into());
                claims.insert("phone_number_verified".into(), true.into());
            }
            _ => {
                person.profile.email = Some(identifier.text.clone());
                person.profile.email_verified = true;
            }
        }
        identifier::keep(ctx, conn, person)?;
    }
    let mut event = ctx.event("user.changed", None, format!("user:{id}"));
    event.subject = Some(format!("user:{id}"));
    event.detail = Some(serde_json::json!({ what: identifier.namespace.as_str() }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}
