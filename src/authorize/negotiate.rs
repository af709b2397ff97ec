//! From parameters to an accepted authorization request, or to the place where the error goes.

use std::sync::Arc;

use super::{Destination, Params, acr, claims, hint, wishes::wishes};
use crate::{
    app::Ctx,
    config::policy,
    core::{Reason, RedirectUri, Refusal, ScopeList},
    machine::authorization as machine,
    model::{
        AuthorizationRequest, ClaimsRequest, Client, ClientId, Prompt, ResponseMode, Word,
        client::GrantType, scope::OFFLINE_ACCESS,
    },
};

/// A request that is in order.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Who asks.
    pub client: Arc<Client>,
    /// What is asked.
    pub request: AuthorizationRequest,
    /// Where the answer goes.
    pub destination: Destination,
}

/// A request that is not, and where to say so.
#[derive(Debug)]
pub enum Stop {
    /// Nowhere to redirect to: a page. The client, where one was found, for its state and name.
    Page(Refusal, Option<Arc<Client>>),
    /// The client's redirect URI.
    Redirect(Refusal, Box<Destination>, Arc<Client>),
}

/// Checks a request, first what decides where an error goes, then the rest.
pub fn negotiate(ctx: &Ctx, params: &Params) -> Result<Accepted, Stop> {
    let (client, redirect_uri) = find_target(ctx, params)?;
    let state = params.one("state").ok().flatten();
    let kept = state
        .filter(|state| state.len() <= policy::STATE_MAX)
        .map(str::to_owned);
    // An error, too, comes back as the client wants its answer, if it may have it so.
    let mode = response_mode(params, &client).unwrap_or_default();
    let destination = Destination::new(redirect_uri.clone(), mode, kept, &ctx.app.issuer);
    match accept(ctx, params, &client, redirect_uri) {
        Ok(request) => Ok(Accepted {
            client,
            request,
            destination,
        }),
        Err(refusal) => Err(Stop::Redirect(refusal, Box::new(destination), client)),
    }
}

/// The client and its redirect URI. RFC 6749 §4.1.2.1: with these invalid the server "MUST NOT
/// automatically redirect the user-agent".
fn find_target(ctx: &Ctx, params: &Params) -> Result<(Arc<Client>, RedirectUri), Stop> {
    let page = |refusal: Refusal| Stop::Page(refusal, None);
    let client_id = params.one("client_id").map_err(page)?;
    let client_id =
        client_id.ok_or_else(|| page(Refusal::of(Reason::ClientMissing, "client_id")))?;
    let client = ctx
        .app
        .catalog()
        .client(&ClientId::new(client_id))
        .ok_or_else(|| page(Reason::ClientUnknown.into()))?;
    let page = |refusal: Refusal| Stop::Page(refusal, Some(client.clone()));
    if !client.is_enabled() {
        return Err(page(Reason::ClientDisabled.into()));
    }
    let asked = params.one("redirect_uri").map_err(page)?;
    let asked =
        asked.ok_or_else(|| page(Refusal::of(Reason::RedirectUriMissing, "redirect_uri")))?;
    let bound =
        machine::bind(&client, ctx.app.config.dev, asked).map_err(|reason| page(reason.into()))?;
    Ok((client, bound))
}

