//! What Healthily knows of its partners: names, API keys, terms, sessions.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{healthily_api_keys, healthily_partners, healthily_sessions, healthily_terms},
    sweep::BATCH,
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        ClientId,
        healthily::{Acceptance, ApiKey, ApiKeyId, Partner, PartnerSession, Terms, TermsBody},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = healthily_api_keys)]
struct KeyRow {
    id: String,
    digest: Vec<u8>,
    client_id: String,
    created_at: i64,
    revoked_at: Option<i64>,
    exposed_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl KeyRow {
    fn into_key(self) -> Result<ApiKey> {
        Ok(ApiKey {
            id: Id::new(self.id),
            digest: Digest::from_slice(&self.digest)
                .ok_or_else(|| Error::bad_row("healthily_api_keys", "digest"))?,
            client_id: Id::new(self.client_id),
            created_at: Timestamp::from_millis(self.created_at),
            revoked_at: self.revoked_at.map(Timestamp::from_millis),
            exposed_at: self.exposed_at.map(Timestamp::from_millis),
            last_used_at: self.last_used_at.map(Timestamp::from_millis),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = healthily_terms)]
struct TermsRow {
    version: String,
    language: String,
    body: String,
    published_at: i64,
}

impl TermsRow {
    fn into_terms(self) -> Result<Terms> {
        let body: TermsBody = serde_json::from_str(&self.body)
            .map_err(|_| Error::bad_row("healthily_terms", "body"))?;
        Ok(Terms {
            version: self.version,
            language: self.language,
            published_at: Timestamp::from_millis(self.published_at),
            body,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = healthily_sessions)]
struct SessionRow {
    sid: String,
    client_id: String,
    created_at: i64,
    expires_at: i64,
    terms_version: Option<String>,
    accepted_at: Option<i64>,
    accepted_ip: Option<String>,
    accepted_jti: Option<String>,
}

impl SessionRow {
    fn into_session(self) -> PartnerSession {
        let accepted = match (self.terms_version, self.accepted_at, self.accepted_jti) {
            (Some(version), Some(at), Some(jti)) => Some(Acceptance {
                version,
                at: Timestamp::from_millis(at),
                ip: self.accepted_ip,
                jti,
            }),
            _ => None,
        };
        PartnerSession {
            sid: self.sid,
            client_id: Id::new(self.client_id),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            accepted,
        }
    }
}

/// Keeps how the tokens of a partner call it.
pub fn set_partner(conn: &mut Conn<'_>, client_id: &ClientId, partner: &Partner) -> Result<()> {
    let row = (
        healthily_partners::account_name.eq(&partner.account_name),
        healthily_partners::language.eq(&partner.language),
        healthily_partners::version.eq(&partner.version),
    );
    let whole = (healthily_partners::client_id.eq(client_id.as_str()), row);
    db!(conn, |c| diesel::insert_into(healthily_partners::table)
        .values(whole)
        .on_conflict(healthily_partners::client_id)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// How the tokens of a partner call it, if that was said.
pub fn find_partner(conn: &mut Conn<'_>, client_id: &ClientId) -> Result<Option<Partner>> {
    let row: Option<(String, Option<String>, Option<String>)> =
        db!(conn, |c| healthily_partners::table
            .find(client_id.as_str())
            .select((
                healthily_partners::account_name,
                healthily_partners::language,
                healthily_partners::version,
            ))
            .first(c)
            .optional())?;
    Ok(row.map(|(account_name, language, version)| Partner {
        account_name,
        language,
        version,
    }))
}

/// Adds an API key.
pub fn insert_key(conn: &mut Conn<'_>, key: &ApiKey) -> Result<()> {
    let row = KeyRow {
        id: key.id.to_string(),
        digest: key.digest.as_bytes().to_vec(),
        client_id: key.client_id.to_string(),
        created_at: key.created_at.millis(),
        revoked_at: key.revoked_at.map(Timestamp::millis),
        exposed_at: key.exposed_at.map(Timestamp::millis),
        last_used_at: key.last_used_at.map(Timestamp::millis),
    };
    db!(conn, |c| diesel::insert_into(healthily_api_keys::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The key with this digest, revoked or not.
pub fn find_key(conn: &mut Conn<'_>, digest: &Digest<kind::ApiKey>) -> Result<Option<ApiKey>> {
    let found: Option<KeyRow> = db!(conn, |c| healthily_api_keys::table
        .filter(healthily_api_keys::digest.eq(digest.as_bytes().as_slice()))
        .select(KeyRow::as_select())
        .first(c)
        .optional())?;
    found.map(KeyRow::into_key).transpose()
}

/// All keys, oldest first; of one partner, if one is named.
pub fn keys(conn: &mut Conn<'_>, client_id: Option<&ClientId>) -> Result<Vec<ApiKey>> {
    let rows: Vec<KeyRow> = db!(conn, |c| {
        let mut query = healthily_api_keys::table
            .order((healthily_api_keys::created_at, healthily_api_keys::id))
            .select(KeyRow::as_select())
            .into_boxed();
        if let Some(id) = client_id {
            query = query.filter(healthily_api_keys::client_id.eq(id.as_str()));
        }
        query.load(c)
    })?;
    rows.into_iter().map(KeyRow::into_key).collect()
}

/// Revokes a key; whether it was not before.
pub fn revoke_key(conn: &mut Conn<'_>, id: &ApiKeyId, now: Timestamp) -> Result<bool> {
    let live = healthily_api_keys::table
        .find(id.as_str())
        .filter(healthily_api_keys::revoked_at.is_null());
    let changed = db!(conn, |c| diesel::update(live)
        .set(healthily_api_keys::revoked_at.eq(now.millis()))
        .execute(c))?;
    Ok(changed == 1)
}

/// Flags a key that was in a URL; whether it was not before.
pub fn expose_key(conn: &mut Conn<'_>, id: &ApiKeyId, now: Timestamp) -> Result<bool> {
    let unflagged = healthily_api_keys::table
        .find(id.as_str())
        .filter(healthily_api_keys::exposed_at.is_null());
    let changed = db!(conn, |c| diesel::update(unflagged)
        .set(healthily_api_keys::exposed_at.eq(now.millis()))
        .execute(c))?;
    Ok(changed == 1)
}

/// Notes a use, unless one after `before` is noted; whether it was.
pub fn touch_key(
    conn: &mut Conn<'_>,
    id: &ApiKeyId,
    (now, before): (Timestamp, Timestamp),
) -> Result<bool> {
    let stale = healthily_api_keys::last_used_at
        .is_null()
        .or(healthily_api_keys::last_used_at.le(before.millis()));
    let key = healthily_api_keys::table.find(id.as_str()).filter(stale);
    let changed = db!(conn, |c| diesel::update(key)
        .set(healthily_api_keys::last_used_at.eq(now.millis()))
        .execute(c))?;
    Ok(changed == 1)
}

/// Puts terms in force: new ones, or such as were published before.
pub fn publish(conn: &mut Conn<'_>, terms: &Terms) -> Result<()> {
    let body =
        serde_json::to_string(&terms.body).map_err(|error| Error::Defect(error.to_string()))?;
    let at = healthily_terms::published_at.eq(terms.published_at.millis());
    let row = (
        healthily_terms::version.eq(&terms.version),
        healthily_terms::language.eq(&terms.language),
        healthily_terms::body.eq(body),
        at,
    );
    db!(conn, |c| diesel::insert_into(healthily_terms::table)
        .values(row)
        .on_conflict(healthily_terms::version)
        .do_update()
        .set(at)
        .execute(c))?;
    Ok(())
}

/// All terms, the latest first.
pub fn all_terms(conn: &mut Conn<'_>) -> Result<Vec<Terms>> {
    let rows: Vec<TermsRow> = db!(conn, |c| healthily_terms::table
        .order((
            healthily_terms::published_at.desc(),
            healthily_terms::version
        ))
        .select(TermsRow::as_select())
        .load(c))?;
    rows.into_iter().map(TermsRow::into_terms).collect()
}

/// The terms of this version.
pub fn find_terms(conn: &mut Conn<'_>, version: &str) -> Result<Option<Terms>> {
    let found: Option<TermsRow> = db!(conn, |c| healthily_terms::table
        .find(version)
        .select(TermsRow::as_select())
        .first(c)
        .optional())?;
    found.map(TermsRow::into_terms).transpose()
}

/// The terms in force in this language.
pub fn terms_in_force(conn: &mut Conn<'_>, language: &str) -> Result<Option<Terms>> {
    let found: Option<TermsRow> = db!(conn, |c| healthily_terms::table
        .filter(healthily_terms::language.eq(language))
        .order((
            healthily_terms::published_at.desc(),
            healthily_terms::version
        ))
        .select(TermsRow::as_select())
        .first(c)
        .optional())?;
    found.map(TermsRow::into_terms).transpose()
}

/// Keeps a session that begins.
pub fn insert_session(conn: &mut Conn<'_>, session: &PartnerSession) -> Result<()> {
    let row = (
        healthily_sessions::sid.eq(&session.sid),
        healthily_sessions::client_id.eq(session.client_id.as_str()),
        healthily_sessions::created_at.eq(session.created_at.millis()),
        healthily_sessions::expires_at.eq(session.expires_at.millis()),
    );
    db!(conn, |c| diesel::insert_into(healthily_sessions::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// A session.
pub fn find_session(conn: &mut Conn<'_>, sid: &str) -> Result<Option<PartnerSession>> {
    let found: Option<SessionRow> = db!(conn, |c| healthily_sessions::table
        .find(sid)
        .select(SessionRow::as_select())
        .first(c)
        .optional())?;
    Ok(found.map(SessionRow::into_session))
}

/// Records what was accepted in a session, unless that is recorded; whether it was not (H16).
pub fn accept(conn: &mut Conn<'_>, sid: &str, accepted: &Acceptance) -> Result<bool> {
    let other = healthily_sessions::terms_version
        .is_null()
        .or(healthily_sessions::terms_version.ne(&accepted.version));
    let session = healthily_sessions::table.find(sid).filter(other);
    let changed = db!(conn, |c| diesel::update(session)
        .set((
            healthily_sessions::terms_version.eq(&accepted.version),
            healthily_sessions::accepted_at.eq(accepted.at.millis()),
            healthily_sessions::accepted_ip.eq(&accepted.ip),
            healthily_sessions::accepted_jti.eq(&accepted.jti),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Deletes sessions that were over before `now`: how many.
pub(super) fn sweep(conn: &mut Conn<'_>, now: Timestamp) -> Result<usize> {
    let old = healthily_sessions::table
        .filter(healthily_sessions::expires_at.lt(now.millis()))
        .select(healthily_sessions::sid)
        .limit(BATCH);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = healthily_sessions::table.filter(healthily_sessions::sid.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
