//! The Users Cloud: sign-in, refresh, sign-out, and the person's record.

use actix_web::{
    HttpResponse,
    http::{Method, header},
};
use serde_json::Value;

use super::{
    super::{Call, Cors, LegacyDoor},
    CORS, Lifetimes, Refused, dialect, fault, into_request, is_get, login, profile, refuse,
    refuse_early, refuse_token, token, unrouted,
};
use crate::{
    app::Ctx,
    authn::{
        Caller,
        bearer::{self, Bearer},
    },
    core::{Door, Fault, Reason, Refusal, Secret, Settled, secret::kind},
    estates::corsano,
    grants::{self, GrantRequest, Issued, refresh_token},
};

/// The door.
pub struct Users;

impl LegacyDoor for Users {
    const DOOR: Door = Door::CorsanoUsers;
    const CORS: Option<Cors> = Some(CORS);

    async fn call(call: &Call<'_>) -> HttpResponse {
        match (call.method(), call.path.to_ascii_lowercase().as_str()) {
            (&Method::POST, "/login") => {
                let how = (lifetimes(call), corsano::users_document as super::Find);
                login::<Self>(call, into_request, how).await
            }
            (&Method::GET, "/auth/refresh") => refresh(call).await,
            (&Method::POST, "/auth/logout") => logout(call).await,
            (method, "/profile") if is_get(method) => {
                profile::<Self>(call, verify, corsano::users_document).await
            }
            _ => refuse(&unrouted(call, routes)),
        }
    }

    fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
        refuse_early(call, refusal, routes)
    }

    fn fault(_: &Call<'_>, broken: &Fault) -> HttpResponse {
        fault(broken)
    }
}

fn routes(path: &str) -> Option<&'static str> {
    match path {
        "/login" | "/auth/logout" => Some("POST"),
        "/auth/refresh" => Some("GET"),
        "/profile" => Some("GET, HEAD"),
        _ => None,
    }
}

fn lifetimes(call: &Call<'_>) -> Lifetimes {
    let config = &call.state.app.config.legacy.corsano_users;
    Lifetimes {
        token: config.lifetime,
        refresh: config.refresh,
    }
}

/// Tokens of this cloud, and no others.
fn verify(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Settled<Bearer> {
    bearer::at_door(ctx, Door::CorsanoUsers, token)
}

/// `GET /auth/refresh`: the token is its own refresh credential, and may have expired. It has no
/// `HEAD`, which would use it up without a body.
async fn refresh(call: &Call<'_>) -> HttpResponse {
    let Some(token) = token(call) else {
        return refuse(&Refused::from(Reason::TokenMissing));
    };
    let asked = GrantRequest::RefreshToken(refresh_token::Request {
        token: Secret::new(token.expose()),
        scope: None,
        resource: Vec::new(),
        door: Some(Door::CorsanoUsers),
    });
    match call.grant(asked).await {
        Ok(Ok(issued)) => refreshed(call, &issued),
        Ok(Err(refusal)) => refuse_token(refusal, &token),
        Err(fault) => Users::fault(call, &fault),
    }
}

/// The new token in the body and in a header: each generation of clients finds it where it looks.
fn refreshed(call: &Call<'_>, issued: &Issued) -> HttpResponse {
    let members = lifetimes(call).members(&issued.access_token);
    let mut response = dialect::json(200, &Value::Object(members));
    let value = format!("Bearer {}", issued.access_token.expose());
    if let Ok(value) = header::HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::AUTHORIZATION, value);
    }
    response
}

/// `POST /auth/logout`: the session ends, and with it what was exchanged for the Health Cloud.
async fn logout(call: &Call<'_>) -> HttpResponse {
    let Some(token) = token(call) else {
        return refuse(&Refused::from(Reason::TokenMissing));
    };
    let shown = token.clone();
    match call.settle(move |ctx| sign_out(ctx, &token)).await {
        Ok(Ok(())) => HttpResponse::NoContent()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish(),
        Ok(Err(refusal)) => refuse_token(refusal, &shown),
        Err(fault) => Users::fault(call, &fault),
    }
}

/// The grant of the token goes, since the token is what refreshes it.
fn sign_out(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Settled<()> {
    let client = &ctx.app.config.legacy.corsano_users.client;
    match Caller::of_door(ctx, Door::CorsanoUsers, client) {
        Some(caller) => grants::revoke::at_door(ctx, &caller, Door::CorsanoUsers, token),
        None => Ok(Err(Reason::ClientDisabled.into())),
    }
}
