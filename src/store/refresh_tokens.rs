//! Refresh tokens: a chain for each grant, moved on by compare-and-swap.

use std::collections::HashMap;

use diesel::{dsl::max, prelude::*};

use super::{
    Conn, Error, Result,
    conn::db,
    fixed::fixed,
    grants::{GrantRow, StateRow, columns, into_state, state_columns, state_of},
    schema::{consents, grants, humans, refresh_tokens, sessions, users},
    update::{Bind, Update},
    users::UserRow,
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        GrantId, Word,
        grant::GrantState,
        refresh::{RefreshState, RefreshToken},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
struct RefreshRow {
    id: String,
    grant_id: String,
    generation: i32,
    digest: Vec<u8>,
    state: String,
    idle_at: i64,
    first_used_at: Option<i64>,
    uses: i32,
    late_uses: i32,
    sealed_successor: Option<Vec<u8>>,
    access_seen_at: Option<i64>,
}

impl RefreshRow {
    fn into_token(self) -> Result<RefreshToken> {
        Ok(RefreshToken {
            id: Id::new(self.id),
            grant_id: Id::new(self.grant_id),
            generation: self.generation,
            digest: Digest::from_slice(&self.digest)
                .ok_or_else(|| Error::bad_row("refresh_tokens", "digest"))?,
            state: RefreshState::from_word(&self.state)
                .ok_or_else(|| Error::bad_row("refresh_tokens", "state"))?,
            idle_at: Timestamp::from_millis(self.idle_at),
            first_used_at: self.first_used_at.map(Timestamp::from_millis),
            uses: self.uses,
            late_uses: self.late_uses,
            sealed_successor: self.sealed_successor,
            access_seen_at: self.access_seen_at.map(Timestamp::from_millis),
        })
    }
}

/// Keeps a new token.
pub fn insert(conn: &mut Conn<'_>, token: &RefreshToken) -> Result<()> {
    let row = RefreshRow {
        id: token.id.to_string(),
        grant_id: token.grant_id.to_string(),
        generation: token.generation,
        digest: token.digest.as_bytes().to_vec(),
        state: token.state.word().to_owned(),
        idle_at: token.idle_at.millis(),
        first_used_at: None,
        uses: 0,
        late_uses: 0,
        sealed_successor: None,
        access_seen_at: None,
    };
    db!(conn, |c| diesel::insert_into(refresh_tokens::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The token with this digest, and how all that its grant rests on stands.
pub fn find_state(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::RefreshToken>,
    now: Timestamp,
) -> Result<Option<(RefreshToken, GrantState)>> {
    let row: Option<(RefreshRow, StateRow)> = db!(conn, |c| state_of!(
        grants::table.inner_join(refresh_tokens::table)
    )
    .filter(refresh_tokens::digest.eq(digest.as_bytes().to_vec()))
    .select(fixed!((columns::<RefreshRow>(), state_columns!())))
    .first(c)
    .optional())?;
    row.map(|(token, state)| Ok((token.into_token()?, into_state(state, now)?)))
        .transpose()
}

/// The head of a grant's chain.
pub fn find_head(conn: &mut Conn<'_>, grant: &GrantId) -> Result<Option<RefreshToken>> {
    let row: Option<RefreshRow> = db!(conn, |c| refresh_tokens::table
        .filter(refresh_tokens::grant_id.eq(grant.as_str()))
        .filter(refresh_tokens::state.eq(RefreshState::Active.word()))
        .select(RefreshRow::as_select())
        .first(c)
        .optional())?;
    row.map(RefreshRow::into_token).transpose()
}

/// When the successor of a superseded token was first used, if it was.
pub fn find_use_of_successor(
    conn: &mut Conn<'_>,
    token: &RefreshToken,
) -> Result<Option<Timestamp>> {
    let used: Option<Option<i64>> = db!(conn, |c| refresh_tokens::table
        .filter(refresh_tokens::grant_id.eq(token.grant_id.as_str()))
        .filter(refresh_tokens::generation.eq(token.generation + 1))
        .select(refresh_tokens::first_used_at)
        .first(c)
        .optional())?;
    Ok(used.flatten().map(Timestamp::from_millis))
}

/// Puts a successor in the place of the head: whether this caller was the first. The successor's
/// text is sealed under the head's own.
pub fn consume(
    conn: &mut Conn<'_>,
    head: &RefreshToken,
    (successor, sealed): (&Id<RefreshToken>, &[u8]),
    now: Timestamp,
) -> Result<bool> {
    let swap = Update::new(
        "UPDATE refresh_tokens SET state = ?, first_used_at = ?, uses = 1, successor_id = ?, \
         sealed_successor = ? WHERE id = ? AND state = ?",
        [
            Bind::Text(RefreshState::Superseded.word()),
            Bind::Number(now.millis()),
            Bind::Text(successor.as_str()),
            Bind::Bytes(sealed),
            Bind::Text(head.id.as_str()),
            Bind::Text(RefreshState::Active.word()),
        ],
    );
    Ok(db!(conn, |c| swap.execute(c))? == 1)
}

/// Takes out what the predecessor of a used head still held.
pub fn erase_seal(conn: &mut Conn<'_>, grant: &GrantId, generation: i32) -> Result<()> {
    let erase = Update::new(
        "UPDATE refresh_tokens SET sealed_successor = NULL WHERE grant_id = ? AND generation = ?",
        [
            Bind::Text(grant.as_str()),
            Bind::Number(i64::from(generation)),
        ],
    );
    db!(conn, |c| erase.execute(c))?;
    Ok(())
}

/// Counts one more answer for a superseded token, if it has not had `most`: whether it may be
/// given. `late`: in the window after the race window.
pub fn consume_replay(
    conn: &mut Conn<'_>,
    token: &RefreshToken,
    late: bool,
    most: i32,
) -> Result<bool> {
    let row = refresh_tokens::table
        .find(token.id.as_str())
        .filter(refresh_tokens::state.eq(RefreshState::Superseded.word()))
        .filter(refresh_tokens::sealed_successor.is_not_null());
    let uses = refresh_tokens::uses.eq(refresh_tokens::uses + 1);
    let late_uses = refresh_tokens::late_uses.eq(refresh_tokens::late_uses + 1);
    let changed = db!(conn, |c| if late {
        diesel::update(row.filter(refresh_tokens::late_uses.lt(most)))
            .set((uses, late_uses))
            .execute(c)
    } else {
        diesel::update(row.filter(refresh_tokens::uses.lt(most)))
            .set(uses)
            .execute(c)
    })?;
    Ok(changed == 1)
}

/// Moves the idle end of a token that stays.
pub fn touch(conn: &mut Conn<'_>, token: &RefreshToken, idle_at: Timestamp) -> Result<()> {
    let row = refresh_tokens::table
        .find(token.id.as_str())
        .filter(refresh_tokens::state.eq(RefreshState::Active.word()));
    db!(conn, |c| diesel::update(row)
        .set(refresh_tokens::idle_at.eq(idle_at.millis()))
        .execute(c))?;
    Ok(())
}

/// A grant's refresh tokens, in sum.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Whether the newest one may be used.
    pub active: bool,
    /// The newest one's place in the chain.
    pub generation: i32,
    /// When it ends for lack of use.
    pub idle_at: Timestamp,
    /// When a successor was last asked for.
    pub used_at: Option<Timestamp>,
    /// When an access token was last seen for the first time.
    pub seen_at: Option<Timestamp>,
}

/// The chains of these grants; those that never had a refresh token have none.
pub fn chains(conn: &mut Conn<'_>, grants: &[GrantId]) -> Result<HashMap<GrantId, Chain>> {
    type Row = (String, Option<i32>, Option<i64>, Option<i64>, Option<i64>);
    let ids: Vec<_> = grants.iter().map(GrantId::as_str).collect();
    let sums = (
        refresh_tokens::grant_id,
        max(refresh_tokens::generation),
        max(refresh_tokens::idle_at),
        max(refresh_tokens::first_used_at),
        max(refresh_tokens::access_seen_at),
    );
    let rows: Vec<Row> = db!(conn, |c| refresh_tokens::table
        .filter(refresh_tokens::grant_id.eq_any(ids.clone()))
        .group_by(refresh_tokens::grant_id)
        .select(sums)
        .load(c))?;
    let active: Vec<String> = db!(conn, |c| refresh_tokens::table
        .filter(refresh_tokens::grant_id.eq_any(ids))
        .filter(refresh_tokens::state.eq(RefreshState::Active.word()))
        .select(refresh_tokens::grant_id)
        .load(c))?;
    let at = |millis: Option<i64>| millis.map(Timestamp::from_millis);
    let chains = rows
        .into_iter()
        .map(|(grant, generation, idle_at, used_at, seen_at)| {
            let chain = Chain {
                active: active.contains(&grant),
                generation: generation.unwrap_or_default(),
                idle_at: Timestamp::from_millis(idle_at.unwrap_or_default()),
                used_at: at(used_at),
                seen_at: at(seen_at),
            };
            (GrantId::new(grant), chain)
        });
    Ok(chains.collect())
}

/// How many heads there are.
pub fn count_active(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| refresh_tokens::table
        .filter(refresh_tokens::state.eq(RefreshState::Active.word()))
        .count()
        .get_result(c))?)
}

/// Takes out, in one batch, what was sealed for windows that closed before `before`.
pub fn erase_seals(conn: &mut Conn<'_>, before: Timestamp, batch: i64) -> Result<usize> {
    let over = refresh_tokens::table
        .filter(refresh_tokens::sealed_successor.is_not_null())
        .filter(refresh_tokens::first_used_at.lt(before.millis()))
        .select(refresh_tokens::id)
        .limit(batch);
    let over: Vec<String> = db!(conn, |c| over.load(c))?;
    let rows = refresh_tokens::table.filter(refresh_tokens::id.eq_any(&over));
    Ok(db!(conn, |c| diesel::update(rows)
        .set(refresh_tokens::sealed_successor.eq(None::<Vec<u8>>))
        .execute(c))?)
}
