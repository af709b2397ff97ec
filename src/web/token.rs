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
    authn::{
        Presented,
        voucher::{self, Voucher},
    },
    authorize::Params,
    core::{Reason, Refusal, ScopeList, Secret, Settled, failpoint},
    grants::{
        self, GrantRequest, Issued, authorization_code, client_credentials,
        jwt_bearer::{self, Vouched},
        refresh_token, token_exchange,
    },
    http::{HttpState, blocking, failing},
    model::{GrantType, Word},
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
    let exchanged = matches!(&asked, Ok((_, Ok(GrantRequest::TokenExchange(_)))));
    let settled = match asked {
        Ok((presented, asked)) => {
            blocking(move || decide(&ctx, (&presented, &told_end), asked)).await
        }
        Err(refusal) => unsettled(None, refusal),
    };
    let mut response = match settled {
        Ok(Ok(issued)) => answer(front, &issued, exchanged),
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
    let by_assertion = match &asked {
        Ok(GrantRequest::JwtBearer(jwt_bearer::Request {
            vouched: Vouched::Assertion(voucher),
            ..
        })) => voucher::authenticate(ctx, presented, voucher)?,
        Ok(_) | Err(_) => None,
    };
    let caller = match by_assertion {
        Some(caller) => client::noted(ctx, caller, ending),
        None => client::authenticate(ctx, presented, ending)?,
    };
    let caller = match caller {
        Ok(caller) => caller,
        Err(refusal) => return unsettled(asked.as_ref().ok(), refusal),
    };
    failpoint::hit("authenticated");
    match asked {
        Ok(asked) => grants::settle(ctx, &caller, &asked),
        Err(refusal) => unsettled(None, refusal),
    }
}

/// Counts what was refused before the pipeline had it.
fn unsettled(asked: Option<&GrantRequest>, refusal: Refusal) -> Settled<Issued> {
    let settled = Ok(Err(refusal));
    grants::count(asked.map_or("none", GrantRequest::name), &settled);
    settled
}

type Read = (Presented, Result<GrantRequest, Refusal>);

/// Who asks, and what for: parsed, not yet judged.
async fn read(
    ctx: &Ctx,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> Result<Read, Refusal> {
    let (presented, params) = client::read(ctx, request, payload, &SHAPE).await?;
    let asked = match grant_type(&params) {
        Ok(GrantType::TokenExchange) => exchange(&params).map(GrantRequest::TokenExchange),
        Ok(GrantType::JwtBearer) => vouching(ctx, &params).await.map(GrantRequest::JwtBearer),
        Ok(other) => grant_request(other, &params),
        Err(refusal) => Err(refusal),
    };
    Ok((presented, asked))
}

const SHAPE: Shape = Shape {
    repeatable: &["audience"],
    known: &[
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "scope",
        "refresh_token",
        "assertion",
        "subject_token",
        "subject_token_type",
        "requested_token_type",
        "actor_token",
        "actor_token_type",
    ],
    secret: &[
        "code",
        "code_verifier",
        "refresh_token",
        "assertion",
        "subject_token",
        "actor_token",
    ],
};

fn grant_type(params: &Params) -> Result<GrantType, Refusal> {
    let name = params.one("grant_type")?;
    let name = name.ok_or(Refusal::of(Reason::ParameterMissing, "grant_type"))?;
    // TK-06: the password grant has no name here, whatever doors are open.
    let found = GrantType::from_word(name).ok_or(Reason::GrantTypeUnsupported)?;
    // TK-04: only an exchange may have several.
    if found != GrantType::TokenExchange {
        params.one("audience")?;
    }
    Ok(found)
}

fn text(params: &Params, name: &'static str) -> Result<Option<String>, Refusal> {
    Ok(params.one(name)?.map(str::to_owned))
}

fn required(params: &Params, name: &'static str) -> Result<String, Refusal> {
    text(params, name)?.ok_or(Refusal::of(Reason::ParameterMissing, name))
}

/// RFC 8707 §2: it may be repeated.
fn all(params: &Params, name: &str) -> Vec<String> {
    params.all(name).map(str::to_owned).collect()
}

/// RFC 8693 §2.1.
fn exchange(params: &Params) -> Result<token_exchange::Request, Refusal> {
    // Who acts is the client that asks, and nobody else.
    for name in ["actor_token", "actor_token_type"] {
        if params.one(name)?.is_some() {
            return Err(Refusal::of(Reason::ParameterInvalid, name));
        }
    }
    Ok(token_exchange::Request {
        subject_token: Secret::new(required(params, "subject_token")?),
        subject_token_type: required(params, "subject_token_type")?,
        requested_token_type: text(params, "requested_token_type")?,
        audience: all(params, "audience"),
        resource: all(params, "resource"),
        scope: scope(params)?,
        at_door: None,
        onward: None,
    })
}

/// RFC 7523 §2.1, with the keys to verify the assertion.
async fn vouching(ctx: &Ctx, params: &Params) -> Result<jwt_bearer::Request, Refusal> {
    let scope = scope(params)?;
    let assertion = Secret::new(required(params, "assertion")?);
    Ok(jwt_bearer::Request {
        vouched: Vouched::Assertion(Voucher::fetch(ctx, assertion).await),
        scope,
        resource: all(params, "resource"),
        at_door: None,
    })
}

fn grant_request(grant: GrantType, params: &Params) -> Result<GrantRequest, Refusal> {
    let resource = || all(params, "resource");
    match grant {
        GrantType::AuthorizationCode => Ok(GrantRequest::AuthorizationCode(
            authorization_code::Request {
                code: Secret::new(required(params, "code")?),
                redirect_uri: text(params, "redirect_uri")?,
                verifier: text(params, "code_verifier")?.map(Secret::new),
                resource: resource(),
            },
        )),
        GrantType::RefreshToken => Ok(GrantRequest::RefreshToken(refresh_token::Request {
            token: Secret::new(required(params, "refresh_token")?),
            scope: scope(params)?,
            resource: resource(),
            door: None,
        })),
        GrantType::ClientCredentials => Ok(GrantRequest::ClientCredentials(
            client_credentials::Request {
                scope: scope(params)?,
                resource: resource(),
                door: None,
            },
        )),
        GrantType::TokenExchange | GrantType::JwtBearer => Err(Reason::GrantTypeUnsupported.into()),
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
fn answer(front: &Front, issued: &Issued, exchanged: bool) -> HttpResponse {
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
    // RFC 8693 §2.2.1: REQUIRED.
    if exchanged {
        body["issued_token_type"] = json!(token_exchange::ACCESS_TOKEN_TYPE);
    }
    if let Some(human_id) = issued.subject.human() {
        body["human_id"] = json!(human_id);
    }
    front.json(200, &body)
}
