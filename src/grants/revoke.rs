//! Revoking a token at its client's wish (RFC 7009).

use serde_json::json;

use super::{door_refresh, renewal};
use crate::{
    app::Ctx,
    authn::{Caller, bearer},
    config::policy,
    core::{Door, Fault, Reason, Secret, Settled, Timestamp, secret::kind},
    crypto::digest::sha256,
    model::{AuditEvent, GrantId, grant::GrantState, refresh::RefreshToken},
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
    let (kind, found) = if renewal::is_refresh_token(token.expose()) {
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
    count(kind, outcome);
    Ok(settled)
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!("signet_revocations_total", "token" => kind, "outcome" => outcome)
        .increment(1);
}

type Found = Result<Option<Target>, Reason>;

/// JW-16: "Revoking a refresh token kills its grant (all refresh + access)". Any token of the
/// chain will do: whoever wants an old one gone wants no newer one.
fn refresh_token(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::RefreshToken>,
) -> Result<Found, Fault> {
    if !renewal::is_well_formed(token.expose()) {
        return Ok(Ok(None));
    }
    let digest = sha256(token);
    let found = ctx
        .app
        .store
        .read(|conn| store::refresh_tokens::find_state(conn, &digest, ctx.now))?;
    Ok(judge(caller, found))
}

fn judge(caller: &Caller, found: Option<(RefreshToken, GrantState)>) -> Found {
    match found {
        Some((_, state)) if state.grant.client_id != caller.client.id => Err(Reason::TokenForeign),
        Some((_, state)) if state.grant.revoked_at.is_none() => {
            Ok(Some(Target::Grant(state.grant.id)))
        }
        Some(_) | None => Ok(None),
    }
}

/// An access token goes alone; the grant goes with it where no other token can come of it, and
/// where the token is what it is refreshed by.
fn access_token(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::AccessToken>,
) -> Result<Found, Fault> {
    let bearer = match bearer::inspect(ctx, token)? {
        Ok(bearer) => bearer,
        Err(refusal) if refusal.reason == Reason::TokenExpired => {
            return Ok(judge(caller, door_refresh::find(ctx, token)?));
        }
        Err(_) => return Ok(Ok(None)),
    };
    if bearer.client.id != caller.client.id {
        return Ok(Err(Reason::TokenForeign));
    }
    Ok(Ok(Some(match bearer::parse_jti(&bearer.jti) {
        Some((grant, generation)) if generation == 0 || bearer.refreshes_by_itself() => {
            Target::Grant(grant)
        }
        Some(_) | None => {
            // As long as anybody might take it (JW-06).
            let until = bearer.expires_at.plus(policy::CLOCK_LEEWAY);
            Target::Token(bearer.jti, until)
        }
    })))
}

/// Signs out at a door: the grant of this token, which must be in its time, ends with all that
/// came of it. Refused with what is wrong with the token.
pub fn at_door(
    ctx: &Ctx,
    caller: &Caller,
    door: Door,
    token: &Secret<kind::AccessToken>,
) -> Settled<()> {
    let bearer = match bearer::at_door(ctx, door, token)? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if bearer.client.id != caller.client.id {
        return Ok(Err(Reason::TokenForeign.into()));
    }
    if let Some(state) = bearer.grant {
        apply(ctx, caller, "access_token", Target::Grant(state.grant.id))?;
        count("access_token", "revoked");
    }
    Ok(Ok(()))
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
            Target::Token(jti, until) => {
                let denied = store::tokens::deny(conn, jti, *until)?;
                // LE-X4: what was made of it does not outlive it.
                if let Some((parent, _)) = bearer::parse_jti(jti) {
                    let made_from = (&parent, jti.as_str());
                    store::grants::revoke_exchanged(conn, made_from, Reason::TokenRevoked, now)?;
                }
                denied
            }
        };
        // Of several at once, one is told of.
        if changed {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}
