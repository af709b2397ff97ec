//! Floor 4: the pipeline. Every token of every door comes from [`settle`].
//!
//! Prove first, then decide, then create: `prove` reads and computes before the transaction;
//! inside it `approve` may only mark, count or revoke, and `issue` only creates and cannot
//! refuse; signatures are made after the commit, and the answer is given last.

pub mod adopt;
pub mod authorization_code;
pub mod client_credentials;
mod door_refresh;
pub mod introspect;
pub mod issue;
pub mod jwt_bearer;
mod noise;
pub mod password;
pub mod refresh_token;
mod renewal;
pub mod revoke;
mod sign;
pub mod subject;
pub mod target;
pub mod token_exchange;

pub use door_refresh::credential as door_credential;

use self::noise::{Credential, Noise};
use crate::{
    app::Ctx,
    authn::Caller,
    core::{Door, Fault, Reason, Refusal, ScopeList, Secret, Settled, failpoint, secret::kind},
    model::{
        Authentication, ClaimsRequest, Client, KeyPurpose, SessionId, Subject, TokenForm,
        client::{GrantType, SigningAlgorithm},
        grant::Act,
    },
    store::{self, Conn},
};

/// What is asked of the pipeline. `Password` has no wire name at `/token` (RFC 9700 §2.4): only
/// a legacy door can build it.
#[derive(Clone, Debug)]
pub enum GrantRequest {
    /// RFC 6749 §4.1.3.
    AuthorizationCode(authorization_code::Request),
    /// RFC 6749 §4.4.2.
    ClientCredentials(client_credentials::Request),
    /// RFC 6749 §6.
    RefreshToken(refresh_token::Request),
    /// A first-party login through a legacy door.
    Password(password::Request),
    /// RFC 8693.
    TokenExchange(token_exchange::Request),
    /// RFC 7523 §2.1: a client vouches for a person of its own.
    JwtBearer(jwt_bearer::Request),
}

impl GrantRequest {
    /// The name in metrics and in the audit trail.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AuthorizationCode(_) => "authorization_code",
            Self::ClientCredentials(_) => "client_credentials",
            Self::RefreshToken(_) => "refresh_token",
            Self::Password(_) => "password",
            Self::TokenExchange(_) => token_exchange::NAME,
            Self::JwtBearer(_) => jwt_bearer::NAME,
        }
    }
}

/// The decision: what is given to whom, on what.
#[derive(Clone, Debug)]
pub struct Approved {
    /// Whom the tokens speak for.
    pub subject: Subject,
    /// The `sub` of the access token, if it is another than what the client sees elsewhere.
    pub sub: Option<String>,
    /// What is granted.
    pub scope: ScopeList,
    /// What the person proved.
    pub authentication: Option<Authentication>,
    /// The authentication class to state.
    pub acr: Option<String>,
    /// The browser session it comes from.
    pub session_id: Option<SessionId>,
    /// The session as a legacy door names it, where its contract has one.
    pub door_session: Option<String>,
    /// Claims that were asked for one by one.
    pub claims: Option<ClaimsRequest>,
    /// For the ID token.
    pub nonce: Option<String>,
    /// Who acts for the person, if that is not the client that they gave it to.
    pub act: Option<Act>,
    /// What the access token looks like.
    pub form: TokenForm,
    /// How long it lasts, if not as long as all of its form.
    pub lifetime: Option<std::time::Duration>,
    /// What the tokens rest on.
    pub base: issue::Base,
}

/// What a transaction decided.
#[derive(Debug)]
pub enum Decision {
    /// Tokens are given.
    Approved(Box<Approved>),
    /// None are; what was marked stays marked.
    Refused(Refusal),
    /// Somebody else was first, and nothing was marked: the use has to be judged anew.
    Overtaken,
}

impl From<Result<Approved, Refusal>> for Decision {
    fn from(decided: Result<Approved, Refusal>) -> Self {
        match decided {
            Ok(approved) => Self::Approved(Box::new(approved)),
            Err(refusal) => Self::Refused(refusal),
        }
    }
}

/// The tokens, as values that are still secret.
#[must_use = "tokens that were issued have to be answered"]
#[derive(Debug)]
pub struct Issued {
    /// Whom the tokens speak for.
    pub subject: Subject,
    /// The access token.
    pub access_token: Secret<kind::AccessToken>,
    /// Seconds until it ends.
    pub expires_in: u64,
    /// What was granted (TK-18: equals the grant).
    pub scope: ScopeList,
    /// The ID token, if `openid` was granted.
    pub id_token: Option<Secret<kind::IdToken>>,
    /// A refresh token, if there is a new one.
    pub refresh_token: Option<Secret<kind::RefreshToken>>,
}

