//! Another address or number: the new one confirms, the old one is told and can take it back (RC-09).

use serde_json::Value;

use super::{
    action_code::{self, Consumed, Holder, NewCode, Pending, Purpose},
    identifier::{Waits, email, keep, letter, mobile, record},
    outbox::{self, Recipient, Template, Values},
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
    model::{Identifier, MailAddress, Namespace, User, UserId, identifier::is_mobile},
    store::{self, Conn},
};

/// Why an address or number is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is none (RC-10).
    Malformed,
    /// It is the one that they have.
    Same,
}

/// Sends a link to the address that a person wants to have in the place of theirs. RC-09: "confirm
/// new". Whether another account has it is not said to them: its person is told.
pub fn ask_for_email(
    ctx: &Ctx,
    user: &User,
    (typed, waits): (&str, &Waits),
) -> Result<Result<(), NotTaken>, Fault> {
    let Ok(address) = MailAddress::parse(typed) else {
        return Ok(Err(NotTaken::Malformed));
    };
    let new = email(address.as_str());
    let before = user.profile.email.clone();
    let is_same = before
        .as_deref()
        .is_some_and(|old| email(old).form() == new.form());
    if is_same && user.profile.email_verified {
        return Ok(Err(NotTaken::Same));
    }
    change(ctx, user, Purpose::ChangeEmail, (new, before, waits))?;
    Ok(Ok(()))
}

/// Sends a code to the number that a person wants to have.
pub fn ask_for_mobile(
    ctx: &Ctx,
    user: &User,
    (typed, waits): (&str, &Waits),
) -> Result<Result<(), NotTaken>, Fault> {
    let new = mobile(&Namespace::Mobile.form(typed));
    if !is_mobile(&new.text) {
        return Ok(Err(NotTaken::Malformed));
    }
    let before = ctx
        .app
        .store
        .read(|conn| store::identifiers::list(conn, &user.id))?;
    let before = before
        .into_iter()
        .find(|known| known.identifier.namespace == Namespace::Mobile)
        .map(|known| known.identifier.text);
    if before
        .as_deref()
        .is_some_and(|old| mobile(old).form() == new.form())
    {
        return Ok(Err(NotTaken::Same));
    }
    change(ctx, user, Purpose::ChangeMobile, (new, before, waits))?;
    Ok(Ok(()))
}

/// A change that its person has not confirmed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whether it is of the number; else it is of the address.
    pub is_mobile: bool,
    /// The new one.
    pub to: String,
    /// When what was sent there ends.
    pub until: Timestamp,
}

const fn purpose_of(is_mobile: bool) -> Purpose {
    match is_mobile {
        true => Purpose::ChangeMobile,
        false => Purpose::ChangeEmail,
    }
}

/// The changes of a person that wait. Whether anything was sent is not said: the address may be somebody
/// else's.
pub fn waiting(ctx: &Ctx, user: &UserId) -> Result<Vec<Waiting>, Fault> {
    ctx.app.store.read(|conn| {
        let mut all = Vec::new();
        for is_mobile in [false, true] {
            let purposes = [purpose_of(is_mobile)];
            let newest = store::action_codes::find_newest(conn, &purposes, Holder::User(user))?;
            let Some(code) = newest.filter(|code| code.is_live(ctx.now)) else {
                continue;
            };
            // A text message has the short code alone.
            let until = match is_mobile {
                true => code.created_at.plus(policy::SHORT_CODE_TTL),
                false => code.expires_at,
            };
            match action_code::pending(ctx, &code)? {
                Some(Pending::Identifier { text, .. }) if ctx.now < until => all.push(Waiting {
                    is_mobile,
                    to: text,
                    until,
                }),
                _ => {}
            }
        }
        Ok(all)
    })
}

