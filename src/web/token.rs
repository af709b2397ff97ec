//! `/token` (RFC 6749 §3.2).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{Front, client_auth, cors};
use crate::{
    app::Ctx,
    authn::{Presented, client},
    authorize::Params,
    core::{Reason, Refusal, ScopeList, Secret, Settled, failpoint},
    grants::{self, GrantRequest, Issued, authorization_code, client_credentials, refresh_token},
    http::{HttpState, blocking, body, failing},
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

async fn settle(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> HttpResponse {
    let ctx = state.ctx(request);
    let asked = read(&ctx, request, payload).await;
    let settled = match asked {
        Ok((presented, asked)) => blocking(move || decide(&ctx, &presented, asked)).await,
        Err(refusal) => Ok(Err(refusal)),
    };
    match settled {
        Ok(Ok(issued)) => answer(front, &issued),
        Ok(Err(refusal)) => front.oauth_error(request, &refusal),
        Err(fault) => front.fault(request, &fault),
    }
}

fn decide(
    ctx: &Ctx,
    presented: &Presented,
    asked: Result<GrantRequest, Refusal>,
) -> Settled<Issued> {
    // TK-08: client authentication comes first, whatever else is wrong.
    let caller = match client::authenticate(ctx, presented)? {
        Ok(caller) => caller,
        Err(refusal) => {
            tracing::warn!(
                request_id = ctx.request_id,
                reason = refusal.reason.code(),
                "client authentication failed"
            );
            return Ok(Err(refusal));
        }
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
    refuse_credentials_in_url(ctx, request).await?;
    let pairs = body::read_form(request, payload, ctx.app.config.limits.body).await?;
    let params = Params::new(pairs);
    if let Some(name) = params.repeated() {
        let known = [
            "grant_type",
            "code",
            "redirect_uri",
            "code_verifier",
            "scope",
            "refresh_token",
        ];
        let name = known
            .iter()
            .chain(&client_auth::PARAMETERS)
            .find(|known| **known == name)
            .copied()
            .unwrap_or("a parameter");
        return Err(Refusal::of(Reason::ParameterRepeated, name));
    }
    let presented = client_auth::presented(ctx, request, &params).await?;
    Ok((presented, grant_request(&params)))
}

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
        })),
        Some("client_credentials") => Ok(GrantRequest::ClientCredentials(
            client_credentials::Request {
                scope: scope(params)?,
                resource: resource(),
            },
        )),
        // TK-06: the password grant has no name here, whatever doors are open.
        Some(_) => Err(Reason::GrantTypeUnsupported.into()),
    }
}

/// RFC 6749 §3.3.
fn scope(params: &Params) -> Result<Option<ScopeList>, Refusal> {
    match params.one("scope")? {
        Some(scope) => Ok(Some(
            ScopeList::parse(scope).ok_or(Refusal::new(Reason::ScopeInvalid))?,
        )),
        None => Ok(None),
    }
}

/// TK-03: "secret or code in the URL → 400 `invalid_request` and audit `credential_in_url`";
/// other query parameters are ignored.
async fn refuse_credentials_in_url(ctx: &Ctx, request: &HttpRequest) -> Result<(), Refusal> {
    let pairs = body::pairs(request.query_string()).unwrap_or_default();
    const SECRET: [&str; 5] = [
        "client_secret",
        "code",
        "code_verifier",
        "refresh_token",
        "client_assertion",
    ];
    let Some(name) = SECRET
        .iter()
        .find(|secret| pairs.iter().any(|(name, _)| name == *secret))
    else {
        return Ok(());
    };
    let inner = ctx.clone();
    let name = *name;
    let audited = blocking(move || {
        grants::note(
            &inner,
            "credential_in_url",
            Reason::CredentialInUrl,
            json!({ "parameter": name }),
        )
    });
    if let Err(fault) = audited.await {
        tracing::error!(request_id = ctx.request_id, error = %fault, "an audit row cannot be written");
    }
    Err(Refusal::of(Reason::CredentialInUrl, name))
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
