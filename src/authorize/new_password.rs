//! A password that somebody else has set: it is changed before its person is signed in.

use super::{
    Open,
    device::Recognition,
    second_factor::restart,
    sign_in::{Began, Entered, SignedIn},
};
use crate::{
    account::password,
    app::Ctx,
    authn::user::Proven,
    core::{Fault, Reason, Refusal, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::{Authentication, Stage, password::Flaw},
    store,
};

/// Why a new password is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is not good enough.
    Flawed(Flaw),
    /// It is the one that has to be changed.
    Same,
    /// The sign-in cannot go on.
    Refused(Refusal),
}

impl From<Reason> for NotTaken {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason.into())
    }
}

/// Takes the new password of the person who proved the one that has to be changed, and signs them
/// in. RC-12: it "must be changed at the next sign-in", and nothing comes before.
pub fn choose(
    ctx: &Ctx,
    open: &Open,
    new: &Secret<kind::Password>,
) -> Result<Result<SignedIn, NotTaken>, Fault> {
    let Stage::NewPassword {
        user_id,
        authentication,
        factor,
        remember,
    } = &open.interaction.stage
    else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let device = open.device.as_ref().map(sha256);
    let found = ctx
        .app
        .store
        .read(|conn| store::users::find_credentials_at(conn, user_id, device.as_ref()))?;
    let Some(found) = found.filter(|found| found.user.is_active()) else {
        return again(ctx, open, Reason::UserLocked);
    };
    // SE-06: a password that was changed meanwhile is none that was proven.
    let auth_time = authentication.auth_time;
    if found.not_before.is_some_and(|at| auth_time < at) {
        return again(ctx, open, Reason::PasswordWrong);
    }
    if let Err(flaw) = password::check(ctx, &found.user, found.has_second_factor(), new) {
        return Ok(Err(NotTaken::Flawed(flaw)));
    }
    if let Some(kept) = &found.password
        && is_same(ctx, new, &kept.hash)?
    {
        return Ok(Err(NotTaken::Same));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, new)?;
    let (cookie, began) = Began::new(
        ctx,
        open,
        &found.user,
        (authentication.clone(), factor.clone()),
    );
    let accounts = began.accounts(ctx, open)?;
    let here = Recognition::of(ctx, open, &found.user, found.device.as_ref());
    let entered = Entered {
        session: cookie,
        remember: *remember,
        accounts,
        device: here.cookie.clone(),
    };
    let (id, revision, inner, user_id) = (
        open.interaction.id.clone(),
        open.interaction.revision,
        ctx.clone(),
        user_id.clone(),
    );
    let won = ctx.app.store.settle(move |conn| {
        let won = store::interactions::consume_revision(conn, &id, revision, &began.stage)?
            && password::replace(&inner, conn, &user_id, &hash)?;
        if !won {
            return Ok(Err(Reason::InteractionFinished));
        }
        here.keep(&inner, conn)?;
        let kept = began.keep(&inner, conn)?;
        Ok(kept.then_some(()).ok_or(Reason::InteractionFinished))
    })?;
    Ok(won
        .map(|()| SignedIn::Session(entered))
        .map_err(|reason| reason.into()))
}

/// Whether a password is the kept one, or that in another case: who gave it would guess it at once.
fn is_same(ctx: &Ctx, new: &Secret<kind::Password>, kept: &str) -> Result<bool, Fault> {
    let text = new.expose();
    let mut chars = text.chars();
    let first = chars.next().map(|first| {
        let other: String = match first.is_uppercase() {
            true => first.to_lowercase().collect(),
            false => first.to_uppercase().collect(),
        };
        other + chars.as_str()
    });
    let lower = text.to_lowercase();
    let capital = lower.chars().next().map(|first| {
        let rest = lower.get(first.len_utf8()..).unwrap_or_default();
        first.to_uppercase().collect::<String>() + rest
    });
    let mut forms = vec![text.to_owned(), lower, text.to_uppercase()];
    forms.extend(first.into_iter().chain(capital));
    forms.sort_unstable();
    forms.dedup();
    for form in forms.into_iter().map(Secret::new) {
        if ctx.app.hashing.verify(&form, kept)?.matches {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Back to name and password.
fn again(ctx: &Ctx, open: &Open, reason: Reason) -> Result<Result<SignedIn, NotTaken>, Fault> {
    let Stage::NewPassword { user_id, .. } = &open.interaction.stage else {
        return Ok(Err(reason.into()));
    };
    Ok(restart(ctx, open, (user_id, "login.password"), reason.into())?.map_err(NotTaken::Refused))
}

/// A right password that has to be changed: asked for before there is a session.
pub(super) fn must_change(
    ctx: &Ctx,
    open: &Open,
    proven: Proven,
    remember: bool,
) -> Settled<SignedIn> {
    let next = Stage::NewPassword {
        user_id: proven.user.id.clone(),
        authentication: Authentication::by_password(ctx.now),
        factor: None,
        remember,
    };
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let inner = ctx.clone();
    let won = ctx.app.store.write(move |conn| {
        if !store::interactions::consume_revision(conn, &id, revision, &next)? {
            proven.give_back(conn)?;
            return Ok(false);
        }
        proven.confirm(&inner, conn)?;
        Ok(true)
    })?;
    Ok(match won {
        true => Ok(SignedIn::NewPassword),
        false => Err(Reason::InteractionFinished.into()),
    })
}
