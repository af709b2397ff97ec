//! Browser sessions.

use diesel::{dsl::count, prelude::*};

use super::{
    Conn, Error, Result,
    conn::db,
    fixed::fixed,
    grants::columns,
    schema::{sessions, users},
    users::UserRow,
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        Authentication, Factor, Notice, Session, SessionId, User, UserId, Word, session::Whence,
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    digest: Vec<u8>,
    user_id: String,
    auth_time: i64,
    amr: String,
    created_at: i64,
    last_seen_at: i64,
    idle_at: i64,
    absolute_at: i64,
    ended_at: Option<i64>,
    factor: Option<String>,
    browser: Option<String>,
    system: Option<String>,
    ip_part: Option<String>,
}

impl SessionRow {
    fn into_session(self) -> Result<Session> {
        Ok(Session {
            id: Id::new(self.id),
            digest: Digest::from_slice(&self.digest)
                .ok_or_else(|| Error::bad_row("sessions", "digest"))?,
            user_id: Id::new(self.user_id),
            authentication: Authentication {
                auth_time: Timestamp::from_millis(self.auth_time),
                amr: self.amr.split_whitespace().map(str::to_owned).collect(),
            },
            created_at: Timestamp::from_millis(self.created_at),
            last_seen_at: Timestamp::from_millis(self.last_seen_at),
            idle_at: Timestamp::from_millis(self.idle_at),
            absolute_at: Timestamp::from_millis(self.absolute_at),
            ended_at: self.ended_at.map(Timestamp::from_millis),
            factor: self.factor.map(Factor::from_text),
            whence: Whence {
                browser: self.browser,
                system: self.system,
                ip: self.ip_part,
            },
        })
    }
}

fn factor_of(session: &Session) -> Option<String> {
    session.factor.as_ref().map(Factor::to_text)
}

/// Begins a session: how many others of its person stand.
pub fn insert(conn: &mut Conn<'_>, session: &Session) -> Result<i64> {
    let row = SessionRow {
        id: session.id.to_string(),
        digest: session.digest.as_bytes().to_vec(),
        user_id: session.user_id.to_string(),
        auth_time: session.authentication.auth_time.millis(),
        amr: session.authentication.amr.join(" "),
        created_at: session.created_at.millis(),
        last_seen_at: session.last_seen_at.millis(),
        idle_at: session.idle_at.millis(),
        absolute_at: session.absolute_at.millis(),
        ended_at: None,
        factor: factor_of(session),
        browser: session.whence.browser.clone(),
        system: session.whence.system.clone(),
        ip_part: session.whence.ip.clone(),
    };
    // Counted in the statement that begins it, so that a sign-in needs no other.
    let others = live(session.created_at)
        .filter(sessions::user_id.eq(session.user_id.as_str()))
        .filter(sessions::door.is_null())
        .select(count(sessions::id))
        .single_value();
    let others: Option<i64> = db!(conn, |c| diesel::insert_into(sessions::table)
        .values((&row, sessions::others.eq(others)))
        .returning(sessions::others)
        .get_result(c))?;
    Ok(others.unwrap_or_default())
}

/// Begins a session at a legacy door, which no cookie opens.
pub fn insert_at_door(conn: &mut Conn<'_>, session: &Session, door: &str) -> Result<()> {
    insert(conn, session)?;
    let row = sessions::table.find(session.id.as_str());
    db!(conn, |c| diesel::update(row)
        .set(sessions::door.eq(door))
        .execute(c))?;
    Ok(())
}

/// Those of these sessions that began at legacy doors, with the door's name.
pub fn doors_of(conn: &mut Conn<'_>, sessions: &[SessionId]) -> Result<Vec<(SessionId, String)>> {
    let ids: Vec<_> = sessions.iter().map(SessionId::as_str).collect();
    let rows: Vec<(String, Option<String>)> = db!(conn, |c| sessions::table
        .filter(sessions::id.eq_any(ids))
        .filter(sessions::door.is_not_null())
        .select((sessions::id, sessions::door))
        .load(c))?;
    let named = |(id, door): (String, Option<String>)| door.map(|door| (Id::new(id), door));
    Ok(rows.into_iter().filter_map(named).collect())
}

/// Sessions that stand.
#[diesel::dsl::auto_type(no_type_alias)]
fn live(now: Timestamp) -> _ {
    let now: i64 = now.millis();
    sessions::table
        .filter(sessions::ended_at.is_null())
        .filter(sessions::idle_at.gt(now))
        .filter(sessions::absolute_at.gt(now))
}

/// The sessions of this person that stand, oldest first.
pub fn list_live(conn: &mut Conn<'_>, user: &UserId, now: Timestamp) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = db!(conn, |c| live(now)
        .filter(sessions::user_id.eq(user.as_str()))
        .order((sessions::created_at, sessions::id))
        .select(SessionRow::as_select())
        .load(c))?;
    rows.into_iter().map(SessionRow::into_session).collect()
}

/// The sessions of this person's browsers that stand, oldest first: those of doors are not among them.
pub fn list_of_browsers(
    conn: &mut Conn<'_>,
    user: &UserId,
    now: Timestamp,
) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = db!(conn, |c| live(now)
        .filter(sessions::user_id.eq(user.as_str()))
        .filter(sessions::door.is_null())
        .order((sessions::created_at, sessions::id))
        .select(SessionRow::as_select())
        .load(c))?;
    rows.into_iter().map(SessionRow::into_session).collect()
}

