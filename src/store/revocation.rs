//! The end of grants: what is revoked takes along what was made from it.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{grants, refresh_tokens},
};
use crate::{
    core::{Reason, Timestamp},
    model::{ClientId, GrantId, HumanId, SessionId, UserId, Word, refresh::RefreshState},
};

/// Revokes a grant, and with it every token that belongs to it; whether it stood until now.
pub fn revoke(conn: &mut Conn<'_>, id: &GrantId, reason: Reason, now: Timestamp) -> Result<bool> {
    Ok(revoke_all(conn, vec![id.to_string()], reason, now)? > 0)
}

/// Keeps a grant from being revoked until this transaction has ended: whether it stands. Whoever
/// revokes it meanwhile waits, and finds what was made from it.
pub fn hold(conn: &mut Conn<'_>, id: &GrantId) -> Result<bool> {
    let standing = grants::table
        .find(id.as_str())
        .filter(grants::revoked_at.is_null());
    Ok(db!(conn, |c| diesel::update(standing)
        .set(grants::revoked_at.eq(None::<i64>))
        .execute(c))?
        == 1)
}

/// Revokes what was made from this one access token of a grant: how many.
pub fn revoke_exchanged(
    conn: &mut Conn<'_>,
    (parent, jti): (&GrantId, &str),
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    // An exchange that is under way holds the grant until its own is there to be found.
    hold(conn, parent)?;
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::parent_id.eq(parent.as_str()))
        .filter(grants::parent_jti.eq(jti))
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Revokes every grant of this human: how many.
pub fn revoke_human(
    conn: &mut Conn<'_>,
    human: &HumanId,
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::human_id.eq(human.as_str()))
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Revokes the grants that end with this browser session (SE-05): how many.
pub fn end_session(
    conn: &mut Conn<'_>,
    session: &SessionId,
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::session_id.eq(session.as_str()))
        .filter(grants::bound.eq(true).and(grants::revoked_at.is_null()))
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Revokes every grant of this person: how many.
pub fn revoke_user(
    conn: &mut Conn<'_>,
    user: &UserId,
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::user_id.eq(user.as_str()))
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Revokes every grant of this person, but for those of a legacy door that live with the session that
/// is kept: how many. What is kept counts as made now, so that the cut of what is older does not
/// reach it.
pub fn revoke_others(
    conn: &mut Conn<'_>,
    user: &UserId,
    kept: &SessionId,
    (reason, now): (Reason, Timestamp),
) -> Result<usize> {
    let own: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::user_id.eq(user.as_str()))
        .filter(grants::session_id.eq(kept.as_str()))
        .filter(grants::bound.eq(true))
        .filter(grants::door.is_not_null())
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .load(c))?;
    let row = grants::table.filter(grants::id.eq_any(own.clone()));
    db!(conn, |c| diesel::update(row)
        .set(grants::created_at.eq(now.millis()))
        .execute(c))?;
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::user_id.eq(user.as_str()))
        .filter(grants::revoked_at.is_null())
        .filter(grants::id.ne_all(own))
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Revokes every grant of this person's to this client: how many.
pub fn revoke_app(
    conn: &mut Conn<'_>,
    (user, client): (&UserId, &ClientId),
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::user_id.eq(user.as_str()))
        .filter(grants::client_id.eq(client.as_str()))
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Revokes every grant of this client: how many.
pub fn revoke_client(
    conn: &mut Conn<'_>,
    client: &ClientId,
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::client_id.eq(client.as_str()))
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .load(c))?;
    revoke_all(conn, ids, reason, now)
}

/// Rows in one statement.
const BATCH: usize = 500;

/// Marks grants as revoked and their refresh tokens as dead, with what was sealed in them gone;
/// and so what was made from them, and from that (LE-X4).
fn revoke_all(
    conn: &mut Conn<'_>,
    mut ids: Vec<String>,
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let mut revoked = 0;
    while !ids.is_empty() {
        revoked += revoke_these(conn, &ids, reason, now)?;
        // Only now: what was being made from one of them is there since it could be marked.
        ids = children(conn, &ids)?;
    }
    Ok(revoked)
}

/// What was made from these grants and stands.
fn children(conn: &mut Conn<'_>, ids: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for ids in ids.chunks(BATCH) {
        let of: Vec<String> = db!(conn, |c| grants::table
            .filter(grants::parent_id.eq_any(ids))
            .filter(grants::revoked_at.is_null())
            .select(grants::id)
            .load(c))?;
        found.extend(of);
    }
    Ok(found)
}

fn revoke_these(
    conn: &mut Conn<'_>,
    ids: &[String],
    reason: Reason,
    now: Timestamp,
) -> Result<usize> {
    let mut revoked = 0;
    for ids in ids.chunks(BATCH) {
        let standing = grants::table
            .filter(grants::id.eq_any(ids))
            .filter(grants::revoked_at.is_null());
        let set = (
            grants::revoked_at.eq(now.millis()),
            grants::revoke_reason.eq(reason.code()),
        );
        revoked += db!(conn, |c| diesel::update(standing).set(set).execute(c))?;
        let chain = refresh_tokens::table
            .filter(refresh_tokens::grant_id.eq_any(ids))
            .filter(refresh_tokens::state.ne(RefreshState::Dead.word()));
        let set = (
            refresh_tokens::state.eq(RefreshState::Dead.word()),
            refresh_tokens::sealed_successor.eq(None::<Vec<u8>>),
        );
        db!(conn, |c| diesel::update(chain).set(set).execute(c))?;
    }
    Ok(revoked)
}
