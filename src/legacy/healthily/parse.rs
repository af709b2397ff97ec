//! From Healthily's bodies and headers to what is asked.

use actix_web::{HttpRequest, http::header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    app::Ctx,
    authn::api_key::is_well_formed,
    config::policy,
    core::{Door, Id, Reason, Refusal, ScopeList, Secret, secret::kind},
    grants::{GrantRequest, client_credentials},
    http::body,
    model::{ClientId, healthily::LEGAL},
};

/// A login.
#[derive(Clone, Debug)]
pub struct Login {
    /// The partner that it names.
    pub partner_id: ClientId,
    /// The partner's secret.
    pub secret: Secret<kind::Client>,
    /// What it asks of the pipeline once it is proven.
    pub asked: GrantRequest,
}

#[derive(Deserialize)]
struct LoginBody {
    partner_id: Option<Value>,
    secret: Option<Value>,
}

#[derive(Deserialize)]
struct AcceptBody {
    content_version: Option<Value>,
    accepted: Option<Value>,
}

/// The login that a body makes.
pub fn into_request(request: &HttpRequest, body: &[u8]) -> Result<Login, Refusal> {
    let LoginBody { partner_id, secret } = json(request, body)?;
    let partner_id = string(partner_id, "partner_id")?;
    let secret = string(secret, "secret")?;
    Ok(Login {
        partner_id: Id::new(partner_id),
        secret: Secret::new(secret),
        asked: GrantRequest::ClientCredentials(client_credentials::Request {
            scope: ScopeList::parse(LEGAL),
            resource: Vec::new(),
            door: Some(Door::Healthily),
        }),
    })
}

/// The version of the terms that a body accepts (H14: it must say so).
pub fn acceptance(request: &HttpRequest, body: &[u8]) -> Result<String, Refusal> {
    let AcceptBody {
        content_version,
        accepted,
    } = json(request, body)?;
    let version = string(content_version, "content_version")?;
    match accepted {
        Some(Value::Bool(true)) => Ok(version),
        Some(_) => Err(Refusal::of(
            Reason::ParameterInvalid,
            "accepted must be true",
        )),
        None => Err(Refusal::of(
            Reason::ParameterMissing,
            "accepted is required",
        )),
    }
}

fn string(value: Option<Value>, name: &'static str) -> Result<String, Refusal> {
    match value {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        None | Some(Value::String(_)) => Err(Refusal::of(
            Reason::ParameterMissing,
            format!("{name} is required"),
        )),
        Some(_) => Err(Refusal::of(
            Reason::ParameterInvalid,
            format!("{name} must be a string"),
        )),
    }
}

/// LE-P2, LE-P6: "`Content-Type: application/json` exactly → else 415"; "Duplicate JSON keys,
/// depth > 8 → 400".
fn json<T: DeserializeOwned>(request: &HttpRequest, bytes: &[u8]) -> Result<T, Refusal> {
    if body::is_compressed(request) {
        return Err(Reason::EncodingUnsupported.into());
    }
    if body::media_type(request) != "application/json" {
        return Err(Reason::ContentTypeUnsupported.into());
    }
    let value = body::strict_json(bytes, policy::LEGACY_JSON_DEPTH)?;
    if !value.is_object() {
        return Err(Reason::BodyMalformed.into());
    }
    serde_json::from_value(value).map_err(|_| Reason::BodyMalformed.into())
}

/// The access token of an `Authorization: Bearer` header (RFC 6750 §2.1).
pub fn token(authorization: &str) -> Result<Secret<kind::AccessToken>, Refusal> {
    let token = authorization
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim());
    match token {
        Some(token) if !token.is_empty() => Ok(Secret::new(token)),
        _ => Err(Reason::TokenMissing.into()),
    }
}

/// What a query holds: whether a parameter is named as a credential is, and the values that may be
/// keys under whatever name.
pub fn credentials_in(query: &str) -> (bool, Vec<Secret<kind::ApiKey>>) {
    let mut named = false;
    let mut values = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).take(policy::FIELDS_MAX) {
        let name: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        named |= ["xapikey", "apikey", "secret", "accesstoken"].contains(&name.as_str());
        values.push(Secret::new(value));
    }
    (named, values)
}

/// The parts of a path that may be keys.
pub fn keys_in(path: &str) -> Vec<Secret<kind::ApiKey>> {
    let parts = path.split('/').filter(|part| is_well_formed(part));
    parts.map(Secret::new).collect()
}

/// LE-P2: "cross-site `Origin`/`Sec-Fetch-Site` → 403": a partner's server is no browser.
pub fn is_cross_site(ctx: &Ctx, request: &HttpRequest) -> bool {
    let text = |name: &str| request.headers().get(name)?.to_str().ok();
    let site = text("sec-fetch-site");
    let origin = request.headers().get(header::ORIGIN);
    let own = ctx.app.issuer.trim_end_matches('/').as_bytes();
    site.is_some_and(|site| site != "same-origin" && site != "none")
        || origin.is_some_and(|origin| origin.as_bytes() != own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_found_under_each_spelling() {
        for query in ["x-api-key=a", "X_API_KEY=a", "apiKey=a", "a=b&secret=c"] {
            assert!(credentials_in(query).0, "{query}");
        }
        let (named, values) = credentials_in("page=2&sort=up");
        assert!(!named);
        assert_eq!(values.len(), 2);
    }

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_its_scheme() {
        assert_eq!(
            token("bEARER abc").map(|t| t.expose().to_owned()),
            Ok("abc".into())
        );
        for bad in ["", "Bearer", "Bearer ", "Basic abc", "abc"] {
            assert_eq!(
                token(bad).map(drop),
                Err(Reason::TokenMissing.into()),
                "{bad}"
            );
        }
    }
}
