//! Consents: rows are added, and marked when withdrawn; nothing else.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    document::{from_json, to_json},
    schema::consents,
};
use crate::{
    core::{Id, ScopeList, Timestamp},
    model::{
        ClientId, Consent, ConsentId, UserId,
        consent::{NARROWED, ON_PAGE},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    id: String,
    interaction_id: String,
    user_id: String,
    client_id: String,
    scope: String,
    resource: Option<String>,
    claims: Option<String>,
    text_hash: String,
    locale: String,
    granted_at: i64,
    session_id: String,
    ip_prefix: String,
    method: String,
    expires_at: i64,
    withdrawn_at: Option<i64>,
}

impl ConsentRow {
    fn into_consent(self) -> Result<Consent> {
        Ok(Consent {
            id: Id::new(self.id),
            interaction_id: Id::new(self.interaction_id),
            user_id: Id::new(self.user_id),
            client_id: Id::new(self.client_id),
            scope: ScopeList::parse(&self.scope)
                .ok_or_else(|| Error::bad_row("consents", "scope"))?,
            resource: self.resource,
            claims: from_json(self.claims.as_deref(), "claims")?.unwrap_or_default(),
            text_hash: self.text_hash,
            locale: self.locale,
            granted_at: Timestamp::from_millis(self.granted_at),
            session_id: Id::new(self.session_id),
            ip_prefix: self.ip_prefix,
            method: match self.method.as_str() {
                NARROWED => NARROWED,
                _ => ON_PAGE,
            },
            expires_at: Timestamp::from_millis(self.expires_at),
            withdrawn_at: self.withdrawn_at.map(Timestamp::from_millis),
        })
    }
}

/// Records a consent; [`Error::Exists`] if its interaction has one (CO-08).
pub fn insert(conn: &mut Conn<'_>, consent: &Consent) -> Result<()> {
    let row = ConsentRow {
        id: consent.id.to_string(),
        interaction_id: consent.interaction_id.to_string(),
        user_id: consent.user_id.to_string(),
        client_id: consent.client_id.to_string(),
        scope: consent.scope.to_string(),
        resource: consent.resource.clone(),
        claims: match consent.claims.as_slice() {
            [] => None,
            claims => Some(to_json(&claims)?),
        },
        text_hash: consent.text_hash.clone(),
        locale: consent.locale.clone(),
        granted_at: consent.granted_at.millis(),
        session_id: consent.session_id.to_string(),
        ip_prefix: consent.ip_prefix.clone(),
        method: consent.method.to_owned(),
        expires_at: consent.expires_at.millis(),
        withdrawn_at: None,
    };
    db!(conn, |c| diesel::insert_into(consents::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The newest consent of this person to this client that still stands.
pub fn find_standing(
    conn: &mut Conn<'_>,
    user: &UserId,
    client: &ClientId,
    now: Timestamp,
) -> Result<Option<Consent>> {
    let row: Option<ConsentRow> = db!(conn, |c| consents::table
        .filter(
            consents::user_id
                .eq(user.as_str())
                .and(consents::client_id.eq(client.as_str())),
        )
        .filter(
            consents::withdrawn_at
                .is_null()
                .and(consents::expires_at.gt(now.millis())),
        )
        .order((consents::granted_at.desc(), consents::id.desc()))
        .select(ConsentRow::as_select())
        .first(c)
        .optional())?;
    row.map(ConsentRow::into_consent).transpose()
}

/// All consents of a person, newest first.
pub fn list_of(conn: &mut Conn<'_>, user: &UserId) -> Result<Vec<Consent>> {
    let rows: Vec<ConsentRow> = db!(conn, |c| consents::table
        .filter(consents::user_id.eq(user.as_str()))
        .order((consents::granted_at.desc(), consents::id.desc()))
        .select(ConsentRow::as_select())
        .load(c))?;
    rows.into_iter().map(ConsentRow::into_consent).collect()
}

/// Marks a consent as withdrawn; whether it stood until now.
pub fn withdraw(conn: &mut Conn<'_>, id: &ConsentId, now: Timestamp) -> Result<bool> {
    let row = consents::table
        .find(id.as_str())
        .filter(consents::withdrawn_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(consents::withdrawn_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Withdraws every consent of this person to this client that stands: which.
pub fn withdraw_all(
    conn: &mut Conn<'_>,
    user: &UserId,
    client: &ClientId,
    now: Timestamp,
) -> Result<Vec<ConsentId>> {
    let rows = consents::table
        .filter(consents::user_id.eq(user.as_str()))
        .filter(consents::client_id.eq(client.as_str()))
        .filter(consents::withdrawn_at.is_null());
    let ids: Vec<String> = db!(conn, |c| diesel::update(rows)
        .set(consents::withdrawn_at.eq(now.millis()))
        .returning(consents::id)
        .get_results(c))?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// Which consents to stay connected end from `from` on and before `to`, at most `most` after `after`.
pub fn ending(
    conn: &mut Conn<'_>,
    (from, to): (Timestamp, Timestamp),
    after: Option<&ConsentId>,
    most: i64,
) -> Result<Vec<Consent>> {
    let after = after.map_or("", |id| id.as_str());
    let rows: Vec<ConsentRow> = db!(conn, |c| consents::table
        .filter(consents::withdrawn_at.is_null())
        .filter(consents::expires_at.ge(from.millis()))
        .filter(consents::expires_at.lt(to.millis()))
        .filter(consents::scope.like("%offline_access%"))
        .filter(consents::id.gt(after))
        .order(consents::id)
        .limit(most)
        .select(ConsentRow::as_select())
        .load(c))?;
    rows.into_iter().map(ConsentRow::into_consent).collect()
}

/// Who has let an app stay connected in one of these spans, and it stands; at most `most` after
/// `after`.
pub fn long_connected(
    conn: &mut Conn<'_>,
    spans: &[(Timestamp, Timestamp)],
    now: Timestamp,
    (after, most): (Option<&UserId>, i64),
) -> Result<Vec<UserId>> {
    let after = after.map_or("", |id| id.as_str());
    let mut found = Vec::new();
    for (from, to) in spans {
        let rows: Vec<String> = db!(conn, |c| consents::table
            .filter(consents::withdrawn_at.is_null())
            .filter(consents::expires_at.gt(now.millis()))
            .filter(consents::granted_at.ge(from.millis()))
            .filter(consents::granted_at.lt(to.millis()))
            .filter(consents::scope.like("%offline_access%"))
            .filter(consents::user_id.gt(after))
            .order(consents::user_id)
            .limit(most)
            .select(consents::user_id)
            .distinct()
            .load(c))?;
        found.extend(rows);
    }
    found.sort();
    found.dedup();
    found.truncate(usize::try_from(most).unwrap_or(0));
    Ok(found.into_iter().map(Id::new).collect())
}
