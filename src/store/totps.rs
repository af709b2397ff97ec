//! Authenticator apps, several of a person. One that is not confirmed counts for nothing.

use diesel::prelude::*;

use super::{Conn, Result, conn::db, schema::totps, users::TotpRow};
use crate::{
    core::{Id, Timestamp},
    model::{
        Session, UserId,
        user::{Authenticator, Totp},
    },
};

/// Whether a user has an authenticator app that is on.
pub fn has_confirmed(conn: &mut Conn<'_>, id: &UserId) -> Result<bool> {
    let on = totps::table
        .filter(totps::user_id.eq(id.as_str()))
        .filter(totps::confirmed_at.is_not_null());
    let count: i64 = db!(conn, |c| on.count().get_result(c))?;
    Ok(count > 0)
}

/// The authenticator apps of a person that are on, as a code is checked against them.
pub fn confirmed(conn: &mut Conn<'_>, id: &UserId) -> Result<Vec<Totp>> {
    let rows: Vec<TotpRow> = db!(conn, |c| totps::table
        .filter(totps::user_id.eq(id.as_str()))
        .filter(totps::confirmed_at.is_not_null())
        .order((totps::created_at, totps::id))
        .select(TotpRow::as_select())
        .load(c))?;
    rows.into_iter().map(TotpRow::into_totp).collect()
}

/// The authenticator apps of a person that are on, as they are listed.
pub fn list(conn: &mut Conn<'_>, id: &UserId) -> Result<Vec<Authenticator>> {
    let rows: Vec<(String, String, Option<i64>)> = db!(conn, |c| totps::table
        .filter(totps::user_id.eq(id.as_str()))
        .filter(totps::confirmed_at.is_not_null())
        .order((totps::created_at, totps::id))
        .select((totps::id, totps::name, totps::confirmed_at))
        .load(c))?;
    let named = rows.into_iter().filter_map(|(id, name, at)| {
        Some(Authenticator {
            id: Id::new(id),
            name,
            confirmed_at: Timestamp::from_millis(at?),
        })
    });
    Ok(named.collect())
}

/// The authenticator app that is about to be turned on in this session, begun after `since`.
pub fn find_pending(
    conn: &mut Conn<'_>,
    session: &Session,
    since: Timestamp,
) -> Result<Option<Totp>> {
    let row: Option<TotpRow> = db!(conn, |c| totps::table
        .filter(totps::user_id.eq(session.user_id.as_str()))
        .filter(totps::begun_in.eq(session.id.as_str()))
        .filter(totps::confirmed_at.is_null())
        .filter(totps::created_at.gt(since.millis()))
        .order((totps::created_at.desc(), totps::id.desc()))
        .select(TotpRow::as_select())
        .first(c)
        .optional())?;
    row.map(TotpRow::into_totp).transpose()
}

/// Ends whatever a person has begun to turn on, in whichever session.
pub fn delete_pending(conn: &mut Conn<'_>, id: &UserId) -> Result<()> {
    let begun = totps::table
        .filter(totps::user_id.eq(id.as_str()))
        .filter(totps::confirmed_at.is_null());
    db!(conn, |c| diesel::delete(begun).execute(c))?;
    Ok(())
}

/// Begins to turn on an authenticator app; what was begun before in this session is over.
pub fn insert_pending(
    conn: &mut Conn<'_>,
    (session, totp): (&Session, &Totp),
    now: Timestamp,
) -> Result<()> {
    let user_id = &session.user_id;
    let row = (
        totps::id.eq(totp.id.as_str()),
        totps::user_id.eq(user_id.as_str()),
        totps::name.eq(""),
        totps::sealed_seed.eq(&totp.sealed_seed),
        totps::algorithm.eq(&totp.algorithm),
        totps::digits.eq(i32::from(totp.digits)),
        totps::period.eq(i32::from(totp.period)),
        totps::last_step.eq(totp.last_step),
        totps::created_at.eq(now.millis()),
        totps::begun_in.eq(session.id.as_str()),
    );
    let before = totps::table
        .filter(totps::user_id.eq(user_id.as_str()))
        .filter(totps::begun_in.eq(session.id.as_str()))
        .filter(totps::confirmed_at.is_null());
    db!(conn, |c| {
        diesel::delete(before).execute(c)?;
        diesel::insert_into(totps::table).values(row).execute(c)
    })?;
    Ok(())
}

/// Turns an authenticator app on that was begun after `since` (TF-01), with the step that proved
/// it used up: whether this caller was the first.
pub fn confirm(
    conn: &mut Conn<'_>,
    (user_id, id): (&UserId, &Id<Totp>),
    (name, step): (&str, i64),
    (now, since): (Timestamp, Timestamp),
) -> Result<bool> {
    let row = totps::table
        .filter(totps::id.eq(id.as_str()))
        .filter(totps::user_id.eq(user_id.as_str()))
        .filter(totps::confirmed_at.is_null())
        .filter(totps::created_at.gt(since.millis()));
    let set = (
        totps::confirmed_at.eq(now.millis()),
        totps::name.eq(name),
        totps::last_step.eq(step),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Gives an authenticator app of this person another name; whether there is one.
pub fn rename(
    conn: &mut Conn<'_>,
    (user_id, id): (&UserId, &Id<Totp>),
    name: &str,
) -> Result<bool> {
    let row = totps::table
        .filter(totps::id.eq(id.as_str()))
        .filter(totps::user_id.eq(user_id.as_str()))
        .filter(totps::confirmed_at.is_not_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(totps::name.eq(name))
        .execute(c))?
        == 1)
}

/// Takes an authenticator app from this person; whether there was one.
pub fn delete(conn: &mut Conn<'_>, (user_id, id): (&UserId, &Id<Totp>)) -> Result<bool> {
    let row = totps::table
        .filter(totps::id.eq(id.as_str()))
        .filter(totps::user_id.eq(user_id.as_str()));
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

/// Takes out at most so many that were begun before `since` and never turned on.
pub fn sweep(conn: &mut Conn<'_>, since: Timestamp, most: i64) -> Result<usize> {
    let old = totps::table
        .filter(totps::confirmed_at.is_null())
        .filter(totps::created_at.lt(since.millis()))
        .select(totps::id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = totps::table.filter(totps::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
