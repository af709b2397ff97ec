//! `/revoke` (RFC 7009).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, PRAGMA},
    web,
};

use super::{
    Front,
    client::{self, Ending, Shape},
    cors,
};
use crate::{
    app::Ctx,
    authn::Presented,
    core::{Refusal, Secret, Settled, secret::kind},
    grants::revoke,
    http::{HttpState, blocking},
};

const SHAPE: Shape = Shape {
    repeatable: &[],
    known: &["token", "token_type_hint"],
    secret: &["token"],
};

/// The only method.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let mut response = match front.edge_refusal(&request) {
        Some(refused) => refused,
        None => settle(&front, &state, &request, &mut payload).await,
    };
    cors::allow(&state, &request, &mut response);
    response
}

async fn settle(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> HttpResponse {
    let ctx = state.ctx(request);
    let ending = Ending::default();
    let told_end = ending.clone();
    let settled = match client::read(&ctx, request, payload, &SHAPE).await {
        Ok((presented, params)) => {
            // RFC 7009 §2.1: the server "MUST extend its search across all of its supported token
            // types" if the hint is wrong.
            let token = client::token(&params);
            blocking(move || decide(&ctx, (&presented, &told_end), token)).await
        }
        Err(refusal) => Ok(Err(refusal)),
    };
    let mut response = match settled {
        Ok(Ok(())) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((PRAGMA, "no-cache"))
            .finish(),
        Ok(Err(refusal)) => front.oauth_error(request, &refusal),
        // RFC 7009 §2.2.1: after 503 "the client must assume the token still exists".
        Err(fault) => front.fault(request, &fault),
    };
    ending.tell(&state.app.issuer, &mut response);
    response
}

fn decide(
    ctx: &Ctx,
    (presented, ending): (&Presented, &Ending),
    token: Result<Secret<kind::AnyToken>, Refusal>,
) -> Settled<()> {
    let caller = match client::authenticate(ctx, presented, ending)? {
        Ok(caller) => caller,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match token {
        Ok(token) => revoke::revoke(ctx, &caller, &token),
        Err(refusal) => Ok(Err(refusal)),
    }
}
