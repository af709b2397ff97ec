//! What the trail tells of starts: that there was one, as what, and with which configuration.

use serde_json::{Value, json};

use super::audit::record;
use crate::{
    app::Ctx,
    core::{Fault, hex},
    store,
};

/// Where it is kept what the configuration of the last start looked like.
const CONFIG_DIGEST: &str = "config_digest";

/// Settings that are a node's own.
const OWN: [(&str, &str); 4] = [
    ("server", "listen"),
    ("server", "management_listen"),
    ("server", "workers"),
    ("password", "permits"),
];

/// AU-15: a server that starts says so, with a digest of its configuration; one that is not that
/// of the last start is an event of its own, and so is another issuer.
pub fn started(ctx: &Ctx) -> Result<(), Fault> {
    let text = hex(&config_digest(ctx)?);
    let detail = json!({ "version": env!("CARGO_PKG_VERSION"), "config": text });
    record(ctx, "server.started", "server", None, Some(detail))?;
    named(ctx)?;
    configured(ctx)
}

/// OpenID Connect Core §3.1.3.7: "The Issuer Identifier … MUST exactly match the value of the iss (issuer)
/// Claim": of two nodes with different ones each refuses what the other issues. An estate may have moved, so it
/// is told and not refused.
fn named(ctx: &Ctx) -> Result<(), Fault> {
    let (inner, issuer) = (ctx.clone(), ctx.app.issuer.clone());
    let before = ctx.app.store.write(move |conn| {
        // Of two that start at once the second finds what the first has set.
        let stands = store::meta::set_once(conn, store::meta::ISSUER, issuer.as_bytes())?;
        if stands == issuer.as_bytes() {
            return Ok(None);
        }
        let before = String::from_utf8_lossy(&stands).into_owned();
        store::meta::set(conn, store::meta::ISSUER, issuer.as_bytes())?;
        let mut event = inner.event("issuer.changed", None, "server".into());
        event.detail = Some(json!({ "issuer": issuer, "before": before }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(Some(before))
    })?;
    if let Some(before) = before {
        tracing::warn!(
            issuer = ctx.app.issuer,
            before,
            "the issuer is another than at the last start: tokens of the old one are refused, and apps have to \
             be told; if other nodes of this database still run as the old one, give all the same server.public_url, \
             and the same server.issuer or none"
        );
    }
    Ok(())
}

/// Which issuer the last start was, of whatever node of this database.
fn last_issuer(ctx: &Ctx) -> Result<Option<String>, Fault> {
    let known = ctx
        .app
        .store
        .read(|conn| store::meta::find(conn, store::meta::ISSUER))?;
    Ok(known.map(|known| String::from_utf8_lossy(&known).into_owned()))
}

/// Another issuer than this node, as which a node of this database was started since.
pub fn other_issuer(ctx: &Ctx) -> Result<Option<String>, Fault> {
    Ok(last_issuer(ctx)?.filter(|last| *last != ctx.app.issuer))
}

/// AU-15: puts down that the configuration is another one than it was, if it is.
pub fn configured(ctx: &Ctx) -> Result<(), Fault> {
    let digest = config_digest(ctx)?;
    let inner = ctx.clone();
    ctx.app.store.write(move |conn| {
        let known = store::meta::find(conn, CONFIG_DIGEST)?;
        if known.as_ref() == Some(&digest) {
            return Ok(());
        }
        let mut event = inner.event("config.changed", None, "server".into());
        let before = known.map(|known| hex(&known));
        event.detail = Some(json!({ "config": hex(&digest), "before": before }));
        store::meta::set(conn, CONFIG_DIGEST, &digest)?;
        store::audit::append(conn, &inner.app.ledger, &event)
    })
}

/// Keyed: a digest of a few settings could be guessed from. Without what nodes of one estate differ in: the
/// addresses that they listen at, and what goes by the cores that they have.
fn config_digest(ctx: &Ctx) -> Result<Vec<u8>, Fault> {
    let app = &ctx.app;
    let wrong = |error| Fault::Internal(format!("the configuration's digest: {error}"));
    let mut config = serde_json::to_value(&*app.config).map_err(wrong)?;
    for (section, key) in OWN {
        if let Some(section) = config.get_mut(section).and_then(Value::as_object_mut) {
            section.remove(key);
        }
    }
    let text = serde_json::to_vec(&config).map_err(wrong)?;
    Ok(app.pepper.mac("config").sign(&text)[..16].to_vec())
}
