//! What was sent to people to be shown again (action codes).

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::action_codes};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        UserId, Word,
        action_code::{ActionCode, ActionCodeId, Purpose},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = action_codes)]
struct ActionCodeRow {
    id: String,
    purpose: String,
    digest: Vec<u8>,
    short_digest: Option<Vec<u8>>,
    user_id: Option<String>,
    recipient: Vec<u8>,
    sealed_pending: Option<Vec<u8>>,
    browser: Option<Vec<u8>>,
    interaction_id: Option<String>,
    tries: i32,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
    ended_at: Option<i64>,
}

fn bytes<K>(digest: &Digest<K>) -> Vec<u8> {
    digest.as_bytes().to_vec()
}

fn digest<K>(bytes: &[u8], column: &str) -> Result<Digest<K>> {
    Digest::from_slice(bytes).ok_or_else(|| Error::bad_row("action_codes", column))
}

impl ActionCodeRow {
    fn of(code: &ActionCode) -> Self {
        Self {
            id: code.id.to_string(),
            purpose: code.purpose.word().to_owned(),
            digest: bytes(&code.digest),
            short_digest: code.short_digest.as_ref().map(bytes),
            user_id: code.user_id.as_ref().map(ToString::to_string),
            recipient: bytes(&code.recipient),
            sealed_pending: code.sealed_pending.clone(),
            browser: code.browser.as_ref().map(bytes),
            interaction_id: code.interaction_id.as_ref().map(ToString::to_string),
            tries: i32::try_from(code.tries).unwrap_or(i32::MAX),
            created_at: code.created_at.millis(),
            expires_at: code.expires_at.millis(),
            used_at: code.used_at.map(Timestamp::millis),
            ended_at: code.ended_at.map(Timestamp::millis),
        }
    }

    fn into_code(self) -> Result<ActionCode> {
        let short = self.short_digest.as_deref();
        let browser = self.browser.as_deref();
        Ok(ActionCode {
            id: Id::new(self.id),
            purpose: Purpose::from_word(&self.purpose)
                .ok_or_else(|| Error::bad_row("action_codes", "purpose"))?,
            digest: digest(&self.digest, "digest")?,
            short_digest: short.map(|b| digest(b, "short_digest")).transpose()?,
            user_id: self.user_id.map(Id::new),
            recipient: digest(&self.recipient, "recipient")?,
            sealed_pending: self.sealed_pending,
            browser: browser.map(|b| digest(b, "browser")).transpose()?,
            interaction_id: self.interaction_id.map(Id::new),
            tries: u32::try_from(self.tries).unwrap_or(0),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            used_at: self.used_at.map(Timestamp::from_millis),
            ended_at: self.ended_at.map(Timestamp::from_millis),
        })
    }
}

/// Who may type a short code: the browser that asked for it, or the signed-in person (RC-08).
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// The browser with this cookie.
    Browser(&'a Digest<kind::Browser>),
    /// This person, who has proven otherwise who they are.
    User(&'a UserId),
}

fn words(purposes: &[Purpose]) -> Vec<&'static str> {
    purposes.iter().map(|purpose| purpose.word()).collect()
}

