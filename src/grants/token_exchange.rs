//! Token exchange (RFC 8693): a token for one audience becomes one for another, if a rule of the
//! client says so (LE-X1). What comes of it is a grant of its own that ends with the one before.

use std::time::Duration;

use super::{
    Approved, Issued, check_door, check_grant_type,
    issue::{Base, NewGrant, Parent},
    refuse, target, transact,
};
use crate::{
    account,
    app::Ctx,
    authn::{
        Caller,
        bearer::{self, Bearer},
    },
    config::policy,
    core::{Door, Reason, Refusal, ScopeList, Secret, Settled, secret::kind},
    estates::{self, Source},
    model::{
        Exchange, Subject, TokenForm,
        client::GrantType,
        grant::{Act, GrantState},
        scope::OFFLINE_ACCESS,
    },
    store::{self, Conn},
};

/// The name in metrics and in the audit trail.
pub const NAME: &str = "token_exchange";

/// RFC 8693 §3: an access token, the only type that is taken and given.
pub const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";

/// RFC 8693 §3: a JWT, which the token may be by its form.
const JWT_TYPE: &str = "urn:ietf:params:oauth:token-type:jwt";

/// What `/token`, or a legacy door, was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The token to exchange.
    pub subject_token: Secret<kind::AccessToken>,
    /// What it says that this is: a URI of RFC 8693 §3.
    pub subject_token_type: String,
    /// What is wanted for it: a URI of RFC 8693 §3; an access token unless said.
    pub requested_token_type: Option<String>,
    /// Where the new token is to be used, by name: a door's, for instance.
    pub audience: Vec<String>,
    /// Where the new token is to be used, by address.
    pub resource: Vec<String>,
    /// The scope that is asked; all that can be had if none is.
    pub scope: Option<ScopeList>,
    /// The legacy door that asks, and gives the token in its own form. None at `/token`.
    pub at_door: Option<Door>,
    /// At a door whose contract goes on with a session by its own access token: how.
    pub onward: Option<Onward>,
}

/// How a door goes on with a session of its own, without a rule of its client's: its contract is
/// the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onward {
    /// The same session, with a chain of its own: LE-X3: "no refresh token (but MyCure's resume,
    /// whose contract demands one)".
    Session,
    /// A token for programs of the person's own, which outlives the session.
    Api,
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Issued> {
    let proven = match prove(ctx, caller, request)? {
        Ok(proven) => proven,
        Err(refusal) => return refuse(ctx, caller, NAME, refusal),
    };
    let by = caller.clone();
    transact(ctx, caller, (NAME, None), move |ctx, conn| {
        approve(ctx, conn, &by, &proven)
    })
}

/// An exchange that a rule allows, of a token that stands.
#[derive(Clone, Debug)]
pub struct Proven {
    bearer: Bearer,
    state: GrantState,
    rule: Exchange,
    scope: ScopeList,
    act: Option<Act>,
    at_door: Option<Door>,
    onward: Option<Onward>,
}