/// Takes back that another address or number was asked for: what was sent there works no more. Whether one
/// was still waiting.
pub fn cancel(ctx: &Ctx, user: &UserId, is_mobile: bool) -> Result<bool, Fault> {
    let (inner, id) = (ctx.clone(), user.clone());
    ctx.app.store.write(move |conn| {
        let purposes = [purpose_of(is_mobile)];
        if store::action_codes::end_of(conn, &id, &purposes, inner.now)? == 0 {
            return Ok(false);
        }
        let namespace = match is_mobile {
            true => Namespace::Mobile,
            false => Namespace::Email,
        };
        let event = ("identifier.change_cancelled", &id);
        record(&inner, conn, event, &namespace)?;
        Ok(true)
    })
}

fn change(
    ctx: &Ctx,
    user: &User,
    purpose: Purpose,
    (new, before, waits): (Identifier, Option<String>, &Waits),
) -> Result<(), Fault> {
    let (inner, id, waits) = (ctx.clone(), user.id.clone(), waits.clone());
    ctx.app.store.write(move |conn| {
        let ctx = &inner;
        if !action_code::may_send(ctx, conn, &new)? {
            return Ok(());
        }
        let owner = store::identifiers::owner(conn, &new)?;
        let free = owner.as_ref().is_none_or(|owner| *owner == id);
        let pending = Pending::Identifier {
            namespace: new.namespace.as_str().to_owned(),
            text: new.text.clone(),
            before: before.clone(),
        };
        let issued = action_code::issue(
            ctx,
            conn,
            &NewCode {
                purpose,
                user: Some(&id),
                recipient: &new,
                pending: Some(pending),
                browser: Some(&waits.browser),
                interaction: None,
                // A page takes the code of a text message; a mail has its link.
                short: (purpose == Purpose::ChangeMobile).then_some(policy::SHORT_CODE_DIGITS),
            },
        )?;
        record(ctx, conn, ("identifier.change_asked", &id), &new.namespace)?;
        let (template, to) = match purpose {
            Purpose::ChangeMobile => (Template::MobileChange, Recipient::Mobile(new.text.clone())),
            _ => (Template::EmailChange, Recipient::Email(new.text.clone())),
        };
        match (free, &owner) {
            (true, _) => outbox::enqueue(ctx, conn, &letter(ctx, &id, (template, to), &issued)),
            (false, Some(owner)) => outbox::tell(
                ctx,
                conn,
                owner,
                Template::AddressInUseChange,
                Values::new(),
            ),
            (false, None) => Ok(()),
        }
    })
}

/// Uses a link: the new address takes the place of the old one.
pub fn change_email(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<()> {
    let (inner, link) = (ctx.clone(), link.clone());
    taken(ctx.app.store.attempt(move |conn| {
        let used = action_code::consume(&inner, conn, &[Purpose::ChangeEmail], &link)?;
        Ok(swap(&inner, conn, used)?.map(drop))
    }))
}

/// What a new address or number took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// The place of the one before.
    PlaceOfAnother,
    /// A place that was free: there was none before.
    FreePlace,
}

/// Uses the code that somebody typed who is signed in: the new address or number takes the place of
/// the old one.
pub fn change_short(
    ctx: &Ctx,
    user: &UserId,
    (purpose, typed): (Purpose, &Secret<kind::ShortCode>),
) -> Settled<Took> {
    let (inner, user, typed) = (ctx.clone(), user.clone(), typed.clone());
    taken(ctx.app.store.attempt(move |conn| {
        let holder = Holder::User(&user);
        let used = action_code::consume_short(&inner, conn, (&[purpose], holder), &typed)?;
        swap(&inner, conn, used)
    }))
}

/// Somebody else has it by now: to this person it is as a link that is over.
pub(super) fn taken<T>(done: store::Result<Result<T, Refusal>>) -> Settled<T> {
    match done {
        Err(store::Error::Exists(_)) => Ok(Err(Reason::ActionCodeExpired.into())),
        done => Ok(done?),
    }
}

