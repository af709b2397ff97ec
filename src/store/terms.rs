//! Which terms people have accepted.

use diesel::prelude::*;

use super::{Conn, Result, conn::db, schema::accepted_terms};
use crate::{core::Timestamp, model::UserId};

/// Puts down that a person accepted this version; the first time counts.
pub fn accept(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    version: &str,
    now: Timestamp,
) -> Result<bool> {
    let row = (
        accepted_terms::user_id.eq(user_id.as_str()),
        accepted_terms::version.eq(version),
        accepted_terms::accepted_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::insert_into(accepted_terms::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?
        == 1)
}

/// When a person accepted this version.
pub fn accepted_at(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    version: &str,
) -> Result<Option<Timestamp>> {
    let query = accepted_terms::table
        .find((user_id.as_str(), version))
        .select(accepted_terms::accepted_at);
    let at: Option<i64> = db!(conn, |c| query.first(c).optional())?;
    Ok(at.map(Timestamp::from_millis))
}

/// What a person has accepted, and when.
pub fn of_user(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Vec<(String, Timestamp)>> {
    let query = accepted_terms::table
        .filter(accepted_terms::user_id.eq(user_id.as_str()))
        .order((accepted_terms::accepted_at, accepted_terms::version))
        .select((accepted_terms::version, accepted_terms::accepted_at));
    let rows: Vec<(String, i64)> = db!(conn, |c| query.load(c))?;
    Ok(rows
        .into_iter()
        .map(|(version, at)| (version, Timestamp::from_millis(at)))
        .collect())
}
