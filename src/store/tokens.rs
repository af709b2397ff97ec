//! Access tokens: what answers for one that is presented.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    document::{from_json, to_json},
    fixed::fixed,
    grants::{GrantRow, StateRow, columns, into_state, state_columns, state_of},
    schema::{
        access_tokens, consents, denied_tokens, grants, humans, refresh_tokens, sessions, users,
    },
    users::UserRow,
};
use crate::{
    core::{Digest, Id, ScopeList, Timestamp, secret::kind},
    model::{ClientId, GrantId, Word, grant::GrantState, refresh::RefreshState},
};

/// The grant of a token, and what is known of the token itself.
#[derive(Clone, Debug)]
pub struct TokenState {
    /// The grant, and how all that it rests on stands.
    pub grant: GrantState,
    /// Whether this token was revoked by itself.
    pub denied: bool,
    /// The generation of which no access token was seen in use so far.
    pub unseen: Option<i32>,
}

/// What answers for a JWT of this grant and generation.
pub fn find_state(
    conn: &mut Conn<'_>,
    (grant, generation, jti): (&GrantId, i32, &str),
    now: Timestamp,
) -> Result<Option<TokenState>> {
    type Row = (StateRow, (Option<i32>, Option<i64>), Option<String>);
    let row: Option<Row> = db!(conn, |c| state_of!(grants::table)
        .left_join(
            refresh_tokens::table.on(refresh_tokens::grant_id
                .eq(grants::id)
                .and(refresh_tokens::generation.eq(generation))),
        )
        .left_join(denied_tokens::table.on(denied_tokens::jti.eq(jti.to_owned())))
        .filter(grants::id.eq(grant.as_str()))
        .select(fixed!((
            state_columns!(),
            (
                refresh_tokens::generation.nullable(),
                refresh_tokens::access_seen_at.nullable(),
            ),
            denied_tokens::jti.nullable(),
        )))
        .first(c)
        .optional())?;
    row.map(|(state, (generation, seen_at), denied)| {
        Ok(TokenState {
            grant: into_state(state, now)?,
            denied: denied.is_some(),
            unseen: generation.filter(|_| seen_at.is_none()),
        })
    })
    .transpose()
}

/// Notes that an access token of this generation was seen in use, once.
pub fn note_seen(
    conn: &mut Conn<'_>,
    grant: &GrantId,
    generation: i32,
    now: Timestamp,
) -> Result<()> {
    let unseen = refresh_tokens::table
        .filter(refresh_tokens::grant_id.eq(grant.as_str()))
        .filter(refresh_tokens::generation.eq(generation))
        .filter(refresh_tokens::access_seen_at.is_null());
    db!(conn, |c| diesel::update(unseen)
        .set(refresh_tokens::access_seen_at.eq(now.millis()))
        .execute(c))?;
    Ok(())
}

/// An access token without content, as it is kept.
#[derive(Clone, Debug)]
pub struct OpaqueToken {
    /// SHA-256 of its text.
    pub digest: Digest<kind::AccessToken>,
    /// Its `jti`.
    pub jti: String,
    /// Its grant; none for a client's own token.
    pub grant_id: Option<GrantId>,
    /// The client that holds it.
    pub client_id: ClientId,
    /// Its `sub`.
    pub subject: String,
    /// Its `scope`.
    pub scope: ScopeList,
    /// Its `aud`.
    pub audience: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_tokens)]
struct OpaqueRow {
    digest: Vec<u8>,
    jti: String,
    grant_id: Option<String>,
    client_id: String,
    subject: String,
    scope: String,
    audience: String,
    created_at: i64,
    expires_at: i64,
}

/// When a token that is kept ends or ended; `None` if it is not known (any more).
pub fn end_of(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::AccessToken>,
) -> Result<Option<Timestamp>> {
    let row = access_tokens::table.find(digest.as_bytes().to_vec());
    let ends: Option<i64> = db!(conn, |c| row
        .select(access_tokens::expires_at)
        .first(c)
        .optional())?;
    Ok(ends.map(Timestamp::from_millis))
}

