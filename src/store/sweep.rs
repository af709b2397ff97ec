//! Takes out what is over, in batches small enough not to hold anybody up (ST-12).

use std::time::Duration;

use diesel::{dsl::exists, prelude::*};

use super::{
    Conn, Result, Store,
    conn::db,
    refresh_tokens::erase_seals,
    schema::{
        access_tokens, codes, denied_tokens, grants, interactions, limits, refresh_tokens, sessions,
    },
};
use crate::{
    core::{Fault, Timestamp},
    model::legacy_call::day_of,
};

/// Most rows in one batch.
pub const BATCH: i64 = 1000;
/// What is kept beyond the end of a token: clocks may differ, and a token that is revoked must not
/// come back to life for the leeway that its end has.
const MARGIN: Duration = Duration::from_secs(60);
/// What is kept of a grant beyond its absolute end: an operator who looks for what happened
/// yesterday still finds it.
const GRANT_KEPT: Duration = Duration::from_secs(24 * 3600);

/// What is over.
#[derive(Clone, Copy, Debug)]
pub struct Over {
    /// The present instant.
    pub now: Timestamp,
    /// Uses of refresh tokens before this are not repeated any more.
    pub repeats: Timestamp,
}

/// What is kept of an authenticator app that was never turned on, and of recovery codes that
/// nobody said are kept.
const ENROLMENT_KEPT: Duration = Duration::from_secs(15 * 60);

/// What is kept of a letter after its end: that it was sent, not what stood in it.
const LETTER_KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// Days that calls at legacy doors are kept.
const CALLS_KEPT: i64 = 400;

