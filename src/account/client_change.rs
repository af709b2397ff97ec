//! Changing clients: their metadata, their secrets, their end.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{
    Invalid,
    client::{NewClient, Registered, check, ensure_id_token_key, waiver},
    healthily, keep,
};
use crate::{
    app::Ctx,
    authn::client::new_secret,
    config::policy,
    core::{Door, Fault, Reason},
    model::{AuditEvent, AuthMethod, Client, ClientId, ClientState, client::ClientSecret},
    store::{self, Conn},
};

/// What became of a change: `None` if there is no such client.
pub type Changed<T> = Result<Option<Result<T, Invalid>>, Fault>;

/// Whether a client proves itself by a secret.
const fn has_secret(method: AuthMethod) -> bool {
    match method {
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost => true,
        AuthMethod::None | AuthMethod::PrivateKeyJwt => false,
    }
}

fn event(ctx: &Ctx, name: &'static str, id: &ClientId) -> AuditEvent {
    let mut event = ctx.event(name, None, "operator".into());
    event.subject = Some(format!("client:{id}"));
    event
}

/// Changes metadata: members of `changes` replace those that are there, `null` takes one out, and
/// what is in `signet` is changed member by member (RFC 7396). The whole is held to the rules of
/// registration. A client that comes to need a secret gets one; one that is switched off, or on
/// again, loses all that it was given.
pub fn edit(ctx: &Ctx, id: &ClientId, changes: Map<String, Value>) -> Changed<Registered> {
    let Some(before) = ctx.app.catalog().client(id) else {
        return Ok(None);
    };
    for name in ["client_id", "client_secret"] {
        if changes.contains_key(name) {
            let what = "it cannot be changed; see `signet client rotate-secret`";
            return Ok(Some(Err(Invalid::new(name, what))));
        }
    }
    let names: Vec<String> = changes.keys().cloned().collect();
    let mut document = super::client::document(&before);
    merge(&mut document, Value::Object(changes));
    let mut new = match NewClient::from_json(document) {
        Ok(new) => new,
        Err(invalid) => return Ok(Some(Err(invalid))),
    };
    if !before.is_at(Door::Healthily) {
        healthily::complete(ctx, &mut new.metadata);
    }
    // What it has stands, whatever the rules are now: a client can always be switched off.
    let switched = names == ["state"] && new.state == ClientState::Disabled;
    let valid = match switched {
        true => Ok(()),
        false => check(ctx, id, new.state, &new.metadata)
            .and_then(|()| healthily::check_partner(&new.metadata, new.healthily.as_ref())),
    };
    if let Err(invalid) = valid {
        return Ok(Some(Err(invalid)));
    }
    if !ctx.rehearsal {
        ensure_id_token_key(ctx, &new.metadata)?;
        healthily::prepare(ctx, &new.metadata)?;
    }
    let method = new.metadata.token_endpoint_auth_method;
    let (shown, fresh) = if has_secret(method) && before.secrets.is_empty() {
        let (secret, kept) = new_secret(ctx);
        (Some(secret), Some(kept))
    } else {
        (None, None)
    };
    let client = Client {
        id: id.clone(),
        state: new.state,
        metadata: new.metadata,
        secrets: Vec::new(),
    };
    // Switching it on ends all as well: another node may have given something in the moment until
    // it knew.
    let ends = (client.state == ClientState::Disabled) == before.is_enabled();
    let waiver = waiver(ctx, id, Some(&before.metadata), &client.metadata);
    let mut event = event(ctx, "client.changed", id);
    event.detail = Some(serde_json::json!({ "members": names }));
    let (app, now, row, partner) = (ctx.app.clone(), ctx.now, client.clone(), new.healthily);
    let done = keep(ctx, move |conn| {
        if !store::clients::update(conn, &row, now)? {
            return Ok(false);
        }
        if let Some(partner) = &partner {
            store::healthily::set_partner(conn, &row.id, partner)?;
        }
        if !has_secret(method) {
            store::clients::delete_secrets(conn, &row.id)?;
        }
        if let Some(secret) = &fresh {
            store::clients::insert_secret(conn, &row.id, secret, now)?;
        }
        if ends {
            end_all(conn, &row.id, now)?;
        }
        if let Some(waiver) = &waiver {
            store::audit::append(conn, &app.ledger, waiver)?;
        }
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(true)
    })?;
    ctx.app.refresh()?;
    Ok(done.then_some(Ok(Registered {
        client,
        secret: shown,
    })))
}

