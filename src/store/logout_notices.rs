//! What apps are to be told of sessions that ended: an outbox that outlives a restart, from which
//! of many nodes one takes a notice.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{grants, logout_notices},
};
use crate::{
    core::{Id, Timestamp},
    model::{ClientId, LogoutNotice, SessionId, UserId},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = logout_notices)]
struct NoticeRow {
    id: String,
    client_id: String,
    user_id: String,
    session_id: Option<String>,
    created_at: i64,
    tries: i32,
    due_at: i64,
}

impl NoticeRow {
    fn into_notice(self) -> LogoutNotice {
        LogoutNotice {
            id: Id::new(self.id),
            client_id: Id::new(self.client_id),
            user_id: Id::new(self.user_id),
            session_id: self.session_id.map(Id::new),
            created_at: Timestamp::from_millis(self.created_at),
            tries: self.tries,
            due_at: Timestamp::from_millis(self.due_at),
        }
    }
}

/// Keeps a notice, in the transaction of what it tells of.
pub fn insert(conn: &mut Conn<'_>, notice: &LogoutNotice) -> Result<()> {
    let row = NoticeRow {
        id: notice.id.to_string(),
        client_id: notice.client_id.to_string(),
        user_id: notice.user_id.to_string(),
        session_id: notice.session_id.as_ref().map(ToString::to_string),
        created_at: notice.created_at.millis(),
        tries: notice.tries,
        due_at: notice.due_at.millis(),
    };
    db!(conn, |c| diesel::insert_into(logout_notices::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The notices that are due, oldest first.
pub fn due(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Result<Vec<LogoutNotice>> {
    let rows: Vec<NoticeRow> = db!(conn, |c| logout_notices::table
        .filter(logout_notices::due_at.le(now.millis()))
        .order(logout_notices::due_at)
        .limit(limit)
        .select(NoticeRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(NoticeRow::into_notice).collect())
}

/// Takes a notice for one more try, so that nobody else takes it before `until`; whether this
/// caller was the first.
pub fn consume_turn(conn: &mut Conn<'_>, notice: &LogoutNotice, until: Timestamp) -> Result<bool> {
    let row = logout_notices::table
        .find(notice.id.as_str())
        .filter(logout_notices::tries.eq(notice.tries))
        .filter(logout_notices::due_at.eq(notice.due_at.millis()));
    let set = (
        logout_notices::tries.eq(notice.tries + 1),
        logout_notices::due_at.eq(until.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Puts the next try of a notice off; nothing if somebody else has begun it.
pub fn postpone(conn: &mut Conn<'_>, notice: &LogoutNotice, due_at: Timestamp) -> Result<()> {
    let row = logout_notices::table
        .find(notice.id.as_str())
        .filter(logout_notices::tries.eq(notice.tries));
    db!(conn, |c| diesel::update(row)
        .set(logout_notices::due_at.eq(due_at.millis()))
        .execute(c))?;
    Ok(())
}

/// Takes a notice out; whether it was there.
pub fn delete(conn: &mut Conn<'_>, id: &Id<LogoutNotice>) -> Result<bool> {
    let row = logout_notices::table.find(id.as_str());
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

/// A client, and the browser session in which it got something.
pub type Party = (ClientId, Option<SessionId>);

/// The clients that got something in this browser session, whether it still stands or not.
pub fn parties_of_session(conn: &mut Conn<'_>, session: &SessionId) -> Result<Vec<Party>> {
    let rows = db!(conn, |c| grants::table
        .filter(grants::session_id.eq(session.as_str()))
        .select((grants::client_id, grants::session_id))
        .distinct()
        .load(c))?;
    Ok(parties(rows))
}

/// The clients that have something of this person's, and in which sessions they got it.
pub fn parties_of_user(conn: &mut Conn<'_>, user: &UserId, now: Timestamp) -> Result<Vec<Party>> {
    let rows = db!(conn, |c| grants::table
        .filter(grants::user_id.eq(user.as_str()))
        .filter(grants::revoked_at.is_null())
        .filter(grants::absolute_at.gt(now.millis()))
        .select((grants::client_id, grants::session_id))
        .distinct()
        .load(c))?;
    Ok(parties(rows))
}

fn parties(rows: Vec<(String, Option<String>)>) -> Vec<Party> {
    rows.into_iter()
        .map(|(client, session)| (Id::new(client), session.map(Id::new)))
        .collect()
}
