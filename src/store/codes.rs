//! Authorization codes.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    document::{from_json, to_json},
    fixed::fixed,
    grants::columns,
    schema::{codes, consents, sessions, users},
    update::{Bind, Update},
};
use crate::{
    core::{Digest, Id, RedirectUri, ScopeList, Timestamp, secret::kind},
    model::{Authentication, ClientId, Code, GrantId, UserId, UserState, Word, code::CodeState},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = codes)]
struct CodeRow {
    digest: Vec<u8>,
    interaction_id: String,
    client_id: String,
    user_id: String,
    session_id: String,
    consent_id: Option<String>,
    redirect_uri: String,
    challenge: Option<String>,
    scope: String,
    resource: Option<String>,
    claims: Option<String>,
    failures: i32,
    nonce: Option<String>,
    auth_time: i64,
    amr: String,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
    grant_id: Option<String>,
}

impl CodeRow {
    fn into_code(self) -> Result<Code> {
        Ok(Code {
            digest: Digest::from_slice(&self.digest)
                .ok_or_else(|| Error::bad_row("codes", "digest"))?,
            interaction_id: Id::new(self.interaction_id),
            client_id: Id::new(self.client_id),
            user_id: Id::new(self.user_id),
            session_id: Id::new(self.session_id),
            consent_id: self.consent_id.map(Id::new),
            redirect_uri: RedirectUri::new(self.redirect_uri),
            challenge: self.challenge,
            scope: ScopeList::parse(&self.scope).ok_or_else(|| Error::bad_row("codes", "scope"))?,
            resource: from_json(self.resource.as_deref(), "resource")?.unwrap_or_default(),
            claims: from_json(self.claims.as_deref(), "claims")?,
            failures: self.failures,
            nonce: self.nonce,
            authentication: Authentication {
                auth_time: Timestamp::from_millis(self.auth_time),
                amr: self.amr.split_whitespace().map(str::to_owned).collect(),
            },
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            used_at: self.used_at.map(Timestamp::from_millis),
            grant_id: self.grant_id.map(Id::new),
        })
    }
}