/// Settles a request: refused or issued, in one transaction, durable when it returns.
pub fn settle(ctx: &Ctx, caller: &Caller, request: &GrantRequest) -> Settled<Issued> {
    // The end that the operator has set for a client, whatever it asks and wherever.
    let is_over = caller.client.dates().1.is_some_and(|at| ctx.now >= at);
    let settled = match request {
        _ if is_over => refuse(ctx, caller, request.name(), Reason::DoorSunset.into()),
        GrantRequest::AuthorizationCode(request) => {
            authorization_code::settle(ctx, caller, request)
        }
        GrantRequest::ClientCredentials(request) => {
            client_credentials::settle(ctx, caller, request)
        }
        GrantRequest::RefreshToken(request) => refresh_token::settle(ctx, caller, request),
        GrantRequest::Password(request) => password::settle(ctx, caller, request),
        GrantRequest::TokenExchange(request) => token_exchange::settle(ctx, caller, request),
        GrantRequest::JwtBearer(request) => jwt_bearer::settle(ctx, caller, request),
    };
    count(request.name(), &settled);
    settled
}

/// Counts how a request for tokens ended; also one that was refused before it came here.
pub fn count(grant: &'static str, settled: &Settled<Issued>) {
    let (outcome, error) = match settled {
        Ok(Ok(_)) => ("issued", ""),
        Ok(Err(refusal)) => ("refused", refusal.reason.oauth_error()),
        Err(_) => ("fault", ""),
    };
    metrics::counter!("signet_token_requests_total", "grant" => grant, "outcome" => outcome, "error" => error).increment(1);
}