fn accept(
    ctx: &Ctx,
    params: &Params,
    client: &Client,
    redirect_uri: RedirectUri,
) -> Result<AuthorizationRequest, Refusal> {
    // Whoever is given nothing at the token endpoint any more asks nobody for anything.
    if client.dates().1.is_some_and(|end| ctx.now >= end) {
        return Err(Reason::DoorSunset.into());
    }
    if let Some(name) = params.repeated(&[]) {
        return Err(Refusal::of(Reason::ParameterRepeated, ascii_name(name)));
    }
    if params.len() > policy::FIELDS_MAX {
        return Err(Refusal::of(Reason::ParameterInvalid, "too many parameters"));
    }
    // OpenID Connect Core §3.1.2.6; nothing is fetched (AZ-30).
    if params.one("request")?.is_some() {
        return Err(Reason::RequestUnsupported.into());
    }
    if params.one("request_uri")?.is_some() {
        return Err(Reason::RequestUriUnsupported.into());
    }
    let state = at_most(params, "state", policy::STATE_MAX)?;
    let nonce = at_most(params, "nonce", policy::NONCE_MAX)?;
    let response_type = params
        .one("response_type")?
        .ok_or(Refusal::of(Reason::ParameterMissing, "response_type"))?;
    if response_type != "code" {
        return Err(Reason::ResponseTypeUnsupported.into());
    }
    if !client.allows(GrantType::AuthorizationCode) {
        return Err(Reason::GrantTypeNotAllowed.into());
    }
    let response_mode = response_mode(params, client)?;
    let challenge = challenge(params, client, nonce.is_some())?;
    let wishes = wishes(ctx, params, client)?;
    let asked = asked_scope(params)?;
    let mut known = ctx.app.catalog().known(&asked);
    // OpenID Connect Core §11: without the means to use it, `offline_access` is ignored.
    // And with `prompt=none` nobody can be asked, so that it cannot be allowed (CO-07).
    if !client.allows(GrantType::RefreshToken) || wishes.prompt == Prompt::None {
        known = known.filtered(|value| value != OFFLINE_ACCESS);
    }
    if known.is_empty() {
        return Err(Reason::ScopeUnknown.into());
    }
    let negotiated = machine::negotiate(&machine::Ask {
        client,
        dev: ctx.app.config.dev,
        redirect_uri: redirect_uri.as_str(),
        response_type,
        scope: &known,
        challenge: challenge.as_deref(),
        challenge_method: challenge.as_ref().map(|_| "S256"),
    })?;
    let claims = claims::accept(ctx, params, client, &negotiated.scope)?;
    // OpenID Connect Core §5.5.1: a `sub` that is asked for is who must be signed in.
    let hinted = about(
        hinted(ctx, params, client)?,
        claims.as_ref().and_then(ClaimsRequest::subject),
    )?;
    // Whoever joins is somebody else than whom a token or a claim names (AZ-19): that is said before an
    // account is made, not after.
    if wishes.create && hinted.is_some() {
        return Err(Refusal::of(
            Reason::ParameterInvalid,
            "prompt=create with an id_token_hint or a sub that is asked for: a new account is nobody known",
        ));
    }
    let acr = acr::wish(
        params.one("acr_values")?,
        claims.as_ref(),
        &client.metadata.default_acr_values,
    )?;
    Ok(AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri,
        scope: negotiated.scope,
        state,
        nonce,
        challenge,
        prompt: wishes.prompt,
        force_login: wishes.force_login,
        reauth_after: wishes.reauth_after,
        ask_consent: wishes.ask_consent,
        select_account: wishes.select_account,
        create: wishes.create,
        response_mode,
        hinted,
        acr,
        login_hint: hint_of(params, "login_hint", 254)?,
        ui_locales: hint_of(params, "ui_locales", 254)?,
        resource: resources(ctx, params)?,
        claims,
        own: None,
    })
}

/// AZ-07: `query`, or `form_post` for a client whose metadata allows it.
fn response_mode(params: &Params, client: &Client) -> Result<ResponseMode, Refusal> {
    let Some(asked) = params.one("response_mode")? else {
        return Ok(ResponseMode::default());
    };
    ResponseMode::from_word(asked)
        .filter(|mode| client.allows_mode(*mode))
        .ok_or_else(|| Reason::ResponseModeUnsupported.into())
}

/// Who the request is about. A hint and a claim that name two people can be met by nobody.
fn about(hint: Option<String>, claim: Option<String>) -> Result<Option<String>, Refusal> {
    match (hint, claim) {
        (Some(hint), Some(claim)) if hint != claim => Err(Reason::LoginRequired.into()),
        (hint, claim) => Ok(hint.or(claim)),
    }
}

