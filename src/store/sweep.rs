//! Takes out what is over, in batches small enough not to hold anybody up (ST-12).

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{codes, grants, interactions, limits, sessions},
};
use crate::core::Timestamp;

/// Rows of one table in one batch.
const BATCH: i64 = 1000;

/// Deletes one batch of each kind of row that was over before `now`; how many rows went.
///
/// A used code stays as long as its grant could live, because a replay of it must be noticed.
pub fn batch(conn: &mut Conn<'_>, now: Timestamp) -> Result<usize> {
    let at = now.millis();
    let over = interactions::table
        .filter(interactions::expires_at.lt(at))
        .select(interactions::id)
        .limit(BATCH);
    let over: Vec<String> = db!(conn, |c| over.load(c))?;
    let mut gone = db!(conn, |c| diesel::delete(
        interactions::table.filter(interactions::id.eq_any(&over))
    )
    .execute(c))?;

    let over = limits::table
        .filter(limits::expires_at.lt(at))
        .select(limits::key)
        .limit(BATCH);
    let over: Vec<Vec<u8>> = db!(conn, |c| over.load(c))?;
    gone += db!(conn, |c| diesel::delete(
        limits::table.filter(limits::key.eq_any(&over))
    )
    .execute(c))?;

    let over = sessions::table
        .filter(sessions::absolute_at.lt(at))
        .select(sessions::id)
        .limit(BATCH);
    let over: Vec<String> = db!(conn, |c| over.load(c))?;
    gone += db!(conn, |c| diesel::delete(
        sessions::table.filter(sessions::id.eq_any(&over))
    )
    .execute(c))?;

    let over = codes::table
        .left_join(grants::table.on(grants::id.nullable().eq(codes::grant_id)))
        .filter(codes::expires_at.lt(at))
        .filter(codes::used_at.is_null().or(grants::absolute_at.lt(at)))
        .select(codes::digest)
        .limit(BATCH);
    let over: Vec<Vec<u8>> = db!(conn, |c| over.load(c))?;
    gone += db!(conn, |c| diesel::delete(
        codes::table.filter(codes::digest.eq_any(&over))
    )
    .execute(c))?;
    Ok(gone)
}