/// Keeps a new code.
pub fn insert(conn: &mut Conn<'_>, code: &Code) -> Result<()> {
    let row = CodeRow {
        digest: code.digest.as_bytes().to_vec(),
        interaction_id: code.interaction_id.to_string(),
        client_id: code.client_id.to_string(),
        user_id: code.user_id.to_string(),
        session_id: code.session_id.to_string(),
        consent_id: code.consent_id.as_ref().map(ToString::to_string),
        redirect_uri: code.redirect_uri.to_string(),
        challenge: code.challenge.clone(),
        scope: code.scope.to_string(),
        resource: match code.resource.as_slice() {
            [] => None,
            resource => Some(to_json(&resource)?),
        },
        claims: code.claims.as_ref().map(to_json).transpose()?,
        failures: 0,
        nonce: code.nonce.clone(),
        auth_time: code.authentication.auth_time.millis(),
        amr: code.authentication.amr.join(" "),
        created_at: code.created_at.millis(),
        expires_at: code.expires_at.millis(),
        used_at: None,
        grant_id: None,
    };
    db!(conn, |c| diesel::insert_into(codes::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// A code with the state of all that it rests on (TK-20), used or not.
pub fn find_state(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Code>,
    now: Timestamp,
) -> Result<Option<CodeState>> {
    type Row = (
        CodeRow,
        (String, Option<i64>),
        (Option<i64>, Option<i64>),
        (Option<String>, Option<i64>, Option<i64>),
    );
    let row: Option<Row> = db!(conn, |c| codes::table
        .inner_join(users::table)
        .left_join(sessions::table.on(sessions::id.eq(codes::session_id)))
        .left_join(consents::table.on(consents::id.nullable().eq(codes::consent_id)))
        .filter(codes::digest.eq(digest.as_bytes().to_vec()))
        .select(fixed!((
            columns::<CodeRow>(),
            (users::state, users::not_before),
            (
                sessions::ended_at.nullable(),
                sessions::absolute_at.nullable(),
            ),
            (
                consents::id.nullable(),
                consents::withdrawn_at.nullable(),
                consents::expires_at.nullable(),
            ),
        )))
        .first(c)
        .optional())?;
    row.map(
        |(
            code,
            (user_state, not_before),
            (ended_at, absolute_at),
            (consent, withdrawn_at, until),
        )| {
            let code = code.into_code()?;
            let cut_off = not_before.is_some_and(|at| code.created_at.millis() < at);
            Ok(CodeState {
                user_active: UserState::from_word(&user_state) == Some(UserState::Active)
                    && !cut_off,
                session_live: ended_at.is_none() && absolute_at.is_some_and(|at| now.millis() < at),
                consent_stands: code.consent_id.is_none()
                    || (consent.is_some()
                        && withdrawn_at.is_none()
                        && until.is_some_and(|at| now.millis() < at)),
                consent_until: until.map(Timestamp::from_millis),
                code,
            })
        },
    )
    .transpose()
}

/// Counts a failed redemption by the code's own client; at `most` the code is over (TK-10).
pub fn count_failure(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Code>,
    most: i32,
    now: Timestamp,
) -> Result<bool> {
    let row = || codes::table.find(digest.as_bytes().to_vec());
    let counted = codes::failures.eq(codes::failures + 1);
    db!(conn, |c| diesel::update(row()).set(counted).execute(c))?;
    let over = row().filter(codes::failures.ge(most));
    let ended = db!(conn, |c| diesel::update(over)
        .set(codes::expires_at.eq(now.millis()))
        .execute(c))?;
    Ok(ended == 1)
}

/// Uses a code up for a grant; whether this caller was the first (TK-14).
pub fn consume(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Code>,
    grant: &GrantId,
    now: Timestamp,
) -> Result<bool> {
    let swap = Update::new(
        "UPDATE codes SET used_at = ?, grant_id = ? WHERE digest = ? AND used_at IS NULL",
        [
            Bind::Number(now.millis()),
            Bind::Text(grant.as_str()),
            Bind::Bytes(digest.as_bytes()),
        ],
    );
    Ok(db!(conn, |c| swap.execute(c))? == 1)
}

/// Ends an unused code at `now`, before its time; whether there was one.
pub fn end(conn: &mut Conn<'_>, digest: &Digest<kind::Code>, now: Timestamp) -> Result<bool> {
    let row = codes::table
        .find(digest.as_bytes().to_vec())
        .filter(codes::used_at.is_null());
    let set = codes::expires_at.eq(now.millis());
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Takes out the codes of this person for this client that nobody has used: how many. Whoever is
/// using one meanwhile is waited for, and has made its grant then.
pub fn delete_unused(conn: &mut Conn<'_>, user: &UserId, client: &ClientId) -> Result<usize> {
    let rows = codes::table
        .filter(codes::client_id.eq(client.as_str()))
        .filter(codes::user_id.eq(user.as_str()))
        .filter(codes::used_at.is_null());
    Ok(db!(conn, |c| diesel::delete(rows).execute(c))?)
}

/// Challenge and nonce of the client's live codes that share one of these two (AZ-33).
pub fn find_twins(
    conn: &mut Conn<'_>,
    client: &ClientId,
    (challenge, nonce): (Option<&str>, Option<&str>),
    now: Timestamp,
) -> Result<Vec<(Option<String>, Option<String>)>> {
    // A value that was not sent is equal to nothing: in SQL, too.
    let same = codes::challenge.eq(challenge).or(codes::nonce.eq(nonce));
    let query = codes::table
        .filter(codes::expires_at.gt(now.millis()))
        .filter(codes::client_id.eq(client.as_str()))
        .filter(codes::used_at.is_null())
        .filter(same)
        .select((codes::challenge, codes::nonce))
        .limit(8);
    Ok(db!(conn, |c| query.load(c))?)
}

/// How many codes there are, for tests of what must not make one.
pub fn count(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| codes::table.count().get_result(c))?)
}
