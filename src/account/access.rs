//! Whether a person may come in: locked, let in again, deleted, given another password.
//!
//! SE-06: all of these end the person's other sessions and their grants, with every token, in the
//! transaction that changes the account.

use serde_json::json;

use super::{
    Invalid,
    outbox::{self, Template, Values},
};
use crate::{
    app::Ctx,
    authn::{limits, user::Proven},
    core::{Fault, Reason, Timestamp, escape},
    model::{SessionId, UserId, UserState},
    store::{self, Conn},
};

/// Who changes an account.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// `operator`, or `user:…`.
    pub actor: &'a str,
    /// The session that they do it in, which stays if it is the person's own.
    pub session: Option<&'a SessionId>,
    /// Why, as they say. It stands in the trail, where the person reads it in their data.
    pub reason: Option<&'a str>,
}

/// Longest reason, in bytes.
const REASON_MOST: usize = 500;

impl<'a> By<'a> {
    /// For a reason, if one is given.
    pub fn because(self, reason: Option<&'a str>) -> Result<Self, Invalid> {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let is_bad = |why: &str| why.len() > REASON_MOST || why.contains(escape::is_treacherous);
        if reason.is_some_and(is_bad) {
            let what = format!(
                "it must be at most {REASON_MOST} bytes without control characters or marks that turn the direction"
            );
            return Err(Invalid::new("reason", what));
        }
        Ok(Self { reason, ..self })
    }
}

/// The operator, at the command line.
pub const OPERATOR: By<'static> = By {
    actor: "operator",
    session: None,
    reason: None,
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
pub(super) enum Change {
    Lock,
    Unlock,
    Delete,
    /// A password that somebody else has chosen.
    Password {
        /// Its hash.
        hash: String,
        /// Set if it has to be changed at the next sign-in.
        must_change: Option<Timestamp>,
    },
    /// A password that the person has chosen, who could not prove the present one (RC-04).
    Reset {
        /// Its hash.
        hash: String,
    },
    /// A password that the person has chosen, who proved the present one.
    Own {
        /// Its hash.
        hash: String,
        /// The proof.
        proven: Box<Proven>,
    },
}

impl Change {
    const fn event(&self) -> &'static str {
        match self {
            Self::Lock => "user.locked",
            Self::Unlock => "user.unlocked",
            Self::Delete => "user.deleted",
            Self::Password { .. } => "user.password_set",
            Self::Reset { .. } => "user.password_reset",
            Self::Own { .. } => "user.password_changed",
        }
    }

    /// Why the grants end.
    const fn reason(&self) -> Reason {
        match self {
            Self::Lock | Self::Unlock | Self::Delete => Reason::UserDisabled,
            Self::Password { .. } | Self::Reset { .. } | Self::Own { .. } => Reason::GrantRevoked,
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
            Self::Password { .. } | Self::Reset { .. } | Self::Own { .. } => None,
        }
    }

    const fn refused(&self) -> &'static str {
        match self {
            Self::Lock => "there is no such account, or it is locked already",
            Self::Unlock => "there is no such account, or it is not locked and its password works",
            Self::Delete | Self::Password { .. } | Self::Reset { .. } | Self::Own { .. } => {
                "there is no such account"
            }
        }
    }
}

