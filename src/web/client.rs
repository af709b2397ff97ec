//! What the endpoints for clients share: reading a form, and who sent it.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::client_auth;
use crate::{
    app::Ctx,
    authn::{Caller, Presented, client},
    authorize::Params,
    core::{Reason, Refusal, Secret, Settled, secret::kind},
    grants,
    http::{blocking, body, retiring::Dates},
};

/// What an endpoint's form may hold, besides what authenticates its client.
pub(super) struct Shape {
    /// Parameters that occur once, to be named in a refusal.
    pub(super) known: &'static [&'static str],
    /// Parameters that may occur more than once, besides `resource`.
    pub(super) repeatable: &'static [&'static str],
    /// Parameters that must never stand in a URL.
    pub(super) secret: &'static [&'static str],
}

const SECRET: [&str; 2] = ["client_secret", "client_assertion"];

/// Reads a form and what it presents to prove its client: parsed, not yet judged.
pub(super) async fn read(
    ctx: &Ctx,
    request: &HttpRequest,
    payload: &mut web::Payload,
    shape: &Shape,
) -> Result<(Presented, Params), Refusal> {
    refuse_credentials_in_url(ctx, request, shape).await?;
    let pairs = body::read_form(request, payload, ctx.app.config.limits.body).await?;
    let params = Params::new(pairs);
    if let Some(name) = params.repeated(shape.repeatable) {
        let name = client_auth::PARAMETERS
            .iter()
            .chain(shape.known)
            .find(|known| **known == name)
            .copied()
            .unwrap_or("a parameter");
        return Err(Refusal::of(Reason::ParameterRepeated, name));
    }
    let presented = client_auth::presented(ctx, request, &params).await?;
    Ok((presented, params))
}

/// The token that a request is about (RFC 7009 §2.1, RFC 7662 §2.1: REQUIRED). Its hint is of no
/// use: the text of a token says what it is.
pub(super) fn token(params: &Params) -> Result<Secret<kind::AnyToken>, Refusal> {
    let token = params.one("token")?;
    let token = token.ok_or(Refusal::of(Reason::ParameterMissing, "token"))?;
    Ok(Secret::new(token))
}

/// The end of the client that was authenticated, if it has one: known in the blocking section, told
/// after it (LE-02). With it, whether the client calls too often: a section that is begun again counts no
/// second call.
#[derive(Clone, Debug, Default)]
pub(super) struct Ending(Arc<OnceLock<(Dates, Result<(), Duration>)>>);

impl Ending {
    /// Puts it on the answer.
    pub(super) fn tell(&self, issuer: &str, response: &mut HttpResponse) {
        if let Some((dates, _)) = self.0.get() {
            let guide = format!("{}/docs/migration", issuer.trim_end_matches('/'));
            dates.tell(&guide, response.headers_mut());
        }
    }
}

/// Authenticates who sent it.
pub(super) fn authenticate(ctx: &Ctx, presented: &Presented, ending: &Ending) -> Settled<Caller> {
    Ok(noted(ctx, client::authenticate(ctx, presented)?, ending))
}

/// The client as it proved itself, with its end for the answer; or why not, for the log.
pub(super) fn noted(
    ctx: &Ctx,
    caller: Result<Caller, Refusal>,
    ending: &Ending,
) -> Result<Caller, Refusal> {
    let caller = caller.and_then(|caller| {
        let client = &caller.client;
        ctx.note_client(&client.id);
        // F23: "Resource server hammering introspection: per-client limits".
        let (_, counted) = ending.0.get_or_init(|| {
            let most = ctx.app.config.rate_limit.token_client;
            let counted = ctx.app.client_calls.take(client, most, ctx.now);
            (client.dates().into(), counted)
        });
        match *counted {
            Ok(()) => Ok(caller),
            Err(wait) => Err(ctx.limited(Reason::ClientLimited, wait)),
        }
    });
    if let Err(refusal) = &caller {
        tracing::warn!(
            request_id = ctx.request_id,
            reason = refusal.reason.code(),
            "client authentication failed"
        );
    }
    caller
}

/// TK-03: "secret or code in the URL → 400 `invalid_request` and audit `credential_in_url`";
/// other query parameters are ignored.
async fn refuse_credentials_in_url(
    ctx: &Ctx,
    request: &HttpRequest,
    shape: &Shape,
) -> Result<(), Refusal> {
    let pairs = body::pairs(request.query_string()).unwrap_or_default();
    let Some(name) = SECRET
        .iter()
        .chain(shape.secret)
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
