//! A client vouches for a person of its own (RFC 7523 §2.1): at `/token` by an assertion that it
//! signs, through a legacy door by its word.

use serde_json::json;

use super::{
    Approved, Issued, check_door,
    issue::{Base, NewGrant},
    refuse, target, transact,
};
use crate::{
    app::Ctx,
    authn::{
        Caller,
        voucher::{self, Voucher, Vouching},
    },
    config::policy,
    core::{
        Door, Reason, Refusal, ScopeList, Secret, Settled, Timestamp, hex, secret::kind, token_text,
    },
    estates::humanapi,
    model::{
        Client, Subject, TokenForm,
        client::GrantType,
        human::{Human, Kind},
        session::ACR_LEGACY,
    },
    store::{self, Conn, client_assertions::Taken},
};

/// The name in metrics and in the audit trail.
pub const NAME: &str = "jwt_bearer";

/// What `/token`, or a legacy door, was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// How the client vouches.
    pub vouched: Vouched,
    /// The scope that is asked: one of [`crate::model::human::Kind`]; `connect` if none is.
    pub scope: Option<ScopeList>,
    /// Where the token is to be used (RFC 8707).
    pub resource: Vec<String>,
    /// The legacy door that asks, and gives the tokens in its own form. None at `/token`.
    pub at_door: Option<Door>,
}