/// Locks an account: everything stays, nothing works.
pub fn lock(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<Ended, Invalid>, Fault> {
    change(ctx, id, Change::Lock, by)
}

/// Lets the person in again, who has to sign in anew; their failures are forgotten, and a password
/// that was switched off for too many of them works again.
pub fn unlock(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<Ended, Invalid>, Fault> {
    change(ctx, id, Change::Unlock, by)
}

/// Deletes an account: what is known of the person, and what they sign in with. The id stays, so
/// that it never names anybody else (JW-21), and so do records of consent, which are evidence.
pub fn delete(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<Ended, Invalid>, Fault> {
    match check_reason(ctx, id, by)? {
        Ok(()) => change(ctx, id, Change::Delete, by),
        Err(invalid) => Ok(Err(invalid)),
    }
}

/// Whether the reason of a deletion names whoever is deleted by what they are found by: it stays when
/// they are gone (AU-10).
pub fn check_reason(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Result<(), Invalid>, Fault> {
    let Some(reason) = by.reason else {
        return Ok(Ok(()));
    };
    let known = ctx
        .app
        .store
        .read(|conn| store::identifiers::list(conn, id))?;
    let names = known
        .iter()
        .any(|known| known.identifier.is_named_in(reason));
    Ok(match names {
        false => Ok(()),
        true => Err(Invalid::new(
            "reason",
            "it names the person, by an address, a number or a name that they are found by; it is kept when they are gone, so name nobody in it: a ticket's number will do",
        )),
    })
}

/// Makes a change, with all that ends with it, in one transaction.
pub(super) fn change(
    ctx: &Ctx,
    id: &UserId,
    change: Change,
    by: By<'_>,
) -> Result<Result<Ended, Invalid>, Fault> {
    let refused = change.refused();
    let (inner, id, kept) = (ctx.clone(), id.clone(), by.session.cloned());
    let (actor, reason) = (by.actor.to_owned(), by.reason.map(str::to_owned));
    let ended = ctx.app.store.write(move |conn| {
        let by = By {
            actor: &actor,
            session: kept.as_ref(),
            reason: reason.as_deref(),
        };
        apply(&inner, conn, (&id, &change), by)
    })?;
    Ok(ended.ok_or_else(|| Invalid::conflict("user", refused)))
}

/// The change itself, inside a transaction; `None` if there is nobody whom it could be made to.
pub(super) fn apply(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (id, change): (&UserId, &Change),
    by: By<'_>,
) -> store::Result<Option<Ended>> {
    let mut event = ctx.event(change.event(), None, by.actor.to_owned());
    event.subject = Some(format!("user:{id}"));
    let now = ctx.now;
    // LG-09: whoever is let in again may use their password again.
    let enabled = matches!(change, Change::Unlock) && store::passwords::enable(conn, id)?;
    if let Some(states) = change.states()
        && !store::users::change_state(conn, id, states, now)?
        && !enabled
    {
        return Ok(None);
    }
    match change {
        // AU-10: what is left is told below, sealed under a key that is destroyed then.
        Change::Delete => {
            super::leaving::tell_of_the_end(ctx, conn, id)?;
            super::join::erase(conn, id)?;
            store::erasure::erase(conn, id)?;
        }
        // A row that is gone, or a tombstone, gets no password.
        Change::Password { .. }
        | Change::Reset { .. }
        | Change::Own { .. }
        | Change::Lock
        | Change::Unlock
            if !store::users::cut_off(conn, id, now)? =>
        {
            return Ok(None);
        }
        Change::Password { hash, must_change } => {
            store::passwords::set(conn, id, (hash, *must_change), now)?;
        }
        Change::Reset { hash } => store::passwords::set(conn, id, (hash, None), now)?,
        Change::Own { hash, proven } => {
            proven.confirm(ctx, conn)?;
            store::passwords::set(conn, id, (hash, None), now)?;
        }
        Change::Lock | Change::Unlock => {}
    }
    if matches!(
        change,
        Change::Password { .. } | Change::Reset { .. } | Change::Own { .. }
    ) {
        // TF-10: "dies on password/MFA change".
        store::devices::forget_remembered(conn, id)?;
        // Who knew the old one may have begun to set up an authenticator app.
        store::totps::delete_pending(conn, id)?;
    }
    if !matches!(change, Change::Unlock) {
        super::action_code::end_with_password(ctx, conn, id)?;
    }
    if !matches!(change, Change::Lock | Change::Delete) {
        limits::forgive(ctx, conn, id)?;
    }
    // Apps learn of it by back-channel, as of a sign-out.
    super::session::tell_all(ctx, conn, id)?;
    let ended = Ended {
        sessions: store::sessions::end_user(conn, id, by.session, now)?,
        grants: match by.session {
            Some(kept) => store::grants::revoke_others(conn, id, kept, (change.reason(), now))?,
            None => store::grants::revoke_user(conn, id, change.reason(), now)?,
        },
    };
    let mut detail = json!({ "sessions": ended.sessions, "grants": ended.grants });
    match by.reason {
        // What the trail tells of a person goes with them; why they went is told of nobody.
        Some(reason) if matches!(change, Change::Delete) => {
            let mut why = ctx.event("user.deletion_reason", None, by.actor.to_owned());
            why.detail = Some(json!({ "user": id, "reason": reason }));
            store::audit::append(conn, &ctx.app.ledger, &why)?;
        }
        Some(reason) => detail["reason"] = json!(reason),
        None => {}
    }
    event.detail = Some(detail);
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    // LG-16: "Notice mailed on password … events". A reset tells of itself.
    let letter = match change {
        Change::Own { .. } => Some(Template::PasswordChanged),
        Change::Password { .. } if by.actor == format!("user:{id}") => {
            Some(Template::PasswordChanged)
        }
        Change::Password { .. } => Some(Template::PasswordSet),
        Change::Reset { .. } | Change::Lock | Change::Unlock | Change::Delete => None,
    };
    if let Some(template) = letter {
        outbox::tell(ctx, conn, id, template, Values::new())?;
    }
    if matches!(change, Change::Delete) {
        store::erasure::forget(conn, id)?;
        ctx.app.ledger.forget(id);
    }
    Ok(Some(ended))
}
