//! What Corsano's two clouds know of a user beyond a user.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    document::{from_json, to_json},
    schema::{corsano_profile_health, corsano_profile_users},
};
use crate::{
    core::{Id, Timestamp},
    model::{
        UserId, Word,
        corsano::{HealthProfile, ProfileState, UsersProfile},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = corsano_profile_users)]
struct UsersRow {
    user_id: String,
    mongo_id: String,
    uuid: String,
    code: Option<String>,
    state: String,
    document: String,
    created_at: i64,
    updated_at: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = corsano_profile_health)]
struct HealthRow {
    user_id: String,
    mongo_id: String,
    uuid: String,
    document: String,
    created_at: i64,
    updated_at: i64,
}

impl UsersRow {
    fn of(profile: &UsersProfile) -> Result<Self> {
        Ok(Self {
            user_id: profile.user_id.to_string(),
            mongo_id: profile.mongo_id.clone(),
            uuid: profile.uuid.clone(),
            code: profile.code.clone(),
            state: profile.state.word().to_owned(),
            document: to_json(&profile.facts)?,
            created_at: profile.created_at.millis(),
            updated_at: profile.updated_at.millis(),
        })
    }

    fn into_profile(self) -> Result<UsersProfile> {
        Ok(UsersProfile {
            user_id: Id::new(self.user_id),
            mongo_id: self.mongo_id,
            uuid: self.uuid,
            code: self.code,
            state: ProfileState::from_word(&self.state)
                .ok_or_else(|| Error::bad_row("corsano_profile_users", "state"))?,
            facts: from_json(Some(&self.document), "document")?.unwrap_or_default(),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

impl HealthRow {
    fn of(profile: &HealthProfile) -> Result<Self> {
        Ok(Self {
            user_id: profile.user_id.to_string(),
            mongo_id: profile.mongo_id.clone(),
            uuid: profile.uuid.clone(),
            document: to_json(&profile.facts)?,
            created_at: profile.created_at.millis(),
            updated_at: profile.updated_at.millis(),
        })
    }

    fn into_profile(self) -> Result<HealthProfile> {
        Ok(HealthProfile {
            user_id: Id::new(self.user_id),
            mongo_id: self.mongo_id,
            uuid: self.uuid,
            facts: from_json(Some(&self.document), "document")?.unwrap_or_default(),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

/// Adds the record of the Users Cloud.
pub fn insert_users(conn: &mut Conn<'_>, profile: &UsersProfile) -> Result<()> {
    let row = UsersRow::of(profile)?;
    db!(conn, |c| diesel::insert_into(corsano_profile_users::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// Adds the record of the Health Cloud.
pub fn insert_health(conn: &mut Conn<'_>, profile: &HealthProfile) -> Result<()> {
    let row = HealthRow::of(profile)?;
    db!(conn, |c| diesel::insert_into(corsano_profile_health::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The record of the Users Cloud.
pub fn find_users(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<UsersProfile>> {
    let row: Option<UsersRow> = db!(conn, |c| corsano_profile_users::table
        .find(user_id.as_str())
        .select(UsersRow::as_select())
        .first(c)
        .optional())?;
    row.map(UsersRow::into_profile).transpose()
}

/// The record of the Health Cloud.
pub fn find_health(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<HealthProfile>> {
    let row: Option<HealthRow> = db!(conn, |c| corsano_profile_health::table
        .find(user_id.as_str())
        .select(HealthRow::as_select())
        .first(c)
        .optional())?;
    row.map(HealthRow::into_profile).transpose()
}

/// The record of the Health Cloud; this one if there is none yet. Of several at once, one is kept
/// and all get that.
pub fn ensure_health(conn: &mut Conn<'_>, first: &HealthProfile) -> Result<HealthProfile> {
    let row = HealthRow::of(first)?;
    db!(conn, |c| diesel::insert_into(corsano_profile_health::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    find_health(conn, &first.user_id)?
        .ok_or_else(|| Error::bad_row("corsano_profile_health", "mongo_id"))
}
