//! What every node keeps in memory: clients, scopes, resources and keys. Every change counts up
//! the catalog's version, which nodes look at.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    document::to_json,
    keys,
    schema::{catalog, client_secrets, clients, resources, scopes},
};
use crate::{
    core::{Digest, Id, Timestamp},
    model::{
        Client, ClientId, ClientState, KeyRecord, Resource, Scope, Word,
        client::{ACCOUNT_CLIENT, ClientSecret, ClientSecretForm},
    },
};

/// All that a node keeps in memory.
#[derive(Debug, Default)]
pub struct Everything {
    /// The version that this is.
    pub version: i64,
    /// All clients.
    pub clients: Vec<Client>,
    /// All registered scopes, in the order they were added.
    pub scopes: Vec<Scope>,
    /// All registered resources, in the order they were added.
    pub resources: Vec<Resource>,
    /// All keys but the removed ones.
    pub keys: Vec<KeyRecord>,
    /// Everything that is older is dead.
    pub not_before: Option<Timestamp>,
    /// Everything of this client that is older is dead.
    pub not_before_of: HashMap<ClientId, Timestamp>,
    /// Every grant of an older epoch is dead.
    pub restore_epoch: i64,
}

/// The version of the catalog.
pub fn version(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| catalog::table
        .find(1)
        .select(catalog::version)
        .first(c))?)
}

pub(super) fn bump(conn: &mut Conn<'_>) -> Result<()> {
    db!(conn, |c| diesel::update(catalog::table.find(1))
        .set(catalog::version.eq(catalog::version + 1))
        .execute(c))?;
    Ok(())
}

/// Loads the whole catalog.
pub fn load(conn: &mut Conn<'_>) -> Result<Everything> {
    // The version first: a change in between is seen again at the next look.
    let (version, not_before, restore_epoch): (i64, Option<i64>, i64) =
        db!(conn, |c| catalog::table
            .find(1)
            .select((
                catalog::version,
                catalog::not_before,
                catalog::restore_epoch
            ))
            .first(c))?;
    let cut_off: Vec<(String, Option<i64>)> = db!(conn, |c| clients::table
        .filter(clients::not_before.is_not_null())
        .select((clients::id, clients::not_before))
        .load(c))?;
    Ok(Everything {
        version,
        not_before: not_before.map(Timestamp::from_millis),
        not_before_of: cut_off
            .into_iter()
            .filter_map(|(id, at)| Some((Id::new(id), Timestamp::from_millis(at?))))
            .collect(),
        restore_epoch,
        clients: load_clients(conn)?,
        scopes: load_documents(db!(conn, |c| scopes::table
            .order((scopes::created_at, scopes::name))
            .select(scopes::document)
            .load(c))?)?,
        resources: load_documents(db!(conn, |c| resources::table
            .order((resources::created_at, resources::resource))
            .select(resources::document)
            .load(c))?)?,
        keys: keys::load(conn)?,
    })
}

fn load_documents<T: serde::de::DeserializeOwned>(rows: Vec<String>) -> Result<Vec<T>> {
    rows.iter()
        .map(|row| serde_json::from_str(row).map_err(|_| Error::bad_row("the catalog", "document")))
        .collect()
}

type SecretRow = (String, String, Option<Vec<u8>>, Option<String>, Option<i64>);

fn load_clients(conn: &mut Conn<'_>) -> Result<Vec<Client>> {
    let columns = (
        client_secrets::id,
        client_secrets::client_id,
        client_secrets::digest,
        client_secrets::weak_hash,
        client_secrets::expires_at,
    );
    let secrets: Vec<SecretRow> = db!(conn, |c| client_secrets::table
        .order(client_secrets::created_at)
        .select(columns)
        .load(c))?;
    let mut by_client: HashMap<String, Vec<ClientSecret>> = HashMap::new();
    for (id, client_id, digest, weak_hash, expires_at) in secrets {
        let form = match (digest.as_deref().and_then(Digest::from_slice), weak_hash) {
            (Some(digest), None) => ClientSecretForm::Keyed(digest),
            (None, Some(hash)) => ClientSecretForm::Weak(hash),
            _ => return Err(Error::bad_row("client_secrets", "form")),
        };
        let secret = ClientSecret {
            id: Id::new(id),
            form,
            expires_at: expires_at.map(Timestamp::from_millis),
        };
        by_client.entry(client_id).or_default().push(secret);
    }
    let rows: Vec<(String, String, String)> = db!(conn, |c| clients::table
        .filter(clients::deleted_at.is_null())
        .filter(clients::id.ne(ACCOUNT_CLIENT))
        .order(clients::id)
        .select((clients::id, clients::state, clients::metadata))
        .load(c))?;
    rows.into_iter()
        .map(|(id, state, metadata)| {
            Ok(Client {
                secrets: by_client.remove(&id).unwrap_or_default(),
                id: Id::new(id),
                state: ClientState::from_word(&state)
                    .ok_or_else(|| Error::bad_row("clients", "state"))?,
                metadata: serde_json::from_str(&metadata)
                    .map_err(|_| Error::bad_row("clients", "metadata"))?,
            })
        })
        .collect()
}

