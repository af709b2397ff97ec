//! Client authentication (RFC 6749 §2.3).

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    assertion,
    client_failures::{note_failure, waits},
};
use crate::{
    app::Ctx,
    core::{Door, Fault, Id, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
    crypto::{KeySet, assertion::Assertion},
    model::{
        AuthMethod, Client, ClientId,
        client::{ClientSecret, ClientSecretForm},
    },
};

/// A client that proved who it is, or that has nothing to prove.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The client.
    pub client: Arc<Client>,
    /// For the OAuth referee, which knows passwords only: proof, for this request, that the
    /// client was authenticated.
    pub marker: [u8; 32],
}

impl Caller {
    /// The client that a legacy door stands for: authenticated by the door's own configuration
    /// (LE-P1). `None` if it does not exist, is switched off, or is not flagged for the door.
    pub fn of_door(ctx: &Ctx, door: Door, client_id: &str) -> Option<Self> {
        let client = ctx.app.catalog().client(&ClientId::new(client_id))?;
        (client.is_enabled() && client.is_at(door)).then(|| Self {
            client,
            marker: ctx.app.entropy.bytes32(),
        })
    }
}

/// What a request presents to prove its client, as it came.
#[derive(Debug, Default)]
pub struct Presented {
    /// The `Authorization` header.
    pub authorization: Option<Secret<kind::Client>>,
    /// `client_id` of the body.
    pub client_id: Option<String>,
    /// `client_secret` of the body.
    pub client_secret: Option<Secret<kind::Client>>,
    /// `client_assertion_type` of the body (RFC 7521 §4.2).
    pub assertion_type: Option<String>,
    /// `client_assertion` of the body.
    pub assertion: Option<Secret<kind::Client>>,
    /// The keys to verify it with, where they had to be fetched: [`assertion::prefetch`].
    pub keys: Option<Arc<KeySet>>,
}

