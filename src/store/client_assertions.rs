//! The ids of client assertions that were accepted: each is accepted once (CA-08).

use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Text},
};

use super::{Conn, Result, conn::db, schema::client_assertions, sweep::BATCH};
use crate::{
    core::{Digest, Timestamp, secret::kind},
    model::ClientId,
};

/// How an id was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// For the first time.
    First,
    /// It was there.
    Again,
    /// It was not: its client has as many as it may have.
    Full,
}

/// Takes the id of an assertion that ends at `ends`. The insert is the check: of many that try
/// at once, one is the first. A client may have `most` at a time (DL-06).
pub fn consume(
    conn: &mut Conn<'_>,
    (client, jti): (&ClientId, &Digest<kind::Assertion>),
    ends: Timestamp,
    (most, now): (i64, Timestamp),
) -> Result<Taken> {
    let taken = db!(conn, |c| diesel::sql_query(
        "INSERT INTO client_assertions (client_id, jti, expires_at) SELECT $1, $2, $3 \
         WHERE (SELECT COUNT(*) FROM client_assertions WHERE client_id = $4 AND expires_at > $5) \
         < $6 ON CONFLICT DO NOTHING"
    )
    .bind::<Text, _>(client.as_str())
    .bind::<Binary, _>(jti.as_bytes().as_slice())
    .bind::<BigInt, _>(ends.millis())
    .bind::<Text, _>(client.as_str())
    .bind::<BigInt, _>(now.millis())
    .bind::<BigInt, _>(most)
    .execute(c))?;
    if taken == 1 {
        return Ok(Taken::First);
    }
    let there: Option<i64> = db!(conn, |c| client_assertions::table
        .find((client.as_str(), jti.as_bytes().as_slice()))
        .select(client_assertions::expires_at)
        .first(c)
        .optional())?;
    Ok(there.map_or(Taken::Full, |_| Taken::Again))
}

/// Deletes the ids of assertions that ended before `now`: how many.
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp) -> Result<usize> {
    let ended = client_assertions::table
        .filter(client_assertions::expires_at.lt(now.millis()))
        .select(client_assertions::expires_at)
        .order(client_assertions::expires_at)
        .limit(BATCH);
    // A batch by its latest end: those that end together with it go along.
    let ends: Vec<i64> = db!(conn, |c| ended.load(c))?;
    let Some(last) = ends.last().copied() else {
        return Ok(0);
    };
    Ok(db!(conn, |c| diesel::delete(
        client_assertions::table.filter(client_assertions::expires_at.le(last))
    )
    .execute(c))?)
}

/// How many ids are kept.
pub fn count(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| client_assertions::table
        .count()
        .get_result(c))?)
}
