//! `/token` (RFC 6749 §3.2).

use std::pin::Pin;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{
    Front,
    client::{self, Ending, Shape},
    cors,
};
use crate::{
    app::Ctx,
    authn::Presented,
    authorize::Params,
    core::{Reason, Refusal, ScopeList, Secret, Settled, failpoint},
    grants::{self, GrantRequest, Issued, authorization_code, client_credentials, refresh_token},
    http::{HttpState, blocking, failing},
};

/// The only method (TK-01).
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    failing::arm(&request);
    let mut response = match front.edge_refusal(&request) {
        Some(refused) => refused,
        None => settle(&front, &state, &request, &mut payload).await,
    };
    cors::allow(&state, &request, &mut response);
    failing::in_pieces(&request, response)
}

/// The same for a door at whose address it is served, too.
pub fn serve(
    request: HttpRequest,
    payload: web::Payload,
) -> Pin<Box<dyn Future<Output = HttpResponse>>> {
    let front = request.app_data::<web::Data<Front>>().cloned();
    let state = request.app_data::<web::Data<HttpState>>().cloned();
    Box::pin(async move {
        match (front, state) {
            (Some(front), Some(state)) => post(front, state, request, payload).await,
            _ => HttpResponse::InternalServerError().finish(),
        }
    })
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
    let asked = read(&ctx, request, payload).await;
    let settled = match asked {
        Ok((presented, asked)) => {
            blocking(move || decide(&ctx, (&presented, &told_end), asked)).await
        }
        Err(refusal) => Ok(Err(refusal)),
    };
    let mut response = match settled {
        Ok(Ok(issued)) => answer(front, &issued),
        Ok(Err(refusal)) => front.oauth_error(request, &refusal),
        Err(fault) => front.fault(request, &fault),
    };
    ending.tell(&state.app.issuer, &mut response);
    response
}

fn decide(
    ctx: &Ctx,
    (presented, ending): (&Presented, &Ending),
    asked: Result<GrantRequest, Refusal>,
) -> Settled<Issued> {
    // TK-08: client authentication comes first, whatever else is wrong.
    let caller = match client::authenticate(ctx, presented, ending)? {
        Ok(caller) => caller,
        Err(refusal) => return Ok(Err(refusal)),
    };
    failpoint::hit("authenticated");
    match asked {
        Ok(asked) => grants::settle(ctx, &caller, &asked),
        Err(refusal) => Ok(Err(refusal)),
    }
}

type Read = (Presented, Result<GrantRequest, Refusal>);

/// Who asks, and what for: parsed, not yet judged.
async fn read(
    ctx: &Ctx,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> Result<Read, Refusal> {
    let (presented, params) = client::read(ctx, request, payload, &SHAPE).await?;
    Ok((presented, grant_request(&params)))
}

const SHAPE: Shape = Shape {
    known: &[
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "scope",
        "refresh_token",
    ],
    secret: &["code", "code_verifier", "refresh_token"],
};

fn grant_request(params: &Params) -> Result<GrantRequest, Refusal> {
    let text = |name: &'static str| Ok::<_, Refusal>(params.one(name)?.map(str::to_owned));
    // RFC 8707 §2: it may be repeated.
    let resource = || params.all("resource").map(str::to_owned).collect();
    match params.one("grant_type")? {
        None => Err(Refusal::of(Reason::ParameterMissing, "grant_type")),
        Some("authorization_code") => Ok(GrantRequest::AuthorizationCode(
            authorization_code::Request {
                code: text("code")?
                    .map(Secret::new)
                    .ok_or(Refusal::of(Reason::ParameterMissing, "code"))?,
                redirect_uri: text("redirect_uri")?,
                verifier: text("code_verifier")?.map(Secret::new),
                resource: resource(),
            },
        )),
        Some("refresh_token") => Ok(GrantRequest::RefreshToken(refresh_token::Request {
            token: text("refresh_token")?
                .map(Secret::new)
                .ok_or(Refusal::of(Reason::ParameterMissing, "refresh_token"))?,
            scope: scope(params)?,
            resource: resource(),
            door: None,
        })),
        Some("client_credentials") => Ok(GrantRequest::ClientCredentials(
            client_credentials::Request {
                scope: scope(params)?,
                resource: resource(),
                door: None,
            },
        )),
        // TK-06: the password grant has no name here, whatever doors are open.
        Some(_) => Err(Reason::GrantTypeUnsupported.into()),
    }
}

/// RFC 6749 §3.3: `scope = scope-token *( SP scope-token )`; spaces alone are none.
fn scope(params: &Params) -> Result<Option<ScopeList>, Refusal> {
    match params.one("scope")? {
        Some(scope) => match ScopeList::parse(scope) {
            Some(scope) if !scope.is_empty() => Ok(Some(scope)),
            _ => Err(Reason::ScopeInvalid.into()),
        },
        None => Ok(None),
    }
}

/// RFC 6749 §5.1; TK-18: `scope` is always there.
fn answer(front: &Front, issued: &Issued) -> HttpResponse {
    let mut body = json!({
        "access_token": issued.access_token.expose(),
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": issued.scope.to_string(),
    });
    if let Some(refresh_token) = &issued.refresh_token {
        body["refresh_token"] = json!(refresh_token.expose());
    }
    if let Some(id_token) = &issued.id_token {
        body["id_token"] = json!(id_token.expose());
    }
    front.json(200, &body)
}
