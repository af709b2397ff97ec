//! Looking over all people, for whoever looks after them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{audit, identifiers, passkeys, passwords, totps, users},
    users::UserRow,
};
use crate::{
    core::{Id, Timestamp},
    model::{User, UserId, UserState, Word},
};

/// People who may sign in, have the role `admin` and no second factor.
pub fn admins_without_factor(conn: &mut Conn<'_>) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = db!(conn, |c| users::table
        .left_join(
            totps::table.on(totps::user_id
                .eq(users::id)
                .and(totps::confirmed_at.is_not_null())),
        )
        .filter(totps::id.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(
            passkeys::table.filter(passkeys::user_id.eq(users::id)),
        )))
        .filter(users::state.eq(UserState::Active.word()))
        .filter(users::roles.like("%\"admin\"%"))
        .order(users::id)
        .select(UserRow::as_select())
        .load(c))?;
    rows.into_iter().map(UserRow::into_user).collect()
}

/// Whether anybody has this role.
pub fn has_role(conn: &mut Conn<'_>, role: &str) -> Result<bool> {
    // As it stands in the list: a text of JSON.
    let wanted = serde_json::Value::from(role).to_string();
    let rows: Vec<String> = db!(conn, |c| users::table
        .filter(users::roles.ne("[]"))
        .select(users::roles)
        .distinct()
        .load(c))?;
    Ok(rows.iter().any(|roles| roles.contains(&wanted)))
}

/// People whose password is switched off (LG-09).
pub fn switched_off(conn: &mut Conn<'_>) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = db!(conn, |c| passwords::table
        .inner_join(users::table)
        .filter(passwords::disabled_at.is_not_null())
        .order(users::id)
        .select(UserRow::as_select())
        .load(c))?;
    rows.into_iter().map(UserRow::into_user).collect()
}

/// When an event was last put down.
pub fn last_event(conn: &mut Conn<'_>, event: &str) -> Result<Option<Timestamp>> {
    let rows = audit::table
        .filter(audit::event.eq(event))
        .select(diesel::dsl::max(audit::at));
    let last: Option<i64> = db!(conn, |c| rows.first(c))?;
    Ok(last.map(Timestamp::from_millis))
}

/// When the oldest account was made.
pub fn oldest(conn: &mut Conn<'_>) -> Result<Option<Timestamp>> {
    let rows = users::table.select(diesel::dsl::min(users::created_at));
    let oldest: Option<i64> = db!(conn, |c| rows.first(c))?;
    Ok(oldest.map(Timestamp::from_millis))
}

/// What each of these people is found by, for those who have no name: one of their identifiers, the
/// first in the order of the namespaces.
pub fn known_as(conn: &mut Conn<'_>, ids: &[UserId]) -> Result<BTreeMap<UserId, String>> {
    let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
    let rows: Vec<(String, String)> = db!(conn, |c| identifiers::table
        .filter(identifiers::user_id.eq_any(&ids))
        .order((identifiers::namespace.desc(), identifiers::form.desc(),))
        .select((identifiers::user_id, identifiers::display))
        .load(c))?;
    // The last one of a person stays, which is the first.
    Ok(rows
        .into_iter()
        .map(|(id, display)| (Id::new(id), display))
        .collect())
}
