//! A forgotten password: a link and a code by mail, then another password. It neither signs in nor
//! takes a second factor away (RC-04).

use super::{
    Invalid,
    access::{self, By, Change},
    action_code::{self, Holder, NewCode, Purpose},
    identifier,
    outbox::{self, Letter, Recipient, Template, Values},
    password, unproven,
};
use crate::{
    app::Ctx,
    authn::user,
    config::policy,
    core::{Digest, Fault, Reason, Refusal, Secret, Settled, escape, secret::kind},
    model::{
        Identifier, InteractionId, Namespace, User, UserId, ocariot::OcariotType, password::Flaw,
    },
    store::{self, Conn},
};

const RESET: &[Purpose] = &[Purpose::ResetPassword];

/// Who asks for a new password.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The name or address, as it was typed.
    pub typed: String,
    /// The browser: the short code works there only.
    pub browser: Digest<kind::Browser>,
    /// The authorization request that waits.
    pub interaction: Option<InteractionId>,
}

/// Sends a link and a code to whose name or address this is, if it is anybody's who may have them.
///
/// RC-01: "always the same answer … and time". A code is made in any case; where nobody is to have
/// it, nobody is sent it. RC-07: beyond the budget nothing is sent, and nothing is said.
pub fn ask(ctx: &Ctx, asked: &Asked) -> Result<(), Fault> {
    let mut namespaces = user::namespaces(ctx);
    if !namespaces.contains(&Namespace::Email) {
        namespaces.push(Namespace::Email);
    }
    let found = user::find_person(ctx, &namespaces, &asked.typed)?;
    let found = found.filter(User::is_active);
    let known = found.as_ref().map(|user| user.id.clone());
    let address = address_of(ctx, known.as_ref(), &asked.typed)?;
    let typed: String = asked.typed.chars().take(254).collect();
    let recipient = Identifier {
        namespace: Namespace::Email,
        text: address.clone().unwrap_or(typed),
    };
    let (inner, asked) = (ctx.clone(), asked.clone());
    ctx.app.store.write(move |conn| {
        let ctx = &inner;
        if !action_code::may_send(ctx, conn, &recipient)? {
            return Ok(());
        }
        // Whoever has an account but no address is as unknown as anybody.
        let user = known.as_ref().filter(|_| address.is_some());
        let issued = action_code::issue(
            ctx,
            conn,
            &NewCode {
                purpose: Purpose::ResetPassword,
                user,
                recipient: &recipient,
                pending: None,
                browser: Some(&asked.browser),
                interaction: asked.interaction.as_ref(),
                short: Some(policy::SHORT_CODE_DIGITS),
            },
        )?;
        let mut event = ctx.event("recovery.asked", None, "anonymous".into());
        event.subject = known.as_ref().map(|id| format!("user:{id}"));
        store::audit::append(conn, &ctx.app.ledger, &event)?;
        match (user, &address) {
            (Some(user), Some(address)) => {
                outbox::enqueue(ctx, conn, &letter(ctx, user, address, &issued))
            }
            _ => Ok(()),
        }
    })
}

fn letter<'a>(
    ctx: &Ctx,
    user: &'a UserId,
    address: &str,
    issued: &action_code::Issued,
) -> Letter<'a> {
    let to = Recipient::Email(address.to_owned());
    identifier::letter(ctx, user, (Template::Reset, to), issued)
}

/// Where a link goes: to the address that was typed, if it is proven to be theirs, else to the one
/// that they are written to.
fn address_of(ctx: &Ctx, user: Option<&UserId>, typed: &str) -> Result<Option<String>, Fault> {
    let nobody = UserId::new("");
    let reach = ctx
        .app
        .store
        .read(|conn| store::outbox::reach(conn, user.unwrap_or(&nobody)))?;
    let Some(reach) = reach else { return Ok(None) };
    let form = Namespace::Email.form(typed);
    let proven = reach
        .addresses
        .iter()
        .find(|(text, proven)| *proven && Namespace::Email.form(text) == form);
    Ok(match proven {
        Some((text, _)) => Some(text.clone()),
        None => outbox::address_of(&reach),
    })
}

