//! The end of all that a person is in: sessions, grants, and that no second factor is asked.

use serde_json::json;

use super::{
    Invalid,
    access::{By, Ended},
    outbox::{self, Template, Values},
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Reason, Timestamp, escape},
    model::{User, UserId},
    store::{self, Conn},
};

/// Ends every session and grant of a person, and tells the apps, in the transaction of what it is
/// for (SE-06).
pub(super) fn everything(ctx: &Ctx, conn: &mut Conn<'_>, id: &UserId) -> store::Result<Ended> {
    store::users::cut_off(conn, id, ctx.now)?;
    super::session::tell_all(ctx, conn, id)?;
    Ok(Ended {
        sessions: store::sessions::end_user(conn, id, None, ctx.now)?,
        grants: store::grants::revoke_user(conn, id, Reason::GrantRevoked, ctx.now)?,
    })
}

/// Signs a person out everywhere, and out of every app.
pub fn sign_out(ctx: &Ctx, id: &UserId, by: By<'_>) -> Result<Ended, Fault> {
    let mut event = ctx.event("user.signed_out", None, by.actor.to_owned());
    event.subject = Some(format!("user:{id}"));
    let (inner, id) = (ctx.clone(), id.clone());
    super::keep(ctx, move |conn| {
        let ended = everything(&inner, conn, &id)?;
        let mut event = event.clone();
        event.detail = Some(json!({ "sessions": ended.sessions, "grants": ended.grants }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(ended)
    })
}

/// What became of a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    /// Authenticator apps that were taken away.
    pub authenticators: usize,
    /// What ended with them.
    pub ended: Ended,
}

/// Takes every second factor from a person who has lost theirs.
///
/// RC-12: "MFA reset needs reason + notice". The reason stands in the trail, where the person reads
/// it. SE-06: sessions and refresh grants end; TF-10: remembered devices, too.
pub fn reset_second_factor(
    ctx: &Ctx,
    user: &User,
    reason: &str,
    by: By<'_>,
) -> Result<Result<Reset, Invalid>, Fault> {
    let reason = reason.trim();
    if !(4..=500).contains(&reason.chars().count()) || reason.contains(escape::is_treacherous) {
        let what = "say in 4 to 500 characters why, and how you know that it is them";
        return Ok(Err(Invalid::new("reason", what)));
    }
    let mut event = ctx.event("user.second_factor_reset", None, by.actor.to_owned());
    event.subject = Some(format!("user:{}", user.id));
    let (inner, id, reason) = (ctx.clone(), user.id.clone(), reason.to_owned());
    let must_have_one = ctx.app.config.mfa.is_required(&user.roles);
    let reset = super::keep(ctx, move |conn| {
        let authenticators = store::accounts::delete_factors(conn, &id)?;
        if authenticators == 0 {
            return Ok(None);
        }
        store::devices::forget_remembered(conn, &id)?;
        let ended = everything(&inner, conn, &id)?;
        let mut event = event.clone();
        event.detail = Some(json!({
            "reason": reason, "authenticators": authenticators,
            "sessions": ended.sessions, "grants": ended.grants,
        }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        // RC-12: "MFA reset needs reason + notice".
        let mut values = Values::new().with("reason", &reason);
        if must_have_one {
            values = values.with("enrol", "1");
        }
        outbox::tell(&inner, conn, &id, Template::SecondFactorReset, values)?;
        Ok(Some(Reset {
            authenticators,
            ended,
        }))
    })?;
    Ok(reset.ok_or_else(|| Invalid::conflict("user", "the account has no second factor")))
}

/// The same for somebody who comes back by the operator's link, in the transaction that gives them
/// another password and ends the rest. Nothing happens if they have none.
pub(super) fn remove_factors(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    reason: &str,
) -> store::Result<()> {
    let authenticators = store::accounts::delete_factors(conn, id)?;
    if authenticators == 0 {
        return Ok(());
    }
    store::devices::forget_remembered(conn, id)?;
    let mut event = ctx.event("user.second_factor_reset", None, "operator".into());
    event.subject = Some(format!("user:{id}"));
    event.detail = Some(json!({ "reason": reason, "authenticators": authenticators }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    let mut values = Values::new().with("reason", reason);
    let user = store::users::find(conn, id)?;
    if user.is_some_and(|user| ctx.app.config.mfa.is_required(&user.roles)) {
        values = values.with("enrol", "1");
    }
    outbox::tell(ctx, conn, id, Template::SecondFactorReset, values)
}

/// Takes away what somebody else may have added to sign in with, in the transaction that ends the rest:
/// all of it, or what was added from an instant on. Whether there was any: its person is told.
pub(super) fn end_strange_factors(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (since, reason): (Option<Timestamp>, &str),
) -> store::Result<bool> {
    // The clocks of two nodes are never quite the same.
    let since = since.map_or(Timestamp::from_millis(0), |since| {
        since.minus(policy::CLOCK_LEEWAY)
    });
    let taken = store::accounts::delete_factors_since(conn, id, since)?;
    if taken.is_empty() {
        return Ok(false);
    }
    store::devices::forget_remembered(conn, id)?;
    let actor = format!("user:{id}");
    let mut event = ctx.event("user.second_factor_reset", None, actor.clone());
    event.subject = Some(actor);
    event.detail = Some(json!({
        "reason": reason, "authenticators": taken.factors, "recovery_codes": taken.recovery,
    }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    outbox::tell(ctx, conn, id, Template::FactorsEnded, Values::new())?;
    Ok(true)
}
