//! The counters of failures that all doors share.

use std::time::Duration;

use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Reason, Settled, secret::kind},
    model::{UserId, identifier::standard_form},
    store::{self, limits::Counter},
};

/// How long a counter of an account is kept after its last failure.
const KEEP_ACCOUNT: Duration = Duration::from_secs(90 * 86400);
/// How long a counter of a name that nobody has is kept.
const KEEP_NAME: Duration = Duration::from_secs(86400);
const HOUR: Duration = Duration::from_secs(3600);

/// What the password tries of this identifier are counted by: the account, whichever of its
/// names was typed (LG-07), or the name, if nobody has it. Keyed, so that the table names nobody.
pub fn password_key(ctx: &Ctx, user: Option<&UserId>, typed: &str) -> Digest<kind::Limit> {
    match user {
        Some(id) => ctx
            .app
            .pepper
            .keyed("limit-account", id.as_str().as_bytes()),
        None => ctx
            .app
            .pepper
            .keyed("limit-name", standard_form(typed).as_bytes()),
    }
}

/// Forgets the failures of an account: its password was changed, or somebody vouches for it.
pub fn forgive(ctx: &Ctx, conn: &mut store::Conn<'_>, user: &UserId) -> store::Result<()> {
    store::limits::clear(conn, &password_key(ctx, Some(user), ""))?;
    store::limits::clear(conn, &otp_key(ctx, user))
}

fn otp_key(ctx: &Ctx, user: &UserId) -> Digest<kind::Limit> {
    ctx.app.pepper.keyed("limit-otp", user.as_str().as_bytes())
}

/// Counts a try of a password before it is checked; gives the failures so far with this one.
///
/// LG-09: "after 5 consecutive failures further tries within 30 s (doubling to 15 min) get 429 +
/// `Retry-After` without computing a hash (tries refused so do not extend the wait)".
pub fn reserve_password(ctx: &Ctx, key: Digest<kind::Limit>, known: bool) -> Settled<u32> {
    let now = ctx.now;
    let rules = ctx.app.config.rate_limit.clone();
    let counted = ctx.app.store.write(move |conn| {
        store::limits::reserve(conn, &key, |found| {
            let counter = found.unwrap_or(Counter {
                failures: 0,
                blocked_until: now,
                first_at: now,
                expires_at: now,
            });
            if now < counter.blocked_until {
                return Err(counter.blocked_until.since(now));
            }
            let failures = counter.failures.saturating_add(1);
            let doublings = failures.checked_sub(rules.failures_before_delay);
            let wait = doublings.map_or(Duration::ZERO, |n| {
                rules
                    .first_delay
                    .saturating_mul(1 << n.min(16))
                    .min(rules.max_delay)
            });
            Ok(Counter {
                failures,
                blocked_until: now.plus(wait),
                first_at: counter.first_at,
                expires_at: now.plus(if known { KEEP_ACCOUNT } else { KEEP_NAME }),
            })
        })
    })?;
    Ok(match counted {
        Ok(counter) => Ok(counter.failures),
        Err(wait) => Err(ctx.limited(Reason::IdentifierLimited, wait)),
    })
}

/// Counts a try of a one-time code before it is checked.
///
/// TF-04: "10/h per identity gate MFA 15 min; re-entering the password does not refill".
pub fn reserve_otp(ctx: &Ctx, user: &UserId) -> Settled<()> {
    let now = ctx.now;
    let key = otp_key(ctx, user);
    let counted = ctx.app.store.write(move |conn| {
        store::limits::reserve(conn, &key, |found| {
            if let Some(counter) = found.filter(|counter| now < counter.blocked_until) {
                return Err(counter.blocked_until.since(now));
            }
            let running = found.filter(|counter| now.since(counter.first_at) < HOUR);
            let failures = running.map_or(0, |counter| counter.failures) + 1;
            let wait = if failures >= policy::OTP_TRIES_PER_IDENTITY {
                policy::OTP_GATE
            } else {
                Duration::ZERO
            };
            Ok(Counter {
                failures,
                blocked_until: now.plus(wait),
                first_at: running.map_or(now, |counter| counter.first_at),
                expires_at: now.plus(HOUR * 2),
            })
        })
    })?;
    Ok(counted
        .map(drop)
        .map_err(|wait| ctx.limited(Reason::OtpLimited, wait)))
}

/// Takes the reserved try back: the code was right, or right but used.
pub fn refund_otp(ctx: &Ctx, conn: &mut store::Conn<'_>, user: &UserId) -> store::Result<()> {
    store::limits::refund(conn, &otp_key(ctx, user))
}
