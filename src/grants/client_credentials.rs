//! The client credentials grant (RFC 6749 §4.4).

use super::{
    Approved, Issued, check_door, check_door_key, check_grant_type,
    issue::{Base, NewGrant},
    refuse, target, transact,
};
use crate::{
    app::Ctx,
    authn::Caller,
    core::{Door, Reason, Refusal, ScopeList, Settled},
    estates::{self, ClientEstate},
    machine::client_credentials as machine,
    model::{
        Client, GrantId, Subject, client::GrantType, scope::OFFLINE_ACCESS, session::ACR_LEGACY,
    },
    store::{self, Conn},
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
    if let Some(door) = request.door {
        check_door_key(ctx, door)?;
        return match check_partner(caller, door) {
            Ok(()) => {
                let client = caller.client.clone();
                transact(ctx, caller, (NAME, None), move |ctx, conn| {
                    approve_at_door(ctx, conn, door, &client)
                })
            }
            Err(refusal) => refuse(ctx, caller, NAME, refusal),
        };
    }
    match approve(ctx, caller, request) {
        Ok(approved) => transact(ctx, caller, (NAME, None), move |_, _| {
            Ok(Ok(approved.clone()))
        }),
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
    let catalog = ctx.app.catalog();
    let known = asked.filtered(|value| {
        let is_known = catalog
            .scope(value)
            .is_some_and(|scope| scope.advertised || estates::is_of_clients(value));
        is_known && value != "openid" && value != OFFLINE_ACCESS
    });
    // RFC 6749 §5.2: "The requested scope is invalid, unknown". A token for nothing helps nobody.
    if request.scope.is_some() && known.is_empty() {
        return Err(Reason::ScopeUnknown.into());
    }
    let scope = machine::negotiate(&caller.client, &known, &caller.marker)?;
    target::check_registered(ctx, &request.resource)?;
    let audience = target::audience(ctx, &caller.client, &scope, &request.resource);
    Ok(Approved {
        subject: Subject::Client(caller.client.id.clone()),
        sub: None,
        scope,
        authentication: None,
        acr: None,
        session_id: None,
        door_session: None,
        claims: None,
        nonce: None,
        act: None,
        form: target::form(ctx, &caller.client, audience),
        lifetime: None,
        base: Base::Client,
    })
}

/// Whether the client is a partner of this door that signs in for itself.
fn check_partner(caller: &Caller, door: Door) -> Result<(), Refusal> {
    check_door(caller, door)?;
    estates::admits(door, &caller.client)?;
    if caller.client.is_public() {
        return Err(Reason::GrantTypeNotAllowed.into());
    }
    Ok(())
}

/// Decides on a partner's sign-in at a door: a grant that begins, with the session that its
/// contract speaks of.
fn approve_at_door(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    door: Door,
    client: &Client,
) -> store::Result<Result<Approved, Refusal>> {
    let Some(found) = estates::of_client(ctx, conn, door, client)? else {
        return Ok(Err(Reason::GrantTypeNotAllowed.into()));
    };
    let ClientEstate {
        estate,
        session,
        lifetime,
    } = found;
    let grant_id: GrantId = ctx.app.entropy.id(ctx.now);
    Ok(Ok(Approved {
        subject: Subject::Client(client.id.clone()),
        sub: None,
        scope: estate.scope,
        authentication: None,
        // LE-03: "Legacy-issued tokens carry a distinct `acr`".
        acr: Some(ACR_LEGACY.to_owned()),
        session_id: None,
        door_session: session,
        claims: None,
        nonce: None,
        act: None,
        form: estate.form,
        lifetime: Some(lifetime),
        base: Base::New(Box::new(NewGrant {
            id: grant_id,
            consent_id: None,
            door: Some(door.name()),
            audience: vec![door.name().to_owned()],
            bound: false,
            absolute_at: ctx.now.plus(lifetime),
            refresh: false,
            from: None,
        })),
    }))
}