fn prove(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Proven> {
    if let Err(refusal) = check(ctx, caller, request) {
        return Ok(Err(refusal));
    }
    // LE-X2: "subject token must be our live access token (checked in DB)". Which of all that it
    // is not stays with us.
    let bearer = match bearer::inspect(ctx, &request.subject_token)? {
        Ok(bearer) => bearer,
        Err(refusal) => {
            tracing::debug!(reason = refusal.reason.code(), "a token to exchange");
            return Ok(Err(Reason::SubjectTokenInvalid.into()));
        }
    };
    // LE-X2: "session tokens → 400 `invalid_request`".
    if estates::is_session(&bearer) {
        return Ok(Err(Reason::SubjectTokenInvalid.into()));
    }
    // What has no grant cannot end with it.
    let Some(state) = bearer.grant.clone() else {
        return Ok(Err(Reason::SubjectTokenInvalid.into()));
    };
    // LE-X5: "sender-constrained subject → proof required". None can be given here so far.
    if state.grant.cnf.is_some() {
        return Ok(Err(Reason::SubjectTokenInvalid.into()));
    }
    let found = match (request.at_door, request.onward) {
        (Some(door), Some(onward)) => own_rule(ctx, door, onward, &bearer),
        _ => rule(caller, request, &bearer),
    };
    let rule = match found {
        Ok(rule) => rule,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !is_for(ctx, caller, &bearer, &rule) {
        return Ok(Err(Reason::SubjectTokenInvalid.into()));
    }
    let scope = match scope(&rule, &bearer, request.scope.as_ref()) {
        Ok(scope) => scope,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let act = match act(caller, &state) {
        // The same app goes on for the same person.
        _ if request.onward.is_some() => state.grant.act.clone(),
        Ok(act) => act,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(Ok(Proven {
        bearer,
        state,
        rule,
        scope,
        act,
        at_door: request.at_door,
        onward: request.onward,
    }))
}

/// Who asks, and whether it is asked for what can be given.
fn check(ctx: &Ctx, caller: &Caller, request: &Request) -> Result<(), Refusal> {
    match request.at_door {
        // LE-P1: the door's own client stands for its callers.
        Some(door) => check_door(caller, door)?,
        None => check_grant_type(caller, GrantType::TokenExchange)?,
    }
    // LE-X2: "actor authenticated".
    if caller.client.is_public() && request.at_door.is_none() {
        return Err(Reason::GrantTypeNotAllowed.into());
    }
    // LE-X2: "ID/refresh/logout/session tokens → 400 `invalid_request`".
    if ![ACCESS_TOKEN_TYPE, JWT_TYPE].contains(&request.subject_token_type.as_str()) {
        return Err(Refusal::of(Reason::SubjectTokenType, "subject_token_type"));
    }
    let wanted = request.requested_token_type.as_deref();
    if wanted.is_some_and(|wanted| wanted != ACCESS_TOKEN_TYPE) {
        return Err(Refusal::of(
            Reason::ParameterInvalid,
            "requested_token_type",
        ));
    }
    // LE-X6: "Unknown target → `invalid_target`".
    let catalog = ctx.app.catalog();
    let known = |one: &String| {
        *one == ctx.app.issuer
            || catalog.resource(one).is_some()
            || estates::door_at(ctx, one).is_some()
    };
    if !targets(request).all(known) {
        return Err(Reason::ResourceUnknown.into());
    }
    Ok(())
}

fn targets(request: &Request) -> impl Iterator<Item = &String> {
    request.audience.iter().chain(&request.resource)
}

/// LE-X1: "Default deny; allowed only by rows (actor client, source audience, target audience, max
/// scopes)". Without a target it is the token's own: the same place, with another scope.
fn rule(caller: &Caller, request: &Request, bearer: &Bearer) -> Result<Exchange, Refusal> {
    let wanted: Vec<&String> = targets(request).collect();
    let fits = |rule: &&Exchange| {
        bearer.audience.contains(&rule.from)
            && match wanted.as_slice() {
                [] => rule.to == rule.from,
                all => all.iter().all(|one| **one == rule.to),
            }
    };
    let rules = &caller.client.metadata.signet.exchanges;
    let rule = rules.iter().find(fits).cloned();
    rule.ok_or(Reason::ExchangeNotAllowed.into())
}

/// What a door's contract says of its own tokens: those of a session go on, and no others.
fn own_rule(ctx: &Ctx, door: Door, onward: Onward, bearer: &Bearer) -> Result<Exchange, Refusal> {
    let grant = bearer.grant.as_ref().map(|state| &state.grant);
    let is_session = grant.is_some_and(|grant| grant.bound && grant.session_id.is_some());
    if bearer.door != Some(door) || estates::session_idle(ctx, door).is_none() || !is_session {
        return Err(Reason::SubjectTokenInvalid.into());
    }
    let config = &ctx.app.config.legacy.mycure;
    let lifetime = match onward {
        Onward::Session => config.lifetime,
        Onward::Api => config.api_lifetime,
    };
    Ok(Exchange {
        from: door.name().to_owned(),
        to: door.name().to_owned(),
        scope: bearer.scope.to_string(),
        lifetime: u32::try_from(lifetime.as_secs()).ok(),
        condition: None,
        keeps_session: onward == Onward::Session,
    })
}

/// LE-X2: "issued to or for the actor, a door's own if the policy row names that door".
fn is_for(ctx: &Ctx, caller: &Caller, bearer: &Bearer, rule: &Exchange) -> bool {
    let client = &caller.client;
    let catalog = ctx.app.catalog();
    bearer.client.id == client.id
        || Door::from_name(&rule.from).is_some()
        || client.metadata.signet.introspects.contains(&rule.from)
        || catalog
            .resource(&rule.from)
            .is_some_and(|resource| resource.introspectors.contains(&client.id))
}

/// LE-X3: "scope ⊆ policy row, and ⊆ subject unless the row names a recorded condition".
fn scope(
    rule: &Exchange,
    bearer: &Bearer,
    asked: Option<&ScopeList>,
) -> Result<ScopeList, Refusal> {
    // An exchange gives an access token and nothing else.
    let most = rule.scope().filtered(|value| {
        value != "openid"
            && value != OFFLINE_ACCESS
            && (rule.condition.is_some() || bearer.scope.contains(value))
    });
    let scope = asked.unwrap_or(&most);
    // LE-X6: "too much scope → `invalid_scope`".
    if scope.is_empty() || !scope.is_subset_of(&most) {
        return Err(Reason::ScopeNotAllowed.into());
    }
    Ok(scope.clone())
}

/// LE-X3: "`act` chain kept, depth ≤ 2" (RFC 8693 §4.1). A client that goes on with its own token
/// acts for nobody.
fn act(caller: &Caller, state: &GrantState) -> Result<Option<Act>, Refusal> {
    let grant = &state.grant;
    if grant.subject() == Subject::Client(caller.client.id.clone()) {
        return Ok(grant.act.clone());
    }
    let act = Act {
        sub: Subject::Client(caller.client.id.clone()).claim(),
        act: grant.act.clone().map(Box::new),
    };
    if act.depth() > policy::EXCHANGE_DEPTH {
        return Err(Reason::ExchangeNotAllowed.into());
    }
    Ok(Some(act))
}

/// Decides, with the token's grant held: whoever revokes it from now on finds what was made of it.
pub fn approve(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    caller: &Caller,
    proven: &Proven,
) -> store::Result<Result<Approved, Refusal>> {
    let Proven { bearer, rule, .. } = proven;
    let parent = &proven.state.grant;
    if !store::grants::hold(conn, &parent.id)? || store::tokens::is_denied(conn, &bearer.jti)? {
        return Ok(Err(Reason::SubjectTokenInvalid.into()));
    }
    let lifetime = lifetime(ctx, proven);
    let door = estates::door_at(ctx, &rule.to);
    // A door's own form is for those who ask at a door.
    let own_form = proven.at_door.is_some();
    let given = match door {
        Some(door) => {
            let source = Source {
                client: &caller.client,
                state: &proven.state,
                rule,
                scope: &proven.scope,
                lifetime,
                own_form,
            };
            match estates::exchange(ctx, conn, door, &source)? {
                Ok(given) => Some(given),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        None => None,
    };
    let audience = vec![rule.to.clone()];
    let (sub, scope, form) = match given {
        Some(given) => (Some(given.subject), given.scope, given.form),
        None => (None, proven.scope.clone(), None),
    };
    let form = match (form, door) {
        (Some(form), _) => form,
        (None, Some(_)) => TokenForm::AtJwt {
            audience: audience.clone(),
        },
        (None, None) => target::form(ctx, &caller.client, audience.clone()),
    };
    let base = base(ctx, (proven, lifetime), audience);
    if let (Some(Onward::Session), Some(door), Some(session)) =
        (proven.onward, proven.at_door, &parent.session_id)
    {
        account::session::touch_at_door(ctx, conn, session, door)?;
    }
    let outlives = proven.onward == Some(Onward::Api);
    Ok(Ok(Approved {
        subject: parent.subject(),
        sub,
        scope,
        // LE-X3: "`acr/amr/auth_time` copied, never raised".
        authentication: parent.authentication.clone(),
        acr: parent.acr.clone(),
        session_id: parent.session_id.clone().filter(|_| !outlives),
        door_session: parent.door_session.clone().filter(|_| rule.keeps_session),
        claims: None,
        nonce: None,
        act: proven.act.clone(),
        form,
        lifetime: Some(lifetime),
        base,
    }))
}

/// The grant that is made. One that goes on with a session at its door is no child of the one
/// before, but its sibling under that session: each has a chain of its own, and the end of the
/// session ends them all.
fn base(ctx: &Ctx, (proven, lifetime): (&Proven, Duration), audience: Vec<String>) -> Base {
    let parent = &proven.state.grant;
    let config = &ctx.app.config.legacy.mycure;
    let (absolute_at, refresh, from) = match proven.onward {
        // Never beyond the end of the first sign-in.
        Some(Onward::Session) => (parent.absolute_at, config.resume_issues_refresh, None),
        Some(Onward::Api) => (ctx.now.plus(lifetime), false, None),
        // LE-X3: "no refresh token".
        None => {
            let from = Parent {
                grant_id: parent.id.clone(),
                jti: proven.bearer.jti.clone(),
            };
            (ctx.now.plus(lifetime), false, Some(from))
        }
    };
    Base::New(Box::new(NewGrant {
        id: ctx.app.entropy.id(ctx.now),
        consent_id: parent.consent_id.clone(),
        door: proven.at_door.map(Door::name),
        audience,
        bound: parent.bound && proven.onward != Some(Onward::Api),
        absolute_at,
        refresh,
        from,
    }))
}

/// By the rule, and no longer than the grant before: unless it is the same session, which is
/// revoked with it all the same.
fn lifetime(ctx: &Ctx, proven: &Proven) -> Duration {
    let Proven {
        bearer,
        state,
        rule,
        ..
    } = proven;
    let rest = bearer.expires_at.since(ctx.now);
    let lifetime = rule.lifetime(policy::EXCHANGE_TTL, rest);
    if rule.keeps_session || proven.onward.is_some() {
        lifetime
    } else {
        lifetime.min(state.grant.absolute_at.since(ctx.now))
    }
}
