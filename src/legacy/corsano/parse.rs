//! From Corsano's bodies to grant requests: read as Laravel reads them.

use actix_web::{HttpRequest, http::header};
use serde_json::{Map, Value};

use super::Refused;
use crate::{
    config::policy,
    core::{Door, Secret},
    grants::{GrantRequest, password, token_exchange},
    http::body,
    model::Namespace,
};

/// The fields of a body.
#[derive(Clone, Debug, Default)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body: JSON or a form by its type; whatever else it is, and whatever is broken, has
    /// no fields (C09). Credentials in the query are not read: they would stand in logs.
    pub fn read(request: &HttpRequest, body: &[u8]) -> Self {
        let json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("/json") || value.contains("+json"));
        let fields = if json {
            from_json(body)
        } else if body::media_type(request) == "application/x-www-form-urlencoded" {
            from_form(body)
        } else {
            Map::new()
        };
        Self(fields)
    }

    /// A field as the original's validator finds it: strings trimmed but for passwords, and empty
    /// ones missing.
    fn find(&self, name: &str) -> Found<'_> {
        match self.0.get(name) {
            None | Some(Value::Null) => Found::Missing,
            Some(Value::String(text)) => {
                let trimmed = text.trim();
                // `required` does not take blanks for a password either.
                if trimmed.is_empty() {
                    Found::Missing
                } else if name == "password" {
                    Found::Text(text)
                } else {
                    Found::Text(trimmed)
                }
            }
            Some(Value::Array(items)) if items.is_empty() => Found::Missing,
            Some(Value::Object(members)) if members.is_empty() => Found::Missing,
            Some(_) => Found::Other,
        }
    }

    /// A field that must be a text.
    fn text(&self, name: &'static str) -> Result<&str, (&'static str, String)> {
        // The original names a field in words.
        let words = name.replace('_', " ");
        match self.find(name) {
            Found::Text(text) => Ok(text),
            Found::Missing => Err((name, format!("The {words} field is required."))),
            Found::Other => Err((name, format!("The {words} must be a string."))),
        }
    }
}

enum Found<'a> {
    Missing,
    Text(&'a str),
    Other,
}

/// The sign-in at the Users Cloud. With an email address the code is ignored; with neither it is
/// the address that is missing.
pub fn into_request(fields: &Fields) -> Result<GrantRequest, Refused> {
    let by_code = matches!(fields.find("email"), Found::Missing)
        && !matches!(fields.find("code"), Found::Missing);
    let (name, namespace) = if by_code {
        let door = Door::CorsanoUsers.name().to_owned();
        ("code", Namespace::Door(door))
    } else {
        ("email", Namespace::Email)
    };
    match (fields.text(name), fields.text("password")) {
        (Ok(identifier), Ok(password)) => Ok(GrantRequest::Password(password::Request {
            door: Door::CorsanoUsers,
            namespace,
            identifier: identifier.to_owned(),
            password: Secret::new(password),
            otp: None,
        })),
        (identifier, password) => {
            let errors = [identifier.err(), password.err()];
            Err(Refused::Invalid(errors.into_iter().flatten().collect()))
        }
    }
}

/// The exchange at the Health Cloud: the token alone counts, and there is never a password.
pub fn into_exchange(fields: &Fields) -> Result<GrantRequest, Refused> {
    let token = fields.text("user_api_token");
    let token = token.map_err(|error| Refused::Invalid(vec![error]))?;
    Ok(GrantRequest::TokenExchange(token_exchange::Request {
        subject_token: Secret::new(token),
        subject_token_type: token_exchange::ACCESS_TOKEN_TYPE.to_owned(),
        requested_token_type: None,
        audience: vec![Door::CorsanoHealth.name().to_owned()],
        resource: Vec::new(),
        scope: None,
        at_door: Some(Door::CorsanoHealth),
        onward: None,
    }))
}

/// An object has fields. DL-03: at most eight levels deep.
fn from_json(bytes: &[u8]) -> Map<String, Value> {
    let value = serde_json::from_slice(bytes).unwrap_or_default();
    let is_flat = body::depth(&value) <= policy::LEGACY_JSON_DEPTH;
    match value {
        Value::Object(fields) if is_flat => fields,
        _ => Map::new(),
    }
}

/// A form: of a name that occurs twice the last counts, and `name[…]` makes an array.
fn from_form(body: &[u8]) -> Map<String, Value> {
    let pairs = url::form_urlencoded::parse(body).take(policy::FIELDS_MAX);
    pairs
        .map(|(name, value)| match name.split_once('[') {
            Some((name, _)) => (name.to_owned(), Value::Array(vec![Value::Null])),
            None => (name.into_owned(), Value::String(value.into_owned())),
        })
        .collect()
}
