//! From OCARIoT's bodies to a grant request: JSON and forms, read as Express reads them.

use actix_web::{HttpRequest, http::header};
use serde_json::{Map, Value};

use super::Refused;
use crate::{
    config::policy,
    core::Door,
    core::Secret,
    grants::{GrantRequest, password},
    http::body,
    model::Namespace,
};

/// The request that a body makes.
pub fn into_request(request: &HttpRequest, body: &[u8]) -> Result<GrantRequest, Refused> {
    let fields = fields(request, body)?;
    // The order of checks is the original's: each field's type and content first, then what is
    // missing (recordings 22, 23).
    let username = string(&fields, "username")?;
    let password = string(&fields, "password")?;
    let missing: Vec<&str> = [("username", username), ("password", password)]
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| *name)
        .collect();
    match (username, password) {
        (Some(username), Some(password)) => Ok(GrantRequest::Password(password::Request {
            door: Door::Ocariot,
            namespace: Namespace::Door(Door::Ocariot.name().to_owned()),
            identifier: username.to_owned(),
            password: Secret::new(password),
            otp: None,
        })),
        // The grammar stays plural (recording 14).
        _ => Err(Refused::Required {
            fields: missing.join(", "),
        }),
    }
}

fn string<'a>(
    fields: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, Refused> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Err(Refused::Empty { field: name }),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::NotAString { field: name }),
    }
}

fn fields(request: &HttpRequest, body: &[u8]) -> Result<Map<String, Value>, Refused> {
    // O15: a compressed body is one that cannot be processed.
    if body::is_compressed(request) {
        return Err(Refused::Unreadable);
    }
    match body::media_type(request).as_str() {
        "application/json" => {
            check_charset(request)?;
            json(body)
        }
        "application/x-www-form-urlencoded" => Ok(form(body)),
        // Neither parser takes it: there are no fields (recordings 13, 33).
        _ => Ok(Map::new()),
    }
}

/// Recording 34: only UTF-8 is read. The original answers 500; here it is 415 with that text.
fn check_charset(request: &HttpRequest) -> Result<(), Refused> {
    let value = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let charset = value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches('"').to_ascii_uppercase())
    });
    match charset {
        Some(charset) if charset != "UTF-8" => Err(Refused::Charset {
            charset: charset.chars().take(40).collect(),
        }),
        _ => Ok(()),
    }
}

/// An object has fields, an array has none; anything else, or a body that is no JSON, cannot be
/// processed (recordings 26 to 30). DL-03: at most eight levels deep.
fn json(bytes: &[u8]) -> Result<Map<String, Value>, Refused> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    let value = serde_json::from_slice(bytes).map_err(|_| Refused::Unreadable)?;
    let is_flat = body::depth(&value) <= policy::LEGACY_JSON_DEPTH;
    match value {
        Value::Object(fields) if is_flat => Ok(fields),
        Value::Array(_) => Ok(Map::new()),
        _ => Err(Refused::Unreadable),
    }
}

/// A form; a name that occurs twice becomes an array, as in Express.
fn form(body: &[u8]) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(body)
        .into_owned()
        .take(policy::FIELDS_MAX)
    {
        match fields.get_mut(&name) {
            None => drop(fields.insert(name, Value::String(value))),
            Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
        }
    }
    fields
}
