//! Signing keys: what is published, and what an operator brings along.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    app::{App, Ctx},
    core::{Fault, Secret, secret::kind},
    crypto::{SigningKey, digest::equal, key},
    model::{KeyPurpose, KeyState, client::SigningAlgorithm},
    store,
};

/// The key set (RFC 7517 §5): all keys that are not removed, public members only (JW-10).
pub fn jwks(app: &App) -> Value {
    key::jwks(app.catalog().keys().iter().map(|(_, key)| key))
}

/// The public half of a purpose's active key, as PEM.
pub fn public_pem(
    app: &App,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
) -> Result<String, Fault> {
    app.catalog()
        .keys()
        .active(purpose, algorithm)?
        .public_pem()
}

/// The private half of a purpose's active key, as PEM; audited.
pub fn private_pem(
    ctx: &Ctx,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
) -> Result<Secret<kind::KeyMaterial>, Fault> {
    let key = ctx.app.catalog().keys().active(purpose, algorithm)?;
    let mut event = ctx.event("key.exported", None, "operator".into());
    event.subject = Some(format!("key:{}", key.kid()));
    let app = ctx.app.clone();
    ctx.app
        .store
        .write(move |conn| store::audit::append(conn, &app.ledger, &event))?;
    key.private_pem()
}

/// The id of the key of this purpose that has the same private half, if one is in use.
pub fn same(ctx: &Ctx, purpose: &KeyPurpose, key: &SigningKey) -> Result<Option<String>, Fault> {
    let wanted = key.private_pkcs8()?;
    for (record, known) in ctx.app.catalog().keys().iter() {
        if record.purpose == *purpose
            && record.algorithm == key.algorithm()
            && equal(&known.private_pkcs8()?, &wanted)
        {
            return Ok(Some(record.kid.clone()));
        }
    }
    Ok(None)
}

/// Puts a key in place for a door: the one that signed until now goes on verifying.
pub fn import(ctx: &Ctx, purpose: KeyPurpose, key: &Arc<SigningKey>) -> Result<(), Fault> {
    let record = ctx
        .app
        .seal_key(key, purpose.clone(), KeyState::Active, true)?;
    let mut event = ctx.event("key.imported", None, "operator".into());
    event.subject = Some(format!("key:{}", record.kid));
    let mut tries = 0;
    loop {
        let (app, purpose, record, event) = (
            ctx.app.clone(),
            purpose.clone(),
            record.clone(),
            event.clone(),
        );
        let put = move |conn: &mut store::Conn<'_>| {
            store::keys::retire_active(conn, &purpose, record.algorithm, record.created_at)?;
            store::keys::insert(conn, &record)?;
            store::audit::append(conn, &app.ledger, &event)
        };
        let put = if ctx.rehearsal {
            ctx.app.store.rehearse(put)
        } else {
            ctx.app.store.attempt(put)
        };
        tries += 1;
        match put {
            // The door's own key was made in this very moment; now there is one to retire.
            Err(store::Error::Exists(_)) if tries < 3 => {}
            result => {
                result?;
                return ctx.app.refresh();
            }
        }
    }
}