/// Runs `approve` and, if it approves, `issue` in one transaction, with the audit row either way
/// (AU-01); then signs.
fn transact(
    ctx: &Ctx,
    caller: &Caller,
    (grant, shown): (&'static str, Credential),
    approve: impl Fn(&Ctx, &mut Conn<'_>) -> store::Result<Result<Approved, Refusal>> + Send + 'static,
) -> Settled<Issued> {
    let decide = move |ctx: &Ctx, conn: &mut Conn<'_>| approve(ctx, conn).map(Decision::from);
    let material = issue::Material::prepare(ctx);
    try_transact(ctx, caller, (grant, shown), material, decide)?
        .ok_or_else(|| Fault::Internal("a decision that nobody else can overtake was".into()))
}

/// As [`transact`], for a decision that may be overtaken: `None` then.
fn try_transact(
    ctx: &Ctx,
    caller: &Caller,
    (grant, shown): (&'static str, Credential),
    material: issue::Material,
    approve: impl Fn(&Ctx, &mut Conn<'_>) -> store::Result<Decision> + Send + 'static,
) -> Result<Option<Result<Issued, Refusal>>, Fault> {
    check_keys(ctx, &caller.client)?;
    let (inner, client) = (ctx.clone(), caller.client.clone());
    let decided = ctx.app.store.write(move |conn| {
        failpoint::hit("before-swap");
        let decision = approve(&inner, conn)?;
        failpoint::hit("after-swap");
        let decided = match decision {
            Decision::Approved(approved) => {
                if let Subject::User(id) = &approved.subject {
                    inner.note_person(id);
                }
                let blueprint = issue::issue(&inner, conn, &client, *approved, material.clone())?;
                let (name, subject) = (blueprint.event(), Some(blueprint.subject_name()));
                append(&inner, conn, &client.id, grant, Ok(name), subject)?;
                Ok(blueprint)
            }
            Decision::Refused(refusal) => {
                let noise = Noise::of_client(&inner, &client, (&refusal, shown));
                if !noise.is_some_and(|noise| noise.is_told(&inner)) {
                    append(&inner, conn, &client.id, grant, Err(&refusal), None)?;
                }
                Err(refusal)
            }
            Decision::Overtaken => return Ok(None),
        };
        failpoint::hit("before-commit");
        Ok(Some(decided))
    })?;
    failpoint::hit("after-commit");
    match &decided {
        Some(Ok(blueprint)) => blueprint.count(ctx),
        Some(Err(refusal)) => {
            let noise = Noise::of_client(ctx, &caller.client, (refusal, shown));
            noise.inspect(|noise| noise.told(ctx));
        }
        None => {}
    }
    Ok(match decided {
        Some(Ok(blueprint)) => Some(Ok(blueprint.sign(ctx)?)),
        Some(Err(refusal)) => Some(Err(refusal)),
        None => None,
    })
}

/// Nothing is consumed and nothing kept for a token that no key could sign.
fn check_keys(ctx: &Ctx, client: &Client) -> Result<(), Fault> {
    let catalog = ctx.app.catalog();
    let keys = catalog.keys();
    keys.active(&KeyPurpose::Issuer, SigningAlgorithm::Es256)?;
    if client.allows(GrantType::AuthorizationCode) {
        keys.active(&KeyPurpose::Issuer, client.id_token_algorithm())?;
    }
    Ok(())
}

/// A door's key takes a while to make; until then nobody is let in half-way.
fn check_door_key(ctx: &Ctx, door: Door) -> Result<(), Fault> {
    if let Some(key) = door.key() {
        let catalog = ctx.app.catalog();
        catalog.keys().active(&key.purpose, key.algorithm)?;
    }
    Ok(())
}

/// LE-P1: whether this client stands for the door's callers, or is one of them.
fn check_door(caller: &Caller, door: Door) -> Result<(), Refusal> {
    if caller.client.is_at(door) {
        Ok(())
    } else {
        Err(Reason::GrantTypeNotAllowed.into())
    }
}

fn append(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client_id: &crate::model::ClientId,
    grant: &'static str,
    outcome: Result<&'static str, &Refusal>,
    subject: Option<String>,
) -> store::Result<()> {
    let name = match outcome.map_err(|refusal| refusal.reason) {
        Ok(name) => name,
        Err(reason) => refused(reason),
    };
    let reason = outcome.err().map(|refusal| refusal.reason);
    let mut event = ctx.event(name, reason, format!("client:{client_id}"));
    event.client_id = Some(client_id.to_string());
    event.subject = subject;
    event.detail = Some(serde_json::json!({ "grant": grant }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}

/// The event of a refusal. Theft and races have names of their own, so that an operator can look for them.
const fn refused(reason: Reason) -> &'static str {
    match reason {
        Reason::CodeReused => "code_reuse",
        Reason::CodeRace => "code_race",
        Reason::RefreshReused => "refresh_reuse",
        Reason::RefreshClientMismatch => "refresh_wrong_client",
        _ => REFUSED,
    }
}

/// The event of a refusal that nothing was done at.
const REFUSED: &str = "token.refused";

/// Whether a refusal is about the credential that was shown, whoever shows it.
fn is_about_credential(reason: Reason) -> bool {
    refused(reason) != REFUSED || authorization_code::counts(reason)
}

/// Audits a refusal that was decided before any transaction.
fn refuse(ctx: &Ctx, caller: &Caller, grant: &'static str, refusal: Refusal) -> Settled<Issued> {
    refuse_shown(ctx, caller, grant, (refusal, None))
}

/// The same, of a credential that was shown.
fn refuse_shown(
    ctx: &Ctx,
    caller: &Caller,
    grant: &'static str,
    (refusal, shown): (Refusal, Credential),
) -> Settled<Issued> {
    let noise = Noise::of_client(ctx, &caller.client, (&refusal, shown));
    if noise.is_some_and(|noise| noise.is_told(ctx)) {
        return Ok(Err(refusal));
    }
    let (inner, client, kept) = (ctx.clone(), caller.client.clone(), refusal.clone());
    ctx.app
        .store
        .write(move |conn| append(&inner, conn, &client.id, grant, Err(&kept), None))?;
    if let Some(noise) = noise {
        noise.told(ctx);
    }
    Ok(Err(refusal))
}

/// RFC 6749 §5.2: "The authenticated client is not authorized to use this authorization grant
/// type." (TK-07)
fn check_grant_type(caller: &Caller, grant_type: GrantType) -> Result<(), Refusal> {
    if caller.client.allows(grant_type) {
        Ok(())
    } else {
        Err(Reason::GrantTypeNotAllowed.into())
    }
}

/// Audits something that was noticed before there was a grant to settle, and before anybody proved who they
/// are: the first of a minute at each address (DL-07).
pub fn note(
    ctx: &Ctx,
    name: &'static str,
    reason: Reason,
    detail: serde_json::Value,
) -> Result<(), Fault> {
    let noise = Noise::of_nobody(ctx, &detail.to_string(), reason);
    if noise.is_told(ctx) {
        return Ok(());
    }
    let mut event = ctx.event(name, Some(reason), "anonymous".into());
    event.detail = Some(detail);
    let app = ctx.app.clone();
    ctx.app
        .store
        .write(move |conn| store::audit::append(conn, &app.ledger, &event))?;
    noise.told(ctx);
    Ok(())
}

/// Whether a token's scope opens a resource that needs `needed`.
pub fn protect(granted: &ScopeList, needed: &str) -> Result<(), Reason> {
    crate::machine::resource::protect("Bearer token", granted, needed)
}
