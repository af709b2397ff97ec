//! The waitlist.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{invitation_uses, invitations, waitlist},
};
use crate::{
    core::{Id, Timestamp},
    model::{UserId, WaitlistEntry, WaitlistId, WaitlistState, Word},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = waitlist)]
struct Row {
    id: String,
    form: String,
    document: String,
    state: String,
    source: Option<String>,
    language: String,
    created_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<String>,
}

impl Row {
    fn into_entry(self) -> Result<WaitlistEntry> {
        Ok(WaitlistEntry {
            id: Id::new(self.id),
            form: self.form,
            document: serde_json::from_str(&self.document)
                .map_err(|_| Error::bad_row("waitlist", "document"))?,
            state: WaitlistState::from_word(&self.state)
                .ok_or_else(|| Error::bad_row("waitlist", "state"))?,
            source: self.source,
            language: self.language,
            created_at: Timestamp::from_millis(self.created_at),
            decided_at: self.decided_at.map(Timestamp::from_millis),
            decided_by: self.decided_by,
        })
    }
}

/// Puts somebody on the waitlist; whether they were not there yet.
pub fn insert(conn: &mut Conn<'_>, entry: &WaitlistEntry) -> Result<bool> {
    let row = Row {
        id: entry.id.to_string(),
        form: entry.form.clone(),
        document: entry.document.to_string(),
        state: entry.state.word().to_owned(),
        source: entry.source.clone(),
        language: entry.language.clone(),
        created_at: entry.created_at.millis(),
        decided_at: entry.decided_at.map(Timestamp::millis),
        decided_by: entry.decided_by.clone(),
    };
    Ok(db!(conn, |c| diesel::insert_into(waitlist::table)
        .values(&row)
        .on_conflict(waitlist::form)
        .do_nothing()
        .execute(c))?
        == 1)
}

/// An entry by its id.
pub fn find(conn: &mut Conn<'_>, id: &WaitlistId) -> Result<Option<WaitlistEntry>> {
    let row: Option<Row> = db!(conn, |c| waitlist::table
        .find(id.as_str())
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_entry).transpose()
}

/// An entry by its address.
pub fn find_by_form(conn: &mut Conn<'_>, form: &str) -> Result<Option<WaitlistEntry>> {
    let row: Option<Row> = db!(conn, |c| waitlist::table
        .filter(waitlist::form.eq(form))
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_entry).transpose()
}

/// Entries in the order in which they came, after `after`, at most `limit`; of one state, or all.
pub fn list(
    conn: &mut Conn<'_>,
    state: Option<WaitlistState>,
    (after, limit): (Option<&WaitlistId>, i64),
) -> Result<Vec<WaitlistEntry>> {
    let after = after.map_or("", Id::as_str);
    let states: Vec<&str> = match state {
        Some(state) => vec![state.word()],
        None => WaitlistState::WORDS.iter().map(|(_, word)| *word).collect(),
    };
    let rows: Vec<Row> = db!(conn, |c| waitlist::table
        .filter(waitlist::id.gt(after))
        .filter(waitlist::state.eq_any(&states))
        .order(waitlist::id)
        .limit(limit)
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(Row::into_entry).collect()
}

/// Decides about an entry that is in one of these states: whether it was.
pub fn decide(
    conn: &mut Conn<'_>,
    id: &WaitlistId,
    (from, to): (&[WaitlistState], WaitlistState),
    (by, now): (&str, Timestamp),
) -> Result<bool> {
    let from: Vec<_> = from.iter().map(|state| state.word()).collect();
    let row = waitlist::table
        .find(id.as_str())
        .filter(waitlist::state.eq_any(from));
    let set = (
        waitlist::state.eq(to.word()),
        waitlist::decided_at.eq(now.millis()),
        waitlist::decided_by.eq(by),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Takes out the entry of this address: its person is gone.
pub fn delete(conn: &mut Conn<'_>, form: &str) -> Result<()> {
    let row = waitlist::table.filter(waitlist::form.eq(form));
    db!(conn, |c| diesel::delete(row).execute(c))?;
    Ok(())
}

/// Takes out the entries by which this person came.
pub fn delete_of(conn: &mut Conn<'_>, user_id: &UserId) -> Result<()> {
    let came_by = invitation_uses::table
        .filter(invitation_uses::user_id.eq(user_id.as_str()))
        .inner_join(invitations::table.on(invitations::id.eq(invitation_uses::invitation_id)))
        .select(invitations::waitlist_id);
    let came_by: Vec<Option<String>> = db!(conn, |c| came_by.load(c))?;
    let entries: Vec<String> = came_by.into_iter().flatten().collect();
    let rows = waitlist::table.filter(waitlist::id.eq_any(entries));
    db!(conn, |c| diesel::delete(rows).execute(c))?;
    Ok(())
}

/// Takes out entries that were decided before this instant, at most so many.
pub fn sweep(conn: &mut Conn<'_>, before: Timestamp, most: i64) -> Result<usize> {
    let old = waitlist::table
        .filter(waitlist::decided_at.lt(before.millis()))
        .filter(waitlist::state.ne(WaitlistState::Pending.word()))
        .select(waitlist::id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = waitlist::table.filter(waitlist::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
