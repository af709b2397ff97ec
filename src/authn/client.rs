//! Client authentication (RFC 6749 §2.3).

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    app::Ctx,
    core::{Fault, Id, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
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
    pub fn of_door(ctx: &Ctx, door: &str, client_id: &str) -> Option<Self> {
        let client = ctx.app.catalog().client(&ClientId::new(client_id))?;
        (client.is_enabled() && client.metadata.signet.door.as_deref() == Some(door)).then(|| {
            Self {
                client,
                marker: ctx.app.entropy.bytes32(),
            }
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
    /// Whether the body holds a client assertion (RFC 7521), which no client may use yet.
    pub assertion: bool,
}

/// Authenticates the client of a request.
pub fn authenticate(ctx: &Ctx, presented: &Presented) -> Settled<Caller> {
    let (method, id, secret) = match read(presented) {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let client = ctx.app.catalog().client(&id);
    // CA-03: an unknown client costs what a known one costs, and answers the same.
    let expected = ctx
        .app
        .pepper
        .keyed::<kind::Client>("client-secret", secret.expose().as_bytes());
    let Some(client) = client else {
        return Ok(Err(Reason::ClientUnknown.into()));
    };
    // CA-02: "Method other than the registered one → 401 invalid_client".
    if client.metadata.token_endpoint_auth_method != method {
        return Ok(Err(Reason::ClientAuthMethod.into()));
    }
    let proven = method == AuthMethod::None
        || matches_any(ctx, &client, &secret, |digest| {
            crate::crypto::digest::equal(digest, expected.as_bytes())
        })?;
    if !proven {
        return Ok(Err(Reason::ClientSecretWrong.into()));
    }
    if !client.is_enabled() {
        return Ok(Err(Reason::ClientDisabled.into()));
    }
    Ok(Ok(Caller {
        client,
        marker: ctx.app.entropy.bytes32(),
    }))
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

type Read = (AuthMethod, ClientId, Secret<kind::Client>);

/// Which method a request uses, and with what.
fn read(presented: &Presented) -> Result<Read, Refusal> {
    if presented.assertion {
        return Err(Refusal::of(
            Reason::ClientAuthMethod,
            "client_assertion is not offered",
        ));
    }
    if let Some(authorization) = &presented.authorization {
        // OAuth 2.1 §2.4: "Clients MUST NOT use more than one authentication method in each request."
        if presented.client_secret.is_some() {
            return Err(Refusal::of(
                Reason::ClientAuthRepeated,
                "Authorization header and client_secret",
            ));
        }
        let (id, secret) =
            basic(authorization.expose()).ok_or(Refusal::new(Reason::ClientAuthMalformed))?;
        if presented.client_id.as_ref().is_some_and(|body| *body != id) {
            return Err(Refusal::of(
                Reason::ClientAuthRepeated,
                "client_id differs from the Authorization header",
            ));
        }
        return Ok((
            AuthMethod::ClientSecretBasic,
            Id::new(id),
            Secret::new(secret),
        ));
    }
    let id = match &presented.client_id {
        Some(id) if !id.is_empty() => Id::new(id.as_str()),
        _ => return Err(Reason::ClientAuthMissing.into()),
    };
    Ok(match &presented.client_secret {
        Some(secret) => (AuthMethod::ClientSecretPost, id, secret.clone()),
        None => (AuthMethod::None, id, Secret::new("")),
    })
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
