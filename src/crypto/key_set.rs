//! Key sets of clients (RFC 7517 §5): public keys that verify and do nothing else.

use jsonwebtoken::{Algorithm, DecodingKey, jwk::Jwk};
use serde_json::Value;
use thiserror::Error;

use crate::model::assertion::AssertionAlgorithm;

/// The most keys of a set (CA-10).
const MAX_KEYS: usize = 20;
/// No RSA key is shorter: bytes of the modulus, as base64url has them.
const MIN_RSA_TEXT: usize = 342;

/// Why a document is no key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeySetError {
    /// It has another shape.
    #[error("it must be a JSON object whose `keys` is a list of JWKs (RFC 7517 section 5)")]
    Shape,
    /// It has too many keys.
    #[error("it must hold 20 keys at most")]
    TooMany,
    /// It has something that must never leave its owner.
    #[error("it must hold public keys only; one of them has private members, so make a new key")]
    Private,
    /// Two of its keys have one id.
    #[error("two of its keys have the same `kid`; each needs its own")]
    SameId,
    /// None of its keys can be used.
    #[error(
        "none of its keys can verify a signature: P-256, P-384, Ed25519, or RSA of 2048 bits or more, with `use` sig"
    )]
    Unusable,
}

/// The keys of a client that can be used to verify its signatures.
#[derive(Debug)]
pub struct KeySet(Vec<PublicKey>);

struct PublicKey {
    kid: Option<String>,
    algorithms: Vec<AssertionAlgorithm>,
    key: DecodingKey,
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({:?}, {:?})", self.kid, self.algorithms)
    }
}

impl KeySet {
    /// From a JWK set. Keys for other purposes, and of kinds that are not known, are left out
    /// (RFC 7517 §5).
    pub fn parse(document: &Value) -> Result<Self, KeySetError> {
        let listed = document
            .get("keys")
            .and_then(Value::as_array)
            .ok_or(KeySetError::Shape)?;
        if listed.len() > MAX_KEYS {
            return Err(KeySetError::TooMany);
        }
        let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
        let has_private = |key: &Value| private.iter().any(|name| key.get(name).is_some());
        if listed.iter().any(has_private) {
            return Err(KeySetError::Private);
        }
        let keys: Vec<_> = listed.iter().filter_map(PublicKey::read).collect();
        let named: Vec<_> = keys.iter().filter_map(|key| key.kid.as_deref()).collect();
        if (1..named.len()).any(|at| named[..at].contains(&named[at])) {
            return Err(KeySetError::SameId);
        }
        if keys.is_empty() {
            return Err(KeySetError::Unusable);
        }
        Ok(Self(keys))
    }

    /// Whether a key has this id.
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// Whether one of its keys could sign with one of these.
    pub fn fits(&self, allowed: &[AssertionAlgorithm]) -> bool {
        self.0
            .iter()
            .any(|key| key.algorithms.iter().any(|one| allowed.contains(one)))
    }

    /// Whether `signature` (base64url) over `message` is by one of its keys: the one with this
    /// id, else those without one.
    pub(super) fn verify(
        &self,
        message: &[u8],
        signature: &str,
        (kid, algorithm): (Option<&str>, AssertionAlgorithm),
    ) -> bool {
        let named =
            |key: &&PublicKey| kid.is_none() || key.kid.is_none() || key.kid.as_deref() == kid;
        self.0
            .iter()
            .filter(named)
            .filter(|key| key.algorithms.contains(&algorithm))
            .any(|key| {
                jsonwebtoken::crypto::verify(signature, message, &key.key, jwt_name(algorithm))
                    .unwrap_or(false)
            })
    }
}

impl PublicKey {
    fn read(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        if text("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let verifies = |list: &Vec<Value>| list.iter().any(|one| one == "verify");
        if let Some(operations) = jwk.get("key_ops")
            && !operations.as_array().is_some_and(verifies)
        {
            return None;
        }
        use AssertionAlgorithm::{EdDsa, Es256, Es384, Ps256, Rs256, Rs384};
        let mut algorithms = match (text("kty")?, text("crv")) {
            ("EC", Some("P-256")) => vec![Es256],
            ("EC", Some("P-384")) => vec![Es384],
            ("OKP", Some("Ed25519")) => vec![EdDsa],
            ("RSA", _) if text("n")?.len() >= MIN_RSA_TEXT => vec![Ps256, Rs384, Rs256],
            _ => return None,
        };
        // RFC 7517 §4.4: the key may say itself what it is for.
        if let Some(asked) = text("alg") {
            algorithms.retain(|one| crate::model::Word::word(*one) == asked);
        }
        let jwk: Jwk = serde_json::from_value(jwk.clone()).ok()?;
        (!algorithms.is_empty()).then_some(Self {
            key: DecodingKey::from_jwk(&jwk).ok()?,
            kid: jwk.common.key_id,
            algorithms,
        })
    }
}

const fn jwt_name(algorithm: AssertionAlgorithm) -> Algorithm {
    match algorithm {
        AssertionAlgorithm::Es256 => Algorithm::ES256,
        AssertionAlgorithm::Es384 => Algorithm::ES384,
        AssertionAlgorithm::EdDsa => Algorithm::EdDSA,
        AssertionAlgorithm::Ps256 => Algorithm::PS256,
        AssertionAlgorithm::Rs384 => Algorithm::RS384,
        AssertionAlgorithm::Rs256 => Algorithm::RS256,
    }
}
