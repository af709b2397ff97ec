//! `/introspect` (RFC 7662).

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{
    Front,
    client::{self, Ending, Shape},
};
use crate::{
    app::Ctx,
    authn::Presented,
    core::{Reason, Refusal, Secret, Settled, secret::kind},
    grants::introspect,
    http::{HttpState, looking},
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
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let ending = Ending::default();
    let told_end = ending.clone();
    let told = match client::read(&ctx, &request, &mut payload, &SHAPE).await {
        Ok((presented, params)) => {
            let token = client::token(&params);
            looking(ctx, move |ctx| {
                decide(ctx, (&presented, &told_end), token.as_ref())
            })
            .await
        }
        Err(refusal) => Ok(Err(refusal)),
    };
    let mut response = match told {
        Ok(Ok(told)) => front.json(200, &told),
        Ok(Err(refusal)) => front.oauth_error(&request, &refusal),
        Err(fault) => front.fault(&request, &fault),
    };
    ending.tell(&state.app.issuer, &mut response);
    response
}

fn decide(
    ctx: &Ctx,
    (presented, ending): (&Presented, &Ending),
    token: Result<&Secret<kind::AnyToken>, &Refusal>,
) -> Settled<Told> {
    let caller = match client::authenticate(ctx, presented, ending)? {
        Ok(caller) => caller,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // CA-13: "a public client … gets 401 at introspection".
    if caller.client.is_public() {
        return Ok(Err(Reason::ClientAuthMissing.into()));
    }
    let token = match token {
        Ok(token) => token,
        Err(refusal) => return Ok(Err(refusal.clone())),
    };
    // JW-12: "inactive for any reason → exactly `{"active":false}`".
    Ok(Ok(match introspect::introspect(ctx, &caller, token)? {
        Some(active) => Told::Active(Box::new(active)),
        None => Told::Inactive { active: false },
    }))
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    Active(Box<introspect::Active>),
    Inactive { active: bool },
}