/// Who the request is about, by `id_token_hint`. AZ-19: "signature, issuer,
/// audience-contains-client verified; expiry tolerated; … invalid hint → `invalid_request`".
fn hinted(ctx: &Ctx, params: &Params, client: &Client) -> Result<Option<String>, Refusal> {
    let Some(token) = params.one("id_token_hint")? else {
        return Ok(None);
    };
    let hint = hint::read(ctx, token)?;
    if hint.client_id != client.id {
        return Err(Reason::HintInvalid.into());
    }
    Ok(Some(hint.subject))
}

/// A parameter that only suggests something; one that is too long suggests nothing.
fn hint_of(params: &Params, name: &'static str, max: usize) -> Result<Option<String>, Refusal> {
    let value = params.one(name)?.filter(|value| value.len() <= max);
    Ok(value.map(str::to_owned))
}

fn at_most(params: &Params, name: &'static str, max: usize) -> Result<Option<String>, Refusal> {
    match params.one(name)? {
        Some(value) if value.len() > max => Err(Refusal::of(
            Reason::ParameterInvalid,
            format!("{name} is over {max} bytes"),
        )),
        // PostgreSQL keeps no NUL; nobody is to sign in first to learn that.
        Some(value) if value.contains('\0') => Err(Refusal::of(
            Reason::ParameterInvalid,
            format!("{name} has a NUL character"),
        )),
        value => Ok(value.map(str::to_owned)),
    }
}

/// RFC 7636 §4.3, with S256 only (AZ-08, AZ-09, AZ-10).
fn challenge(params: &Params, client: &Client, has_nonce: bool) -> Result<Option<String>, Refusal> {
    let method = params.one("code_challenge_method")?;
    let Some(challenge) = params.one("code_challenge")? else {
        return match method {
            Some(_) => Err(Refusal::of(
                Reason::PkceMissing,
                "code_challenge_method without code_challenge",
            )),
            None if client.may_skip_pkce(has_nonce) => Ok(None),
            None => Err(Reason::PkceMissing.into()),
        };
    };
    if method != Some("S256") {
        return Err(Reason::PkceMethod.into());
    }
    // RFC 7636 §4.2: the base64url encoding of 32 bytes.
    if challenge.len() != 43
        || !challenge
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    {
        return Err(Reason::PkceMalformed.into());
    }
    Ok(Some(challenge.to_owned()))
}

/// RFC 8707 §2: "If the authorization server fails to parse the provided value(s) or does not
/// consider the resource(s) acceptable, it should reject the request with an error response".
fn resources(ctx: &Ctx, params: &Params) -> Result<Vec<String>, Refusal> {
    let catalog = ctx.app.catalog();
    let mut asked = Vec::new();
    for resource in params.all("resource") {
        if catalog.resource(resource).is_none() {
            return Err(Reason::ResourceUnknown.into());
        }
        if !asked.iter().any(|one| one == resource) {
            asked.push(resource.to_owned());
        }
    }
    // SMART App Launch calls it `aud` (AZ-22: not registered → `invalid_request`).
    if let Some(audience) = params.one("aud")? {
        if catalog.resource(audience).is_none() {
            return Err(Refusal::of(
                Reason::ParameterInvalid,
                "aud is no registered resource",
            ));
        }
        if !asked.iter().any(|one| one == audience) {
            asked.push(audience.to_owned());
        }
    }
    Ok(asked)
}

fn asked_scope(params: &Params) -> Result<ScopeList, Refusal> {
    let text = params
        .one("scope")?
        .ok_or(Refusal::of(Reason::ScopeInvalid, "scope is missing"))?;
    let scope = ScopeList::parse(text).ok_or(Refusal::of(
        Reason::ScopeInvalid,
        "a character that RFC 6749 section 3.3 does not allow",
    ))?;
    if scope.len() > policy::SCOPES_MAX {
        return Err(Refusal::of(
            Reason::ScopeInvalid,
            format!("over {} values", policy::SCOPES_MAX),
        ));
    }
    Ok(scope)
}

/// A name that came from outside, if it is one that a standard could have made.
pub(super) fn ascii_name(name: &str) -> &str {
    let plain = !name.is_empty()
        && name.len() <= 32
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain { name } else { "a parameter" }
}
