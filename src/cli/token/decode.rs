//! What a token says, without a server. Decoding is not verifying, and says so.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    authn::bearer::OPAQUE_PREFIX,
    core::{Timestamp, token_text},
    grants::issue::REFRESH_PREFIX,
};

/// What a text is, and what it says. Nothing of it is verified.
pub fn decoded(token: &str) -> Value {
    for (prefix, kind) in [
        (OPAQUE_PREFIX, "access token without content"),
        (REFRESH_PREFIX, "refresh token"),
    ] {
        if token.starts_with(prefix) {
            let whole = token_text::is_well_formed(token, prefix);
            return json!({ "kind": kind, "checksum": if whole { "right" } else { "wrong" } });
        }
    }
    let mut parts = token.split('.');
    let (header, claims) = (parts.next().and_then(part), parts.next().and_then(part));
    let signed = parts.next().is_some_and(|signature| !signature.is_empty());
    let (Some(header), Some(claims)) = (header, claims) else {
        return json!({ "kind": "not a token of ours, nor a JWT" });
    };
    if parts.next().is_some() {
        return json!({ "kind": "not a signed JWT: it has more than three parts" });
    }
    json!({
        "kind": kind(&header, &claims),
        "signature": if signed { "not verified" } else { "none" },
        "dates": dates(&claims),
        "header": header,
        "claims": claims,
    })
}

/// Whether something that was decoded is a token, or an answer with one in it.
pub fn is_token(document: &Value) -> bool {
    match document.get("kind").and_then(Value::as_str) {
        Some(kind) => !kind.starts_with("not a "),
        None => document.as_object().is_some_and(|found| !found.is_empty()),
    }
}

fn part(part: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    value.is_object().then_some(value)
}

fn kind(header: &Value, claims: &Value) -> &'static str {
    let typ = header["typ"].as_str().unwrap_or("JWT");
    match typ.to_ascii_lowercase().as_str() {
        "at+jwt" | "application/at+jwt" => "access token (RFC 9068)",
        "logout+jwt" => "logout token (OpenID Connect Back-Channel Logout)",
        "dpop+jwt" => "DPoP proof (RFC 9449)",
        _ if claims["iss"].is_string() && claims["iss"] == claims["sub"] => {
            "client assertion (RFC 7523)"
        }
        _ if claims["at_hash"].is_string() || claims["nonce"].is_string() => "ID token",
        _ if claims["scope"].is_string() => "access token of a legacy door",
        _ => "JWT",
    }
}

/// The instants of the claims, to read.
fn dates(claims: &Value) -> Value {
    let names = ["iat", "nbf", "exp", "auth_time"];
    let dates = names.into_iter().filter_map(|name| {
        let at = claims[name].as_i64()?;
        Some((name.to_owned(), json!(Timestamp::from_secs(at).rfc3339())))
    });
    Value::Object(dates.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(header), part(claims))
    }

    #[test]
    fn a_token_says_what_it_is_and_that_nothing_was_verified() {
        let access = token(&json!({ "typ": "at+jwt" }), &json!({ "exp": 0 }));
        let shown = decoded(&access);
        assert_eq!(shown["kind"], "access token (RFC 9068)");
        assert_eq!(shown["signature"], "not verified");
        assert_eq!(shown["dates"]["exp"], "1970-01-01T00:00:00Z");
        for (header, claims, kind) in [
            (json!({}), json!({ "nonce": "n" }), "ID token"),
            (
                json!({ "typ": "JWT" }),
                json!({ "iss": "c", "sub": "c" }),
                "client assertion (RFC 7523)",
            ),
            (
                json!({ "typ": "JWT" }),
                json!({ "scope": "a:b" }),
                "access token of a legacy door",
            ),
            (json!({}), json!({}), "JWT"),
        ] {
            assert_eq!(decoded(&token(&header, &claims))["kind"], kind);
        }
        assert_eq!(decoded("sig_rt_x")["checksum"], "wrong");
        for none in ["", "a.b.c", "e30", "e30.W10.x"] {
            assert_eq!(decoded(none)["kind"], "not a token of ours, nor a JWT");
            assert!(!is_token(&decoded(none)));
        }
        assert_eq!(decoded("e30.e30.")["signature"], "none");
    }
}
