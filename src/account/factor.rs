//! Second factors: a person turns authenticator apps on, names and removes them.

use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::{
    outbox::{self, Template, Values},
    recovery::{self, TurnedOn},
};
use crate::{
    app::Ctx,
    authn::otp,
    config::policy,
    core::{Fault, Id, Reason, Refusal, Secret, Settled, secret::kind},
    crypto::{Place, digest::sha256, totp},
    model::{
        Authentication, Notice, Session, SessionId, UserId,
        session::Factor,
        user::{Authenticator, Totp},
    },
    store::{self, Conn},
};

/// Most characters of an authenticator app's name.
pub const NAME_MOST: usize = 60;
/// What an app is called whose person gave it no name.
pub const DEFAULT_NAME: &str = "Authenticator";

/// An authenticator app that is about to be turned on.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Its row.
    pub id: Id<Totp>,
    /// The key, in base32.
    pub seed: Secret<kind::TotpSeed>,
}

/// The authenticator apps of a person that are on.
pub fn list(ctx: &Ctx, user_id: &UserId) -> Result<Vec<Authenticator>, Fault> {
    ctx.app.store.read(|conn| store::totps::list(conn, user_id))
}

/// One of them.
pub fn find(ctx: &Ctx, user_id: &UserId, id: &str) -> Result<Option<Authenticator>, Fault> {
    let all = list(ctx, user_id)?;
    Ok(all.into_iter().find(|one| one.id.as_str() == id))
}

/// Begins to turn on an authenticator app, or goes on with the one that was begun.
///
/// TF-01: "Secret 160 bits CSPRNG; not active until one code is confirmed; pending enrolment dies
/// after 10 min". Each session has a key of its own: who only knows the password must not learn
/// the one that the person is about to keep.
pub fn begin(ctx: &Ctx, session: &Session) -> Result<Enrolment, Fault> {
    if let Some(pending) = pending(ctx, session)? {
        return Ok(Enrolment {
            seed: otp::open_seed(ctx, &pending)?,
            id: pending.id,
        });
    }
    let seed = totp::generate_seed(&*ctx.app.entropy);
    let id = ctx.app.entropy.id(ctx.now);
    let place = Place {
        table: "totps",
        row: id.as_str(),
        column: "sealed_seed",
    };
    let sealed_seed =
        ctx.app
            .data_keys
            .seal(&*ctx.app.entropy, &place, seed.expose().as_bytes())?;
    let row = Totp {
        id: id.clone(),
        sealed_seed,
        algorithm: totp::DEFAULT.algorithm.to_owned(),
        digits: totp::DEFAULT.digits,
        period: totp::DEFAULT.period,
        last_step: 0,
    };
    let (session, now) = (session.clone(), ctx.now);
    ctx.app
        .store
        .write(move |conn| store::totps::insert_pending(conn, (&session, &row), now))?;
    Ok(Enrolment { id, seed })
}

fn pending(ctx: &Ctx, session: &Session) -> Result<Option<Totp>, Fault> {
    let since = ctx.now.minus(policy::ENROLMENT_TTL);
    ctx.app
        .store
        .read(|conn| store::totps::find_pending(conn, session, since))
}

/// Turns an authenticator app on by a code of it; the cookie of the session from then on, which
/// has proven a second factor now (SE-02). A wrong code keeps the key, and counts (TF-04).
pub fn confirm(
    ctx: &Ctx,
    session: &Session,
    typed: (&str, &str),
) -> Settled<Secret<kind::Session>> {
    let on = turn_on(ctx, session, typed, false)?;
    Ok(on.map(|on| on.cookie))
}

