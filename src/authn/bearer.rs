//! Access tokens that are presented: what they are, and how all they rest on stands.

use std::sync::Arc;

use super::{
    door_token,
    said::{Found, Known, Said, of_door, read_jwt, read_opaque},
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Door, Fault, Id, Reason, ScopeList, Secret, Settled, Timestamp, secret::kind},
    model::{Client, GrantId, grant::GrantState},
    store::{self, tokens::TokenState},
};

pub use super::said::can_be_of_door;

/// What the text of an access token without content begins with.
pub const OPAQUE_PREFIX: &str = "sig_at_";

/// A verified access token, and the grant that answers for it.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The client that holds it.
    pub client: Arc<Client>,
    /// The `sub` claim.
    pub subject: String,
    /// The `scope` claim.
    pub scope: ScopeList,
    /// The `aud` claim.
    pub audience: Vec<String>,
    /// The `jti` claim, or what the server keeps in its place: it names the grant.
    pub jti: String,
    /// The `jti` claim, where the contract of a legacy door has ids of its own.
    pub wire_jti: Option<String>,
    /// The `iss` claim.
    pub issuer: String,
    /// The legacy door that its grant came through.
    pub door: Option<Door>,
    /// What a legacy door's token calls the kind of its person.
    pub sub_type: Option<String>,
    /// Whether it has no content.
    pub opaque: bool,
    /// The `iat` claim.
    pub issued_at: Timestamp,
    /// The `exp` claim.
    pub expires_at: Timestamp,
    /// The grant it belongs to; none for a client's own token.
    pub grant: Option<GrantState>,
}

impl Bearer {
    /// Whether it is, for its door, what it is refreshed by: it has an id of its own, and a chain.
    pub fn refreshes_by_itself(&self) -> bool {
        let generation = parse_jti(&self.jti).map(|(_, generation)| generation);
        self.wire_jti.is_some() && generation.is_some_and(|generation| generation > 0)
    }
}

/// The `jti` of a token of this grant: the grant's id, the generation of the refresh token that
/// it came with (0 without one), and what makes it unique.
pub fn jti(grant: &GrantId, generation: i32, unique: &Id<kind::AccessToken>) -> String {
    format!("{grant}.{generation}.{unique}")
}

/// The grant and the generation that a `jti` names; `None` for a client's own token.
pub fn parse_jti(jti: &str) -> Option<(GrantId, i32)> {
    let (grant, rest) = jti.split_once('.')?;
    let (generation, _) = rest.split_once('.')?;
    Some((GrantId::new(grant), generation.parse().ok()?))
}

/// Verifies an access token for an audience of ours.
pub fn verify(ctx: &Ctx, token: &Secret<kind::AccessToken>, audience: &str) -> Settled<Bearer> {
    let bearer = match inspect(ctx, token)? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // JW-02: "tokens for one resource are refused by our own userinfo/admin API unless that
    // audience is present".
    if !bearer.audience.iter().any(|one| one == audience) {
        return Ok(Err(Reason::TokenAudience.into()));
    }
    Ok(Ok(bearer))
}

