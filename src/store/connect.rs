//! Connect pages, and what happened on them.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{connect_events, connect_pages},
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        GrantId, Word,
        upstream::{ConnectEvent, ConnectKind, ConnectPage, ConnectPageId},
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = connect_pages)]
struct PageRow {
    id: String,
    client_id: String,
    human_id: String,
    grant_id: String,
    created_at: i64,
    expires_at: i64,
    closed_at: Option<i64>,
}

impl PageRow {
    fn into_page(self) -> ConnectPage {
        ConnectPage {
            id: Id::new(self.id),
            client_id: Id::new(self.client_id),
            human_id: Id::new(self.human_id),
            grant_id: Id::new(self.grant_id),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            closed_at: self.closed_at.map(Timestamp::from_millis),
        }
    }
}

/// Keeps a new page, which is opened by what has this digest.
pub fn insert(
    conn: &mut Conn<'_>,
    page: &ConnectPage,
    opening: &Digest<kind::Opening>,
) -> Result<()> {
    let row = (
        connect_pages::id.eq(page.id.as_str()),
        connect_pages::client_id.eq(page.client_id.as_str()),
        connect_pages::human_id.eq(page.human_id.as_str()),
        connect_pages::grant_id.eq(page.grant_id.as_str()),
        connect_pages::opening.eq(opening.as_bytes().to_vec()),
        connect_pages::created_at.eq(page.created_at.millis()),
        connect_pages::expires_at.eq(page.expires_at.millis()),
    );
    db!(conn, |c| diesel::insert_into(connect_pages::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// How many pages a grant's tokens have opened since then.
pub fn opened(conn: &mut Conn<'_>, grant: &GrantId, since: Timestamp) -> Result<i64> {
    Ok(db!(conn, |c| connect_pages::table
        .filter(connect_pages::grant_id.eq(grant.as_str()))
        .filter(connect_pages::created_at.ge(since.millis()))
        .count()
        .get_result(c))?)
}

/// Opens a page that was made since then, once: from now on its handle has this digest. `None` if
/// somebody has opened it before.
pub fn consume_opening(
    conn: &mut Conn<'_>,
    opening: &Digest<kind::Opening>,
    handle: &Digest<kind::Page>,
    since: Timestamp,
) -> Result<Option<ConnectPage>> {
    let opening = opening.as_bytes().to_vec();
    let unopened = connect_pages::table
        .filter(connect_pages::opening.eq(opening.clone()))
        .filter(connect_pages::handle.is_null())
        .filter(connect_pages::created_at.gt(since.millis()));
    let won = db!(conn, |c| diesel::update(unopened)
        .set(connect_pages::handle.eq(handle.as_bytes().to_vec()))
        .execute(c))?;
    if won != 1 {
        return Ok(None);
    }
    let row: PageRow = db!(conn, |c| connect_pages::table
        .filter(connect_pages::opening.eq(opening))
        .select(PageRow::as_select())
        .first(c))?;
    Ok(Some(row.into_page()))
}

/// The page that works by what has this digest, over or not.
pub fn find(conn: &mut Conn<'_>, handle: &Digest<kind::Page>) -> Result<Option<ConnectPage>> {
    let row: Option<PageRow> = db!(conn, |c| connect_pages::table
        .filter(connect_pages::handle.eq(handle.as_bytes().to_vec()))
        .select(PageRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(PageRow::into_page))
}

/// The page with this id, over or not.
pub fn find_by_id(conn: &mut Conn<'_>, id: &ConnectPageId) -> Result<Option<ConnectPage>> {
    let row: Option<PageRow> = db!(conn, |c| connect_pages::table
        .find(id.as_str())
        .select(PageRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(PageRow::into_page))
}

/// Closes a page: whether it was open.
pub fn consume(conn: &mut Conn<'_>, id: &ConnectPageId, now: Timestamp) -> Result<bool> {
    let row = connect_pages::table
        .find(id.as_str())
        .filter(connect_pages::closed_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(connect_pages::closed_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Notes what happened next.
pub fn add_event(
    conn: &mut Conn<'_>,
    page: &ConnectPageId,
    (kind, source): (ConnectKind, &str),
) -> Result<()> {
    // The page's row is held from here on: of two events at once, one is next.
    let row = connect_pages::table.find(page.as_str());
    db!(conn, |c| diesel::update(row)
        .set(connect_pages::events.eq(connect_pages::events + 1))
        .execute(c))?;
    let row = connect_pages::table.find(page.as_str());
    let seq: i32 = db!(conn, |c| row.select(connect_pages::events).first(c))?;
    let row = (
        connect_events::page_id.eq(page.as_str()),
        connect_events::seq.eq(seq),
        connect_events::kind.eq(kind.word()),
        connect_events::source.eq(source),
    );
    db!(conn, |c| diesel::insert_into(connect_events::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// What happened, in order.
pub fn events(conn: &mut Conn<'_>, page: &ConnectPageId) -> Result<Vec<ConnectEvent>> {
    let rows: Vec<(i32, String, String)> = db!(conn, |c| connect_events::table
        .filter(connect_events::page_id.eq(page.as_str()))
        .order(connect_events::seq)
        .select((
            connect_events::seq,
            connect_events::kind,
            connect_events::source
        ))
        .load(c))?;
    let read = |(seq, kind, source): (i32, String, String)| {
        let kind = ConnectKind::from_word(&kind)
            .ok_or_else(|| Error::bad_row("connect_events", "kind"))?;
        Ok(ConnectEvent { seq, kind, source })
    };
    rows.into_iter().map(read).collect()
}

/// Takes out pages that ended before `now`, at most `most`, with all that was theirs: how many.
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp, most: i64) -> Result<usize> {
    let old = connect_pages::table
        .filter(connect_pages::expires_at.lt(now.millis()))
        .select(connect_pages::id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = connect_pages::table.filter(connect_pages::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
