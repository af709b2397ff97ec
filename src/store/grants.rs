//! Grants: the row that answers for every token.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{consents, grants, users},
};
use crate::{
    core::{Id, Reason, ScopeList, Timestamp},
    model::{Authentication, Grant, GrantId, UserState, Word, grant::GrantState},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = grants)]
struct GrantRow {
    id: String,
    client_id: String,
    user_id: Option<String>,
    session_id: Option<String>,
    consent_id: Option<String>,
    door: Option<String>,
    scope: String,
    audience: String,
    acr: Option<String>,
    amr: Option<String>,
    auth_time: Option<i64>,
    created_at: i64,
    absolute_at: i64,
    revoked_at: Option<i64>,
    epoch: i64,
}

impl GrantRow {
    fn into_grant(self) -> Result<Grant> {
        let authentication = self.auth_time.map(|auth_time| Authentication {
            auth_time: Timestamp::from_millis(auth_time),
            amr: self
                .amr
                .as_deref()
                .unwrap_or("")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        });
        Ok(Grant {
            id: Id::new(self.id),
            client_id: Id::new(self.client_id),
            user_id: self.user_id.map(Id::new),
            session_id: self.session_id.map(Id::new),
            consent_id: self.consent_id.map(Id::new),
            door: self.door,
            scope: ScopeList::parse(&self.scope)
                .ok_or_else(|| Error::bad_row("grants", "scope"))?,
            audience: serde_json::from_str(&self.audience)
                .map_err(|_| Error::bad_row("grants", "audience"))?,
            acr: self.acr,
            authentication,
            created_at: Timestamp::from_millis(self.created_at),
            absolute_at: Timestamp::from_millis(self.absolute_at),
            revoked_at: self.revoked_at.map(Timestamp::from_millis),
        })
    }
}

/// Keeps a new grant.
pub fn insert(conn: &mut Conn<'_>, grant: &Grant) -> Result<()> {
    let authentication = grant.authentication.as_ref();
    let row = GrantRow {
        id: grant.id.to_string(),
        client_id: grant.client_id.to_string(),
        user_id: grant.user_id.as_ref().map(ToString::to_string),
        session_id: grant.session_id.as_ref().map(ToString::to_string),
        consent_id: grant.consent_id.as_ref().map(ToString::to_string),
        door: grant.door.clone(),
        scope: grant.scope.to_string(),
        audience: serde_json::to_string(&grant.audience)
            .map_err(|e| Error::Defect(e.to_string()))?,
        acr: grant.acr.clone(),
        amr: authentication.map(|a| a.amr.join(" ")),
        auth_time: authentication.map(|a| a.auth_time.millis()),
        created_at: grant.created_at.millis(),
        absolute_at: grant.absolute_at.millis(),
        revoked_at: None,
        epoch: 0,
    };
    db!(conn, |c| diesel::insert_into(grants::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// A grant with the state of all that it rests on.
pub fn find_state(conn: &mut Conn<'_>, id: &GrantId) -> Result<Option<GrantState>> {
    type Row = (GrantRow, Option<String>, (Option<String>, Option<i64>));
    let row: Option<Row> = db!(conn, |c| grants::table
        .left_join(users::table)
        .left_join(consents::table.on(consents::id.nullable().eq(grants::consent_id)))
        .filter(grants::id.eq(id.as_str()))
        .select((
            GrantRow::as_select(),
            users::state.nullable(),
            (consents::id.nullable(), consents::withdrawn_at.nullable()),
        ))
        .first(c)
        .optional())?;
    row.map(|(grant, user_state, (consent, withdrawn_at))| {
        let grant = grant.into_grant()?;
        let active =
            user_state.as_deref().and_then(UserState::from_word) == Some(UserState::Active);
        Ok(GrantState {
            user_active: grant.user_id.is_none() || active,
            consent_stands: grant.consent_id.is_none()
                || (consent.is_some() && withdrawn_at.is_none()),
            grant,
        })
    })
    .transpose()
}

/// Revokes a grant, and with it every token that belongs to it; whether it stood until now.
pub fn revoke(conn: &mut Conn<'_>, id: &GrantId, reason: Reason, now: Timestamp) -> Result<bool> {
    let row = grants::table
        .find(id.as_str())
        .filter(grants::revoked_at.is_null());
    let set = (
        grants::revoked_at.eq(now.millis()),
        grants::revoke_reason.eq(reason.code()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// How many grants there are.
pub fn count(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| grants::table.count().get_result(c))?)
}
