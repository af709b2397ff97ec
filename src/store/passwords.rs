//! Passwords, as their hashes.

use diesel::prelude::*;

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

/// Switches a password off, until it is reset (LG-09).
pub fn disable(conn: &mut Conn<'_>, user_id: &UserId, now: Timestamp) -> Result<()> {
    let row = passwords::table
        .find(user_id.as_str())
        .filter(passwords::disabled_at.is_null());
    db!(conn, |c| diesel::update(row)
        .set(passwords::disabled_at.eq(now.millis()))
        .execute(c))?;
    Ok(())
}

/// How many passwords are kept as bcrypt, how many there are, and the highest bcrypt cost.
pub fn bcrypt_share(conn: &mut Conn<'_>) -> Result<(u64, u64, u8)> {
    use diesel::dsl::{count_star, max};
    let old = passwords::table.filter(passwords::hash.like("$2%"));
    let (count, highest): (i64, Option<String>) = db!(conn, |c| old
        .select((count_star(), max(passwords::hash)))
        .first(c))?;
    let all: i64 = db!(conn, |c| passwords::table.count().get_result(c))?;
    // `$2b$10$…`: the cost stands at the same place in every prefix.
    let cost = highest
        .as_deref()
        .and_then(|hash| hash.get(4..6))
        .and_then(|cost| cost.parse().ok())
        .unwrap_or(10);
    Ok((count.unsigned_abs(), all.unsigned_abs(), cost))
}
