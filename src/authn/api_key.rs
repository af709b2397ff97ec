//! API keys of Healthily's partners: a second credential beside the secret, replaced on its own.

use std::{sync::Arc, time::Duration};

use crate::{
    app::Ctx,
    core::{Door, Fault, Reason, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::{Client, healthily::ApiKey},
    store,
};

/// Lengths of keys: such as are made have 40 characters, such as are brought along have 128 bits
/// at least.
pub const LENGTHS: std::ops::RangeInclusive<usize> = 22..=128;
/// Uses within this of the last one that was noted are not (LE-K6).
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// Values of a query that are looked up as keys.
const LOOKED_UP: usize = 8;

/// Whether a text can be a key.
pub fn is_well_formed(text: &str) -> bool {
    LENGTHS.contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The partner whose key this is.
///
/// LE-K4: "Owner disabled, deleted, or demoted → key dead at once."
pub fn prove(ctx: &Ctx, text: &Secret<kind::ApiKey>) -> Settled<Arc<Client>> {
    let Some((key, owner)) = find_live(ctx, text)? else {
        return Ok(Err(Reason::ApiKeyWrong.into()));
    };
    note_use(ctx, key)?;
    Ok(Ok(owner))
}

fn find_live(
    ctx: &Ctx,
    text: &Secret<kind::ApiKey>,
) -> Result<Option<(ApiKey, Arc<Client>)>, Fault> {
    if !is_well_formed(text.expose()) {
        return Ok(None);
    }
    let digest = sha256(text);
    let found = ctx
        .app
        .store
        .read(|conn| store::healthily::find_key(conn, &digest))?;
    let Some(key) = found.filter(|key| key.revoked_at.is_none()) else {
        return Ok(None);
    };
    let owner = ctx.app.catalog().client(&key.client_id);
    let owner = owner.filter(|client| client.is_enabled() && client.is_at(Door::Healthily));
    Ok(owner.map(|owner| (key, owner)))
}

/// LE-K6: "`last_used_at` written at most once a minute (no write amplification)".
fn note_use(ctx: &Ctx, key: ApiKey) -> Result<(), Fault> {
    let (now, before) = (ctx.now, ctx.now.minus(NOTED_EVERY));
    if key.last_used_at.is_some_and(|at| at > before) {
        return Ok(());
    }
    ctx.app
        .store
        .write(move |conn| store::healthily::touch_key(conn, &key.id, (now, before)).map(drop))
}

/// Flags the keys among the values of a query; what the audit trail says of each is the notice.
/// Whether there is one.
///
/// LE-K2: "Header only; key in URL → 400 and key flagged `exposed` + notice."
pub fn note_exposed(ctx: &Ctx, values: &[Secret<kind::ApiKey>]) -> Result<bool, Fault> {
    let mut any = false;
    let values = values.iter().filter(|text| is_well_formed(text.expose()));
    for text in values.take(LOOKED_UP) {
        let Some((key, owner)) = find_live(ctx, text)? else {
            continue;
        };
        any = true;
        if key.exposed_at.is_some() {
            continue;
        }
        let mut event = ctx.event(
            "api_key.exposed",
            Some(Reason::CredentialInUrl),
            format!("client:{}", owner.id),
        );
        event.subject = Some(format!("api_key:{}", key.id));
        event.client_id = Some(owner.id.to_string());
        tracing::warn!(key = %key.id, client = %owner.id, "an API key was in a URL: replace it");
        let (app, now) = (ctx.app.clone(), ctx.now);
        ctx.app.store.write(move |conn| {
            if store::healthily::expose_key(conn, &key.id, now)? {
                store::audit::append(conn, &app.ledger, &event)?;
            }
            Ok(())
        })?;
    }
    Ok(any)
}