/// Authenticates the client of a request.
pub fn authenticate(ctx: &Ctx, presented: &Presented) -> Settled<Caller> {
    let (id, proof) = match read(presented) {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let client = ctx.app.catalog().client(&id);
    check(ctx, &id, client, &proof, presented.keys.as_ref())
}

/// Authenticates a client of a legacy door by id and secret, which its contract has in a body of
/// its own. A client that is not flagged for the door is unknown there.
pub fn authenticate_at_door(
    ctx: &Ctx,
    door: Door,
    id: &ClientId,
    secret: &Secret<kind::Client>,
) -> Settled<Caller> {
    let client = ctx.app.catalog().client(id);
    let client = client.filter(|client| client.is_at(door));
    // Which of the two methods it has at `/token` is nothing to its door.
    let method = match client
        .as_ref()
        .map(|client| client.metadata.token_endpoint_auth_method)
    {
        Some(AuthMethod::ClientSecretBasic) => AuthMethod::ClientSecretBasic,
        _ => AuthMethod::ClientSecretPost,
    };
    check(
        ctx,
        id,
        client,
        &Proof::Secret(method, secret.clone()),
        None,
    )
}

/// Judges a proof, and counts it if it fails.
fn check(
    ctx: &Ctx,
    id: &ClientId,
    client: Option<Arc<Client>>,
    proof: &Proof,
    keys: Option<&Arc<KeySet>>,
) -> Settled<Caller> {
    let is_known = client.is_some();
    // CA-12: who failed too often is not even checked.
    if let Some(wait) = waits(ctx, id, is_known) {
        return Ok(Err(ctx.limited(Reason::ClientLimited, wait)));
    }
    let mut proven = prove(ctx, id, client.clone(), proof, keys)?;
    // A secret, or a client, that was made a moment ago is good at once. CA-03: whether there is such
    // a client costs the same.
    if let Err(refusal) = &proven
        && matches!(
            refusal.reason,
            Reason::ClientSecretWrong | Reason::ClientUnknown
        )
        && let Some(newer) = changed_since(ctx, id, client.as_ref())?
    {
        proven = prove(ctx, id, Some(newer), proof, keys)?;
    }
    if let Err(refusal) = &proven
        && refusal.reason != Reason::ClientLimited
    {
        note_failure(ctx, id, is_known)?;
    }
    Ok(proven)
}

/// This client as it is in the database, if that has a newer state than this node knew.
fn changed_since(
    ctx: &Ctx,
    id: &ClientId,
    known: Option<&Arc<Client>>,
) -> Result<Option<Arc<Client>>, Fault> {
    ctx.app.refresh()?;
    let newer = ctx.app.catalog().client(id);
    Ok(newer.filter(|newer| known.is_none_or(|known| !Arc::ptr_eq(newer, known))))
}

fn prove(
    ctx: &Ctx,
    id: &ClientId,
    client: Option<Arc<Client>>,
    proof: &Proof,
    keys: Option<&Arc<KeySet>>,
) -> Settled<Caller> {
    // CA-03: an unknown client answers the same, and costs what a known one costs: a digest, or
    // a slow hash in the proportion of the clients whose secret is short.
    let expected = ctx
        .app
        .pepper
        .keyed::<kind::Client>("client-secret", proof.secret().expose().as_bytes());
    let Some(client) = client else {
        if would_be_weak(ctx, id) {
            slow(ctx, proof.secret())?;
        }
        return Ok(Err(Reason::ClientUnknown.into()));
    };
    // CA-02: "Method other than the registered one → 401 invalid_client".
    if client.metadata.token_endpoint_auth_method != proof.method() {
        if client.is_weak() {
            slow(ctx, proof.secret())?;
        }
        return Ok(Err(Reason::ClientAuthMethod.into()));
    }
    match proof {
        Proof::None(_) => {}
        Proof::Secret(_, secret) => {
            let equal = |digest: &[u8]| crate::crypto::digest::equal(digest, expected.as_bytes());
            if !matches_any(ctx, &client, secret, equal)? {
                return Ok(Err(Reason::ClientSecretWrong.into()));
            }
        }
        Proof::Assertion(_, read) => {
            let proven = match read {
                Some(read) => assertion::prove(ctx, &client, read, keys)?,
                None => Err(Reason::ClientAssertionWrong.into()),
            };
            if let Err(refusal) = proven {
                return Ok(Err(refusal));
            }
        }
    }
    if !client.is_enabled() {
        return Ok(Err(Reason::ClientDisabled.into()));
    }
    Ok(Ok(Caller {
        client,
        marker: ctx.app.entropy.bytes32(),
    }))
}

/// Whether a client of this id would have a short secret, by a keyed hash of the id: an id costs
/// the same each time it is tried, and by whatever method.
fn would_be_weak(ctx: &Ctx, id: &ClientId) -> bool {
    let digest = ctx
        .app
        .pepper
        .keyed::<kind::Client>("dummy-client", id.as_str().as_bytes());
    let [a, b, ..] = *digest.as_bytes();
    u64::from(u16::from_be_bytes([a, b])) < ctx.app.catalog().weak_share()
}

fn slow(ctx: &Ctx, secret: &Secret<kind::Client>) -> Result<(), Fault> {
    ctx.app.hashing.dummy(&Secret::new(secret.expose()), None)
}

fn matches_any(
    ctx: &Ctx,
    client: &Client,
    secret: &Secret<kind::Client>,
    equal: impl Fn(&[u8]) -> bool,
) -> Result<bool, Fault> {
    let mut found = false;
    for kept in client
        .secrets
        .iter()
        .filter(|kept| kept.expires_at.is_none_or(|at| ctx.now < at))
    {
        found |= match &kept.form {
            ClientSecretForm::Keyed(digest) => equal(digest.as_bytes()),
            ClientSecretForm::Weak(hash) => {
                ctx.app
                    .hashing
                    .verify(&Secret::new(secret.expose()), hash)?
                    .matches
            }
        };
    }
    Ok(found)
}

/// How a request proves its client.
enum Proof {
    /// It only names it.
    None(Secret<kind::Client>),
    /// By a secret, by one of the two methods.
    Secret(AuthMethod, Secret<kind::Client>),
    /// By an assertion, if it is one.
    Assertion(Secret<kind::Client>, Option<Box<Assertion>>),
}

impl Proof {
    const fn method(&self) -> AuthMethod {
        match self {
            Self::None(_) => AuthMethod::None,
            Self::Secret(method, _) => *method,
            Self::Assertion(..) => AuthMethod::PrivateKeyJwt,
        }
    }

    const fn secret(&self) -> &Secret<kind::Client> {
        match self {
            Self::None(text) | Self::Secret(_, text) | Self::Assertion(text, _) => text,
        }
    }
}

/// Which client a request names, and how it proves it.
fn read(presented: &Presented) -> Result<(ClientId, Proof), Refusal> {
    // OAuth 2.1 §2.4: "Clients MUST NOT use more than one authentication method in each request."
    let repeated = |what: &str| Err(Refusal::of(Reason::ClientAuthRepeated, what));
    let asserts = presented.assertion.is_some() || presented.assertion_type.is_some();
    match (&presented.authorization, &presented.client_secret, asserts) {
        (Some(_), Some(_), _) => return repeated("Authorization header and client_secret"),
        (Some(_), _, true) => return repeated("Authorization header and client_assertion"),
        (_, Some(_), true) => return repeated("client_secret and client_assertion"),
        _ => {}
    }
    let named = presented.client_id.as_deref().filter(|id| !id.is_empty());
    if asserts {
        return read_assertion(presented, named);
    }
    if let Some(authorization) = &presented.authorization {
        let (id, secret) =
            basic(authorization.expose()).ok_or(Refusal::new(Reason::ClientAuthMalformed))?;
        if presented.client_id.as_ref().is_some_and(|body| *body != id) {
            return repeated("client_id differs from the Authorization header");
        }
        let method = AuthMethod::ClientSecretBasic;
        return Ok((Id::new(id), Proof::Secret(method, Secret::new(secret))));
    }
    let id = Id::new(named.ok_or(Refusal::new(Reason::ClientAuthMissing))?);
    Ok(match &presented.client_secret {
        Some(secret) => (
            id,
            Proof::Secret(AuthMethod::ClientSecretPost, secret.clone()),
        ),
        None => (id, Proof::None(Secret::new(""))),
    })
}

/// RFC 7521 §4.2: the client is the one that the assertion is about; `client_id` is optional, and
/// must be the same.
fn read_assertion(
    presented: &Presented,
    named: Option<&str>,
) -> Result<(ClientId, Proof), Refusal> {
    let malformed = |hint: &str| Err(Refusal::of(Reason::ClientAuthMalformed, hint));
    let text = match (&presented.assertion, presented.assertion_type.as_deref()) {
        (Some(text), Some(assertion::ASSERTION_TYPE)) => text,
        (Some(_), _) => return malformed("client_assertion_type must be the one of RFC 7523"),
        (None, _) => return malformed("client_assertion is missing"),
    };
    // A text that nobody could have signed says nothing about any client.
    if text.expose().split('.').count() != 3 {
        return malformed("client_assertion is no JWT: it has three parts with dots between them");
    }
    let read = Assertion::read(text).map(Box::new);
    let says = read.as_ref().and_then(|read| read.issuer());
    let id = match (named, says) {
        (Some(named), Some(says)) if named != says => {
            let hint = "client_id differs from the client_assertion";
            return Err(Refusal::of(Reason::ClientAuthRepeated, hint));
        }
        (Some(named), _) => named,
        (None, Some(says)) => says,
        (None, None) => return Err(Reason::ClientAssertionWrong.into()),
    };
    Ok((Id::new(id), Proof::Assertion(text.clone(), read)))
}

/// RFC 7617, with the form encoding that RFC 6749 §2.3.1 puts inside (CA-04).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

fn form_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A new secret of 256 bits: to show once, and to keep (CA-05).
pub fn new_secret(ctx: &Ctx) -> (Secret<kind::Client>, ClientSecret) {
    let secret = ctx.app.entropy.secret::<kind::Client>("sig_cs_");
    let kept = keep_secret(ctx, &secret);
    (secret, kept)
}

/// A secret of at least 256 random bits, as it is kept.
pub fn keep_secret(ctx: &Ctx, secret: &Secret<kind::Client>) -> ClientSecret {
    let digest = ctx
        .app
        .pepper
        .keyed("client-secret", secret.expose().as_bytes());
    ClientSecret {
        id: ctx.app.entropy.id(ctx.now),
        form: ClientSecretForm::Keyed(digest),
        expires_at: None::<Timestamp>,
    }
}

/// An imported secret, perhaps short, as it is kept: Argon2id, flagged weak (CA-05).
pub fn keep_weak_secret(ctx: &Ctx, secret: &Secret<kind::Client>) -> Result<ClientSecret, Fault> {
    let hash = ctx
        .app
        .hashing
        .hash(&*ctx.app.entropy, &Secret::new(secret.expose()))?;
    Ok(ClientSecret {
        id: ctx.app.entropy.id(ctx.now),
        form: ClientSecretForm::Weak(hash),
        expires_at: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // CA-04: form-urlencoded inside; broken base64, no colon, non-UTF-8 are refused.
    #[test]
    fn basic_credentials_are_form_encoded_inside() {
        let header = |text: &[u8]| format!("Basic {}", STANDARD.encode(text));
        assert_eq!(
            basic(&header(b"a%3Ab:s+%2B")),
            Some(("a:b".into(), "s +".into()))
        );
        assert_eq!(
            basic(&header(b"a:b").replacen("Basic", "bAsIc", 1)),
            Some(("a".into(), "b".into()))
        );
        for bad in [
            &b"nocolon"[..],
            b"a:%",
            b"a:%4",
            b"a:%zz",
            b"a:\xff",
            b"a:%ff",
        ] {
            assert_eq!(basic(&header(bad)), None, "{bad:?}");
        }
        assert_eq!(basic("Basic !!!"), None);
        assert_eq!(basic("Bearer abc"), None);
        assert_eq!(basic("Basic"), None);
    }
}
