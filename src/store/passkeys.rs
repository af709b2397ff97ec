//! Passkeys, several of a person, and the challenges on their way to an authenticator.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{passkey_challenges, passkeys},
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        UserId,
        passkey::{Challenge, Passkey, PasskeyId},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = passkeys)]
struct PasskeyRow {
    id: String,
    user_id: String,
    credential: Vec<u8>,
    rp_id: String,
    name: String,
    document: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

impl PasskeyRow {
    fn into_passkey(self) -> Passkey {
        Passkey {
            id: Id::new(self.id),
            user_id: Id::new(self.user_id),
            credential: self.credential,
            rp_id: self.rp_id,
            name: self.name,
            document: self.document,
            created_at: Timestamp::from_millis(self.created_at),
            last_used_at: self.last_used_at.map(Timestamp::from_millis),
        }
    }
}

/// Adds a passkey; [`super::Error::Exists`] if somebody has it.
pub fn insert(conn: &mut Conn<'_>, passkey: &Passkey) -> Result<()> {
    let row = PasskeyRow {
        id: passkey.id.to_string(),
        user_id: passkey.user_id.to_string(),
        credential: passkey.credential.clone(),
        rp_id: passkey.rp_id.clone(),
        name: passkey.name.clone(),
        document: passkey.document.clone(),
        created_at: passkey.created_at.millis(),
        last_used_at: passkey.last_used_at.map(Timestamp::millis),
    };
    db!(conn, |c| diesel::insert_into(passkeys::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The passkeys of a person, oldest first.
pub fn list(conn: &mut Conn<'_>, id: &UserId) -> Result<Vec<Passkey>> {
    let rows: Vec<PasskeyRow> = db!(conn, |c| passkeys::table
        .filter(passkeys::user_id.eq(id.as_str()))
        .order((passkeys::created_at, passkeys::id))
        .select(PasskeyRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(PasskeyRow::into_passkey).collect())
}

/// Whether a person has one.
pub fn has_any(conn: &mut Conn<'_>, id: &UserId) -> Result<bool> {
    let own = passkeys::table.filter(passkeys::user_id.eq(id.as_str()));
    let count: i64 = db!(conn, |c| own.count().get_result(c))?;
    Ok(count > 0)
}

/// The passkey with this credential id.
pub fn find_by_credential(conn: &mut Conn<'_>, credential: &[u8]) -> Result<Option<Passkey>> {
    let row: Option<PasskeyRow> = db!(conn, |c| passkeys::table
        .filter(passkeys::credential.eq(credential.to_vec()))
        .select(PasskeyRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(PasskeyRow::into_passkey))
}

/// Gives a passkey of this person another name; whether there is one.
pub fn rename(
    conn: &mut Conn<'_>,
    (user_id, id): (&UserId, &PasskeyId),
    name: &str,
) -> Result<bool> {
    let row = passkeys::table
        .find(id.as_str())
        .filter(passkeys::user_id.eq(user_id.as_str()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(passkeys::name.eq(name))
        .execute(c))?
        == 1)
}

/// Takes a passkey from this person; whether there was one.
pub fn delete(conn: &mut Conn<'_>, (user_id, id): (&UserId, &PasskeyId)) -> Result<bool> {
    let row = passkeys::table
        .find(id.as_str())
        .filter(passkeys::user_id.eq(user_id.as_str()));
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

/// Puts down a use: the counter that it brought stands in place of the one that was read, if
/// nobody has put down another meanwhile; whether that was so.
pub fn consume_use(
    conn: &mut Conn<'_>,
    (id, seen): (&PasskeyId, &str),
    next: &str,
    now: Timestamp,
) -> Result<bool> {
    let row = passkeys::table
        .find(id.as_str())
        .filter(passkeys::document.eq(seen));
    let set = (
        passkeys::document.eq(next),
        passkeys::last_used_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// How many passkeys were made for another domain than this one, and so cannot be used.
pub fn count_elsewhere(conn: &mut Conn<'_>, rp_id: &str) -> Result<i64> {
    let others = passkeys::table.filter(passkeys::rp_id.ne(rp_id));
    Ok(db!(conn, |c| others.count().get_result(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = passkey_challenges)]
struct ChallengeRow {
    digest: Vec<u8>,
    user_id: Option<String>,
    browser: Vec<u8>,
    flow: String,
    state: String,
    expires_at: i64,
    used_at: Option<i64>,
}

/// Puts down a challenge. Of one sign-in there are at most `most`, the newest (AZ-34): who asks
/// again and again makes no more rows.
pub fn insert_challenge(conn: &mut Conn<'_>, challenge: &Challenge, most: i64) -> Result<()> {
    let row = ChallengeRow {
        digest: challenge.digest.as_bytes().to_vec(),
        user_id: challenge.user_id.as_ref().map(Id::to_string),
        browser: challenge.browser.to_vec(),
        flow: challenge.flow.clone(),
        state: challenge.state.clone(),
        expires_at: challenge.expires_at.millis(),
        used_at: None,
    };
    let older = passkey_challenges::table
        .filter(passkey_challenges::flow.eq(&challenge.flow))
        .order(passkey_challenges::expires_at.desc())
        .select(passkey_challenges::digest)
        .limit(100)
        .offset(most - 1);
    let older: Vec<Vec<u8>> = db!(conn, |c| older.load(c))?;
    let older = passkey_challenges::table.filter(passkey_challenges::digest.eq_any(&older));
    db!(conn, |c| {
        diesel::delete(older).execute(c)?;
        diesel::insert_into(passkey_challenges::table)
            .values(&row)
            .execute(c)
    })?;
    Ok(())
}

/// A challenge of this browser; it may be over.
pub fn find_challenge(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Challenge>,
    browser: &[u8; 32],
) -> Result<Option<Challenge>> {
    let row: Option<ChallengeRow> = db!(conn, |c| passkey_challenges::table
        .find(digest.as_bytes().to_vec())
        .filter(passkey_challenges::browser.eq(browser.to_vec()))
        .select(ChallengeRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(|row| Challenge {
        digest: *digest,
        user_id: row.user_id.map(Id::new),
        browser: *browser,
        flow: row.flow,
        state: row.state,
        expires_at: Timestamp::from_millis(row.expires_at),
        used_at: row.used_at.map(Timestamp::from_millis),
    }))
}

/// Uses a challenge up: whether this caller was the first.
pub fn consume_challenge(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Challenge>,
    now: Timestamp,
) -> Result<bool> {
    let row = passkey_challenges::table
        .find(digest.as_bytes().to_vec())
        .filter(passkey_challenges::used_at.is_null())
        .filter(passkey_challenges::expires_at.gt(now.millis()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(passkey_challenges::used_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Ends every challenge that waits for this person.
pub fn delete_challenges(conn: &mut Conn<'_>, id: &UserId) -> Result<()> {
    let own = passkey_challenges::table.filter(passkey_challenges::user_id.eq(id.as_str()));
    db!(conn, |c| diesel::delete(own).execute(c))?;
    Ok(())
}

/// Takes out at most so many challenges that are over.
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp, most: i64) -> Result<usize> {
    let old = passkey_challenges::table
        .filter(passkey_challenges::expires_at.lt(now.millis()))
        .select(passkey_challenges::digest)
        .limit(most);
    let old: Vec<Vec<u8>> = db!(conn, |c| old.load(c))?;
    let old = passkey_challenges::table.filter(passkey_challenges::digest.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
