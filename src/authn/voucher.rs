//! Clients that vouch for people of their own (RFC 7523 §2.1).

use std::sync::Arc;

use serde_json::Value;

use super::{
    Caller, Presented,
    assertion::{fetch, is_signed, times},
    client_failures,
};
use crate::{
    app::Ctx,
    core::{Digest, Fault, Reason, Refusal, Secret, Timestamp, secret::kind},
    crypto::{KeySet, assertion::Assertion},
    model::{Client, ClientId, Human},
};

/// An assertion by which a client vouches for a person of its own, with the keys to verify it
/// where they had to be fetched.
#[derive(Clone, Debug)]
pub struct Voucher {
    text: Secret<kind::Client>,
    keys: Option<Arc<KeySet>>,
}

/// For whom a client vouches.
#[derive(Clone, Debug)]
pub struct Vouching {
    /// What the client calls them.
    pub client_user_id: String,
    /// Their email address, if it tells.
    pub email: Option<String>,
    /// Of an assertion: its id, which is accepted once, and until when that has to be known.
    pub once: Option<(Digest<kind::Assertion>, Timestamp)>,
}

impl Vouching {
    /// By the word of a client that proved itself.
    pub fn by_word(client_user_id: &str, email: Option<&str>) -> Self {
        Self {
            client_user_id: client_user_id.to_owned(),
            email: email.map(str::to_owned),
            once: None,
        }
    }
}

impl Voucher {
    /// With the keys of the client that it says it is from, if they have to be asked for. To be
    /// called before the blocking section of the request.
    pub async fn fetch(ctx: &Ctx, text: Secret<kind::Client>) -> Self {
        let keys = match Assertion::read(&text) {
            Some(assertion) => fetch(ctx, &assertion, Client::vouches).await,
            None => None,
        };
        Self { text, keys }
    }
}

/// Authenticates a client by the assertion that it vouches with, where the request has nothing else
/// that proves it: RFC 7521 §4.1 leaves to us whether it must. `None` if it has.
pub fn authenticate(
    ctx: &Ctx,
    presented: &Presented,
    voucher: &Voucher,
) -> Result<Option<Result<Caller, Refusal>>, Fault> {
    let proves = presented.authorization.is_some()
        || presented.client_secret.is_some()
        || presented.assertion.is_some()
        || presented.assertion_type.is_some();
    if proves {
        return Ok(None);
    }
    let named = presented.client_id.as_deref().filter(|id| !id.is_empty());
    let assertion = Assertion::read(&voucher.text);
    let issuer = assertion.as_ref().and_then(Assertion::issuer);
    let id = issuer.filter(|id| named.is_none_or(|named| named == *id));
    let (Some(assertion), Some(id)) = (&assertion, id.map(ClientId::new)) else {
        return Ok(Some(Err(Reason::AssertionWrong.into())));
    };
    let known = ctx.app.catalog().client(&id);
    let is_known = known.is_some();
    if let Some(wait) = client_failures::waits(ctx, &id, is_known) {
        return Ok(Some(Err(ctx.limited(Reason::ClientLimited, wait))));
    }
    // Who is unknown, or switched off, looks like one who signs with a wrong key.
    let signer = known.filter(|client| {
        client.is_enabled()
            && !client.is_public()
            && is_signed(client, assertion, voucher.keys.as_ref())
    });
    Ok(Some(match signer {
        Some(client) => Ok(Caller {
            client,
            marker: ctx.app.entropy.bytes32(),
        }),
        None => {
            client_failures::note_failure(ctx, &id, is_known)?;
            Err(Reason::AssertionWrong.into())
        }
    }))
}

/// For whom this client vouches (RFC 7523 §3): it must have signed that, for us, for the next five
/// minutes at most. The id is left to be used up.
pub fn vouch(ctx: &Ctx, client: &Client, voucher: &Voucher) -> Result<Vouching, Refusal> {
    let assertion = Assertion::read(&voucher.text).ok_or(Reason::AssertionWrong)?;
    if !is_signed(client, &assertion, voucher.keys.as_ref()) {
        return Err(Reason::AssertionWrong.into());
    }
    // Whoever holds the key may know what is wrong. RFC 8725 §3.11: what proves a client does not
    // vouch for a person, and says so.
    let wrong = |name: &'static str| Refusal::of(Reason::AssertionWrong, name);
    if assertion.is_of_type("client-authentication+jwt") {
        return Err(wrong("typ"));
    }
    let claims = assertion.claims();
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    // RFC 7523 §3: "The JWT MUST contain an iss"; "The JWT MUST contain a sub".
    if text("iss") != Some(client.id.as_str()) {
        return Err(wrong("iss"));
    }
    let person = text("sub").filter(|sub| Human::is_user_id(sub) && *sub != client.id.as_str());
    let person = person.ok_or(wrong("sub"))?;
    let email = match claims.get("email") {
        None => None,
        Some(Value::String(email)) if email.contains('@') => Some(email.clone()),
        Some(_) => return Err(wrong("email")),
    };
    let said = times(ctx, claims, true).map_err(wrong)?;
    Ok(Vouching {
        client_user_id: person.to_owned(),
        email,
        once: Some((said.jti, said.ends)),
    })
}