/// A link to a new password that an operator, or an educator for a child, hands over or has sent.
#[derive(Debug)]
pub struct Triggered {
    /// The link, where it could not be sent: to be handed over.
    pub link: Option<String>,
    /// Where it was sent.
    pub sent_to: Option<String>,
}

/// RC-12: "Administrator can trigger, not set, a password": sends a link to the person, or gives it
/// out, for who has no address. `why` is put down.
pub fn trigger(
    ctx: &Ctx,
    user: &User,
    (actor, why): (&str, Option<&str>),
    hand_over: bool,
) -> Result<Result<Triggered, Invalid>, Fault> {
    if !user.is_active() {
        let what =
            "the account is locked or switched off: let the person in again first (user unlock)";
        return Ok(Err(Invalid::conflict("user", what)));
    }
    if why.is_some_and(|why| why.len() > 500 || why.contains(escape::is_treacherous)) {
        let what = "it must be at most 500 bytes without control characters or marks that turn the direction";
        return Ok(Err(Invalid::new("reason", what)));
    }
    let address = address_of(ctx, Some(&user.id), "")?;
    let address = address.filter(|_| !hand_over && ctx.app.config.mail.is_on());
    let recipient = match &address {
        Some(text) => Identifier {
            namespace: Namespace::Email,
            text: text.clone(),
        },
        None => Identifier {
            namespace: Namespace::Username,
            text: user.id.to_string(),
        },
    };
    let mut event = ctx.event("recovery.triggered", None, actor.to_owned());
    event.subject = Some(format!("user:{}", user.id));
    event.detail = Some(serde_json::json!({ "reason": why, "sent": address.is_some() }));
    let (inner, id) = (ctx.clone(), user.id.clone());
    let issued = super::keep(ctx, move |conn| {
        let ctx = &inner;
        let issued = action_code::issue(
            ctx,
            conn,
            &NewCode {
                purpose: Purpose::ResetPassword,
                user: Some(&id),
                recipient: &recipient,
                pending: None,
                browser: None,
                interaction: None,
                short: None,
            },
        )?;
        store::audit::append(conn, &ctx.app.ledger, &event)?;
        if let Some(address) = &address {
            outbox::enqueue(ctx, conn, &letter(ctx, &id, address, &issued))?;
        }
        Ok((issued, address.clone()))
    })?;
    let (issued, sent_to) = issued;
    Ok(Ok(Triggered {
        link: sent_to.is_none().then(|| issued.url(ctx)),
        sent_to,
    }))
}

/// Whether somebody may ask for another's new password: an administrator for anybody, and OCARIoT's
/// educators for the children of their institution, who have no address of their own.
pub fn entrusted(ctx: &Ctx, by: &User, user: &User) -> Result<Result<(), Invalid>, Fault> {
    if by.is_active() && by.roles.iter().any(|role| role == "admin") {
        return Ok(Ok(()));
    }
    let (theirs, child) = ctx.app.store.read(|conn| {
        let theirs = store::ocariot::facts(conn, &by.id)?;
        Ok((theirs, store::ocariot::facts(conn, &user.id)?))
    })?;
    let is_theirs = match (theirs, child) {
        (Some(by), Some(child)) => {
            by.kind == OcariotType::Educator
                && child.kind == OcariotType::Child
                && by.institution_id.is_some()
                && by.institution_id == child.institution_id
        }
        _ => false,
    };
    Ok(match is_theirs && by.is_active() {
        true => Ok(()),
        false => Err(Invalid::new(
            "by",
            "it must be an administrator, or an OCARIoT educator of the child's institution",
        )),
    })
}

/// Whose password a link lets choose.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub user: User,
    /// Whether a code of an authenticator app is asked of them afterwards.
    pub second_factor: bool,
    /// Whether what was set up to sign in with goes with the reset: it proves their address for the first
    /// time ([`unproven`]).
    pub ends_factors: bool,
    /// The authorization request that waits.
    pub interaction: Option<InteractionId>,
}

