//! Interactions: every transition is a compare-and-swap on the revision.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::interactions};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{ClientId, Interaction, InteractionId, Stage},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = interactions)]
struct InteractionRow {
    id: String,
    browser: Vec<u8>,
    client_id: String,
    request: String,
    stage: String,
    stage_data: String,
    revision: i32,
    created_at: i64,
    expires_at: i64,
}

fn json(error: &serde_json::Error) -> Error {
    Error::Defect(error.to_string())
}

/// Begins an interaction.
pub fn insert(conn: &mut Conn<'_>, interaction: &Interaction) -> Result<()> {
    let row = InteractionRow {
        id: interaction.id.to_string(),
        browser: interaction.browser.as_bytes().to_vec(),
        client_id: interaction.request.client_id.to_string(),
        request: serde_json::to_string(&interaction.request).map_err(|e| json(&e))?,
        stage: interaction.stage.word().to_owned(),
        stage_data: serde_json::to_string(&interaction.stage).map_err(|e| json(&e))?,
        revision: interaction.revision,
        created_at: interaction.created_at.millis(),
        expires_at: interaction.expires_at.millis(),
    };
    db!(conn, |c| diesel::insert_into(interactions::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// An interaction, over or not.
pub fn find(conn: &mut Conn<'_>, id: &InteractionId) -> Result<Option<Interaction>> {
    let row: Option<InteractionRow> = db!(conn, |c| interactions::table
        .find(id.as_str())
        .select(InteractionRow::as_select())
        .first(c)
        .optional())?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Interaction {
        id: Id::new(row.id),
        browser: Digest::from_slice(&row.browser)
            .ok_or_else(|| Error::bad_row("interactions", "browser"))?,
        request: serde_json::from_str(&row.request)
            .map_err(|_| Error::bad_row("interactions", "request"))?,
        stage: serde_json::from_str(&row.stage_data)
            .map_err(|_| Error::bad_row("interactions", "stage"))?,
        revision: row.revision,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    }))
}

/// Moves an interaction from the revision that was read to its next stage; whether it won.
pub fn consume_revision(
    conn: &mut Conn<'_>,
    id: &InteractionId,
    revision: i32,
    next: &Stage,
) -> Result<bool> {
    let row = interactions::table
        .find(id.as_str())
        .filter(interactions::revision.eq(revision));
    let set = (
        interactions::stage.eq(next.word()),
        interactions::stage_data.eq(serde_json::to_string(next).map_err(|e| json(&e))?),
        interactions::revision.eq(revision + 1),
        interactions::checking_at.eq(None::<i64>),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Moves an interaction on from wherever it stands by now, if `waits` finds that it still waits for what
/// was done; whether it did. For whoever has proven what others, at the same moment, have only tried.
pub fn consume_waiting(
    conn: &mut Conn<'_>,
    id: &InteractionId,
    waits: impl Fn(&Stage) -> bool,
    next: &Stage,
) -> Result<bool> {
    for _ in 0..64 {
        let Some(found) = find(conn, id)? else {
            return Ok(false);
        };
        if !waits(&found.stage) {
            return Ok(false);
        }
        if consume_revision(conn, id, found.revision, next)? {
            return Ok(true);
        }
    }
    Err(Error::Raced("an interaction changed too often".into()))
}

/// Takes the turn to check a password for an interaction as it was read; whether it is free. It is
/// free again when it was taken until `since` and never given back: whoever had it is gone.
pub fn consume_turn(
    conn: &mut Conn<'_>,
    (id, revision): (&InteractionId, i32),
    now: Timestamp,
    since: Timestamp,
) -> Result<bool> {
    let row = interactions::table.find(id.as_str()).filter(
        interactions::revision.eq(revision).and(
            interactions::checking_at
                .is_null()
                .or(interactions::checking_at.le(since.millis())),
        ),
    );
    Ok(db!(conn, |c| diesel::update(row)
        .set(interactions::checking_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Gives the turn back, unless the interaction has moved on.
pub fn give_turn_back(conn: &mut Conn<'_>, id: &InteractionId, revision: i32) -> Result<()> {
    let row = interactions::table
        .find(id.as_str())
        .filter(interactions::revision.eq(revision));
    db!(conn, |c| diesel::update(row)
        .set(interactions::checking_at.eq(None::<i64>))
        .execute(c))?;
    Ok(())
}

/// Keeps where a finished interaction returns to: sealed under the one-time id of the return
/// page, whose digest finds it.
pub fn set_return(
    conn: &mut Conn<'_>,
    id: &InteractionId,
    digest: &Digest<kind::Return>,
    sealed: &[u8],
) -> Result<()> {
    let set = (
        interactions::return_digest.eq(digest.as_bytes().to_vec()),
        interactions::sealed_return.eq(sealed),
    );
    db!(conn, |c| diesel::update(
        interactions::table.find(id.as_str())
    )
    .set(set)
    .execute(c))?;
    Ok(())
}

/// What a return page needs.
pub struct Return {
    /// The interaction that it ends.
    pub interaction_id: InteractionId,
    /// The client that it leads to.
    pub client_id: ClientId,
    /// The browser that may open it.
    pub browser: Digest<kind::Browser>,
    /// The sealed address.
    pub sealed: Vec<u8>,
}

/// Finds the return with this id, if it was not used.
pub fn find_return(conn: &mut Conn<'_>, digest: &Digest<kind::Return>) -> Result<Option<Return>> {
    let query = interactions::table
        .filter(
            interactions::return_digest
                .eq(digest.as_bytes().to_vec())
                .and(interactions::sealed_return.is_not_null()),
        )
        .select((
            interactions::id,
            interactions::client_id,
            interactions::browser,
            interactions::sealed_return.assume_not_null(),
        ));
    let row: Option<(String, String, Vec<u8>, Vec<u8>)> = db!(conn, |c| query.first(c).optional())?;
    row.map(|(id, client_id, browser, sealed)| {
        let browser = Digest::from_slice(&browser)
            .ok_or_else(|| Error::bad_row("interactions", "browser"))?;
        Ok(Return {
            interaction_id: Id::new(id),
            client_id: Id::new(client_id),
            browser,
            sealed,
        })
    })
    .transpose()
}

/// The ids of those that no person has brought to an end.
pub fn live(conn: &mut Conn<'_>, now: Timestamp) -> Result<HashSet<String>> {
    let query = interactions::table
        .filter(interactions::expires_at.gt(now.millis()))
        .filter(interactions::stage.ne(Stage::Finished.word()))
        .select(interactions::id);
    let ids: Vec<String> = db!(conn, |c| query.load(c))?;
    Ok(ids.into_iter().collect())
}

/// Uses a return up; whether it won.
pub fn consume_return(conn: &mut Conn<'_>, id: &InteractionId) -> Result<bool> {
    let row = interactions::table
        .find(id.as_str())
        .filter(interactions::sealed_return.is_not_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(interactions::sealed_return.eq(None::<Vec<u8>>))
        .execute(c))?
        == 1)
}
