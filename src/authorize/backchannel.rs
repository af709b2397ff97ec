//! Telling apps of a session that ended (OpenID Connect Back-Channel Logout 1.0): what to send,
//! and what to make of the answer. Sending is the server's.

use std::time::Duration;

use serde_json::json;

use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Id, Reason, Secret, secret::kind},
    crypto::jws,
    grants::subject,
    model::{Client, KeyPurpose, LogoutNotice},
    store,
};

/// Notices that a node takes at once.
const BATCH: i64 = 16;

/// A logout token on its way.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What it tells; `tries` counts this one.
    pub notice: LogoutNotice,
    /// Where it goes.
    pub address: String,
    /// The token.
    pub token: Secret<kind::LogoutToken>,
}

/// Takes the notices that are due, and signs what is to be sent. Two nodes never take the same.
pub fn take(ctx: &Ctx) -> Result<Vec<Delivery>, Fault> {
    let due = ctx
        .app
        .store
        .read(|conn| store::logout_notices::due(conn, ctx.now, BATCH))?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let until = ctx.now.plus(policy::LOGOUT_TURN);
    let taken = ctx.app.store.write(move |conn| {
        let mut taken = Vec::new();
        for notice in &due {
            if store::logout_notices::consume_turn(conn, notice, until)? {
                let mut notice = notice.clone();
                notice.tries += 1;
                taken.push(notice);
            }
        }
        Ok(taken)
    })?;
    let mut deliveries = Vec::new();
    for notice in taken {
        let client = ctx.app.catalog().client(&notice.client_id);
        let address = client
            .as_ref()
            .and_then(|client| client.metadata.logout.backchannel_logout_uri.clone());
        match (client, address) {
            (Some(client), Some(address)) => match sign(ctx, &client, &notice) {
                Ok(token) => deliveries.push(Delivery {
                    notice,
                    address,
                    token,
                }),
                // A try like any other that failed; the notices of other apps go on their way.
                Err(fault) => {
                    tracing::warn!(client = %client.id, error = %fault, "a logout token cannot be signed; it is tried again");
                    settle(ctx, &notice, false)?;
                }
            },
            // The client is gone, or wants to hear nothing any more.
            _ => drop(
                ctx.app
                    .store
                    .write(move |conn| store::logout_notices::delete(conn, &notice.id))?,
            ),
        }
    }
    Ok(deliveries)
}

/// §2.4: `iss`, `aud`, `iat`, `exp`, `jti`, `events`, `sub` and `sid`, and "A nonce Claim MUST NOT
/// be present". Signed as the client's ID tokens are (§2.4); typed, so that nobody takes it for
/// one (§2.4, RFC 8725 §3.11).
fn sign(
    ctx: &Ctx,
    client: &Client,
    notice: &LogoutNotice,
) -> Result<Secret<kind::LogoutToken>, Fault> {
    let key = ctx
        .app
        .catalog()
        .keys()
        .active(&KeyPurpose::Issuer, client.id_token_algorithm())?;
    let jti: Id<kind::LogoutToken> = ctx.app.entropy.id(ctx.now);
    let mut claims = json!({
        "iss": ctx.app.issuer,
        "sub": subject::of_user(ctx, client, &notice.user_id),
        "aud": client.id,
        "iat": ctx.now.secs(),
        "exp": ctx.now.plus(policy::LOGOUT_TOKEN).secs(),
        "jti": jti,
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    if let Some(session) = &notice.session_id {
        claims["sid"] = json!(session);
    }
    let header = jws::Header {
        typ: Some("logout+jwt"),
        kid: Some(key.kid()),
    };
    jws::sign(&key, &header, &claims)
}

/// Settles a try: taken, to be tried again later, or given up.
pub fn settle(ctx: &Ctx, notice: &LogoutNotice, delivered: bool) -> Result<(), Fault> {
    let wait = usize::try_from(notice.tries - 1)
        .ok()
        .and_then(|tried| policy::LOGOUT_WAITS.get(tried))
        .copied();
    let outcome = match (delivered, wait) {
        (true, _) => "delivered",
        (false, Some(_)) => "failed",
        (false, None) => "given_up",
    };
    metrics::counter!("signet_logout_tokens_total", "outcome" => outcome).increment(1);
    let (app, notice, due_at) = (
        ctx.app.clone(),
        notice.clone(),
        ctx.now.plus(wait.unwrap_or(Duration::ZERO)),
    );
    let reason = (!delivered).then_some(Reason::Unavailable);
    let mut event = ctx.event("logout.told", reason, "server".into());
    event.client_id = Some(notice.client_id.to_string());
    event.subject = notice
        .session_id
        .as_ref()
        .map(|session| format!("session:{session}"));
    ctx.app.store.write(move |conn| {
        if outcome == "failed" {
            return store::logout_notices::postpone(conn, &notice, due_at);
        }
        if store::logout_notices::delete(conn, &notice.id)? {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}
