//! How many messages people are sent, and how often something may be tried in a while (RC-07, RC-08).

use std::time::Duration;

use super::action_code::{lifetime, recipient};
use crate::{
    app::Ctx,
    authn::limits,
    config::policy,
    core::{Reason, Refusal},
    model::{
        Identifier,
        action_code::ActionCode,
        limit::{Counter, Key},
    },
    store::{self, Conn},
};

pub(super) const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// RC-07: whether one more message may go to this recipient, for whoever asks from there: "3 mails/h
/// and 10/d per recipient, 20/h per IP; beyond: same answer, no mail". It is counted.
pub fn may_send(ctx: &Ctx, conn: &mut Conn<'_>, to: &Identifier) -> store::Result<bool> {
    let to = recipient(ctx, to);
    let keyed = |purpose| limits::key(ctx, purpose, to.as_bytes());
    let by_recipient = [
        (
            keyed("limit-messages-hour"),
            (policy::MESSAGES_PER_HOUR, HOUR),
        ),
        (keyed("limit-messages-day"), (policy::MESSAGES_PER_DAY, DAY)),
    ];
    let by_address = limits::network(ctx).map(|network| {
        let key = limits::key(ctx, "limit-messages-address", &network);
        (key, (policy::MESSAGES_PER_ADDRESS, HOUR))
    });
    // The recipient's first: what does not go to them is not counted for whoever asks.
    for (key, pace) in by_recipient.into_iter().chain(by_address) {
        if let Err(wait) = spend(ctx, conn, &key, pace)? {
            // Who asks is told nothing of it; the operator sees how often.
            let _ = ctx.limited(Reason::IdentifierLimited, wait);
            return Ok(false);
        }
    }
    Ok(true)
}

/// Counts a guess at the short code of a letter before it is compared, so that a refusal has to be committed.
/// RC-08: "5 tries each and 10/h per identity". What was counted is given back to whoever guessed right.
pub(super) fn guess(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    code: &ActionCode,
) -> store::Result<Result<Key, Refusal>> {
    // With a code that is used up nothing is compared, so it takes no try from the one that comes next.
    if !store::action_codes::count_try(conn, &code.id, policy::SHORT_CODE_TRIES)? {
        return Ok(Err(Reason::ActionCodeExpired.into()));
    }
    let key = limits::key(ctx, "limit-short-code", code.recipient.as_bytes());
    let most = policy::SHORT_CODE_TRIES_PER_IDENTITY;
    Ok(match spend(ctx, conn, &key, (most, HOUR))? {
        Ok(()) => Ok(key),
        Err(wait) => Err(ctx.limited(Reason::OtpLimited, wait)),
    })
}

/// The same for the password that goes with a link, counted by itself: whoever mistypes the short code in one
/// browser takes no try of the link from whoever opens it in another, and the other way round.
pub(super) fn guess_password(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    code: &ActionCode,
) -> store::Result<Result<Key, Refusal>> {
    let of_link = limits::key(ctx, "limit-link-password-of", code.id.as_str().as_bytes());
    // The link ends before the count does. With a link that is used up nothing is compared, so it takes no
    // try from the one that comes next.
    let pace = (policy::SHORT_CODE_TRIES, lifetime(code.purpose));
    if spend(ctx, conn, &of_link, pace)?.is_err() {
        return Ok(Err(Reason::ActionCodeExpired.into()));
    }
    let of_person = limits::key(ctx, "limit-link-password", code.recipient.as_bytes());
    let most = policy::SHORT_CODE_TRIES_PER_IDENTITY;
    Ok(match spend(ctx, conn, &of_person, (most, HOUR))? {
        Ok(()) => Ok(of_person),
        Err(wait) => Err(ctx.limited(Reason::IdentifierLimited, wait)),
    })
}

/// Counts one of at most so many in a while that begins with the first; how long to wait if there
/// were as many already.
pub(super) fn spend(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    key: &Key,
    (most, window): (u32, Duration),
) -> store::Result<Result<(), Duration>> {
    let now = ctx.now;
    let counted = store::limits::reserve(conn, key, |found| {
        let running = found.filter(|counter| now.since(counter.first_at) < window);
        let running = running.unwrap_or_else(|| Counter::new(now));
        if running.failures >= most {
            return Err(running.first_at.plus(window).since(now));
        }
        Ok(Counter {
            failures: running.failures + 1,
            expires_at: running.first_at.plus(window),
            ..running
        })
    })?;
    Ok(counted.map(drop))
}
