//! Recovery codes: one set a person, each code once.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{recovery_codes, recovery_sets},
};
use crate::{
    core::{Digest, Timestamp, secret::kind},
    model::UserId,
};

/// Keeps a new set in place of the one before (TF-07: "new set kills old").
pub fn replace(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    (digests, sealed): (&[Digest<kind::Recovery>], &[u8]),
    now: Timestamp,
) -> Result<()> {
    delete(conn, user_id)?;
    let rows: Vec<_> = digests
        .iter()
        .map(|digest| {
            (
                recovery_codes::digest.eq(digest.as_bytes().to_vec()),
                recovery_codes::user_id.eq(user_id.as_str()),
            )
        })
        .collect();
    let set = (
        recovery_sets::user_id.eq(user_id.as_str()),
        recovery_sets::created_at.eq(now.millis()),
        recovery_sets::sealed_codes.eq(sealed),
    );
    for row in rows {
        db!(conn, |c| diesel::insert_into(recovery_codes::table)
            .values(row)
            .execute(c))?;
    }
    db!(conn, |c| diesel::insert_into(recovery_sets::table)
        .values(set)
        .execute(c))?;
    Ok(())
}

/// Takes all recovery codes from a person.
pub fn delete(conn: &mut Conn<'_>, user_id: &UserId) -> Result<()> {
    let id = user_id.as_str();
    db!(conn, |c| {
        diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(id))).execute(c)?;
        diesel::delete(recovery_sets::table.find(id)).execute(c)
    })?;
    Ok(())
}

/// When a person's set was made, and its codes as long as they can be shown.
pub fn find_set(
    conn: &mut Conn<'_>,
    user_id: &UserId,
) -> Result<Option<(Timestamp, Option<Vec<u8>>)>> {
    let row: Option<(i64, Option<Vec<u8>>)> = db!(conn, |c| recovery_sets::table
        .find(user_id.as_str())
        .select((recovery_sets::created_at, recovery_sets::sealed_codes))
        .first(c)
        .optional())?;
    Ok(row.map(|(at, sealed)| (Timestamp::from_millis(at), sealed)))
}

/// The person has the codes: they are not shown again. Whether they could be until now.
pub fn erase_shown(conn: &mut Conn<'_>, user_id: &UserId) -> Result<bool> {
    let row = recovery_sets::table
        .find(user_id.as_str())
        .filter(recovery_sets::sealed_codes.is_not_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(recovery_sets::sealed_codes.eq(None::<Vec<u8>>))
        .execute(c))?
        == 1)
}

/// How many codes a person has left.
pub fn left(conn: &mut Conn<'_>, user_id: &UserId) -> Result<u64> {
    let unused = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user_id.as_str()))
        .filter(recovery_codes::used_at.is_null());
    let count: i64 = db!(conn, |c| unused.count().get_result(c))?;
    Ok(count.unsigned_abs())
}

/// Whether this is a code of a person, and, if so, whether it was used.
pub fn find_used(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Recovery>,
    user_id: &UserId,
) -> Result<Option<bool>> {
    let used_at: Option<Option<i64>> = db!(conn, |c| recovery_codes::table
        .find(digest.as_bytes().to_vec())
        .filter(recovery_codes::user_id.eq(user_id.as_str()))
        .select(recovery_codes::used_at)
        .first(c)
        .optional())?;
    Ok(used_at.map(|at| at.is_some()))
}

/// Uses a code up (TF-07: "one use"): whether this caller was the first.
pub fn consume(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Recovery>,
    now: Timestamp,
) -> Result<bool> {
    let row = recovery_codes::table
        .find(digest.as_bytes().to_vec())
        .filter(recovery_codes::used_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(recovery_codes::used_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Erases what could be shown of at most so many sets that were made before `since`. What is left is
/// empty and not null, which says that their person never said that they are kept.
pub fn sweep(conn: &mut Conn<'_>, since: Timestamp, most: i64) -> Result<usize> {
    let old = recovery_sets::table
        .filter(recovery_sets::sealed_codes.ne(Vec::new()))
        .filter(recovery_sets::created_at.lt(since.millis()))
        .select(recovery_sets::user_id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = recovery_sets::table.filter(recovery_sets::user_id.eq_any(&old));
    Ok(db!(conn, |c| diesel::update(old)
        .set(recovery_sets::sealed_codes.eq(Some(Vec::new())))
        .execute(c))?)
}
