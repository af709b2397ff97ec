//! Changes of clients that are registered. Every one counts up the catalog's version.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    catalog::bump,
    conn::db,
    schema::{client_secrets, clients},
};
use crate::{
    core::Timestamp,
    model::{
        Client, ClientId, ClientState, Word,
        client::{ClientSecret, ClientSecretForm},
    },
};

/// Keeps what a client is now; whether there is one.
pub fn update(conn: &mut Conn<'_>, client: &Client, now: Timestamp) -> Result<bool> {
    let metadata = serde_json::to_string(&client.metadata)
        .map_err(|error| Error::Defect(error.to_string()))?;
    let set = (
        clients::state.eq(client.state.word()),
        clients::metadata.eq(metadata),
        clients::updated_at.eq(now.millis()),
    );
    let there = clients::table
        .find(client.id.as_str())
        .filter(clients::deleted_at.is_null());
    let changed = db!(conn, |c| diesel::update(there).set(set).execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// When each client was made.
pub fn made_at(conn: &mut Conn<'_>) -> Result<BTreeMap<ClientId, Timestamp>> {
    let rows: Vec<(String, i64)> = db!(conn, |c| clients::table
        .select((clients::id, clients::created_at))
        .load(c))?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, at)| (ClientId::new(id), Timestamp::from_millis(at)))
        .collect())
}

/// Takes the row of a client for the rest of the transaction; whether there is one.
pub fn touch(conn: &mut Conn<'_>, id: &ClientId, now: Timestamp) -> Result<bool> {
    let there = clients::table
        .find(id.as_str())
        .filter(clients::deleted_at.is_null());
    let changed = db!(conn, |c| diesel::update(there)
        .set(clients::updated_at.eq(now.millis()))
        .execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// Deletes a client but for its row, which keeps the id; whether there was one.
pub fn delete(conn: &mut Conn<'_>, id: &ClientId, now: Timestamp) -> Result<bool> {
    let set = (
        clients::state.eq(ClientState::Disabled.word()),
        clients::metadata.eq("{}"),
        clients::updated_at.eq(now.millis()),
        clients::deleted_at.eq(now.millis()),
    );
    let there = clients::table
        .find(id.as_str())
        .filter(clients::deleted_at.is_null());
    let changed = db!(conn, |c| diesel::update(there).set(set).execute(c))?;
    delete_secrets(conn, id)?;
    Ok(changed == 1)
}

/// Adds a secret.
pub fn insert_secret(
    conn: &mut Conn<'_>,
    client_id: &ClientId,
    secret: &ClientSecret,
    now: Timestamp,
) -> Result<()> {
    let (digest, weak_hash) = match &secret.form {
        ClientSecretForm::Keyed(digest) => (Some(digest.as_bytes().to_vec()), None),
        ClientSecretForm::Weak(hash) => (None, Some(hash.clone())),
    };
    let row = (
        client_secrets::id.eq(secret.id.as_str()),
        client_secrets::client_id.eq(client_id.as_str()),
        client_secrets::digest.eq(digest),
        client_secrets::weak_hash.eq(weak_hash),
        client_secrets::created_at.eq(now.millis()),
        client_secrets::expires_at.eq(secret.expires_at.map(Timestamp::millis)),
    );
    db!(conn, |c| diesel::insert_into(client_secrets::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// How many secrets of a client work; those that have ended are deleted.
pub fn live_secrets(conn: &mut Conn<'_>, id: &ClientId, now: Timestamp) -> Result<i64> {
    let ended = client_secrets::table
        .filter(client_secrets::client_id.eq(id.as_str()))
        .filter(client_secrets::expires_at.le(now.millis()));
    db!(conn, |c| diesel::delete(ended).execute(c))?;
    Ok(db!(conn, |c| client_secrets::table
        .filter(client_secrets::client_id.eq(id.as_str()))
        .count()
        .get_result(c))?)
}

/// The secrets of a client end at `at`.
pub fn end_secrets(conn: &mut Conn<'_>, id: &ClientId, at: Timestamp) -> Result<()> {
    let own = client_secrets::table.filter(client_secrets::client_id.eq(id.as_str()));
    db!(conn, |c| diesel::update(own)
        .set(client_secrets::expires_at.eq(at.millis()))
        .execute(c))?;
    Ok(())
}

/// Deletes the secrets of a client.
pub fn delete_secrets(conn: &mut Conn<'_>, id: &ClientId) -> Result<()> {
    let own = client_secrets::table.filter(client_secrets::client_id.eq(id.as_str()));
    db!(conn, |c| diesel::delete(own).execute(c))?;
    bump(conn)
}
