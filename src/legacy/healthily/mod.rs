//! Healthily's partner login, its terms, and a resource to try: `docs/legacy/healthily.md`.

mod dialect;
mod parse;

use actix_web::{
    HttpResponse,
    http::{Method, header},
};
use serde_json::json;

pub use dialect::{Refused, answer, refuse};
pub use parse::into_request;

use super::{Call, LegacyDoor};
use crate::{
    app::Ctx,
    authn::{Caller, api_key, bearer, bearer::Bearer, client::authenticate_at_door},
    core::{Door, Fault, Reason, Refusal, ScopeList, Secret, Settled, secret::kind},
    estates::healthily as estate,
    grants::{self, GrantRequest, Issued, token_exchange},
    model::{
        ClientId,
        healthily::{API, LEGAL, Terms},
    },
};

const LOGIN: &str = "/api/v1/login";
/// Where terms are read and accepted. The contract's own path of the latter is lost.
const TERMS: &str = "/api/v1/terms";
const ME: &str = "/api/v1/me";

/// The door. Its requests carry a secret: no browser calls it (H22).
pub struct Healthily;

impl LegacyDoor for Healthily {
    const DOOR: Door = Door::Healthily;

    async fn call(call: &Call<'_>) -> HttpResponse {
        if let Some(refused) = foreign(call).await {
            return refused;
        }
        match (call.path.as_str(), call.method()) {
            (LOGIN, &Method::POST) => login(call).await,
            (TERMS, &Method::GET | &Method::HEAD) => terms(call).await,
            (TERMS, &Method::POST) => accept(call).await,
            (ME, &Method::GET | &Method::HEAD) => me(call).await,
            (LOGIN, _) => other_method(call, "POST"),
            (TERMS, _) => other_method(call, "GET, HEAD, POST"),
            (ME, _) => other_method(call, "GET, HEAD"),
            _ => Self::refuse(call, &Reason::NotFound.into()),
        }
    }

    fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
        call.note_outcome(refusal.reason.code());
        refuse(&Refused::from(refusal.clone()))
    }

    fn fault(_: &Call<'_>, fault: &Fault) -> HttpResponse {
        tracing::error!(error = %fault, "fault");
        refuse(&Refused::from(fault))
    }
}

