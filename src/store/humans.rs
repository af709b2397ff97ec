//! Humans: people of a client's own, and the sources that they have connected.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{human_sources, humans},
};
use crate::{
    core::{Id, Timestamp},
    model::{
        ClientId,
        human::{Human, HumanId, HumanSource},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = humans)]
struct HumanRow {
    id: String,
    client_id: String,
    client_user_id: String,
    email: Option<String>,
    created_at: i64,
    first_connected_at: Option<i64>,
    blocked_at: Option<i64>,
}

impl HumanRow {
    fn into_human(self) -> Human {
        Human {
            id: Id::new(self.id),
            client_id: Id::new(self.client_id),
            client_user_id: self.client_user_id,
            email: self.email,
            created_at: Timestamp::from_millis(self.created_at),
            first_connected_at: self.first_connected_at.map(Timestamp::from_millis),
            blocked_at: self.blocked_at.map(Timestamp::from_millis),
        }
    }
}

/// The human whom the client calls that; `new` from now on, if it named them for the first time.
/// Of many that name them at once, one makes them.
pub fn find_or_create(conn: &mut Conn<'_>, new: &Human) -> Result<Human> {
    let row = HumanRow {
        id: new.id.to_string(),
        client_id: new.client_id.to_string(),
        client_user_id: new.client_user_id.clone(),
        email: new.email.clone(),
        created_at: new.created_at.millis(),
        first_connected_at: new.first_connected_at.map(Timestamp::millis),
        blocked_at: None,
    };
    db!(conn, |c| diesel::insert_into(humans::table)
        .values(&row)
        .on_conflict((humans::client_id, humans::client_user_id))
        .do_nothing()
        .execute(c))?;
    find_named(conn, &new.client_id, &new.client_user_id)?
        .ok_or_else(|| Error::Defect("a human that was just made is gone".into()))
}

/// The human with this id.
pub fn find(conn: &mut Conn<'_>, id: &HumanId) -> Result<Option<Human>> {
    let row: Option<HumanRow> = db!(conn, |c| humans::table
        .find(id.as_str())
        .select(HumanRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(HumanRow::into_human))
}

/// The human whom this client calls that.
pub fn find_named(
    conn: &mut Conn<'_>,
    client: &ClientId,
    client_user_id: &str,
) -> Result<Option<Human>> {
    let row: Option<HumanRow> = db!(conn, |c| humans::table
        .filter(humans::client_id.eq(client.as_str()))
        .filter(humans::client_user_id.eq(client_user_id))
        .select(HumanRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(HumanRow::into_human))
}

/// The humans of a client, by the client's ids, at most `limit`, after the one that it calls
/// `after`.
pub fn list(
    conn: &mut Conn<'_>,
    client: &ClientId,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Human>> {
    let rows: Vec<HumanRow> = db!(conn, |c| {
        let mut query = humans::table
            .filter(humans::client_id.eq(client.as_str()))
            .select(HumanRow::as_select())
            .order(humans::client_user_id)
            .limit(limit)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(humans::client_user_id.gt(after));
        }
        query.load(c)
    })?;
    Ok(rows.into_iter().map(HumanRow::into_human).collect())
}

/// Changes their email address.
pub fn set_email(conn: &mut Conn<'_>, id: &HumanId, email: &str) -> Result<()> {
    db!(conn, |c| diesel::update(humans::table.find(id.as_str()))
        .set(humans::email.eq(email))
        .execute(c))?;
    Ok(())
}

/// Keeps a human from being blocked or erased, and others from being given something for them,
/// until this transaction has ended: whether they are there and not blocked. Whoever blocks them
/// meanwhile waits, and finds what was given.
pub fn hold(conn: &mut Conn<'_>, id: &HumanId) -> Result<bool> {
    let standing = humans::table
        .find(id.as_str())
        .filter(humans::blocked_at.is_null());
    Ok(db!(conn, |c| diesel::update(standing)
        .set(humans::blocked_at.eq(None::<i64>))
        .execute(c))?
        == 1)
}

/// Notes that they connected a source. The first one ends the time in which sessions are started
/// for them, for ever.
pub fn note_source(conn: &mut Conn<'_>, id: &HumanId, source: &str, now: Timestamp) -> Result<()> {
    let row = (
        human_sources::human_id.eq(id.as_str()),
        human_sources::source.eq(source),
        human_sources::connected_at.eq(now.millis()),
    );
    let again = (
        human_sources::connected_at.eq(now.millis()),
        human_sources::disconnected_at.eq(None::<i64>),
    );
    db!(conn, |c| diesel::insert_into(human_sources::table)
        .values(row)
        .on_conflict((human_sources::human_id, human_sources::source))
        .do_update()
        .set(again)
        .execute(c))?;
    let first = humans::table
        .find(id.as_str())
        .filter(humans::first_connected_at.is_null());
    db!(conn, |c| diesel::update(first)
        .set(humans::first_connected_at.eq(now.millis()))
        .execute(c))?;
    Ok(())
}

/// Notes that a source is disconnected: whether it was connected.
pub fn end_source(conn: &mut Conn<'_>, id: &HumanId, source: &str, now: Timestamp) -> Result<bool> {
    let row = human_sources::table
        .find((id.as_str(), source))
        .filter(human_sources::disconnected_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(human_sources::disconnected_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// The sources that they have ever connected, by name.
pub fn sources(conn: &mut Conn<'_>, id: &HumanId) -> Result<Vec<HumanSource>> {
    let rows: Vec<(String, i64, Option<i64>)> = db!(conn, |c| human_sources::table
        .filter(human_sources::human_id.eq(id.as_str()))
        .select((
            human_sources::source,
            human_sources::connected_at,
            human_sources::disconnected_at,
        ))
        .order(human_sources::source)
        .load(c))?;
    let sources = rows
        .into_iter()
        .map(|(source, connected_at, disconnected_at)| HumanSource {
            source,
            connected_at: Timestamp::from_millis(connected_at),
            disconnected_at: disconnected_at.map(Timestamp::from_millis),
        });
    Ok(sources.collect())
}

/// Blocks a human: whether they were not blocked until now.
pub fn block(conn: &mut Conn<'_>, id: &HumanId, now: Timestamp) -> Result<bool> {
    let row = humans::table
        .find(id.as_str())
        .filter(humans::blocked_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(humans::blocked_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Lets a human in again: whether they were blocked until now.
pub fn unblock(conn: &mut Conn<'_>, id: &HumanId) -> Result<bool> {
    let row = humans::table
        .find(id.as_str())
        .filter(humans::blocked_at.is_not_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(humans::blocked_at.eq(None::<i64>))
        .execute(c))?
        == 1)
}

/// Forgets a human and their sources: whether they were there.
pub fn erase(conn: &mut Conn<'_>, id: &HumanId) -> Result<bool> {
    Ok(
        db!(conn, |c| diesel::delete(humans::table.find(id.as_str()))
            .execute(c))?
            == 1,
    )
}
