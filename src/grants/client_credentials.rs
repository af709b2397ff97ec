//! The client credentials grant (RFC 6749 §4.4).

use super::{Approved, Issued, check_grant_type, issue::Base, refuse, target, transact};
use crate::{
    app::Ctx,
    authn::Caller,
    core::{Door, Reason, Refusal, ScopeList, Settled},
    machine::client_credentials as machine,
    model::{Subject, client::GrantType, scope::OFFLINE_ACCESS},
};

/// What `/token` was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The scope that is asked; the client's whole scope if none is.
    pub scope: Option<ScopeList>,
    /// Where the token is to be used (RFC 8707).
    pub resource: Vec<String>,
    /// The legacy door that it came through.
    pub door: Option<Door>,
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Issued> {
    const NAME: &str = "client_credentials";
    match approve(ctx, caller, request) {
        Ok(approved) => transact(ctx, caller, NAME, move |_, _| Ok(Ok(approved.clone()))),
        Err(refusal) => refuse(ctx, caller, NAME, refusal),
    }
}

/// Decides on a client's own token. Nothing of it depends on the database.
pub fn approve(ctx: &Ctx, caller: &Caller, request: &Request) -> Result<Approved, Refusal> {
    check_grant_type(caller, GrantType::ClientCredentials)?;
    // RFC 6749 §4.4: "The client credentials grant type MUST only be used by confidential clients."
    if caller.client.is_public() {
        return Err(Reason::GrantTypeNotAllowed.into());
    }
    let asked = request
        .scope
        .clone()
        .unwrap_or_else(|| caller.client.scope());
    // What speaks of a person means nothing without one; and unknown values are ignored (AZ-21).
    let known = ctx
        .app
        .catalog()
        .known(&asked)
        .filtered(|value| value != "openid" && value != OFFLINE_ACCESS);
    // RFC 6749 §5.2: "The requested scope is invalid, unknown". A token for nothing helps nobody.
    if request.scope.is_some() && known.is_empty() {
        return Err(Reason::ScopeUnknown.into());
    }
    let scope = machine::negotiate(&caller.client, &known, &caller.marker)?;
    target::check_registered(ctx, &request.resource)?;
    let audience = target::audience(ctx, &caller.client, &scope, &request.resource);
    Ok(Approved {
        subject: Subject::Client(caller.client.id.clone()),
        scope,
        authentication: None,
        acr: None,
        session_id: None,
        door_session: None,
        claims: None,
        nonce: None,
        act: None,
        form: target::form(ctx, &caller.client, audience),
        base: Base::Client,
    })
}
