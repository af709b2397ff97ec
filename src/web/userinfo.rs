//! `/userinfo` (OpenID Connect Core §5.3).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use serde_json::{Value, json};

use super::{Front, cors};
use crate::{
    account::profile,
    app::Ctx,
    authn::bearer,
    core::{Reason, Refusal, Secret, Settled, secret::kind},
    grants,
    http::{HttpState, body, looking},
};

/// The token in the header.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    respond(&front, &state, &request, None).await
}

/// The token in the header or in a form (RFC 6750 §2.2).
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let limit = state.app.config.limits.body;
    let is_form = body::media_type(&request) == "application/x-www-form-urlencoded";
    let form = if is_form {
        body::read_form(&request, &mut payload, limit).await.ok()
    } else {
        None
    };
    let token = form
        .and_then(|pairs| pairs.into_iter().find(|(name, _)| name == "access_token"))
        .map(|(_, token)| token);
    respond(&front, &state, &request, token).await
}

async fn respond(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    in_body: Option<String>,
) -> HttpResponse {
    let mut response = match front.edge_refusal(request) {
        Some(refused) => refused,
        None => claims(front, state, request, in_body).await,
    };
    cors::allow(state, request, &mut response);
    response
}

async fn claims(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    in_body: Option<String>,
) -> HttpResponse {
    let header = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let in_header = header.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("Bearer")
            .then(|| token.trim().to_owned())
    });
    // JW-17: "Userinfo: header or form body only; token in query ignored → 401".
    let token = match (in_header, in_body) {
        (Some(_), Some(_)) => {
            return refuse(
                front,
                request,
                &Refusal::of(Reason::ParameterRepeated, "access_token"),
            );
        }
        (Some(token), None) | (None, Some(token)) => Secret::new(token),
        (None, None) => return refuse(front, request, &Reason::TokenMissing.into()),
    };
    let ctx = state.ctx(request);
    match looking(ctx, move |ctx| find(ctx, &token)).await {
        Ok(Ok(claims)) => front.json(200, &claims),
        Ok(Err(refusal)) => refuse(front, request, &refusal),
        Err(fault) => front.fault(request, &fault),
    }
}

fn find(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Settled<Value> {
    let bearer = match bearer::verify(ctx, token, &ctx.app.issuer)? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(reason) = grants::protect(&bearer.scope, "openid") {
        return Ok(Err(reason.into()));
    }
    let Some((grant, user)) = bearer
        .grant
        .as_ref()
        .and_then(|state| Some((&state.grant, state.user.as_ref()?)))
    else {
        return Ok(Err(Reason::TokenInvalid.into()));
    };
    let (catalog, known) = (ctx.app.catalog(), profile::known(user));
    let mut claims = profile::by_scope(&catalog, &known, &bearer.scope);
    if let Some(asked) = &grant.claims {
        let asked = profile::narrowed(&catalog, asked, &grant.scope, &bearer.scope);
        claims.extend(profile::by_name(&known, &asked.userinfo));
    }
    claims.insert("sub".into(), json!(bearer.subject));
    Ok(Ok(Value::Object(claims)))
}

/// RFC 6750 §3.
fn refuse(front: &Front, request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
    let public = refusal.reason.public();
    let mut challenge = "Bearer realm=\"userinfo\"".to_owned();
    // §3.1: without any token the challenge has no error code.
    if public != Reason::TokenMissing {
        challenge.push_str(&format!(
            ", error=\"{}\", error_description=\"{}\"",
            public.oauth_error(),
            front.texts.description(public)
        ));
    }
    if public == Reason::ScopeInsufficient {
        challenge.push_str(", scope=\"openid\"");
    }
    let mut response = front.oauth_error(request, refusal);
    match HeaderValue::from_str(&challenge) {
        Ok(value) => drop(
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value),
        ),
        Err(error) => tracing::error!(%error, "a challenge cannot be written"),
    }
    response
}
