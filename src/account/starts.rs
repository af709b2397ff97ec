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
    let issuer = ctx.app.issuer.clone();
    let known = ctx
        .app
        .store
        .read(|conn| store::meta::find(conn, store::meta::ISSUER))?;
    let known = known.map(|known| String::from_utf8_lossy(&known).into_owned());
    if known.as_deref() == Some(&issuer) {
        return Ok(());
    }
    let event = known.map(|before| {
        tracing::warn!(
            issuer,
            before,
            "the issuer is another than at the last start: tokens of the old one are refused, and apps have to \
             be told; if other nodes of this database still run as the old one, give all the same server.public_url"
        );
        let mut event = ctx.event("issuer.changed", None, "server".into());
        event.detail = Some(json!({ "issuer": issuer, "before": before }));
        event
    });
    let app = ctx.app.clone();
    ctx.app.store.write(move |conn| {
        store::meta::set(conn, store::meta::ISSUER, issuer.as_bytes())?;
        match &event {
            Some(event) => store::audit::append(conn, &app.ledger, event),
            None => Ok(()),
        }
    })
}

/// AU-15: puts down that the configuration is another one than it was, if it is.
pub fn configured(ctx: &Ctx) -> Result<(), Fault> {
    let digest = config_digest(ctx)?;
    let known = ctx
        .app
        .store
        .read(|conn| store::meta::find(conn, CONFIG_DIGEST))?;
    if known.as_ref() == Some(&digest) {
        return Ok(());
    }
    let mut event = ctx.event("config.changed", None, "server".into());
    let before = known.map(|known| hex(&known));
    event.detail = Some(json!({ "config": hex(&digest), "before": before }));
    let app = ctx.app.clone();
    ctx.app.store.write(move |conn| {
        store::meta::set(conn, CONFIG_DIGEST, &digest)?;
        store::audit::append(conn, &app.ledger, &event)
    })
}

/// Keyed: a digest of a few settings could be guessed from. Without the addresses that a node listens at, in
/// which nodes of one estate differ.
fn config_digest(ctx: &Ctx) -> Result<Vec<u8>, Fault> {
    let app = &ctx.app;
    let wrong = |error| Fault::Internal(format!("the configuration's digest: {error}"));
    let mut config = serde_json::to_value(&*app.config).map_err(wrong)?;
    if let Some(server) = config.get_mut("server").and_then(Value::as_object_mut) {
        server.remove("listen");
        server.remove("management_listen");
    }
    let text = serde_json::to_vec(&config).map_err(wrong)?;
    Ok(app.pepper.mac("config").sign(&text)[..16].to_vec())
}
