//! Access tokens that are presented: what they are, and how all they rest on stands.

use std::sync::Arc;

use serde::Deserialize;

use crate::{
    app::Ctx,
    config::policy,
    core::{Door, Fault, Id, Reason, ScopeList, Secret, Settled, Timestamp, secret::kind},
    crypto::{
        digest::sha256,
        jws::{self, Expected, JwsError},
    },
    model::{Client, ClientId, GrantId, KeyPurpose, grant::GrantState},
    store::{self, tokens::TokenState},
};

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
    /// The `jti` claim.
    pub jti: String,
    /// The `iss` claim.
    pub issuer: String,
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

/// What a token says, whatever its form.
struct Said {
    /// Whose it is; a door's token does not say, its grant does.
    client_id: Option<ClientId>,
    subject: String,
    scope: ScopeList,
    audience: Vec<String>,
    jti: String,
    issuer: String,
    sub_type: Option<String>,
    opaque: bool,
    issued_at: Timestamp,
    expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    sub_type: Option<String>,
    aud: Option<Audience>,
    jti: String,
    client_id: Option<String>,
    scope: String,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
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
    let (said, known) = if token.expose().starts_with(OPAQUE_PREFIX) {
        match read_opaque(ctx, token)? {
            Some(found) => found,
            None => return Ok(Err(Reason::TokenInvalid.into())),
        }
    } else {
        match read_jwt(ctx, token) {
            Ok(said) => (said, Known::Nothing),
            Err(reason) => return Ok(Err(reason.into())),
        }
    };
    if ctx.now >= said.expires_at.plus(policy::CLOCK_LEEWAY) {
        return Ok(Err(Reason::TokenExpired.into()));
    }
    let answers = match parse_jti(&said.jti) {
        Some((id, generation)) => by_grant(ctx, &said, known, (&id, generation))?,
        None => by_itself(ctx, &said, known)?,
    };
    Ok(match answers {
        Some((client, grant)) => Ok(Bearer {
            client,
            subject: said.subject,
            scope: said.scope,
            audience: said.audience,
            jti: said.jti,
            issuer: said.issuer,
            sub_type: said.sub_type,
            opaque: said.opaque,
            issued_at: said.issued_at,
            expires_at: said.expires_at,
            grant,
        }),
        None => Err(Reason::TokenRevoked.into()),
    })
}

/// What the query for a token's text has told besides.
enum Known {
    Nothing,
    Grant(Box<TokenState>),
    Denied(bool),
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

/// A token without content: of a grant, or a client's own.
fn read_opaque(
    ctx: &Ctx,
    token: &Secret<kind::AccessToken>,
) -> Result<Option<(Said, Known)>, Fault> {
    // A text that cannot be ours asks the database nothing.
    if !crate::core::token_text::is_well_formed(token.expose(), OPAQUE_PREFIX) {
        return Ok(None);
    }
    let digest = sha256(token);
    let found = ctx.app.store.read(|conn| {
        let of_grant = store::tokens::find_opaque_state(conn, &digest, ctx.now)?;
        if let Some((token, state)) = of_grant {
            return Ok(Some((token, Known::Grant(Box::new(state)))));
        }
        let own = store::tokens::find_opaque(conn, &digest)?;
        Ok(own.map(|(token, denied)| (token, Known::Denied(denied))))
    })?;
    Ok(found.map(|(kept, known)| {
        let said = Said {
            client_id: Some(kept.client_id),
            subject: kept.subject,
            scope: kept.scope,
            audience: kept.audience,
            jti: kept.jti,
            issuer: ctx.app.issuer.clone(),
            sub_type: None,
            opaque: true,
            issued_at: kept.created_at,
            expires_at: kept.expires_at,
        };
        (said, known)
    }))
}

fn read_jwt(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Result<Said, Reason> {
    let catalog = ctx.app.catalog();
    let expected = Expected {
        typ: "at+jwt",
        issuer: &ctx.app.issuer,
        ended: false,
        now: ctx.now,
    };
    let find = |kid: Option<&str>| catalog.keys().find(&KeyPurpose::Issuer, kid?);
    match jws::verify::<Claims>(token.expose(), find, &expected) {
        Ok(claims) if claims.client_id.is_some() => Ok(said(claims)?),
        Ok(_) => Err(Reason::TokenInvalid),
        Err(JwsError::Expired) => Err(Reason::TokenExpired),
        Err(JwsError::UnknownKey | JwsError::Type) => read_door_token(ctx, token),
        Err(JwsError::Malformed | JwsError::Signature | JwsError::Issuer | JwsError::NotYet) => {
            Err(Reason::TokenInvalid)
        }
    }
}

/// A token of a legacy door: its form is its contract's, and its keys are the door's own. The
/// `jti` names the grant, as everywhere.
fn read_door_token(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Result<Said, Reason> {
    let catalog = ctx.app.catalog();
    let door = &ctx.app.config.legacy.ocariot;
    let expected = Expected {
        typ: "JWT",
        issuer: &door.issuer,
        ended: false,
        now: ctx.now,
    };
    catalog
        .keys()
        .iter()
        .filter(|(record, _)| record.purpose == Door::Ocariot.key_purpose())
        .find_map(|(record, key)| {
            let claims = jws::verify::<Claims>(token.expose(), |_| Some(key), &expected).ok()?;
            let mut said = said(claims).ok()?;
            said.audience = vec![record.purpose.as_str().to_owned()];
            Some(said)
        })
        .ok_or(Reason::TokenInvalid)
}

fn said(claims: Claims) -> Result<Said, Reason> {
    // The id at the end of a `jti` was made with the token, to the millisecond.
    let made_at = claims
        .jti
        .rsplit('.')
        .next()
        .and_then(|unique| Id::<kind::AccessToken>::new(unique).made_at());
    Ok(Said {
        client_id: claims.client_id.map(ClientId::new),
        subject: claims.sub,
        scope: ScopeList::parse(&claims.scope).ok_or(Reason::TokenInvalid)?,
        audience: claims.aud.map(Audience::into_list).unwrap_or_default(),
        jti: claims.jti,
        issuer: claims.iss,
        sub_type: claims.sub_type,
        opaque: false,
        issued_at: made_at.unwrap_or(Timestamp::from_secs(claims.iat)),
        expires_at: Timestamp::from_secs(claims.exp),
    })
}