/// How a client vouches for a person.
#[derive(Clone, Debug)]
pub enum Vouched {
    /// By an assertion that it signed.
    Assertion(Voucher),
    /// By its word, in a call that it proved itself by. It has no wire name at `/token`: only a
    /// legacy door can build it.
    Direct {
        /// What it calls the person.
        client_user_id: String,
        /// Their email address, if it tells.
        email: Option<String>,
    },
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Issued> {
    let proven = match prove(ctx, caller, request)? {
        Ok(proven) => proven,
        Err(refusal) => return refuse(ctx, caller, NAME, refusal),
    };
    let by = caller.clone();
    transact(ctx, caller, (NAME, None), move |ctx, conn| {
        approve(ctx, conn, &by.client, &proven)
    })
}

/// What a client vouches for and may ask.
#[derive(Clone, Debug)]
pub struct Proven {
    vouching: Vouching,
    kind: Kind,
    audience: Vec<String>,
    form: TokenForm,
    refresh: bool,
    at_door: Option<Door>,
    /// Who the human is if the client names them for the first time.
    new: Human,
}

fn prove(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Proven> {
    let client = &caller.client;
    if let Err(refusal) = check(caller, request) {
        return Ok(Err(refusal));
    }
    let vouching = match &request.vouched {
        Vouched::Assertion(voucher) => match voucher::vouch(ctx, client, voucher) {
            Ok(vouching) => vouching,
            Err(refusal) => return Ok(Err(refusal)),
        },
        Vouched::Direct {
            client_user_id,
            email,
        } => Vouching::by_word(client_user_id, email.as_deref()),
    };
    if !Human::is_user_id(&vouching.client_user_id) {
        return Ok(Err(Refusal::of(Reason::AssertionWrong, "sub")));
    }
    let asked = request.scope.clone();
    let asked = asked.unwrap_or_else(|| Kind::Session.scope());
    let Some(kind) = Kind::of(&asked) else {
        return Ok(Err(Reason::ScopeNotAllowed.into()));
    };
    // LE-P5: at the door, too, a client may have what it is registered for.
    let allowed = match request.at_door {
        None => asked.is_subset_of(&client.scope()),
        Some(_) => client.scope().is_empty() || asked.is_subset_of(&client.scope()),
    };
    if !allowed {
        return Ok(Err(Reason::ScopeNotAllowed.into()));
    }
    if let Err(refusal) = target::check_registered(ctx, &request.resource) {
        return Ok(Err(refusal));
    }
    let audience = audience(ctx, client, &asked, request);
    let form = match request.at_door {
        Some(door) => at_door(ctx, door, kind, audience.clone()),
        None => TokenForm::Opaque {
            audience: audience.clone(),
        },
    };
    let new = Human {
        id: Human::new_id(ctx.app.entropy.bytes32()),
        client_id: client.id.clone(),
        client_user_id: vouching.client_user_id.clone(),
        email: vouching.email.clone(),
        created_at: ctx.now,
        first_connected_at: None,
        blocked_at: None,
    };
    Ok(Ok(Proven {
        vouching,
        kind,
        audience,
        form,
        refresh: kind.refreshes()
            && (request.at_door.is_some() || client.allows(GrantType::RefreshToken)),
        at_door: request.at_door,
        new,
    }))
}

/// Who may vouch: by the door, whom the operator flagged for it; at `/token`, whom that is
/// allowed, too.
fn check(caller: &Caller, request: &Request) -> Result<(), Refusal> {
    match request.at_door {
        Some(door) => check_door(caller, door)?,
        None if caller.client.vouches() => {}
        None => return Err(Reason::GrantTypeNotAllowed.into()),
    }
    if caller.client.is_public() {
        return Err(Reason::GrantTypeNotAllowed.into());
    }
    Ok(())
}

/// Where the tokens are good: where the client or its scopes say, else at Human API. Never here:
/// nobody with an account stands behind them.
fn audience(ctx: &Ctx, client: &Client, scope: &ScopeList, request: &Request) -> Vec<String> {
    let mut audience = match request.at_door {
        Some(_) => Vec::new(),
        None => target::resources(ctx, client, scope, &request.resource),
    };
    if audience.is_empty() {
        audience.push(Door::HumanApi.name().to_owned());
    }
    audience
}

/// The tokens as the door's contract has them.
fn at_door(ctx: &Ctx, door: Door, kind: Kind, audience: Vec<String>) -> TokenForm {
    let entropy = &ctx.app.entropy;
    let text = match kind {
        // LE-S1: "256-bit, … typed prefix + checksum", where the contract is silent.
        Kind::Session | Kind::Access => token_text::new(&**entropy, humanapi::PREFIX),
        Kind::Id => Secret::new(humanapi::id_token_text(entropy.bytes32())),
    };
    let refresh = match kind {
        Kind::Session => None,
        Kind::Id => Some(humanapi::ID_REFRESH),
        Kind::Access => Some(humanapi::ACCESS_REFRESH),
    };
    TokenForm::DoorOpaque {
        door,
        audience,
        text,
        lifetime: humanapi::lifetime(kind),
        refresh: refresh.map(|prefix| entropy.secret(prefix)),
    }
}

/// Decides: an assertion is used up whatever is said.
pub fn approve(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Client,
    proven: &Proven,
) -> store::Result<Result<Approved, Refusal>> {
    if let Some((jti, ends)) = &proven.vouching.once {
        let most = (policy::ASSERTIONS_PER_CLIENT, ctx.now);
        match store::client_assertions::consume(conn, (&client.id, jti), *ends, most)? {
            Taken::First => {}
            Taken::Again => return Ok(Err(Reason::AssertionReused.into())),
            Taken::Full => {
                let wait = policy::CLIENT_FAILURES_WINDOW;
                return Ok(Err(ctx.limited(Reason::ClientLimited, wait)));
            }
        }
    }
    let human = match human(ctx, conn, proven)? {
        Ok(human) => human,
        Err(reason) => return Ok(Err(reason.into())),
    };
    note(ctx, conn, &human, proven)?;
    let lifetime = proven.form.lifetime().unwrap_or(humanapi::SESSION);
    let absolute_at = if proven.refresh {
        ctx.now.plus(ctx.app.config.tokens.refresh_absolute)
    } else {
        ctx.now.plus(lifetime)
    };
    Ok(Ok(Approved {
        subject: Subject::ClientUser(human.id),
        sub: None,
        scope: proven.kind.scope(),
        authentication: None,
        // LE-03: a door's tokens say so.
        acr: proven.at_door.map(|_| ACR_LEGACY.to_owned()),
        session_id: None,
        door_session: None,
        claims: None,
        nonce: None,
        act: None,
        form: proven.form.clone(),
        lifetime: Some(lifetime),
        base: Base::New(Box::new(NewGrant {
            id: ctx.app.entropy.id(ctx.now),
            consent_id: None,
            door: proven.at_door.map(Door::name),
            audience: proven.audience.clone(),
            bound: false,
            absolute_at,
            refresh: proven.refresh,
            from: None,
        })),
    }))
}

/// Whom the client vouches for, if it may have this for them now.
fn human(ctx: &Ctx, conn: &mut Conn<'_>, proven: &Proven) -> store::Result<Result<Human, Reason>> {
    let new = &proven.new;
    let mut known = store::humans::find_named(conn, &new.client_id, &new.client_user_id)?;
    if known.is_none() && proven.kind == Kind::Session {
        known = Some(store::humans::find_or_create(conn, new)?);
    }
    let held = match &known {
        Some(human) => store::humans::hold(conn, &human.id)?,
        None => true,
    };
    let standing = known.as_ref().map(|human| humanapi::Standing {
        created_at: human.created_at,
        blocked: !held,
        connected: human.first_connected_at.is_some(),
    });
    let window = ctx.app.config.legacy.humanapi.session_window;
    let allowed = match proven.kind {
        Kind::Session => humanapi::may_begin(standing.as_ref(), window, ctx.now),
        Kind::Id | Kind::Access => humanapi::may_come_back(standing.as_ref()),
    };
    if let Err(reason) = allowed {
        return Ok(Err(reason));
    }
    let Some(human) = known else {
        return Ok(Err(Reason::HumanUnknown));
    };
    // "E-mail changes on a later call: update it".
    if let Some(email) = &new.email
        && human.email.as_ref() != Some(email)
    {
        store::humans::set_email(conn, &human.id, email)?;
    }
    if proven.kind == Kind::Id {
        make_room(ctx, conn, &human)?;
    }
    Ok(Ok(human))
}

/// "At most 10 live per human": one more ends the oldest.
fn make_room(ctx: &Ctx, conn: &mut Conn<'_>, human: &Human) -> store::Result<()> {
    let since: Timestamp = ctx.now.minus(humanapi::DAY);
    let scope = Kind::Id.words();
    let live = store::grants::of_human(conn, &human.id, scope, since)?;
    let over = (live.len() + 1).saturating_sub(humanapi::ID_TOKENS_MAX);
    for id in live.iter().take(over) {
        store::grants::revoke(conn, id, Reason::GrantEnded, ctx.now)?;
    }
    Ok(())
}

/// "Audit every issue with client_user_id hashed".
fn note(ctx: &Ctx, conn: &mut Conn<'_>, human: &Human, proven: &Proven) -> store::Result<()> {
    let digest = ctx
        .app
        .pepper
        .keyed::<kind::Subject>("client-user", human.client_user_id.as_bytes());
    let hashed = hex(digest.as_bytes());
    let mut event = ctx.event("human.vouched", None, format!("client:{}", human.client_id));
    event.client_id = Some(human.client_id.to_string());
    event.subject = Some(format!("human:{}", human.id));
    event.detail = Some(json!({ "client_user_id": hashed, "scope": proven.kind.words() }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}