fn swap(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    used: Result<Consumed, Refusal>,
) -> store::Result<Result<Took, Refusal>> {
    let consumed = match used {
        Ok(consumed) => consumed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (
        Some(id),
        Some(Pending::Identifier {
            namespace,
            text,
            before,
        }),
    ) = (consumed.user, consumed.pending)
    else {
        return Ok(Err(Reason::ActionCodeUnknown.into()));
    };
    let new = Identifier {
        namespace: Namespace::from(namespace.as_str()),
        text,
    };
    let old = before.map(|text| Identifier {
        namespace: new.namespace.clone(),
        text,
    });
    let known = store::identifiers::list(conn, &id)?;
    let was_verified = known.iter().any(|known| {
        Some(known.identifier.form()) == old.as_ref().map(Identifier::form)
            && known.verified_at.is_some()
    });
    replace(ctx, conn, &id, (old.as_ref(), &new, true))?;
    record(ctx, conn, ("identifier.changed", &id), &new.namespace)?;
    action_code::end_with_identifier(ctx, conn, &id)?;
    match &old {
        Some(old) if old.form() != new.form() => notify(ctx, conn, &id, (old, &new, was_verified))?,
        None if new.namespace == Namespace::Mobile => {
            outbox::tell(ctx, conn, &id, Template::MobileAdded, Values::new())?;
        }
        Some(_) | None => {}
    }
    Ok(Ok(match old {
        Some(_) => Took::PlaceOfAnother,
        None => Took::FreePlace,
    }))
}

/// RC-09: "notify old with 72 h undo". A number is too short-lived a place for that: its person is
/// written to.
pub(super) fn notify(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (old, new, was_verified): (&Identifier, &Identifier, bool),
) -> store::Result<()> {
    let purpose = match new.namespace {
        Namespace::Mobile => Purpose::UndoMobile,
        _ => Purpose::UndoEmail,
    };
    let pending = Pending::Undo {
        namespace: old.namespace.as_str().to_owned(),
        before: old.text.clone(),
        was_verified,
        now: new.text.clone(),
    };
    let issued = action_code::issue(
        ctx,
        conn,
        &NewCode {
            purpose,
            user: Some(id),
            recipient: old,
            pending: Some(pending),
            browser: None,
            interaction: None,
            short: None,
        },
    )?;
    if purpose == Purpose::UndoMobile {
        let Some(person) = store::outbox::reach(conn, id)? else {
            return Ok(());
        };
        let Some(address) = outbox::address_of(&person) else {
            return Ok(());
        };
        let to = Recipient::Email(address);
        let back = letter(ctx, id, (Template::MobileChanged, to), &issued);
        return outbox::enqueue(ctx, conn, &back);
    }
    let to = Recipient::Email(old.text.clone());
    let mut back = letter(ctx, id, (Template::EmailChangedOld, to), &issued);
    back.values = Values::new().with("address", in_part(&new.text));
    outbox::enqueue(ctx, conn, &back)?;
    outbox::tell(ctx, conn, id, Template::EmailChanged, Values::new())
}

/// An address as somebody may see it who is not its person.
pub fn in_part(address: &str) -> String {
    match address.split_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
        None => "…".into(),
    }
}

/// One identifier in the place of another, and what apps are told of it.
pub(super) fn replace(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (old, new, verified): (Option<&Identifier>, &Identifier, bool),
) -> store::Result<()> {
    if let Some(old) = old {
        store::accounts::delete_identifier(conn, id, old)?;
    }
    let known = store::identifiers::list(conn, id)?;
    if !known.iter().any(|known| {
        known.identifier.form() == new.form() && known.identifier.namespace == new.namespace
    }) {
        store::users::insert_identifier(conn, id, new)?;
    }
    store::identifiers::set_verified(conn, id, new, verified.then_some(ctx.now))?;
    let Some(mut person) = store::users::find(conn, id)? else {
        return Ok(());
    };
    let profile = &mut person.profile;
    match new.namespace {
        Namespace::Mobile => {
            let number = Value::String(new.text.clone());
            profile.other.insert("phone_number".into(), number);
            let proven = Value::Bool(verified);
            profile.other.insert("phone_number_verified".into(), proven);
        }
        _ => {
            profile.email = Some(new.text.clone());
            profile.email_verified = verified;
        }
    }
    keep(ctx, conn, person)
}
