//! OCARIoT's `POST /v1/auth`: `docs/legacy/ocariot.md`.

mod dialect;
mod parse;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};
use serde_json::json;

pub use dialect::{Refused, refuse};
pub use parse::into_request;

use crate::{
    account,
    authn::Caller,
    core::{Fault, Reason, Settled},
    estates::Door,
    grants::{self, Issued},
    http::{HttpState, blocking, body, edge::EdgeRefusal},
    model::{KeyPurpose, client::SigningAlgorithm},
};

/// Every request under the door's prefix or at its hosts.
pub async fn serve(
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let mut response = respond(&state, &request, &mut payload).await;
    cors(&state, &request, &mut response);
    response
}

async fn respond(
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> HttpResponse {
    let path = original_path(state, request);
    if let Some(EdgeRefusal(reason)) = request.extensions().get::<EdgeRefusal>().copied() {
        return refuse(&Refused::from(reason));
    }
    // Express: upper and lower case are one, and a slash at the end is none (O18).
    let route = path
        .split('?')
        .next()
        .unwrap_or("")
        .trim_end_matches('/')
        .to_ascii_lowercase();
    match (request.method(), route.as_str()) {
        (&Method::POST, "/v1/auth") => login(state, request, payload).await,
        (&Method::GET | &Method::HEAD, "/.well-known/ocariot.pem") => pem(state),
        (&Method::OPTIONS, "/v1/auth") => HttpResponse::NoContent().finish(),
        // O19: other methods are 404, too, and the text names the address as it was sent.
        _ => refuse(&Refused::NotFound { path }),
    }
}

async fn login(
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> HttpResponse {
    let asked = match body::read(payload, state.app.config.limits.body).await {
        Ok(body) => into_request(request, &body),
        Err(refusal) => Err(Refused::from(refusal.reason)),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(refused) => return refuse(&refused),
    };
    let ctx = state.ctx(request);
    let settled: Result<_, Fault> = blocking(move || -> Settled<Issued> {
        let client = &ctx.app.config.legacy.ocariot.door.client;
        match Caller::of_door(&ctx, Door::Ocariot.name(), client) {
            Some(caller) => grants::settle(&ctx, &caller, &asked),
            None => Ok(Err(Reason::ClientDisabled.into())),
        }
    })
    .await;
    match settled {
        Ok(Ok(issued)) => answer(&issued),
        Ok(Err(refusal)) => refuse(&Refused::from(refusal)),
        Err(fault) => {
            tracing::error!(error = %fault, "fault");
            refuse(&Refused::from(&fault))
        }
    }
}

/// 200 with `access_token` and no other member.
pub fn answer(issued: &Issued) -> HttpResponse {
    dialect::json(
        200,
        &json!({ "access_token": issued.access_token.expose() }),
    )
}

/// The public key, for gateways that read a PEM file.
fn pem(state: &HttpState) -> HttpResponse {
    let purpose = KeyPurpose::Door(Door::Ocariot.name().to_owned());
    match account::key::public_pem(&state.app, &purpose, SigningAlgorithm::Rs256) {
        Ok(pem) => HttpResponse::Ok()
            .content_type("application/x-pem-file")
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .body(pem),
        Err(fault) => refuse(&Refused::from(&fault)),
    }
}

/// The address as the caller sent it, below the door's prefix, with its query.
fn original_path(state: &HttpState, request: &HttpRequest) -> String {
    let whole = request
        .uri()
        .path_and_query()
        .map_or("", |path| path.as_str());
    let rest = whole
        .strip_prefix(state.app.config.legacy.ocariot.door.prefix.as_str())
        .unwrap_or(whole);
    if rest.starts_with('/') {
        rest.to_owned()
    } else {
        format!("/{rest}")
    }
}

/// The dashboard is a browser app: the origins that the operator lists may call.
fn cors(state: &HttpState, request: &HttpRequest, response: &mut HttpResponse) {
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return;
    };
    let listed = &state.app.config.legacy.ocariot.cors_origins;
    if origin
        .to_str()
        .is_ok_and(|origin| listed.iter().any(|known| known == origin))
    {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            header::HeaderValue::from_static("POST"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            header::HeaderValue::from_static("accept, authorization, content-type"),
        );
        headers.append(header::VARY, header::HeaderValue::from_static("Origin"));
    }
}