/// Keeps a code.
pub fn insert(conn: &mut Conn<'_>, code: &ActionCode) -> Result<()> {
    let row = ActionCodeRow::of(code);
    db!(conn, |c| diesel::insert_into(action_codes::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// RC-02: "newer one … kills it". Ends all others for the same purpose of the same person, and those
/// that nobody's account stands behind of the same recipient; only those that were made from `since` on,
/// if it is told.
pub fn end_others(
    conn: &mut Conn<'_>,
    code: &ActionCode,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    let since = since.map_or(i64::MIN, Timestamp::millis);
    let live = action_codes::table
        .filter(action_codes::purpose.eq(code.purpose.word()))
        .filter(action_codes::id.ne(code.id.as_str()))
        .filter(action_codes::created_at.ge(since))
        .filter(action_codes::used_at.is_null())
        .filter(action_codes::ended_at.is_null());
    let ended = action_codes::ended_at.eq(now.millis());
    match &code.user_id {
        Some(user) => db!(conn, |c| diesel::update(
            live.filter(action_codes::user_id.eq(user.as_str()))
        )
        .set(ended)
        .execute(c))?,
        None => db!(conn, |c| diesel::update(
            live.filter(action_codes::recipient.eq(bytes(&code.recipient)))
                .filter(action_codes::user_id.is_null())
        )
        .set(ended)
        .execute(c))?,
    };
    Ok(())
}

/// LE-E2: "not after the account changed". Ends what a person has of these purposes.
pub fn end_of(
    conn: &mut Conn<'_>,
    user: &UserId,
    purposes: &[Purpose],
    now: Timestamp,
) -> Result<usize> {
    let live = action_codes::table
        .filter(action_codes::user_id.eq(user.as_str()))
        .filter(action_codes::purpose.eq_any(words(purposes)))
        .filter(action_codes::used_at.is_null())
        .filter(action_codes::ended_at.is_null());
    Ok(db!(conn, |c| diesel::update(live)
        .set(action_codes::ended_at.eq(now.millis()))
        .execute(c))?)
}

/// A code by what stands in its link, whatever became of it.
pub fn find(conn: &mut Conn<'_>, digest: &Digest<kind::ActionCode>) -> Result<Option<ActionCode>> {
    let row: Option<ActionCodeRow> = db!(conn, |c| action_codes::table
        .filter(action_codes::digest.eq(bytes(digest)))
        .select(ActionCodeRow::as_select())
        .first(c)
        .optional())?;
    row.map(ActionCodeRow::into_code).transpose()
}

/// The newest code of these purposes that this holder waits for, whatever became of it.
pub fn find_newest(
    conn: &mut Conn<'_>,
    purposes: &[Purpose],
    holder: Holder<'_>,
) -> Result<Option<ActionCode>> {
    let all = action_codes::table
        .filter(action_codes::purpose.eq_any(words(purposes)))
        .order((action_codes::created_at.desc(), action_codes::id.desc()));
    let row: Option<ActionCodeRow> = match holder {
        Holder::Browser(browser) => db!(conn, |c| all
            .filter(action_codes::browser.eq(bytes(browser)))
            .select(ActionCodeRow::as_select())
            .first(c)
            .optional())?,
        Holder::User(user) => db!(conn, |c| all
            .filter(action_codes::user_id.eq(user.as_str()))
            .select(ActionCodeRow::as_select())
            .first(c)
            .optional())?,
    };
    row.map(ActionCodeRow::into_code).transpose()
}

/// The same among codes that are typed: one that stands in a link only hides none of them.
pub fn find_newest_typed(
    conn: &mut Conn<'_>,
    purposes: &[Purpose],
    holder: Holder<'_>,
) -> Result<Option<ActionCode>> {
    let all = action_codes::table
        .filter(action_codes::purpose.eq_any(words(purposes)))
        .filter(action_codes::short_digest.is_not_null())
        .order((action_codes::created_at.desc(), action_codes::id.desc()));
    let row: Option<ActionCodeRow> = match holder {
        Holder::Browser(browser) => db!(conn, |c| all
            .filter(action_codes::browser.eq(bytes(browser)))
            .select(ActionCodeRow::as_select())
            .first(c)
            .optional())?,
        Holder::User(user) => db!(conn, |c| all
            .filter(action_codes::user_id.eq(user.as_str()))
            .select(ActionCodeRow::as_select())
            .first(c)
            .optional())?,
    };
    row.map(ActionCodeRow::into_code).transpose()
}

/// Uses a code up: whether this caller was the first, in time.
pub fn consume(conn: &mut Conn<'_>, id: &ActionCodeId, now: Timestamp) -> Result<bool> {
    let row = action_codes::table
        .find(id.as_str())
        .filter(action_codes::used_at.is_null())
        .filter(action_codes::ended_at.is_null())
        .filter(action_codes::expires_at.gt(now.millis()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(action_codes::used_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Counts a try of the short code before it is compared: whether one was left.
pub fn count_try(conn: &mut Conn<'_>, id: &ActionCodeId, most: u32) -> Result<bool> {
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    let row = action_codes::table
        .find(id.as_str())
        .filter(action_codes::used_at.is_null())
        .filter(action_codes::ended_at.is_null())
        .filter(action_codes::tries.lt(most));
    Ok(db!(conn, |c| diesel::update(row)
        .set(action_codes::tries.eq(action_codes::tries + 1))
        .execute(c))?
        == 1)
}

/// Takes out at most so many that ended before `since`.
pub fn sweep(conn: &mut Conn<'_>, since: Timestamp, most: i64) -> Result<usize> {
    let old = action_codes::table
        .filter(action_codes::expires_at.lt(since.millis()))
        .select(action_codes::id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = action_codes::table.filter(action_codes::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