/// Verifies an access token, for whomever it is: its text or signature, its end, and that its
/// grant, its person, its session, its consent and its client still stand (JW-13).
pub fn inspect(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Settled<Bearer> {
    let found = if token.expose().contains('.') {
        read_jwt(ctx, token)?
    } else {
        read_opaque(ctx, token)?
    };
    judge(ctx, found)
}

/// As [`inspect`], for a token that must be this door's own.
pub fn at_door(ctx: &Ctx, door: Door, token: &Secret<kind::AccessToken>) -> Settled<Bearer> {
    let found = if token.expose().contains('.') {
        match door_token::read(ctx, token, Some(door), false) {
            Ok((door, claims)) => of_door(ctx, door, claims)?,
            Err(reason) => Err(reason),
        }
    } else {
        read_opaque(ctx, token)?
    };
    let bearer = judge(ctx, found)?;
    Ok(bearer.and_then(|bearer| match bearer.door {
        Some(of) if of == door => Ok(bearer),
        Some(_) | None => Err(Reason::TokenInvalid.into()),
    }))
}

/// Whether what was found is in its time, and all that it rests on stands.
fn judge(ctx: &Ctx, found: Found) -> Settled<Bearer> {
    let (said, known) = match found {
        Ok(found) => found,
        Err(reason) => return Ok(Err(reason.into())),
    };
    if ctx.now >= said.expires_at.plus(policy::CLOCK_LEEWAY) {
        return Ok(Err(Reason::TokenExpired.into()));
    }
    let answers = match parse_jti(&said.jti) {
        Some((id, generation)) => by_grant(ctx, &said, known, (&id, generation))?,
        None => by_itself(ctx, &said, known)?,
    };
    let Some((client, grant)) = answers else {
        return Ok(Err(Reason::TokenRevoked.into()));
    };
    ctx.note_client(&client.id);
    if let Some(user) = grant
        .as_ref()
        .and_then(|state| state.grant.user_id.as_ref())
    {
        ctx.note_person(user);
    }
    let door = grant.as_ref().and_then(|state| state.grant.door.as_deref());
    Ok(Ok(Bearer {
        client,
        subject: said.subject,
        scope: said.scope,
        audience: said.audience,
        jti: said.jti,
        wire_jti: said.wire_jti,
        issuer: said.issuer,
        door: door.and_then(Door::from_name),
        sub_type: said.sub_type,
        opaque: said.opaque,
        issued_at: said.issued_at,
        expires_at: said.expires_at,
        grant,
    }))
}

type Answers = Option<(Arc<Client>, Option<GrantState>)>;

/// A token of a grant: all that the grant rests on must stand.
fn by_grant(
    ctx: &Ctx,
    said: &Said,
    known: Known,
    (id, generation): (&GrantId, i32),
) -> Result<Answers, Fault> {
    let catalog = ctx.app.catalog();
    let found = match known {
        Known::Grant(state) => Some(*state),
        Known::Nothing | Known::Denied(_) => ctx
            .app
            .store
            .read(|conn| store::tokens::find_state(conn, (id, generation, &said.jti), ctx.now))?,
    };
    let Some(state) = found.filter(|state| !state.denied) else {
        return Ok(None);
    };
    let grant = &state.grant.grant;
    let named = said.client_id.as_ref();
    let client = catalog
        .client(&grant.client_id)
        .filter(|client| client.is_enabled() && named.is_none_or(|named| *named == client.id));
    let Some(client) = client else {
        return Ok(None);
    };
    // What a person took back: a token that says more than its grant has left is none (CO-06). A
    // door's scopes are its contract's, and rest on no consent.
    let rests = grant.consent_id.is_some() && grant.door.is_none();
    if rests && !said.scope.is_subset_of(&grant.scope) {
        return Ok(None);
    }
    if state
        .grant
        .ended(&catalog.cutoffs(&client.id), ctx.now)
        .is_some()
    {
        return Ok(None);
    }
    note_seen(ctx, &state, generation)?;
    Ok(Some((client, Some(state.grant))))
}

/// A client's own token.
fn by_itself(ctx: &Ctx, said: &Said, known: Known) -> Result<Answers, Fault> {
    let catalog = ctx.app.catalog();
    let client = said
        .client_id
        .as_ref()
        .and_then(|id| catalog.client(id))
        .filter(|client| client.is_enabled());
    let Some(client) = client else {
        return Ok(None);
    };
    if catalog.cutoffs(&client.id).reach(said.issued_at) {
        return Ok(None);
    }
    let denied = match known {
        Known::Denied(denied) => denied,
        Known::Nothing | Known::Grant(_) => ctx
            .app
            .store
            .read(|conn| store::tokens::is_denied(conn, &said.jti))?,
    };
    Ok((!denied).then_some((client, None)))
}

/// The first sight of an access token ends the time in which the refresh token before it may be
/// used again for a lost answer.
fn note_seen(ctx: &Ctx, state: &TokenState, generation: i32) -> Result<(), Fault> {
    if state.unseen != Some(generation) {
        return Ok(());
    }
    let (id, now) = (state.grant.grant.id.clone(), ctx.now);
    ctx.app
        .store
        .write(move |conn| store::tokens::note_seen(conn, &id, generation, now))
}
