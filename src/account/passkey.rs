//! Passkeys: a person adds, names and removes them.

use serde_json::Value;

use super::{
    factor::{self, Removal},
    outbox::{self, Template},
    recovery::{self, TurnedOn},
};
use crate::{
    app::Ctx,
    authn::passkey::{Place, find_open, handle, keep, party},
    config::policy,
    core::{Fault, Reason, Secret, Settled, secret::kind},
    crypto::{
        digest::sha256,
        passkey::{Holder, NewAnswer},
    },
    model::{
        Authentication, Factor, Notice, Passkey, PasskeyId, Session, User, UserId, session::ACR_MFA,
    },
    store::{self, Conn, Error},
};

/// The passkeys of a person, those of another domain, too.
pub fn list(ctx: &Ctx, user_id: &UserId) -> Result<Vec<Passkey>, Fault> {
    ctx.app
        .store
        .read(|conn| store::passkeys::list(conn, user_id))
}

fn place(session: &Session) -> Place<'_> {
    Place {
        browser: session.digest.as_bytes(),
        flow: session.id.as_str(),
    }
}

/// Asks an authenticator for a new passkey of this person: what the script of their page hands to
/// the browser.
pub fn ask(ctx: &Ctx, session: &Session, user: &User, sign_in_name: &str) -> Settled<Value> {
    let party = match party(ctx) {
        Ok(party) => party,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let all = list(ctx, &user.id)?;
    if all.len() >= policy::PASSKEYS_MOST {
        return Ok(Err(Reason::ParameterInvalid.into()));
    }
    let known = all.iter().filter(|one| one.rp_id == party.id());
    let known: Vec<_> = known.map(|one| one.credential.clone()).collect();
    let name = match sign_in_name {
        "" => user.display_name(),
        name => name,
    };
    let holder = Holder {
        handle: handle(ctx, &user.id),
        name,
        display_name: user.display_name(),
    };
    let question = party.ask_for_new(&holder, &known)?;
    keep(ctx, &place(session), Some(&user.id), question).map(Ok)
}

/// Adds the passkey that an authenticator has made; the cookie of the session from then on, which
/// has proven it (SE-02), and recovery codes for who has none. SE-06: the person's other sessions end
/// with it.
pub fn add(ctx: &Ctx, session: &Session, (name, text): (&str, &str)) -> Settled<TurnedOn> {
    let party = match party(ctx) {
        Ok(party) => party,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(answer) = NewAnswer::read(text) else {
        return Ok(Err(Reason::PasskeyWrong.into()));
    };
    let user_id = session.user_id.clone();
    let open = find_open(ctx, &place(session), &answer.challenge)?;
    let Some(challenge) = open.filter(|one| one.user_id.as_ref() == Some(&user_id)) else {
        return Ok(Err(Reason::InteractionExpired.into()));
    };
    let made = match party.judge_new(&answer, &challenge.state)? {
        Ok(made) => made,
        Err(wrong) => {
            tracing::info!(
                request_id = ctx.request_id,
                why = wrong.why,
                "a new passkey was refused"
            );
            return Ok(Err(Reason::PasskeyWrong.into()));
        }
    };
    let passkey = Passkey {
        id: ctx.app.entropy.id(ctx.now),
        user_id: user_id.clone(),
        credential: made.credential,
        rp_id: party.id().to_owned(),
        name: name.to_owned(),
        document: made.document,
        created_at: ctx.now,
        last_used_at: None,
    };
    let (cookie, renewed) = renewed(ctx, session, (&passkey.id, made.synced));
    let set = recovery::new_set(ctx, &user_id, &cookie)?;
    let inner = ctx.clone();
    let added = ctx.app.store.attempt(move |conn| {
        if !store::passkeys::consume_challenge(conn, &challenge.digest, inner.now)? {
            return Ok(Err(Reason::InteractionExpired));
        }
        if !store::sessions::renew(conn, &renewed)? {
            return Ok(Err(Reason::SessionEnded));
        }
        store::passkeys::insert(conn, &passkey)?;
        let what = ("passkey.added", Some(passkey.name.as_str()));
        factor::changed(&inner, conn, (&user_id, &renewed.id), what)?;
        store::sessions::set_notice(conn, &renewed.id, Notice::PasskeyAdded)?;
        tell(
            &inner,
            conn,
            (&user_id, &passkey.name),
            Template::PasskeyAdded,
        )?;
        recovery::put_first(&inner, conn, (&user_id, &renewed.id), &set).map(Ok)
    });
    match added {
        Ok(Ok(first)) => Ok(Ok(TurnedOn { cookie, first })),
        Ok(Err(reason)) => Ok(Err(reason.into())),
        // Web Authentication §7.1: a credential id that somebody has is not taken a second time.
        Err(Error::Exists(_)) => Ok(Err(Reason::PasskeyWrong.into())),
        Err(error) => Err(error.into()),
    }
}

/// The session of somebody who has just made a passkey: its authenticator has verified them.
fn renewed(
    ctx: &Ctx,
    session: &Session,
    (passkey, synced): (&PasskeyId, bool),
) -> (Secret<kind::Session>, Session) {
    let cookie = ctx.app.entropy.secret::<kind::Session>("");
    let before = &session.authentication;
    let session = Session {
        digest: sha256(&cookie),
        // What was proven before is as old as it is.
        authentication: match before.acr() {
            ACR_MFA => before.clone(),
            _ => Authentication::by_password_and_passkey(before.auth_time, synced),
        },
        factor: Some(Factor::Passkey(passkey.clone())),
        last_seen_at: ctx.now,
        ..session.clone()
    };
    (cookie, session)
}

/// Gives a passkey another name; whether there is one.
pub fn rename(ctx: &Ctx, session: &Session, id: &PasskeyId, name: &str) -> Result<bool, Fault> {
    let (user_id, session_id) = (session.user_id.clone(), session.id.clone());
    let mut event = ctx.event("passkey.renamed", None, format!("user:{user_id}"));
    event.subject = Some(format!("user:{user_id}"));
    event.detail = Some(serde_json::json!({ "name": name }));
    let (app, id, name) = (ctx.app.clone(), id.clone(), name.to_owned());
    ctx.app.store.write(move |conn| {
        if !store::passkeys::rename(conn, (&user_id, &id), &name)? {
            return Ok(false);
        }
        store::sessions::set_notice(conn, &session_id, Notice::PasskeyRenamed)?;
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(true)
    })
}

/// LG-16: "Notice mailed on … MFA … events".
fn tell(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (user_id, name): (&UserId, &str),
    template: Template,
) -> store::Result<()> {
    let values = outbox::Values::new().with("passkey", name);
    outbox::tell(ctx, conn, user_id, template, values)
}

/// Why a passkey cannot be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// It is the last second factor of somebody who must have one.
    Factor,
    /// Its person has no password to sign in with.
    Password,
}

/// Whether a passkey is needed, and whether it is the last second factor.
pub fn needed(ctx: &Ctx, user: &User) -> Result<(Option<Needed>, bool), Fault> {
    let user = user.clone();
    let inner = ctx.clone();
    ctx.app
        .store
        .read(move |conn| needed_in(&inner, conn, &user))
}

fn needed_in(ctx: &Ctx, conn: &mut Conn<'_>, user: &User) -> store::Result<(Option<Needed>, bool)> {
    let passkeys = store::passkeys::list(conn, &user.id)?.len();
    let found = store::users::find_credentials(conn, &user.id)?;
    let has_app = found.as_ref().is_some_and(|found| found.totp.is_some());
    let has_password = found.is_some_and(|found| found.password.is_some());
    let last = passkeys == 1 && !has_app;
    let needed = if last && ctx.app.config.mfa.is_required(&user.roles) {
        Some(Needed::Factor)
    } else if passkeys == 1 && !has_password {
        Some(Needed::Password)
    } else {
        None
    };
    Ok((needed, last))
}

/// Takes a passkey from its person, unless it is needed. With the last second factor go the recovery
/// codes. SE-06: the person's other sessions end with it.
pub fn remove(ctx: &Ctx, session: &Session, user: &User, id: &PasskeyId) -> Settled<Removal> {
    let (user, session_id) = (user.clone(), session.id.clone());
    let (inner, id) = (ctx.clone(), id.clone());
    let removed = ctx.app.store.write(move |conn| {
        // Two that go at the same moment are judged one after the other.
        store::users::hold(conn, &user.id)?;
        let all = store::passkeys::list(conn, &user.id)?;
        let Some(found) = all.iter().find(|one| one.id == id) else {
            return Ok(None);
        };
        if needed_in(&inner, conn, &user)?.0.is_some() {
            return Ok(Some(Removal::Needed));
        }
        if !store::passkeys::delete(conn, (&user.id, &id))? {
            return Ok(None);
        }
        if !store::accounts::has_second_factor(conn, &user.id)? {
            store::recovery::delete(conn, &user.id)?;
        }
        let what = ("passkey.removed", Some(found.name.as_str()));
        factor::changed(&inner, conn, (&user.id, &session_id), what)?;
        store::sessions::set_notice(conn, &session_id, Notice::PasskeyRemoved)?;
        tell(
            &inner,
            conn,
            (&user.id, &found.name),
            Template::PasskeyRemoved,
        )?;
        Ok(Some(Removal::Gone))
    })?;
    Ok(removed.ok_or_else(|| Reason::NotFound.into()))
}