/// RFC 7396, one level deep: what stands below is replaced as a whole, but for our own members.
fn merge(document: &mut Value, changes: Value) {
    let (Value::Object(members), Value::Object(changes)) = (document, changes) else {
        return;
    };
    for (name, value) in changes {
        match value {
            Value::Null => {
                members.remove(&name);
            }
            Value::Object(_) if name == "signet" => {
                let own = members
                    .entry(name)
                    .or_insert_with(|| Value::Object(Map::new()));
                merge(own, value);
            }
            value => {
                members.insert(name, value);
            }
        }
    }
}

/// Gives a client a new secret; the one it had works on for `overlap`.
///
/// CA-06: "two active secrets allowed for ≤ 24 h overlap; third → 409 (CLI: exit 6)".
pub fn rotate_secret(ctx: &Ctx, id: &ClientId, overlap: Duration) -> Changed<Registered> {
    let Some(client) = ctx.app.catalog().client(id) else {
        return Ok(None);
    };
    if !has_secret(client.metadata.token_endpoint_auth_method) {
        let what = "the client proves itself without a secret; there is none to replace";
        return Ok(Some(Err(Invalid::new("token_endpoint_auth_method", what))));
    }
    if overlap > policy::SECRET_OVERLAP_MAX {
        let what = "the old secret may work on for 24 hours at most";
        return Ok(Some(Err(Invalid::new("overlap", what))));
    }
    let (secret, kept) = new_secret(ctx);
    let event = event(ctx, "client.secret_rotated", id);
    let (app, now, id) = (ctx.app.clone(), ctx.now, id.clone());
    let rotated = keep(ctx, move |conn| {
        let rotated = add_secret(conn, (&id, &kept), overlap, now)?;
        if rotated {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(rotated)
    })?;
    ctx.app.refresh()?;
    if !rotated {
        let what = "the client has two live secrets already; wait until the older one has ended";
        return Ok(Some(Err(Invalid::conflict("client_secret", what))));
    }
    Ok(Some(Ok(Registered {
        client: (*client).clone(),
        secret: Some(secret),
    })))
}

fn add_secret(
    conn: &mut Conn<'_>,
    (id, kept): (&ClientId, &ClientSecret),
    overlap: Duration,
    now: crate::core::Timestamp,
) -> store::Result<bool> {
    // The row of the client is taken first: of two that rotate at once, the second sees the first.
    if !store::clients::touch(conn, id, now)? || store::clients::live_secrets(conn, id, now)? > 1 {
        return Ok(false);
    }
    store::clients::end_secrets(conn, id, now.plus(overlap))?;
    store::clients::insert_secret(conn, id, kept, now)?;
    Ok(true)
}

/// Deletes a client, and ends all that it was given. Its id is never given to another.
pub fn delete(ctx: &Ctx, id: &ClientId) -> Result<bool, Fault> {
    if ctx.app.catalog().client(id).is_none() {
        return Ok(false);
    }
    let event = event(ctx, "client.deleted", id);
    let (app, now, id) = (ctx.app.clone(), ctx.now, id.clone());
    let deleted = ctx.app.store.write(move |conn| {
        if !store::clients::delete(conn, &id, now)? {
            return Ok(false);
        }
        end_all(conn, &id, now)?;
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(true)
    })?;
    ctx.app.refresh()?;
    Ok(deleted)
}

/// Its grants, and every token that it has for itself.
fn end_all(conn: &mut Conn<'_>, id: &ClientId, now: crate::core::Timestamp) -> store::Result<()> {
    store::grants::revoke_client(conn, id, Reason::ClientDisabled, now)?;
    store::catalog::set_not_before(conn, Some(id), now)
}