/// Adds a client with its secrets; [`Error::Exists`] if the id is taken.
pub fn insert_client(conn: &mut Conn<'_>, client: &Client, now: Timestamp) -> Result<()> {
    let metadata = serde_json::to_string(&client.metadata)
        .map_err(|error| Error::Defect(error.to_string()))?;
    let row = (
        clients::id.eq(client.id.as_str()),
        clients::state.eq(client.state.word()),
        clients::metadata.eq(metadata),
        clients::created_at.eq(now.millis()),
        clients::updated_at.eq(now.millis()),
    );
    db!(conn, |c| diesel::insert_into(clients::table)
        .values(row)
        .execute(c))?;
    for secret in &client.secrets {
        super::clients::insert_secret(conn, &client.id, secret, now)?;
    }
    bump(conn)
}

/// Ends everything that this client, or everybody, was given before `now`.
pub fn set_not_before(
    conn: &mut Conn<'_>,
    client: Option<&ClientId>,
    now: Timestamp,
) -> Result<()> {
    let at = Some(now.millis());
    match client {
        Some(id) => db!(conn, |c| diesel::update(clients::table.find(id.as_str()))
            .set(clients::not_before.eq(at))
            .execute(c))?,
        None => db!(conn, |c| diesel::update(catalog::table.find(1))
            .set(catalog::not_before.eq(at))
            .execute(c))?,
    };
    bump(conn)
}

/// Changes whether a client may be used.
pub fn set_client_state(
    conn: &mut Conn<'_>,
    id: &ClientId,
    state: ClientState,
    now: Timestamp,
) -> Result<bool> {
    let set = (
        clients::state.eq(state.word()),
        clients::updated_at.eq(now.millis()),
    );
    let changed = db!(conn, |c| diesel::update(clients::table.find(id.as_str()))
        .set(set)
        .execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// Registers a scope; [`Error::Exists`] if there is one of that name.
pub fn insert_scope(conn: &mut Conn<'_>, scope: &Scope, now: Timestamp) -> Result<()> {
    let document =
        serde_json::to_string(scope).map_err(|error| Error::Defect(error.to_string()))?;
    let row = (
        scopes::name.eq(&scope.name),
        scopes::document.eq(document),
        scopes::created_at.eq(now.millis()),
    );
    db!(conn, |c| diesel::insert_into(scopes::table)
        .values(row)
        .execute(c))?;
    bump(conn)
}

/// Replaces what is registered of a scope; whether there is one of that name.
pub fn update_scope(conn: &mut Conn<'_>, scope: &Scope) -> Result<bool> {
    let row = scopes::table.find(&scope.name);
    let set = scopes::document.eq(to_json(scope)?);
    let changed = db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// Replaces what is registered of a resource; whether there is one of that identifier.
pub fn update_resource(conn: &mut Conn<'_>, resource: &Resource) -> Result<bool> {
    let row = resources::table.find(&resource.resource);
    let set = resources::document.eq(to_json(resource)?);
    let changed = db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    bump(conn)?;
    Ok(changed == 1)
}

/// Registers a resource; [`Error::Exists`] if there is one of that identifier.
pub fn insert_resource(conn: &mut Conn<'_>, resource: &Resource, now: Timestamp) -> Result<()> {
    let document =
        serde_json::to_string(resource).map_err(|error| Error::Defect(error.to_string()))?;
    let row = (
        resources::resource.eq(&resource.resource),
        resources::document.eq(document),
        resources::created_at.eq(now.millis()),
    );
    db!(conn, |c| diesel::insert_into(resources::table)
        .values(row)
        .execute(c))?;
    bump(conn)
}