/// Keeps a token without content.
pub fn insert_opaque(conn: &mut Conn<'_>, token: &OpaqueToken) -> Result<()> {
    let row = OpaqueRow {
        digest: token.digest.as_bytes().to_vec(),
        jti: token.jti.clone(),
        grant_id: token.grant_id.as_ref().map(ToString::to_string),
        client_id: token.client_id.to_string(),
        subject: token.subject.clone(),
        scope: token.scope.to_string(),
        audience: to_json(&token.audience)?,
        created_at: token.created_at.millis(),
        expires_at: token.expires_at.millis(),
    };
    db!(conn, |c| diesel::insert_into(access_tokens::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

impl OpaqueRow {
    fn into_token(self) -> Result<OpaqueToken> {
        Ok(OpaqueToken {
            digest: Digest::from_slice(&self.digest)
                .ok_or_else(|| Error::bad_row("access_tokens", "digest"))?,
            jti: self.jti,
            grant_id: self.grant_id.map(Id::new),
            client_id: Id::new(self.client_id),
            subject: self.subject,
            scope: ScopeList::parse(&self.scope)
                .ok_or_else(|| Error::bad_row("access_tokens", "scope"))?,
            audience: from_json(Some(&self.audience), "audience")?.unwrap_or_default(),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

/// The token of a grant with this digest, and what answers for it, in one statement. Only the
/// head of the grant's chain can be unseen: of an older generation nobody wants to know.
pub fn find_opaque_state(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::AccessToken>,
    now: Timestamp,
) -> Result<Option<(OpaqueToken, TokenState)>> {
    type Row = (
        OpaqueRow,
        StateRow,
        (Option<i32>, Option<i64>),
        Option<String>,
    );
    let row: Option<Row> = db!(conn, |c| state_of!(
        grants::table.inner_join(access_tokens::table)
    )
    .left_join(
        refresh_tokens::table.on(refresh_tokens::grant_id
            .eq(grants::id)
            .and(refresh_tokens::state.eq(RefreshState::Active.word()))),
    )
    .left_join(denied_tokens::table.on(denied_tokens::jti.eq(access_tokens::jti)))
    .filter(access_tokens::digest.eq(digest.as_bytes().to_vec()))
    .select(fixed!((
        columns::<OpaqueRow>(),
        state_columns!(),
        (
            refresh_tokens::generation.nullable(),
            refresh_tokens::access_seen_at.nullable(),
        ),
        denied_tokens::jti.nullable(),
    )))
    .first(c)
    .optional())?;
    row.map(|(token, state, (generation, seen_at), denied)| {
        let state = TokenState {
            grant: into_state(state, now)?,
            denied: denied.is_some(),
            unseen: generation.filter(|_| seen_at.is_none()),
        };
        Ok((token.into_token()?, state))
    })
    .transpose()
}

/// The token with this digest, whether it has a grant or not, and whether it was revoked by
/// itself.
pub fn find_opaque(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::AccessToken>,
) -> Result<Option<(OpaqueToken, bool)>> {
    let row: Option<(OpaqueRow, Option<String>)> = db!(conn, |c| access_tokens::table
        .left_join(denied_tokens::table.on(denied_tokens::jti.eq(access_tokens::jti)))
        .filter(access_tokens::digest.eq(digest.as_bytes().to_vec()))
        .select((columns::<OpaqueRow>(), denied_tokens::jti.nullable()))
        .first(c)
        .optional())?;
    row.map(|(token, denied)| Ok((token.into_token()?, denied.is_some())))
        .transpose()
}

/// Whether a client's own JWT was revoked.
pub fn is_denied(conn: &mut Conn<'_>, jti: &str) -> Result<bool> {
    let found: Option<String> = db!(conn, |c| denied_tokens::table
        .find(jti)
        .select(denied_tokens::jti)
        .first(c)
        .optional())?;
    Ok(found.is_some())
}

/// Revokes one access token until it would have ended anyway; whether it stood until now.
pub fn deny(conn: &mut Conn<'_>, jti: &str, expires_at: Timestamp) -> Result<bool> {
    let row = (
        denied_tokens::jti.eq(jti),
        denied_tokens::expires_at.eq(expires_at.millis()),
    );
    Ok(db!(conn, |c| diesel::insert_into(denied_tokens::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?
        == 1)
}
