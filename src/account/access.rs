//! Whether a person may come in: locked, let in again, deleted, given another password.
//!
//! SE-06: all of these end the person's other sessions and their grants, with every token, in the
//! transaction that changes the account.

use serde_json::json;

use super::Invalid;
use crate::{
    app::Ctx,
    authn::limits,
    config::policy,
    core::{Fault, Reason, Secret, secret::kind},
    model::{SessionId, UserId, UserState},
    store,
};

/// Who changes an account.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// `operator`, or `user:…`.
    pub actor: &'a str,
    /// The session that they do it in, which stays if it is the person's own.
    pub session: Option<&'a SessionId>,
}

/// The operator, at the command line.
pub const OPERATOR: By<'static> = By {
    actor: "operator",
    session: None,
};

/// What ended with a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Browser sessions.
    pub sessions: usize,
    /// Grants, with their tokens.
    pub grants: usize,
}

/// A change of an account.
#[derive(Clone, Debug)]
enum Change {
    Lock,
    Unlock,
    Delete,
    /// The new hash.
    Password(String),
}

impl Change {
    const fn event(&self) -> &'static str {
        match self {
            Self::Lock => "user.locked",
            Self::Unlock => "user.unlocked",
            Self::Delete => "user.deleted",
            Self::Password(_) => "user.password_set",
        }
    }

    /// Why the grants end.
    const fn reason(&self) -> Reason {
        match self {
            Self::Lock | Self::Unlock | Self::Delete => Reason::UserDisabled,
            Self::Password(_) => Reason::GrantRevoked,
        }
    }

    /// What the account must be for it, and what it is then.
    const fn states(&self) -> Option<(&'static [UserState], UserState)> {
        match self {
            Self::Lock => Some((&[UserState::Active, UserState::Disabled], UserState::Locked)),
            Self::Unlock => Some((&[UserState::Locked, UserState::Disabled], UserState::Active)),
            Self::Delete => Some((
                &[UserState::Active, UserState::Locked, UserState::Disabled],
                UserState::Deleted,
            )),
            Self::Password(_) => None,
        }
    }

    const fn refused(&self) -> &'static str {
        match self {
            Self::Lock => "there is no such account, or it is locked already",
            Self::Unlock => "there is no such account, or it is not locked",
            Self::Delete | Self::Password(_) => "there is no such account",
        }
    }
}

/// Locks an account: everything stays, nothing works.
pub fn lock(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<Ended, Invalid>, Fault> {
    change(ctx, id, Change::Lock, by)
}

/// Lets the person in again, who has to sign in anew; their failures are forgotten.
pub fn unlock(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<Ended, Invalid>, Fault> {
    change(ctx, id, Change::Unlock, by)
}

/// Deletes an account: what is known of the person, and what they sign in with. The id stays, so
/// that it never names anybody else (JW-21), and so do records of consent, which are evidence.
pub fn delete(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<Ended, Invalid>, Fault> {
    change(ctx, id, Change::Delete, by)
}

/// Sets a password. The hash is computed first, outside the transaction.
pub fn set_password(
    ctx: &Ctx,
    id: &UserId,
    password: &Secret<kind::Password>,
    by: By<'_>,
) -> Result<Result<Ended, Invalid>, Fault> {
    if let Err(invalid) = check_password(password) {
        return Ok(Err(invalid));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, password)?;
    change(ctx, id, Change::Password(hash), by)
}

/// The length of a password that is set here.
pub fn check_password(password: &Secret<kind::Password>) -> Result<(), Invalid> {
    let (points, bytes) = (password.expose().chars().count(), password.expose().len());
    let (least, most) = (policy::PASSWORD_MIN, policy::PASSWORD_MAX);
    if (least..=most).contains(&points) && bytes <= policy::PASSWORD_MAX_BYTES {
        return Ok(());
    }
    Err(Invalid::new(
        "password",
        format!(
            "it must have {least} to {most} characters and at most {} bytes, it has {points}",
            policy::PASSWORD_MAX_BYTES
        ),
    ))
}

fn change(
    ctx: &Ctx,
    id: &UserId,
    change: Change,
    by: By<'_>,
) -> Result<Result<Ended, Invalid>, Fault> {
    let mut event = ctx.event(change.event(), None, by.actor.to_owned());
    event.subject = Some(format!("user:{id}"));
    let refused = change.refused();
    let (inner, id, kept) = (ctx.clone(), id.clone(), by.session.cloned());
    let ended = ctx.app.store.write(move |conn| {
        let now = inner.now;
        if let Some(states) = change.states()
            && !store::users::change_state(conn, &id, states, now)?
        {
            return Ok(None);
        }
        match &change {
            Change::Delete => {
                store::users::erase(conn, &id)?;
                store::corsano::erase(conn, &id)?;
            }
            // A row that is gone, or a tombstone, gets no password.
            Change::Password(_) | Change::Lock | Change::Unlock
                if !store::users::cut_off(conn, &id, now)? =>
            {
                return Ok(None);
            }
            Change::Password(hash) => store::passwords::set(conn, &id, hash, now)?,
            Change::Lock | Change::Unlock => {}
        }
        if matches!(change, Change::Password(_) | Change::Unlock) {
            limits::forgive(&inner, conn, &id)?;
        }
        // Apps learn of it by back-channel, as of a sign-out.
        super::session::tell_all(&inner, conn, &id)?;
        let ended = Ended {
            sessions: store::sessions::end_user(conn, &id, kept.as_ref(), now)?,
            grants: store::grants::revoke_user(conn, &id, change.reason(), now)?,
        };
        let mut event = event.clone();
        event.detail = Some(json!({ "sessions": ended.sessions, "grants": ended.grants }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(Some(ended))
    })?;
    Ok(ended.ok_or_else(|| Invalid::conflict("user", refused)))
}
