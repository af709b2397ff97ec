//! Signing keys: each change of state is a compare-and-swap, so that many nodes agree (JW-08).

use diesel::prelude::*;

use super::{Conn, Error, Result, catalog::bump, conn::db, schema::signing_keys};
use crate::{
    core::Timestamp,
    model::{KeyPurpose, KeyRecord, KeyState, Word, client::SigningAlgorithm},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
struct KeyRow {
    kid: String,
    purpose: String,
    algorithm: String,
    state: String,
    sealed_private: Vec<u8>,
    pinned: bool,
    created_at: i64,
    active_at: Option<i64>,
    retiring_at: Option<i64>,
    removed_at: Option<i64>,
}

impl KeyRow {
    fn into_record(self) -> Result<KeyRecord> {
        Ok(KeyRecord {
            kid: self.kid,
            purpose: KeyPurpose::from_column(&self.purpose),
            algorithm: SigningAlgorithm::from_word(&self.algorithm)
                .ok_or_else(|| Error::bad_row("signing_keys", "algorithm"))?,
            state: KeyState::from_word(&self.state)
                .ok_or_else(|| Error::bad_row("signing_keys", "state"))?,
            sealed_private: self.sealed_private,
            pinned: self.pinned,
            created_at: Timestamp::from_millis(self.created_at),
            active_at: self.active_at.map(Timestamp::from_millis),
            retiring_at: self.retiring_at.map(Timestamp::from_millis),
            removed_at: self.removed_at.map(Timestamp::from_millis),
        })
    }
}

/// All keys but the removed ones, oldest first.
pub(super) fn load(conn: &mut Conn<'_>) -> Result<Vec<KeyRecord>> {
    let rows: Vec<KeyRow> = db!(conn, |c| signing_keys::table
        .filter(signing_keys::state.ne(KeyState::Removed.word()))
        .order((signing_keys::created_at, signing_keys::kid))
        .select(KeyRow::as_select())
        .load(c))?;
    rows.into_iter().map(KeyRow::into_record).collect()
}

/// All keys that ever were, oldest first; of removed ones, the private half is gone.
pub fn history(conn: &mut Conn<'_>) -> Result<Vec<KeyRecord>> {
    let rows: Vec<KeyRow> = db!(conn, |c| signing_keys::table
        .order((signing_keys::created_at, signing_keys::kid))
        .select(KeyRow::as_select())
        .load(c))?;
    rows.into_iter().map(KeyRow::into_record).collect()
}

/// Adds a key; [`Error::Exists`] if another is active, or pending, for its purpose and algorithm
/// (JW-09), or if there ever was one with its id.
pub fn insert(conn: &mut Conn<'_>, key: &KeyRecord) -> Result<()> {
    let row = KeyRow {
        kid: key.kid.clone(),
        purpose: key.purpose.as_str().to_owned(),
        algorithm: key.algorithm.word().to_owned(),
        state: key.state.word().to_owned(),
        sealed_private: key.sealed_private.clone(),
        pinned: key.pinned,
        created_at: key.created_at.millis(),
        active_at: key.active_at.map(Timestamp::millis),
        retiring_at: key.retiring_at.map(Timestamp::millis),
        removed_at: key.removed_at.map(Timestamp::millis),
    };
    db!(conn, |c| diesel::insert_into(signing_keys::table)
        .values(&row)
        .execute(c))?;
    bump(conn)
}

/// The active key of a purpose and algorithm signs no more; whether there was one.
pub fn retire_active(
    conn: &mut Conn<'_>,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
    now: Timestamp,
) -> Result<bool> {
    let active = signing_keys::table
        .filter(signing_keys::purpose.eq(purpose.as_str()))
        .filter(signing_keys::algorithm.eq(algorithm.word()))
        .filter(signing_keys::state.eq(KeyState::Active.word()));
    let set = (
        signing_keys::state.eq(KeyState::Retiring.word()),
        signing_keys::retiring_at.eq(now.millis()),
    );
    let changed = db!(conn, |c| diesel::update(active).set(set).execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// The pending key of a purpose and algorithm signs from now on; its id, if there was one.
pub fn activate_pending(
    conn: &mut Conn<'_>,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
    now: Timestamp,
) -> Result<Option<String>> {
    let found: Option<String> = db!(conn, |c| signing_keys::table
        .filter(signing_keys::purpose.eq(purpose.as_str()))
        .filter(signing_keys::algorithm.eq(algorithm.word()))
        .filter(signing_keys::state.eq(KeyState::Pending.word()))
        .select(signing_keys::kid)
        .first(c)
        .optional())?;
    let Some(kid) = found else { return Ok(None) };
    Ok(activate(conn, &kid, now)?.then_some(kid))
}

fn activate(conn: &mut Conn<'_>, kid: &str, now: Timestamp) -> Result<bool> {
    let pending = signing_keys::table
        .find(kid)
        .filter(signing_keys::state.eq(KeyState::Pending.word()));
    let set = (
        signing_keys::state.eq(KeyState::Active.word()),
        signing_keys::active_at.eq(now.millis()),
    );
    let changed = db!(conn, |c| diesel::update(pending).set(set).execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// The pending key `new` signs from now on in the place of the active key `old`: whether this
/// caller was the first, and both were still what they are taken for.
pub fn succeed(conn: &mut Conn<'_>, old: &str, new: &str, now: Timestamp) -> Result<bool> {
    let row = |state: KeyState| {
        signing_keys::table
            .find(old.to_owned())
            .filter(signing_keys::state.eq(state.word()))
    };
    let set = (
        signing_keys::state.eq(KeyState::Retiring.word()),
        signing_keys::retiring_at.eq(now.millis()),
    );
    let active = row(KeyState::Active);
    if db!(conn, |c| diesel::update(active).set(set).execute(c))? != 1 {
        return Ok(false);
    }
    if activate(conn, new, now)? {
        return Ok(true);
    }
    // The new key was taken out meanwhile; the old one goes on.
    let back = (
        signing_keys::state.eq(KeyState::Active.word()),
        signing_keys::retiring_at.eq(None::<i64>),
    );
    let retiring = row(KeyState::Retiring);
    db!(conn, |c| diesel::update(retiring).set(back).execute(c))?;
    Ok(false)
}

/// Whether this key signs.
pub fn is_active(conn: &mut Conn<'_>, kid: &str) -> Result<bool> {
    let active = signing_keys::table
        .find(kid)
        .filter(signing_keys::state.eq(KeyState::Active.word()))
        .select(signing_keys::kid);
    let found: Option<String> = db!(conn, |c| active.first(c).optional())?;
    Ok(found.is_some())
}

/// Takes out a key that is in this state: whether this caller was the first. Its row stays, so
/// that its id is never used again; its private half does not.
pub fn remove(conn: &mut Conn<'_>, kid: &str, from: KeyState, now: Timestamp) -> Result<bool> {
    let row = signing_keys::table
        .find(kid)
        .filter(signing_keys::state.eq(from.word()));
    let set = (
        signing_keys::state.eq(KeyState::Removed.word()),
        signing_keys::removed_at.eq(now.millis()),
        signing_keys::sealed_private.eq(Vec::<u8>::new()),
    );
    let changed = db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}
