//! What a token stands for, told to those who may know (RFC 7662).

use serde::Serialize;

use super::{renewal, subject};
use crate::{
    app::Ctx,
    authn::{
        Caller,
        bearer::{self, Bearer},
    },
    core::{Fault, Id, Secret, secret::kind},
    crypto::digest::sha256,
    model::{ClientId, Grant, grant::Act, refresh::RefreshState},
    store,
};

/// An active token, as RFC 7662 §2.2 tells of it, with `acr`, `amr`, `auth_time` and `sid`
/// besides, and `sub_type` for a legacy door that has one.
#[derive(Clone, Debug, Serialize)]
pub struct Active {
    active: bool,
    scope: String,
    client_id: ClientId,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    exp: i64,
    iat: i64,
    sub: String,
    aud: Vec<String>,
    iss: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_type: Option<String>,
    /// RFC 8693 §4.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Act>,
}

/// Tells a confidential client of a token; `None` for one that is inactive, unknown, or none of
/// its business: they look the same (JW-12).
pub fn introspect(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::AnyToken>,
) -> Result<Option<Active>, Fault> {
    let told = if renewal::is_refresh_token(token.expose()) {
        refresh_token(ctx, caller, &Secret::new(token.expose()))?
    } else {
        access_token(ctx, caller, &Secret::new(token.expose()))?
    };
    let active = if told.is_some() { "true" } else { "false" };
    metrics::counter!("signet_introspection_total", "active" => active).increment(1);
    Ok(told)
}

fn access_token(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::AccessToken>,
) -> Result<Option<Active>, Fault> {
    let Ok(bearer) = bearer::inspect(ctx, token)? else {
        return Ok(None);
    };
    if !may_know(ctx, caller, &bearer) {
        return Ok(None);
    }
    let mut told = Active {
        active: true,
        scope: bearer.scope.to_string(),
        client_id: bearer.client.id.clone(),
        token_type: Some("Bearer"),
        exp: bearer.expires_at.secs(),
        iat: bearer.issued_at.secs(),
        sub: bearer.subject,
        aud: bearer.audience,
        iss: bearer.issuer,
        jti: Some(bearer.wire_jti.unwrap_or(bearer.jti)),
        acr: None,
        amr: None,
        auth_time: None,
        sid: None,
        sub_type: bearer.sub_type,
        act: None,
    };
    if let Some(state) = bearer.grant {
        told.rest_on(state.grant);
    }
    Ok(Some(told))
}

/// JW-12: "only clients allowed for that audience, and the confidential client that the token was
/// issued to, get `active:true`".
fn may_know(ctx: &Ctx, caller: &Caller, bearer: &Bearer) -> bool {
    let catalog = ctx.app.catalog();
    let client = &caller.client;
    bearer.client.id == client.id
        || bearer.audience.iter().any(|audience| {
            client.metadata.signet.introspects.contains(audience)
                || catalog
                    .resource(audience)
                    .is_some_and(|resource| resource.introspectors.contains(&client.id))
        })
}

/// A refresh token concerns nobody but its own client. A used one stands for nothing, even while
/// a retry of its use would be answered.
fn refresh_token(
    ctx: &Ctx,
    caller: &Caller,
    token: &Secret<kind::RefreshToken>,
) -> Result<Option<Active>, Fault> {
    if !renewal::is_well_formed(token.expose()) {
        return Ok(None);
    }
    let digest = sha256(token);
    let found = ctx
        .app
        .store
        .read(|conn| store::refresh_tokens::find_state(conn, &digest, ctx.now))?;
    let client = &caller.client;
    let cutoffs = ctx.app.catalog().cutoffs(&client.id);
    let found = found.filter(|(token, state)| {
        state.grant.client_id == client.id
            && token.state == RefreshState::Active
            && ctx.now < token.idle_at
            && state.ended(&cutoffs, ctx.now).is_none()
    });
    Ok(found.map(|(token, state)| {
        let mut told = Active {
            active: true,
            scope: state.grant.scope.to_string(),
            client_id: client.id.clone(),
            token_type: None,
            exp: token.idle_at.secs(),
            iat: state.grant.created_at.secs(),
            sub: subject::claim(ctx, client, &state.grant.subject()),
            aud: state.grant.audience.clone(),
            iss: ctx.app.issuer.clone(),
            jti: None,
            acr: None,
            amr: None,
            auth_time: None,
            sid: None,
            sub_type: None,
            act: None,
        };
        told.rest_on(state.grant);
        told
    }))
}

impl Active {
    /// Adds what the grant knows of the person's sign-in.
    fn rest_on(&mut self, grant: Grant) {
        self.acr = grant.acr;
        self.sid = grant.session_id.map(Id::into_string).or(grant.door_session);
        self.act = grant.act;
        if let Some(authentication) = grant.authentication {
            self.auth_time = Some(authentication.auth_time.secs());
            self.amr = Some(authentication.amr);
        }
    }
}