/// The same, with recovery codes for who has none, if they are wanted: a door has no page for them.
pub(super) fn turn_on(
    ctx: &Ctx,
    session: &Session,
    (name, typed): (&str, &str),
    with_codes: bool,
) -> Settled<TurnedOn> {
    let user_id = session.user_id.clone();
    let Some(pending) = pending(ctx, session)? else {
        return Ok(Err(Reason::InteractionExpired.into()));
    };
    let proven = match otp::prove(ctx, &user_id, std::slice::from_ref(&pending), typed)? {
        Ok(proven) => proven,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (cookie, renewed) = renewed(ctx, session, &pending.id);
    let set = match with_codes {
        true => Some(recovery::new_set(ctx, &user_id, &cookie)?),
        false => None,
    };
    let (inner, name) = (ctx.clone(), name.to_owned());
    let won = ctx.app.store.settle(move |conn| {
        let now = inner.now;
        let since = now.minus(policy::ENROLMENT_TTL);
        let row = (&user_id, &pending.id);
        if !store::totps::confirm(conn, row, (&name, proven.step()), (now, since))?
            || !store::sessions::renew(conn, &renewed)?
        {
            return Ok(Err(Reason::InteractionExpired));
        }
        crate::authn::limits::refund_otp(&inner, conn, &user_id)?;
        let what = ("factor.added", Some(name.as_str()));
        changed(&inner, conn, (&user_id, &renewed.id), what)?;
        let letter = Template::SecondFactorOn;
        outbox::tell(&inner, conn, &user_id, letter, Values::new())?;
        store::sessions::set_notice(conn, &renewed.id, Notice::AuthenticatorAdded)?;
        let first = match &set {
            Some(set) => recovery::put_first(&inner, conn, (&user_id, &renewed.id), set)?,
            None => false,
        };
        Ok(Ok(first))
    })?;
    let on = won.map(|first| TurnedOn { cookie, first });
    Ok(on.map_err(Refusal::new))
}

/// The session of somebody who has just proven this authenticator app.
fn renewed(ctx: &Ctx, session: &Session, totp: &Id<Totp>) -> (Secret<kind::Session>, Session) {
    let cookie = ctx.app.entropy.secret::<kind::Session>("");
    // What was proven before is as old as it is.
    let auth_time = session.authentication.auth_time;
    let session = Session {
        digest: sha256(&cookie),
        authentication: Authentication::by_password_and_otp(auth_time),
        factor: Some(Factor::Totp(totp.clone())),
        last_seen_at: ctx.now,
        ..session.clone()
    };
    (cookie, session)
}

/// Gives an authenticator app another name; whether there is one.
pub fn rename(ctx: &Ctx, session: &Session, id: &Id<Totp>, name: &str) -> Result<bool, Fault> {
    let (user_id, session_id) = (session.user_id.clone(), session.id.clone());
    let mut event = ctx.event("factor.renamed", None, format!("user:{user_id}"));
    event.subject = Some(format!("user:{user_id}"));
    event.detail = Some(json!({ "name": name }));
    let (app, id, name) = (ctx.app.clone(), id.clone(), name.to_owned());
    ctx.app.store.write(move |conn| {
        if !store::totps::rename(conn, (&user_id, &id), &name)? {
            return Ok(false);
        }
        store::sessions::set_notice(conn, &session_id, Notice::AuthenticatorRenamed)?;
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(true)
    })
}

/// What became of a factor that was to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
    Gone,
    /// It stays: its person needs it, and has no other.
    Needed,
}

/// Takes an authenticator app from its person, unless they must have a second factor and this is the
/// last one. With the last one go the recovery codes: there is nothing left that they could stand for.
pub fn remove(ctx: &Ctx, session: &Session, id: &Id<Totp>) -> Settled<Removal> {
    let (user_id, session_id) = (session.user_id.clone(), session.id.clone());
    let (inner, id) = (ctx.clone(), id.clone());
    let removed = ctx.app.store.write(move |conn| {
        // Two that go at the same moment are judged one after the other.
        store::users::hold(conn, &user_id)?;
        let Some(user) = store::users::find(conn, &user_id)? else {
            return Ok(None);
        };
        let apps = store::totps::list(conn, &user_id)?;
        let Some(gone) = apps.iter().find(|one| one.id == id) else {
            return Ok(None);
        };
        let is_last = apps.len() == 1 && !store::passkeys::has_any(conn, &user_id)?;
        if is_last && inner.app.config.mfa.is_required(&user.roles) {
            return Ok(Some(Removal::Needed));
        }
        if !store::totps::delete(conn, (&user_id, &id))? {
            return Ok(None);
        }
        if is_last {
            store::recovery::delete(conn, &user_id)?;
        }
        let what = ("factor.removed", Some(gone.name.as_str()));
        changed(&inner, conn, (&user_id, &session_id), what)?;
        let letter = match is_last {
            true => Template::SecondFactorOff,
            false => Template::AuthenticatorRemoved,
        };
        outbox::tell(&inner, conn, &user_id, letter, Values::new())?;
        store::sessions::set_notice(conn, &session_id, Notice::AuthenticatorRemoved)?;
        Ok(Some(Removal::Gone))
    })?;
    Ok(removed.ok_or_else(|| Reason::NotFound.into()))
}

