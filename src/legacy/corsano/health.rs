//! The Health Cloud: the exchange of a token of the Users Cloud, the person's record there, and
//! the standard flow that the API's document advises.

use actix_web::{
    HttpResponse,
    http::{Method, header},
};

use super::{
    super::{Call, Cors, LegacyDoor},
    CORS, Lifetimes, fault, into_exchange, is_get, login, profile, refuse, refuse_early, unrouted,
};
use crate::{
    app::Ctx,
    authn::bearer::{self, Bearer},
    core::{Door, Fault, Reason, Refusal, Secret, Settled, secret::kind},
    estates::corsano,
    http::{body, endpoint::TokenEndpoint},
};

/// The door.
pub struct Health;

impl LegacyDoor for Health {
    const DOOR: Door = Door::CorsanoHealth;
    const CORS: Option<Cors> = Some(CORS);

    async fn call(call: &Call<'_>) -> HttpResponse {
        match (call.method(), call.path.to_ascii_lowercase().as_str()) {
            (&Method::POST, "/login") => {
                let how = (lifetimes(call), corsano::health_document as super::Find);
                login::<Self>(call, into_exchange, how).await
            }
            (method, "/profile") if is_get(method) => {
                profile::<Self>(call, verify, corsano::health_document).await
            }
            (method, "/oauth/authorize") if is_get(method) => authorize(call),
            (&Method::POST, "/oauth/token") => token(call).await,
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
        "/login" | "/oauth/token" => Some("POST"),
        "/profile" | "/oauth/authorize" => Some("GET, HEAD"),
        _ => None,
    }
}

fn lifetimes(call: &Call<'_>) -> Lifetimes {
    let config = &call.state.app.config.legacy.corsano_health;
    Lifetimes {
        token: config.lifetime,
        refresh: config.refresh,
    }
}

/// Tokens of this cloud, and tokens of the standard flow for its resource with a scope of it.
fn verify(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Settled<Bearer> {
    match bearer::at_door(ctx, Door::CorsanoHealth, token)? {
        Err(refusal) if refusal.reason == Reason::TokenInvalid => {}
        settled => return Ok(settled),
    }
    let resource = &ctx.app.config.legacy.corsano_health.resource;
    let bearer = match bearer::verify(ctx, token, resource)? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let catalog = ctx.app.catalog();
    let scopes = catalog.resource(resource).map(|known| &known.scopes);
    let opens = scopes
        .into_iter()
        .flatten()
        .any(|scope| bearer.scope.contains(scope));
    Ok(if opens {
        Ok(bearer)
    } else {
        Err(Reason::ScopeInsufficient.into())
    })
}

/// Sends the browser to the issuer's own authorization endpoint. Whoever came here means this
/// cloud, so a request that names no resource asks for this one.
fn authorize(call: &Call<'_>) -> HttpResponse {
    let app = &call.state.app;
    let query = call.request.query_string();
    let pairs = body::pairs(query).unwrap_or_default();
    let names_one = pairs
        .iter()
        .any(|(name, value)| (name == "resource" || name == "aud") && !value.is_empty());
    let mut sent = query.to_owned();
    if !names_one {
        let resource = &app.config.legacy.corsano_health.resource;
        let mut pair = url::form_urlencoded::Serializer::new(String::new());
        pair.append_pair("resource", resource);
        let pair = pair.finish();
        sent = match query {
            "" => pair,
            query => format!("{query}&{pair}"),
        };
    }
    let address = format!("{}/authorize?{sent}", app.issuer.trim_end_matches('/'));
    call.note_outcome("ok");
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The token endpoint itself, at the address where clients of the old API expect it.
async fn token(call: &Call<'_>) -> HttpResponse {
    let endpoint = call.request.app_data::<TokenEndpoint>().copied();
    match (endpoint, call.take_payload()) {
        (Some(TokenEndpoint(serve)), Some(payload)) => serve(call.request.clone(), payload).await,
        _ => fault(&Fault::Internal("there is no token endpoint".into())),
    }
}