/// Whose password a link lets choose. It stays as it is (RC-03).
pub fn look(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<Person> {
    let found = ctx.app.store.read(|conn| {
        let code = match action_code::find(ctx, conn, RESET, link)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(id) = code.user_id else {
            return Ok(Ok(None));
        };
        let is_first = unproven::is_first_proof(ctx, conn, &id, &code.recipient)?;
        let found = store::users::find_credentials(conn, &id)?;
        let interaction = code.interaction_id;
        Ok(Ok(found.map(|found| (found, is_first, interaction))))
    })?;
    Ok(match found {
        Ok(Some((found, is_first, interaction))) if found.user.is_active() => Ok(Person {
            interaction,
            // What goes with the reset stands for nothing.
            second_factor: found.totp.is_some() && !is_first,
            ends_factors: found.has_second_factor() && is_first,
            user: found.user,
        }),
        Ok(_) => Err(Reason::ActionCodeExpired.into()),
        Err(refusal) => Err(refusal),
    })
}

/// Takes the short code that was typed by hand: a link in its place, for this browser.
pub fn by_short_code(
    ctx: &Ctx,
    browser: &Digest<kind::Browser>,
    typed: &Secret<kind::ShortCode>,
) -> Settled<Secret<kind::ActionCode>> {
    let (inner, browser, typed) = (ctx.clone(), *browser, typed.clone());
    ctx.app.store.write(move |conn| {
        let holder = Holder::Browser(&browser);
        let consumed = action_code::consume_short(&inner, conn, (RESET, holder), &typed)?;
        match consumed {
            Ok(consumed) => action_code::reissue(&inner, conn, &consumed).map(|new| Ok(new.link)),
            Err(refusal) => Ok(Err(refusal)),
        }
    })
}

/// Why a new password is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReset {
    /// It is not good enough.
    Flawed(Flaw),
    /// The link does not work.
    Refused(Refusal),
}

/// Puts another password in the place of the forgotten one, once.
///
/// RC-04: "Reset neither logs in nor removes MFA". LG-09: a password that was switched off works
/// again. SE-06: all sessions and grants end with the old one.
pub fn reset(
    ctx: &Ctx,
    link: &Secret<kind::ActionCode>,
    new: &Secret<kind::Password>,
) -> Result<Result<Option<InteractionId>, NotReset>, Fault> {
    let person = match look(ctx, link)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(NotReset::Refused(refusal))),
    };
    if let Err(flaw) = password::check(ctx, &person.user, person.second_factor, new) {
        return Ok(Err(NotReset::Flawed(flaw)));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, new)?;
    let (inner, link) = (ctx.clone(), link.clone());
    let done = ctx
        .app
        .store
        .write(move |conn| use_up(&inner, conn, &link, (&person.user.id, &hash)))?;
    Ok(done.map_err(NotReset::Refused))
}

fn use_up(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    link: &Secret<kind::ActionCode>,
    (id, hash): (&UserId, &str),
) -> store::Result<Result<Option<InteractionId>, Refusal>> {
    let consumed = match action_code::consume(ctx, conn, RESET, link)? {
        Ok(consumed) => consumed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let change = Change::Reset {
        hash: hash.to_owned(),
    };
    let actor = format!("user:{id}");
    let by = By {
        actor: &actor,
        session: None,
        reason: None,
    };
    if access::apply(ctx, conn, (id, &change), by)?.is_none() {
        return Ok(Err(Reason::ActionCodeExpired.into()));
    }
    unproven::end_factors(ctx, conn, id, &consumed.recipient)?;
    // Who reads the mail of an address has proven that it is theirs.
    identifier::prove(ctx, conn, id, &consumed.recipient)?;
    outbox::tell(ctx, conn, id, Template::ResetDone, Values::new())?;
    Ok(Ok(consumed.interaction))
}