/// The session with this cookie, live or not, and whose it is.
pub fn find_by_digest(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Session>,
) -> Result<Option<(Session, User)>> {
    let row: Option<(SessionRow, UserRow)> = db!(conn, |c| sessions::table
        .inner_join(users::table)
        .filter(sessions::digest.eq(digest.as_bytes().to_vec()))
        .select(fixed!((columns::<SessionRow>(), columns::<UserRow>())))
        .first(c)
        .optional())?;
    row.map(|(session, user)| Ok((session.into_session()?, user.into_user()?)))
        .transpose()
}

/// Moves the end for lack of use of a session that was used.
pub fn touch(
    conn: &mut Conn<'_>,
    id: &SessionId,
    (now, idle_at): (Timestamp, Timestamp),
    whence: &Whence,
) -> Result<()> {
    let row = sessions::table
        .find(id.as_str())
        .filter(sessions::ended_at.is_null());
    let set = (
        sessions::last_seen_at.eq(now.millis()),
        sessions::idle_at.eq(idle_at.millis()),
        sessions::browser.eq(&whence.browser),
        sessions::system.eq(&whence.system),
        sessions::ip_part.eq(&whence.ip),
    );
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}

/// Gives a session that still stands another cookie, after its person signed in anew; whether it
/// stood.
pub fn renew(conn: &mut Conn<'_>, session: &Session) -> Result<bool> {
    let row = sessions::table
        .find(session.id.as_str())
        .filter(sessions::ended_at.is_null());
    let set = (
        sessions::digest.eq(session.digest.as_bytes().to_vec()),
        sessions::auth_time.eq(session.authentication.auth_time.millis()),
        sessions::amr.eq(session.authentication.amr.join(" ")),
        sessions::last_seen_at.eq(session.last_seen_at.millis()),
        sessions::idle_at.eq(session.idle_at.millis()),
        sessions::absolute_at.eq(session.absolute_at.millis()),
        sessions::factor.eq(factor_of(session)),
        sessions::browser.eq(&session.whence.browser),
        sessions::system.eq(&session.whence.system),
        sessions::ip_part.eq(&session.whence.ip),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Ends a session; whether it stood until now.
pub fn end(conn: &mut Conn<'_>, id: &SessionId, now: Timestamp) -> Result<bool> {
    let row = sessions::table
        .find(id.as_str())
        .filter(sessions::ended_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(sessions::ended_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Ends every session of this person, but for one that is kept: how many.
pub fn end_user(
    conn: &mut Conn<'_>,
    user: &UserId,
    kept: Option<&SessionId>,
    now: Timestamp,
) -> Result<usize> {
    let kept = kept.map_or("", SessionId::as_str);
    let rows = sessions::table
        .filter(sessions::user_id.eq(user.as_str()))
        .filter(sessions::id.ne(kept))
        .filter(sessions::ended_at.is_null());
    Ok(db!(conn, |c| diesel::update(rows)
        .set(sessions::ended_at.eq(now.millis()))
        .execute(c))?)
}

/// Deletes a session of this person; whether it was there.
pub fn delete_of(conn: &mut Conn<'_>, user: &UserId, id: &SessionId) -> Result<bool> {
    let row = sessions::table
        .find(id.as_str())
        .filter(sessions::user_id.eq(user.as_str()));
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

/// Deletes a session, at sign-out (SE-05).
pub fn delete(conn: &mut Conn<'_>, id: &SessionId) -> Result<bool> {
    Ok(
        db!(conn, |c| diesel::delete(sessions::table.find(id.as_str()))
            .execute(c))?
            == 1,
    )
}

/// Puts down what the next page of a session is to tell its person.
pub fn set_notice(conn: &mut Conn<'_>, id: &SessionId, notice: Notice) -> Result<()> {
    db!(conn, |c| diesel::update(sessions::table.find(id.as_str()))
        .set(sessions::notice.eq(notice.word()))
        .execute(c))?;
    Ok(())
}

/// What a page of this session is to tell, if anything.
pub fn find_notice(conn: &mut Conn<'_>, id: &SessionId) -> Result<Option<Notice>> {
    let found: Option<Option<String>> = db!(conn, |c| sessions::table
        .find(id.as_str())
        .select(sessions::notice)
        .first(c)
        .optional())?;
    Ok(found.flatten().and_then(|word| Notice::from_word(&word)))
}

/// Takes a notice, so that it is shown once: whether this caller was the first.
pub fn consume_notice(conn: &mut Conn<'_>, id: &SessionId, notice: Notice) -> Result<bool> {
    let row = sessions::table
        .find(id.as_str())
        .filter(sessions::notice.eq(notice.word()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(sessions::notice.eq(None::<String>))
        .execute(c))?
        == 1)
}

/// How many sessions of this person are live.
pub fn count_live(conn: &mut Conn<'_>, user: &UserId, now: Timestamp) -> Result<u64> {
    let live = sessions::table
        .filter(sessions::user_id.eq(user.as_str()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::idle_at.gt(now.millis()))
        .filter(sessions::absolute_at.gt(now.millis()));
    let count: i64 = db!(conn, |c| live.count().get_result(c))?;
    Ok(count.unsigned_abs())
}
