//! Compact JWS: a small signer over keys in memory, and a verifier that trusts nothing.

use std::collections::HashSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Map, Value};
use thiserror::Error;

use super::SigningKey;
use crate::{
    core::{Fault, Secret, Timestamp},
    model::{DoorHeader, Word},
};

/// A token longer than this is none of ours, in bytes.
const MAX_LEN: usize = 16 * 1024;
/// How far our own clocks may differ (JW-06), in seconds.
const LEEWAY: i64 = 5;
/// How far ahead `iat` may be before the clock must have jumped (JW-06), in seconds.
const MAX_AHEAD: i64 = 60;

/// What a header says besides `alg`, in this order.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// The media type of the token: `at+jwt`, `JWT`.
    pub typ: Option<&'a str>,
    /// The key's id; left out where a contract has none.
    pub kid: Option<&'a str>,
}

/// Signs claims (RFC 7515 §7.1).
pub fn sign<K, C: Serialize>(
    key: &SigningKey,
    header: &Header<'_>,
    claims: &C,
) -> Result<Secret<K>, Fault> {
    let mut head = Map::new();
    head.insert("alg".into(), key.algorithm().word().into());
    if let Some(typ) = header.typ {
        head.insert("typ".into(), typ.into());
    }
    if let Some(kid) = header.kid {
        head.insert("kid".into(), kid.into());
    }
    compact(key, &head, claims)
}

/// Signs a door's claims, with the members of the header in its contract's order.
pub fn sign_at_door<K, C: Serialize>(
    key: &SigningKey,
    header: DoorHeader,
    claims: &C,
) -> Result<Secret<K>, Fault> {
    let (alg, typ) = (("alg", key.algorithm().word()), ("typ", "JWT"));
    let members = match header {
        DoorHeader::AlgTyp => [alg, typ],
        DoorHeader::TypAlg => [typ, alg],
        DoorHeader::KidAlg => [("kid", key.kid()), alg],
    };
    let head = members.map(|(name, value)| (name.to_owned(), value.into()));
    compact(key, &Map::from_iter(head), claims)
}

fn compact<K, C: Serialize>(
    key: &SigningKey,
    head: &Map<String, Value>,
    claims: &C,
) -> Result<Secret<K>, Fault> {
    let json = |error: serde_json::Error| Fault::Internal(error.to_string());
    let head = URL_SAFE_NO_PAD.encode(serde_json::to_vec(head).map_err(json)?);
    let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).map_err(json)?);
    let message = format!("{head}.{claims}");
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes())?);
    Ok(Secret::new(format!("{message}.{signature}")))
}

/// What a token has to be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Its `typ`, compared without case (RFC 7515 §4.1.9). With `JWT` it may be left out
    /// (RFC 7519 §5.1).
    pub typ: &'a str,
    /// Its `iss`.
    pub issuer: Issuer<'a>,
    /// Whether it may be over its time: it then only tells who it was about.
    pub ended: bool,
    /// The present instant.
    pub now: Timestamp,
}