/// The key as an `otpauth:` address, which authenticator apps read off a picture.
pub fn address(ctx: &Ctx, account: &str, seed: &Secret<kind::TotpSeed>) -> String {
    let encoded = |text: &str| {
        byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let issuer = encoded(ctx.app.config.totp_issuer());
    format!(
        "otpauth://totp/{issuer}:{}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        encoded(account),
        encoded(seed.expose())
    )
}

/// Takes all authenticator apps from their person, who has proven one of them: with a code that is
/// typed now, or when the session began.
///
/// They stay, all of them, where their person must have a second factor and has no other, and where
/// there are several, because TF-06: "Removing or replacing a factor needs that factor": one by one, on
/// the account pages.
pub fn remove_all(ctx: &Ctx, session: &Session, typed: Option<&str>) -> Settled<Removal> {
    let user_id = &session.user_id;
    let (totps, is_needed) = ctx.app.store.read(|conn| {
        let user = store::users::find(conn, user_id)?;
        let is_needed = user.is_some_and(|user| ctx.app.config.mfa.is_required(&user.roles))
            && !store::passkeys::has_any(conn, user_id)?;
        Ok((store::totps::confirmed(conn, user_id)?, is_needed))
    })?;
    if totps.len() > 1 || (is_needed && !totps.is_empty()) {
        return Ok(Ok(Removal::Needed));
    }
    let by_session = session.authentication.amr.iter().any(|one| one == "otp");
    let proven = match typed {
        _ if totps.is_empty() => None,
        Some(typed) => match otp::prove(ctx, user_id, &totps, typed)? {
            Ok(proven) => Some(proven),
            Err(refusal) => return Ok(Err(refusal)),
        },
        None if by_session => None,
        None => return Ok(Err(Reason::OtpWrong.into())),
    };
    if let Some(proven) = proven {
        let inner = ctx.clone();
        let first = ctx
            .app
            .store
            .write(move |conn| proven.consume(&inner, conn))?;
        if !first {
            return Ok(Err(Reason::OtpReused.into()));
        }
    }
    for totp in &totps {
        match remove(ctx, session, &totp.id)? {
            Ok(Removal::Gone) => {}
            other => return Ok(other),
        }
    }
    Ok(Ok(Removal::Gone))
}

/// What goes with every change of what a person signs in with, in its transaction: SE-06: "end all
/// other sessions and refresh grants"; TF-10: remembered devices die; AU-15: the audit row, with the name
/// that the person gave to what it is about.
pub(super) fn changed(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (user_id, kept): (&UserId, &SessionId),
    (event, name): (&'static str, Option<&str>),
) -> store::Result<()> {
    let now = ctx.now;
    store::users::cut_off(conn, user_id, now)?;
    store::totps::delete_pending(conn, user_id)?;
    store::devices::forget_remembered(conn, user_id)?;
    super::session::tell_all(ctx, conn, user_id)?;
    let sessions = store::sessions::end_user(conn, user_id, Some(kept), now)?;
    let why = (Reason::GrantRevoked, now);
    let grants = store::grants::revoke_others(conn, user_id, kept, why)?;
    let mut event = ctx.event(event, None, format!("user:{user_id}"));
    event.subject = Some(format!("user:{user_id}"));
    event.detail = Some(match name {
        Some(name) => json!({ "name": name, "sessions": sessions, "grants": grants }),
        None => json!({ "sessions": sessions, "grants": grants }),
    });
    store::audit::append(conn, &ctx.app.ledger, &event)
}
