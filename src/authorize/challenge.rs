//! Whom a page asks for a second factor, and for which.

use super::Open;
use crate::{
    app::Ctx,
    authn::otp,
    core::{Fault, Id},
    model::{Stage, UserId, user::Totp},
    store,
};

/// What the page says besides the question.
#[derive(Clone, Debug, Default)]
pub struct Challenge {
    /// Whose password was right.
    pub person: String,
    /// What its person calls the one authenticator app that will do (TF-06), if only one will.
    pub only: Option<String>,
}

fn asked(open: &Open) -> Option<(&UserId, Option<&Id<Totp>>)> {
    let Stage::SecondFactor { user_id, .. } = &open.interaction.stage else {
        return None;
    };
    let own = open.interaction.request.own.as_ref();
    Some((user_id, own.and_then(|page| page.factor.as_ref())))
}

/// Whom it asks, and for which app.
pub fn challenge(ctx: &Ctx, open: &Open) -> Result<Challenge, Fault> {
    let Some((user_id, wanted)) = asked(open) else {
        return Ok(Challenge::default());
    };
    let (user, apps) = ctx.app.store.read(|conn| {
        let user = store::users::find(conn, user_id)?;
        Ok((user, store::totps::list(conn, user_id)?))
    })?;
    // Who has one app need not be told its name.
    let wanted = wanted.filter(|_| apps.len() > 1);
    let only = wanted.and_then(|id| apps.into_iter().find(|one| one.id == *id));
    Ok(Challenge {
        person: user.map_or_else(String::new, |user| user.display_name().to_owned()),
        only: only.map(|one| one.name),
    })
}

/// Whether a code that was refused, and counted, is right for another app of theirs than the one
/// that has to be proven.
pub fn is_of_another(ctx: &Ctx, open: &Open, typed: &str) -> Result<bool, Fault> {
    let Some((user_id, Some(wanted))) = asked(open) else {
        return Ok(false);
    };
    let mut others = ctx
        .app
        .store
        .read(|conn| store::totps::confirmed(conn, user_id))?;
    others.retain(|one| one.id != *wanted);
    otp::is_of(ctx, &others, typed)
}