/// What a token's `iss` has to be.
#[derive(Clone, Copy, Debug)]
pub enum Issuer<'a> {
    /// This text.
    Is(&'a str),
    /// An address below this one: that of the call which made the token.
    Under(&'a str),
}

impl Issuer<'_> {
    fn fits(&self, iss: &str) -> bool {
        match self {
            Self::Is(issuer) => iss == *issuer,
            Self::Under(issuer) => iss
                .strip_prefix(issuer)
                .is_some_and(|path| path.starts_with('/')),
        }
    }
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JwsError {
    /// It is not a compact JWS, or its header asks for what we do not do.
    #[error("malformed")]
    Malformed,
    /// No key has its `kid`, or the key is for another algorithm.
    #[error("unknown key")]
    UnknownKey,
    /// Its signature is not by that key.
    #[error("wrong signature")]
    Signature,
    /// It is of another kind.
    #[error("another kind of token")]
    Type,
    /// It is another issuer's.
    #[error("another issuer")]
    Issuer,
    /// It is over.
    #[error("expired")]
    Expired,
    /// It has not begun, or was issued in the future.
    #[error("not yet valid")]
    NotYet,
}

/// Verifies a token and gives its claims. The algorithm is that of the key's record, never that
/// of the header (RFC 8725 §3.1).
pub fn verify<'k, C: DeserializeOwned>(
    token: &str,
    find_key: impl Fn(Option<&str>) -> Option<&'k SigningKey>,
    expected: &Expected<'_>,
) -> Result<C, JwsError> {
    if token.len() > MAX_LEN {
        return Err(JwsError::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
    let (head, body) = message
        .split_once('.')
        .filter(|(_, body)| !body.contains('.'))
        .ok_or(JwsError::Malformed)?;
    let head = bytes(head)?;
    // RFC 7515 §4: "a JSON object": serde takes a list for a struct as well.
    if !head.starts_with(b"{") {
        return Err(JwsError::Malformed);
    }
    let head: Head = serde_json::from_slice(&head).map_err(|_| JwsError::Malformed)?;
    let key = find_key(head.kid.as_deref()).ok_or(JwsError::UnknownKey)?;
    if head.alg != key.algorithm().word() {
        return Err(JwsError::UnknownKey);
    }
    if !key.verify(message.as_bytes(), signature) {
        return Err(JwsError::Signature);
    }
    let typ = head.typ.as_deref().unwrap_or("JWT");
    if !typ.eq_ignore_ascii_case(expected.typ) {
        return Err(JwsError::Type);
    }
    let body = String::from_utf8(bytes(body)?).map_err(|_| JwsError::Malformed)?;
    // Names that occur twice are found here; what the caller reads of the same text is read after.
    let common: Common = serde_json::from_str(&body).map_err(|_| JwsError::Malformed)?;
    let iss = common.iss.as_ref().and_then(Value::as_str);
    if !iss.is_some_and(|iss| expected.issuer.fits(iss)) {
        return Err(JwsError::Issuer);
    }
    let date = |value: &Option<Value>| match value {
        None => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or(JwsError::Malformed),
    };
    let now = expected.now.secs();
    let ends = date(&common.exp)?.ok_or(JwsError::Malformed)?;
    if !expected.ended && now >= ends.saturating_add(LEEWAY) {
        return Err(JwsError::Expired);
    }
    if date(&common.nbf)?.is_some_and(|nbf| nbf > now.saturating_add(LEEWAY))
        || date(&common.iat)?.is_some_and(|iat| iat > now.saturating_add(MAX_AHEAD))
    {
        return Err(JwsError::NotYet);
    }
    serde_json::from_str(&body).map_err(|_| JwsError::Malformed)
}

/// Only what we write ourselves: `crit`, `b64`, `jwk`, `jku`, `x5u`, `cty` and the rest are refused, and
/// names that occur twice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
}

/// What is judged of every token's claims, whatever else it says: a JSON object in which no name occurs
/// twice (RFC 7515 §4).
#[derive(Default)]
struct Common {
    iss: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
    iat: Option<Value>,
}

impl<'de> Deserialize<'de> for Common {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Common;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object without repeated names")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut access: A,
            ) -> Result<Common, A::Error> {
                let (mut common, mut names) = (Common::default(), HashSet::new());
                while let Some(name) = access.next_key::<String>()? {
                    match name.as_str() {
                        "iss" => common.iss = Some(access.next_value()?),
                        "exp" => common.exp = Some(access.next_value()?),
                        "nbf" => common.nbf = Some(access.next_value()?),
                        "iat" => common.iat = Some(access.next_value()?),
                        _ => drop(access.next_value::<IgnoredAny>()?),
                    }
                    if !names.insert(name) {
                        return Err(serde::de::Error::custom("a repeated name"));
                    }
                }
                Ok(common)
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

fn bytes(part: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| JwsError::Malformed)
}

/// A JSON object in base64url, in which no name occurs twice (RFC 7515 §4).
pub(super) fn object(part: &str) -> Result<Map<String, Value>, JwsError> {
    serde_json::from_slice::<UniqueNames>(&bytes(part)?)
        .map(|object| object.0)
        .map_err(|_| JwsError::Malformed)
}

struct UniqueNames(Map<String, Value>);

impl<'de> serde::Deserialize<'de> for UniqueNames {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = UniqueNames;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object without repeated names")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut access: A,
            ) -> Result<UniqueNames, A::Error> {
                let mut map = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if map.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom("a repeated name"));
                    }
                }
                Ok(UniqueNames(map))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{core::secret::kind, model::client::SigningAlgorithm};

    fn expected(now: i64) -> Expected<'static> {
        Expected {
            typ: "at+jwt",
            issuer: Issuer::Is("https://as.example"),
            ended: false,
            now: Timestamp::from_secs(now),
        }
    }

    fn token(key: &SigningKey, head: &Value, claims: &str) -> String {
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(head.to_string()),
            URL_SAFE_NO_PAD.encode(claims)
        );
        format!(
            "{message}.{}",
            URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).unwrap())
        )
    }

    // JW-06: `exp` with at most 5 s of leeway, and `iat` at most a minute ahead, by our clock.
    #[test]
    fn time_is_judged_by_the_clock_that_is_passed_in() {
        let key = SigningKey::generate(SigningAlgorithm::Es256, 0).unwrap();
        let claims = json!({ "iss": "https://as.example", "iat": 1000, "exp": 1300 });
        let token: Secret<kind::AccessToken> = sign(
            &key,
            &Header {
                typ: Some("at+jwt"),
                kid: Some(key.kid()),
            },
            &claims,
        )
        .unwrap();
        let at = |now| {
            verify::<Value>(
                token.expose(),
                |kid| (kid == Some(key.kid())).then_some(&key),
                &expected(now),
            )
        };
        assert_eq!(at(1304).unwrap(), claims);
        assert_eq!(at(1305), Err(JwsError::Expired));
        assert!(at(940).is_ok());
        assert_eq!(at(939), Err(JwsError::NotYet));
    }

    // A door's contract has the members of the header in an order of its own, and an issuer that
    // goes on as the path of the call.
    #[test]
    fn a_doors_header_is_in_its_contracts_order() {
        let key = SigningKey::from_mac_secret(&[7; 32], Some("k-1")).unwrap();
        let key = key.unwrap();
        let claims = json!({ "iss": "http://api.example/login", "exp": 2000 });
        for (header, text) in [
            (DoorHeader::AlgTyp, r#"{"alg":"HS256","typ":"JWT"}"#),
            (DoorHeader::TypAlg, r#"{"typ":"JWT","alg":"HS256"}"#),
            (DoorHeader::KidAlg, r#"{"kid":"k-1","alg":"HS256"}"#),
        ] {
            let token: Secret<kind::AccessToken> = sign_at_door(&key, header, &claims).unwrap();
            let head = token.expose().split('.').next().unwrap();
            assert_eq!(URL_SAFE_NO_PAD.decode(head).unwrap(), text.as_bytes());
            for (issuer, fits) in [
                (Issuer::Under("http://api.example"), true),
                (Issuer::Is("http://api.example/login"), true),
                (Issuer::Is("http://api.example"), false),
                (Issuer::Under("http://api.exam"), false),
                (Issuer::Under("http://api.example/login"), false),
            ] {
                let expected = Expected {
                    typ: "JWT",
                    issuer,
                    ..expected(1000)
                };
                let found = verify::<Value>(token.expose(), |_| Some(&key), &expected);
                assert_eq!(found.is_ok(), fits, "{issuer:?}");
            }
        }
    }

    // JW-01, RFC 8725: whatever the header asks for, only what we write is read.
    #[test]
    fn a_header_that_asks_for_something_else_is_refused() {
        let key = SigningKey::generate(SigningAlgorithm::Es256, 0).unwrap();
        let good = r#"{"iss":"https://as.example","exp":2000}"#;
        let kid = key.kid();
        let cases = [
            // RFC 7515 §4: an object, not the list of what is in it.
            (json!(["ES256", "at+jwt", kid]), good, JwsError::Malformed),
            (
                json!({"alg":"none","typ":"at+jwt","kid":kid}),
                good,
                JwsError::UnknownKey,
            ),
            (
                json!({"alg":"HS256","typ":"at+jwt","kid":kid}),
                good,
                JwsError::UnknownKey,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt"}),
                good,
                JwsError::UnknownKey,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":"../x"}),
                good,
                JwsError::UnknownKey,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":kid,"crit":["x"]}),
                good,
                JwsError::Malformed,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":kid,"jwk":{}}),
                good,
                JwsError::Malformed,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":kid,"b64":false}),
                good,
                JwsError::Malformed,
            ),
            (
                json!({"alg":"ES256","typ":"JWT","kid":kid}),
                good,
                JwsError::Type,
            ),
            (json!({"alg":"ES256","kid":kid}), good, JwsError::Type),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":kid}),
                r#"{"iss":"https://as.example","exp":2000,"exp":3000}"#,
                JwsError::Malformed,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":kid}),
                r#"{"iss":"https://evil.example","exp":2000}"#,
                JwsError::Issuer,
            ),
            (
                json!({"alg":"ES256","typ":"at+jwt","kid":kid}),
                r#"{"iss":"https://as.example"}"#,
                JwsError::Malformed,
            ),
        ];
        for (head, claims, error) in cases {
            let token = token(&key, &head, claims);
            let found = verify::<Value>(
                &token,
                |k| (k == Some(kid)).then_some(&key),
                &expected(1000),
            );
            assert_eq!(found, Err(error), "{head} {claims}");
        }
        for text in ["", ".", "..", "a.b.c", "a.b.c.d", &"x".repeat(1_000_000)] {
            assert!(verify::<Value>(text, |_| Some(&key), &expected(1000)).is_err());
        }
    }
}
