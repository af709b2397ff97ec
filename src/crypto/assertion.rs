//! Client assertions: JWTs that are signed by somebody else (RFC 7523 §3).

use serde_json::{Map, Value};

use super::{jws, key_set::KeySet};
use crate::{
    core::{Secret, secret::kind},
    model::{Word, assertion::AssertionAlgorithm},
};

/// An assertion longer than this is none, in bytes.
const MAX_LEN: usize = 16 * 1024;
/// No key has a longer id, in bytes.
const MAX_KID: usize = 256;

/// An assertion that was read. What it says is not proven by that.
#[derive(Debug)]
pub struct Assertion {
    message: String,
    signature: String,
    algorithm: AssertionAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    claims: Map<String, Value>,
}

impl Assertion {
    /// Reads a compact JWS; `None` if it is none, or its header asks for what nobody may ask.
    pub fn read(text: &Secret<kind::Client>) -> Option<Self> {
        let text = text.expose();
        if text.len() > MAX_LEN {
            return None;
        }
        let (message, signature) = text.rsplit_once('.')?;
        let (head, body) = message.split_once('.')?;
        let head = jws::object(head).ok()?;
        // RFC 8725 §3.10: keys come from the registration, never from the token; and there is
        // no extension that we understand (RFC 7515 §4.1.11).
        let foreign = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "cty"];
        if foreign.iter().any(|name| head.contains_key(*name)) {
            return None;
        }
        let text = |name: &str| match head.get(name) {
            None => Some(None),
            Some(Value::String(text)) => Some(Some(text.as_str())),
            Some(_) => None,
        };
        // RFC 8725 §3.11: tokens of another kind say so.
        let kinds = ["JWT", "client-authentication+jwt"];
        if text("typ")?.is_some_and(|typ| !kinds.iter().any(|kind| kind.eq_ignore_ascii_case(typ)))
        {
            return None;
        }
        let kid = text("kid")?;
        if kid.is_some_and(|kid| kid.len() > MAX_KID) {
            return None;
        }
        Some(Self {
            algorithm: AssertionAlgorithm::from_word(text("alg")??)?,
            kid: kid.map(str::to_owned),
            typ: text("typ")?.map(str::to_owned),
            claims: jws::object(body).ok()?,
            message: message.to_owned(),
            signature: signature.to_owned(),
        })
    }

    /// Whom it says that it is from: its `iss`.
    pub fn issuer(&self) -> Option<&str> {
        self.claims.get("iss")?.as_str()
    }

    /// The id of the key that it says it is signed with.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether it says that it is of this type (RFC 7515 §4.1.9).
    pub fn is_of_type(&self, typ: &str) -> bool {
        self.typ
            .as_ref()
            .is_some_and(|said| said.eq_ignore_ascii_case(typ))
    }

    /// Whether one of these keys signed it, with one of these algorithms.
    pub fn is_signed_by(&self, keys: &KeySet, allowed: &[AssertionAlgorithm]) -> bool {
        let by = (self.kid(), self.algorithm);
        allowed.contains(&self.algorithm)
            && keys.verify(self.message.as_bytes(), &self.signature, by)
    }

    /// What it says.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}
