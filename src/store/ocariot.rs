//! What OCARIoT knows of a user beyond a user.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{ocariot_default_scopes, ocariot_users},
};
use crate::{
    core::{Id, Timestamp},
    model::{
        UserId, Word,
        ocariot::{OcariotType, OcariotUser},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ocariot_users)]
struct OcariotRow {
    user_id: String,
    oid: String,
    kind: String,
    institution_id: Option<String>,
    scope_override: Option<String>,
    last_login_at: Option<i64>,
}

/// Adds what OCARIoT knows of a user.
pub fn insert(conn: &mut Conn<'_>, user: &OcariotUser) -> Result<()> {
    let row = OcariotRow {
        user_id: user.user_id.to_string(),
        oid: user.oid.clone(),
        kind: user.kind.word().to_owned(),
        institution_id: user.institution_id.clone(),
        scope_override: user.scope_override.clone(),
        last_login_at: user.last_login_at.map(Timestamp::millis),
    };
    db!(conn, |c| diesel::insert_into(ocariot_users::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// What OCARIoT knows of a user, with the default scopes of their type.
pub fn find(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<(OcariotUser, String)>> {
    let row: Option<(OcariotRow, String)> = db!(conn, |c| ocariot_users::table
        .inner_join(
            ocariot_default_scopes::table.on(ocariot_default_scopes::kind.eq(ocariot_users::kind)),
        )
        .filter(ocariot_users::user_id.eq(user_id.as_str()))
        .select((OcariotRow::as_select(), ocariot_default_scopes::scopes))
        .first(c)
        .optional())?;
    row.map(|(row, scopes)| Ok((row.into_user()?, scopes)))
        .transpose()
}

/// What is known of a user, whether or not the door was ever open.
pub fn facts(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<OcariotUser>> {
    let row: Option<OcariotRow> = db!(conn, |c| ocariot_users::table
        .find(user_id.as_str())
        .select(OcariotRow::as_select())
        .first(c)
        .optional())?;
    row.map(OcariotRow::into_user).transpose()
}

impl OcariotRow {
    fn into_user(self) -> Result<OcariotUser> {
        Ok(OcariotUser {
            user_id: Id::new(self.user_id),
            oid: self.oid,
            kind: OcariotType::from_word(&self.kind)
                .ok_or_else(|| Error::bad_row("ocariot_users", "kind"))?,
            institution_id: self.institution_id,
            scope_override: self.scope_override,
            last_login_at: self.last_login_at.map(Timestamp::from_millis),
        })
    }
}

/// Notes a sign-in (O23).
pub fn touch_last_login(conn: &mut Conn<'_>, user_id: &UserId, now: Timestamp) -> Result<()> {
    let row = ocariot_users::table.find(user_id.as_str());
    db!(conn, |c| diesel::update(row)
        .set(ocariot_users::last_login_at.eq(now.millis()))
        .execute(c))?;
    Ok(())
}

/// Sets the default scopes of a type unless an operator has set them.
pub fn seed_default_scopes(conn: &mut Conn<'_>, kind: OcariotType, scopes: &str) -> Result<()> {
    let row = (
        ocariot_default_scopes::kind.eq(kind.word()),
        ocariot_default_scopes::scopes.eq(scopes),
    );
    db!(conn, |c| diesel::insert_into(ocariot_default_scopes::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
