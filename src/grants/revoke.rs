//! Revoking a token at its client's wish (RFC 7009).

use serde_json::json;

use super::issue::REFRESH_PREFIX;
use crate::{
    app::Ctx,
    authn::{Caller, bearer},
    config::policy,
    core::{Fault, Reason, Secret, Settled, Timestamp, secret::kind, token_text},
    crypto::digest::sha256,
    model::{AuditEvent, GrantId},
    store,
};

/// What goes.
#[derive(Clone, Debug)]
enum Target {
    /// A grant with all its tokens.
    Grant(GrantId),
    /// One access token, until then.
    Token(String, Timestamp),
}

/// Revokes a token of this client.
///
/// RFC 7009 §2.2: the answer is the same "if the token has been revoked successfully or if the
/// client submitted an invalid token". §2.1: "the authorization server … verifies whether the
/// token was issued to the client making the revocation request. If this validation fails, the
/// request is refused" (JW-15).
pub fn revoke(ctx: &Ctx, caller: &Caller, token: &Secret<kind::AnyToken>) -> Settled<()> {
    let (kind, found) = if token.expose().starts_with(REFRESH_PREFIX) {
        let found = refresh_token(ctx, caller, &Secret::new(token.expose()))?;
        ("refresh_token", found)
    } else {
        let found = access_token(ctx, caller, &Secret::new(token.expose()))?;
        ("access_token", found)
    };
    let (settled, outcome) = match found {
        Ok(Some(target)) => {
            apply(ctx, caller, kind, target)?;
            (Ok(()), "revoked")
        }
        Ok(None) => (Ok(()), "unknown"),
        Err(reason) => {
            let event = event(ctx, caller, kind, Some(reason));
            let app = ctx.app.clone();
            ctx.app
                .store
                .write(move |conn| store::audit::append(conn, &app.ledger, &event))?;
            (Err(reason.into()), reason.code())
        }
    };
    metrics::counter!("signet_revocations_total", "token" => kind, "outcome" => outcome)
        .increment(1);
    Ok(settled)
}

type Found = Result<Option<Target>, Reason>;

/// JW-16: "Revoking a refresh token kills its grant (all refresh + access)". Any token of the
/// chain will do: whoever wants an old one gone wants no newer one.
fn refresh_token(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::RefreshToken>,
) -> Result<Found, Fault> {
    if !token_text::is_well_formed(token.expose(), REFRESH_PREFIX) {
        return Ok(Ok(None));
    }
    let digest = sha256(token);
    let found = ctx
        .app
        .store
        .read(|conn| store::refresh_tokens::find_state(conn, &digest, ctx.now))?;
    Ok(match found {
        Some((_, state)) if state.grant.client_id != caller.client.id => Err(Reason::TokenForeign),
        Some((_, state)) if state.grant.revoked_at.is_none() => {
            Ok(Some(Target::Grant(state.grant.id)))
        }
        Some(_) | None => Ok(None),
    })
}

/// An access token goes alone; the grant goes with it where no other token can come of it.
fn access_token(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::AccessToken>,
) -> Result<Found, Fault> {
    let Ok(bearer) = bearer::inspect(ctx, token)? else {
        return Ok(Ok(None));
    };
    if bearer.client.id != caller.client.id {
        return Ok(Err(Reason::TokenForeign));
    }
    Ok(Ok(Some(match bearer::parse_jti(&bearer.jti) {
        Some((grant, 0)) => Target::Grant(grant),
        Some(_) | None => {
            // As long as anybody might take it (JW-06).
            let until = bearer.expires_at.plus(policy::CLOCK_LEEWAY);
            Target::Token(bearer.jti, until)
        }
    })))
}

fn event(ctx: &Ctx, caller: &Caller, kind: &'static str, reason: Option<Reason>) -> AuditEvent {
    let id = &caller.client.id;
    let mut event = ctx.event("token.revoked", reason, format!("client:{id}"));
    event.client_id = Some(id.to_string());
    event.detail = Some(json!({ "token": kind }));
    event
}

fn apply(ctx: &Ctx, caller: &Caller, kind: &'static str, target: Target) -> Result<(), Fault> {
    let mut event = event(ctx, caller, kind, None);
    event.subject = Some(match &target {
        Target::Grant(id) => format!("grant:{id}"),
        Target::Token(jti, _) => format!("token:{jti}"),
    });
    let (app, now) = (ctx.app.clone(), ctx.now);
    ctx.app.store.write(move |conn| {
        let changed = match &target {
            Target::Grant(id) => store::grants::revoke(conn, id, Reason::TokenRevoked, now)?,
            Target::Token(jti, until) => store::tokens::deny(conn, jti, *until)?,
        };
        // Of several at once, one is told of.
        if changed {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}
