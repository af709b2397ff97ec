//! Sign-ins at sources that are on their way, and what sources gave.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{human_sources, upstream_logins},
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        human::HumanId,
        upstream::{ConnectPageId, UpstreamLogin},
    },
};

/// Begins a sign-in.
pub fn insert(conn: &mut Conn<'_>, login: &UpstreamLogin) -> Result<()> {
    let row = (
        upstream_logins::state.eq(login.state.as_bytes().to_vec()),
        upstream_logins::browser.eq(login.browser.as_bytes().to_vec()),
        upstream_logins::page_id.eq(login.page_id.as_str()),
        upstream_logins::source.eq(&login.source),
        upstream_logins::sealed.eq(&login.sealed),
        upstream_logins::expires_at.eq(login.expires_at.millis()),
    );
    db!(conn, |c| diesel::insert_into(upstream_logins::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// How many sign-ins a page has begun.
pub fn begun(conn: &mut Conn<'_>, page: &ConnectPageId) -> Result<i64> {
    Ok(db!(conn, |c| upstream_logins::table
        .filter(upstream_logins::page_id.eq(page.as_str()))
        .count()
        .get_result(c))?)
}

/// The sign-in of this state, if it was not used.
pub fn find(conn: &mut Conn<'_>, state: &Digest<kind::State>) -> Result<Option<UpstreamLogin>> {
    type Row = (Vec<u8>, String, String, Vec<u8>, i64);
    let row: Option<Row> = db!(conn, |c| upstream_logins::table
        .find(state.as_bytes().to_vec())
        .filter(upstream_logins::used_at.is_null())
        .select((
            upstream_logins::browser,
            upstream_logins::page_id,
            upstream_logins::source,
            upstream_logins::sealed,
            upstream_logins::expires_at,
        ))
        .first(c)
        .optional())?;
    row.map(|(browser, page_id, source, sealed, expires_at)| {
        Ok(UpstreamLogin {
            state: *state,
            browser: Digest::from_slice(&browser)
                .ok_or_else(|| Error::bad_row("upstream_logins", "browser"))?,
            page_id: Id::new(page_id),
            source,
            sealed,
            expires_at: Timestamp::from_millis(expires_at),
        })
    })
    .transpose()
}

/// Uses a state up; whether it won (UP-03).
pub fn consume(conn: &mut Conn<'_>, state: &Digest<kind::State>, now: Timestamp) -> Result<bool> {
    let row = upstream_logins::table
        .find(state.as_bytes().to_vec())
        .filter(upstream_logins::used_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(upstream_logins::used_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// What a source gave for a human.
#[derive(Clone, Debug)]
pub struct Given {
    /// Who they are there (UP-01); a source of plain OAuth 2 does not say.
    pub subject: Option<String>,
    /// The tokens.
    pub sealed: Vec<u8>,
    /// When the access token ends, if it was said.
    pub expires_at: Option<Timestamp>,
}

/// Keeps what a source gave for a human who has just connected it.
pub fn give(conn: &mut Conn<'_>, (human, source): (&HumanId, &str), given: &Given) -> Result<()> {
    let set = (
        human_sources::subject.eq(&given.subject),
        human_sources::sealed_tokens.eq(&given.sealed),
        human_sources::tokens_expire_at.eq(given.expires_at.map(Timestamp::millis)),
    );
    let row = human_sources::table.find((human.as_str(), source));
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}

/// What a source gave for a human, if it is kept.
pub fn given(conn: &mut Conn<'_>, human: &HumanId, source: &str) -> Result<Option<Given>> {
    type Row = (Option<String>, Option<Vec<u8>>, Option<i64>);
    let row: Option<Row> = db!(conn, |c| human_sources::table
        .find((human.as_str(), source))
        .select((
            human_sources::subject,
            human_sources::sealed_tokens,
            human_sources::tokens_expire_at,
        ))
        .first(c)
        .optional())?;
    let Some((subject, Some(sealed), expires_at)) = row else {
        return Ok(None);
    };
    Ok(Some(Given {
        subject,
        sealed,
        expires_at: expires_at.map(Timestamp::from_millis),
    }))
}

/// Forgets the tokens of a source. Who the human is there stays: it is what is known of them.
pub fn forget(conn: &mut Conn<'_>, human: &HumanId, source: &str) -> Result<()> {
    let set = (
        human_sources::sealed_tokens.eq(None::<Vec<u8>>),
        human_sources::tokens_expire_at.eq(None::<i64>),
    );
    let row = human_sources::table.find((human.as_str(), source));
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}

/// Takes out sign-ins that ended before `now`, at most `most`: how many.
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp, most: i64) -> Result<usize> {
    let old = upstream_logins::table
        .filter(upstream_logins::expires_at.lt(now.millis()))
        .select(upstream_logins::state)
        .limit(most);
    let old: Vec<Vec<u8>> = db!(conn, |c| old.load(c))?;
    let old = upstream_logins::table.filter(upstream_logins::state.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
