//! Passwords, as their hashes.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{Conn, Result, conn::db, schema::passwords};
use crate::{core::Timestamp, model::UserId};

/// Sets a password's hash; it works again if it was switched off.
pub fn set(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    (hash, must_change): (&str, Option<Timestamp>),
    now: Timestamp,
) -> Result<()> {
    let values = (
        passwords::hash.eq(hash),
        passwords::updated_at.eq(now.millis()),
        passwords::disabled_at.eq(None::<i64>),
        passwords::must_change_since.eq(must_change.map(Timestamp::millis)),
    );
    let row = (passwords::user_id.eq(user_id.as_str()), values);
    db!(conn, |c| diesel::insert_into(passwords::table)
        .values(row)
        .on_conflict(passwords::user_id)
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}

/// Replaces a hash by a better one of the same password, unless it was changed meanwhile.
pub fn upgrade(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    old: &str,
    new: &str,
    now: Timestamp,
) -> Result<bool> {
    let row = passwords::table
        .find(user_id.as_str())
        .filter(passwords::hash.eq(old));
    let set = (
        passwords::hash.eq(new),
        passwords::updated_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Switches a password on again; whether it was off.
pub fn enable(conn: &mut Conn<'_>, user_id: &UserId) -> Result<bool> {
    let row = passwords::table
        .find(user_id.as_str())
        .filter(passwords::disabled_at.is_not_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(passwords::disabled_at.eq(None::<i64>))
        .execute(c))?
        == 1)
}

/// Switches a password off, until it is reset (LG-09); whether it was on.
pub fn disable(conn: &mut Conn<'_>, user_id: &UserId, now: Timestamp) -> Result<bool> {
    let row = passwords::table
        .find(user_id.as_str())
        .filter(passwords::disabled_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(passwords::disabled_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Some passwords that are kept in the same way.
#[derive(Clone, Debug, QueryableByName)]
pub struct Share {
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// One of their hashes, that with the highest cost where the text tells it.
    #[diesel(sql_type = Text)]
    pub sample: String,
}

/// How passwords are kept: by the beginning of their hashes, as far as it tells scheme and cost.
pub fn shares(conn: &mut Conn<'_>) -> Result<Vec<Share>> {
    // The first letters of a hash that are the same in all of one scheme and, where it can be
    // told, of one cost.
    const QUERY: &str = "SELECT count(*) AS count, max(hash) AS sample FROM passwords \
        GROUP BY CASE \
            WHEN hash LIKE '$argon2id$%' THEN substr(hash, 1, 30) \
            WHEN hash LIKE 'wrapped:%' THEN substr(hash, 1, 20) \
            WHEN hash LIKE '$2_$%' THEN substr(hash, 1, 7) \
            WHEN hash LIKE '$_$%' THEN substr(hash, 1, 3) \
            WHEN hash LIKE '$pbkdf2-%' THEN substr(hash, 1, 15) \
            ELSE substr(hash, 1, 8) END \
        ORDER BY sample";
    Ok(db!(conn, |c| diesel::sql_query(QUERY).load(c))?)
}