fn other_method(call: &Call<'_>, allowed: &'static str) -> HttpResponse {
    let mut response = Healthily::refuse(call, &Reason::MethodNotAllowed.into());
    let allowed = header::HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

/// A call that no partner's server makes: from another site's page, or with a credential in its
/// address.
///
/// LE-K2: "Header only; key in URL → 400 and key flagged `exposed` + notice."
async fn foreign(call: &Call<'_>) -> Option<HttpResponse> {
    if parse::is_cross_site(&call.ctx(), call.request) {
        return Some(Healthily::refuse(call, &Reason::CrossSite.into()));
    }
    let (named, mut values) = parse::credentials_in(call.request.query_string());
    values.extend(parse::keys_in(&call.path));
    if values.is_empty() {
        return None;
    }
    let noted = call.settle(move |ctx| Ok(Ok(api_key::note_exposed(ctx, &values)?)));
    match noted.await {
        Ok(Ok(exposed)) if named || exposed => {
            Some(Healthily::refuse(call, &Reason::CredentialInUrl.into()))
        }
        Ok(Ok(_)) => None,
        Ok(Err(refusal)) => Some(Healthily::refuse(call, &refusal)),
        Err(fault) => Some(Healthily::fault(call, &fault)),
    }
}

fn respond<T>(
    call: &Call<'_>,
    settled: Settled<(ClientId, T)>,
    answer: impl FnOnce(&T) -> HttpResponse,
) -> HttpResponse {
    match settled {
        Ok(Ok((client, value))) => {
            call.note_client(&client);
            answer(&value)
        }
        Ok(Err(refusal)) => Healthily::refuse(call, &refusal),
        Err(fault) => Healthily::fault(call, &fault),
    }
}

fn presented_key(call: &Call<'_>) -> Secret<kind::ApiKey> {
    Secret::new(call.header("x-api-key"))
}

async fn login(call: &Call<'_>) -> HttpResponse {
    let key = presented_key(call);
    let body = call.body().await;
    let asked = body.and_then(|body| into_request(call.request, &body));
    let settled = call.settle(move |ctx| settle_login(ctx, &key, asked)).await;
    respond(call, settled, answer)
}

/// The key first: without one nothing else is looked at (H04).
fn settle_login(
    ctx: &Ctx,
    key: &Secret<kind::ApiKey>,
    asked: Result<parse::Login, Refusal>,
) -> Settled<(ClientId, Issued)> {
    let owner = match api_key::prove(ctx, key)? {
        Ok(owner) => owner,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // "key must belong to the partner"; who is none at all is unknown to the pipeline (H05).
    let named = ctx.app.catalog().client(&asked.partner_id);
    if named.is_some_and(|client| client.is_at(Door::Healthily) && client.id != owner.id) {
        return Ok(Err(Reason::ApiKeyWrong.into()));
    }
    let proven = authenticate_at_door(ctx, Door::Healthily, &asked.partner_id, &asked.secret)?;
    let caller = match proven {
        Ok(caller) => caller,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let issued = grants::settle(ctx, &caller, &asked.asked)?;
    Ok(issued.map(|issued| (caller.client.id.clone(), issued)))
}

/// Who holds a token with one of these scopes.
fn holder(
    ctx: &Ctx,
    token: &Result<Secret<kind::AccessToken>, Refusal>,
    scopes: &[&str],
) -> Settled<Bearer> {
    let token = match token {
        Ok(token) => token,
        Err(refusal) => return Ok(Err(refusal.clone())),
    };
    let bearer = bearer::verify(ctx, token, Door::Healthily.name())?;
    Ok(bearer.and_then(|bearer| {
        if scopes.iter().any(|scope| bearer.scope.contains(scope)) {
            Ok(bearer)
        } else {
            let needed = scopes.first().copied().unwrap_or(API);
            Err(Refusal::of(Reason::ScopeInsufficient, needed))
        }
    }))
}

/// The same, where the partner's key is asked for, too.
fn keyed_holder(
    ctx: &Ctx,
    key: &Secret<kind::ApiKey>,
    token: &Result<Secret<kind::AccessToken>, Refusal>,
    scopes: &[&str],
) -> Settled<Bearer> {
    if !api_key::is_well_formed(key.expose()) {
        return Ok(Err(Reason::ApiKeyWrong.into()));
    }
    let bearer = match holder(ctx, token, scopes)? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let owner = api_key::prove(ctx, key)?;
    Ok(owner.and_then(|owner| {
        if owner.id == bearer.client.id {
            Ok(bearer)
        } else {
            Err(Reason::ApiKeyWrong.into())
        }
    }))
}

async fn terms(call: &Call<'_>) -> HttpResponse {
    let (key, token) = (
        presented_key(call),
        parse::token(call.header("authorization")),
    );
    let settled = call
        .settle(move |ctx| {
            let bearer = match keyed_holder(ctx, &key, &token, &[LEGAL, API])? {
                Ok(bearer) => bearer,
                Err(refusal) => return Ok(Err(refusal)),
            };
            match estate::terms(ctx, &bearer.client)? {
                Some(terms) => Ok(Ok((bearer.client.id.clone(), terms))),
                None => {
                    tracing::warn!("no terms are published: nobody can accept any");
                    Ok(Err(Reason::NotFound.into()))
                }
            }
        })
        .await;
    respond(call, settled, |terms: &Terms| {
        let body = &terms.body;
        let members = json!({
            "content_version": terms.version,
            "messages": body.messages,
            "checkbox_policies": body.checkbox_policies,
            "footer_policies": body.footer_policies,
        });
        dialect::json(200, &members)
    })
}

async fn accept(call: &Call<'_>) -> HttpResponse {
    let (key, token) = (
        presented_key(call),
        parse::token(call.header("authorization")),
    );
    let body = call.body().await;
    let version = body.and_then(|body| parse::acceptance(call.request, &body));
    let settled = call
        .settle(move |ctx| settle_acceptance(ctx, &key, token, version))
        .await;
    respond(call, settled, answer)
}

/// The acceptance is recorded, and then an exchange that needs it gives the upgraded token.
fn settle_acceptance(
    ctx: &Ctx,
    key: &Secret<kind::ApiKey>,
    token: Result<Secret<kind::AccessToken>, Refusal>,
    version: Result<String, Refusal>,
) -> Settled<(ClientId, Issued)> {
    let bearer = match keyed_holder(ctx, key, &token, &[LEGAL])? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (token, version) = match (token, version) {
        (Ok(token), Ok(version)) => (token, version),
        (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = estate::accept(ctx, &bearer, &version)? {
        return Ok(Err(refusal));
    }
    let id = bearer.client.id.clone();
    let Some(caller) = Caller::of_door(ctx, Door::Healthily, id.as_str()) else {
        return Ok(Err(Reason::ClientDisabled.into()));
    };
    let asked = GrantRequest::TokenExchange(token_exchange::Request {
        subject_token: token,
        subject_token_type: token_exchange::ACCESS_TOKEN_TYPE.to_owned(),
        requested_token_type: None,
        audience: vec![Door::Healthily.name().to_owned()],
        resource: Vec::new(),
        scope: ScopeList::parse(API),
        at_door: Some(Door::Healthily),
        onward: None,
    });
    let issued = grants::settle(ctx, &caller, &asked)?;
    Ok(issued.map(|issued| (id, issued)))
}

/// Something behind the terms, to try a token at.
async fn me(call: &Call<'_>) -> HttpResponse {
    let token = parse::token(call.header("authorization"));
    let settled = call
        .settle(move |ctx| {
            let bearer = match holder(ctx, &token, &[API])? {
                Ok(bearer) => bearer,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let told = estate::tell(ctx, &bearer)?;
            Ok(told.map(|told| (bearer.client.id.clone(), told)))
        })
        .await;
    respond(call, settled, |told: &estate::Told| {
        let members = json!({
            "sid": told.sid,
            "partner": told.partner,
            "terms_version": told.terms_version,
        });
        dialect::json(200, &members)
    })
}