type Batch = fn(&mut Conn<'_>, &Over) -> Result<usize>;

/// What is kept of invitations that nobody took, and of the waitlist once it was decided.
const JOINING_KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// All that is swept. Consents stay: they are evidence.
const BATCHES: [Batch; 23] = [
    old_action_codes,
    old_calls,
    old_interactions,
    old_limits,
    old_sessions,
    old_devices,
    old_enrolments,
    old_challenges,
    old_recovery_seals,
    old_access_tokens,
    old_denials,
    old_assertions,
    old_seals,
    old_refresh_tokens,
    old_grants,
    old_codes,
    old_partner_sessions,
    old_upstream_logins,
    old_connect_pages,
    late_letters,
    old_letters,
    old_invitations,
    old_waitlist,
];

/// Takes out everything that is over: of each kind as many batches as there are, each in a
/// transaction of its own; how many rows went.
pub fn run(store: &Store, over: Over) -> std::result::Result<usize, Fault> {
    let mut gone = 0;
    for batch in BATCHES {
        loop {
            let rows = store.write(move |conn| batch(conn, &over))?;
            gone += rows;
            if i64::try_from(rows).unwrap_or(BATCH) < BATCH {
                break;
            }
        }
    }
    Ok(gone)
}

/// Calls are kept for a year: who has called once a quarter is seen.
fn old_calls(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::legacy_calls::sweep(conn, day_of(over.now) - CALLS_KEPT)
}

fn old_interactions(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let old = interactions::table
        .filter(interactions::expires_at.lt(over.now.millis()))
        .select(interactions::id)
        .limit(BATCH);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = interactions::table.filter(interactions::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

fn old_limits(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let old = limits::table
        .filter(limits::expires_at.lt(over.now.millis()))
        .select(limits::key)
        .limit(BATCH);
    let old: Vec<Vec<u8>> = db!(conn, |c| old.load(c))?;
    let old = limits::table.filter(limits::key.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

fn old_sessions(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let old = sessions::table
        .filter(sessions::absolute_at.lt(over.now.millis()))
        .select(sessions::id)
        .limit(BATCH);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = sessions::table.filter(sessions::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

fn old_devices(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::devices::sweep(conn, over.now, BATCH)
}

/// Whoever opens an old link is told for another day what became of it.
fn old_action_codes(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::action_codes::sweep(conn, over.now.minus(GRANT_KEPT), BATCH)
}

fn old_enrolments(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::totps::sweep(conn, over.now.minus(ENROLMENT_KEPT), BATCH)
}

fn old_challenges(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::passkeys::sweep(conn, over.now, BATCH)
}

fn old_recovery_seals(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::recovery::sweep(conn, over.now.minus(ENROLMENT_KEPT), BATCH)
}

fn old_access_tokens(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    // Whoever comes to Connect with a token that has ended is told so, not that it is none.
    let of_human = grants::table
        .filter(grants::id.nullable().eq(access_tokens::grant_id))
        .filter(grants::human_id.is_not_null());
    let long_over = access_tokens::expires_at.lt(over.now.minus(GRANT_KEPT).millis());
    let old = access_tokens::table
        .filter(access_tokens::expires_at.lt(over.now.minus(MARGIN).millis()))
        .filter(long_over.or(diesel::dsl::not(exists(of_human))))
        .select(access_tokens::digest)
        .limit(BATCH);
    let old: Vec<Vec<u8>> = db!(conn, |c| old.load(c))?;
    let old = access_tokens::table.filter(access_tokens::digest.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

/// DL-06: an id goes with its assertion.
fn old_assertions(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::client_assertions::sweep(conn, over.now)
}

/// What was accepted in them is in the audit trail.
fn old_partner_sessions(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::healthily::sweep(conn, over.now.minus(GRANT_KEPT))
}

fn old_denials(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let old = denied_tokens::table
        .filter(denied_tokens::expires_at.lt(over.now.minus(MARGIN).millis()))
        .select(denied_tokens::jti)
        .limit(BATCH);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = denied_tokens::table.filter(denied_tokens::jti.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

fn old_seals(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    erase_seals(conn, over.repeats, BATCH)
}

/// ST-12: "keeps used-token rows until the grant's absolute expiry (reuse detection)".
fn old_refresh_tokens(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let old = refresh_tokens::table
        .inner_join(grants::table)
        .filter(grants::absolute_at.lt(over.now.minus(GRANT_KEPT).millis()))
        .select(refresh_tokens::id)
        .limit(BATCH);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = refresh_tokens::table.filter(refresh_tokens::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

fn old_grants(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let chain = refresh_tokens::table.filter(refresh_tokens::grant_id.eq(grants::id));
    let tokens = access_tokens::table.filter(access_tokens::grant_id.eq(grants::id.nullable()));
    let old = grants::table
        .filter(grants::absolute_at.lt(over.now.minus(GRANT_KEPT).millis()))
        .filter(diesel::dsl::not(exists(chain)))
        .filter(diesel::dsl::not(exists(tokens)))
        .select(grants::id)
        .limit(BATCH);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = grants::table.filter(grants::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

/// A used code stays as long as its grant, because a replay of it must be noticed.
fn old_codes(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    let old = codes::table
        .left_join(grants::table.on(grants::id.nullable().eq(codes::grant_id)))
        .filter(codes::expires_at.lt(over.now.millis()))
        .filter(codes::used_at.is_null().or(grants::id.is_null()))
        .select(codes::digest)
        .limit(BATCH);
    let old: Vec<Vec<u8>> = db!(conn, |c| old.load(c))?;
    let old = codes::table.filter(codes::digest.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}

fn old_upstream_logins(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::upstream::sweep(conn, over.now, BATCH)
}

fn old_connect_pages(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::connect::sweep(conn, over.now, BATCH)
}

/// What stood in a letter goes when its links are over.
fn late_letters(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::outbox::expire(conn, over.now, BATCH)
}

fn old_letters(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::outbox::sweep(conn, over.now.minus(LETTER_KEPT), BATCH)
}

fn old_invitations(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::invitations::sweep(conn, over.now.minus(JOINING_KEPT), BATCH)
}

fn old_waitlist(conn: &mut Conn<'_>, over: &Over) -> Result<usize> {
    super::waitlist::sweep(conn, over.now.minus(JOINING_KEPT), BATCH)
}
