//! From Human API's bodies to a grant request: JSON and forms.
//!
//! The order of checks is the contract's: the body, `type`, `client_id`, the secret, and only for a
//! client that has proven itself `client_user_id`. So what is wrong with that is kept until then.

use actix_web::HttpRequest;
use serde_json::{Map, Value};

use super::{ErrorCode, Refused};
use crate::{
    authn::client::Presented,
    config::policy,
    core::{Door, Secret},
    grants::{GrantRequest, client_credentials, jwt_bearer},
    http::body,
    model::human::{Human, Kind},
};

/// Which of the two addresses was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `/v1/connect/token`.
    Connect,
    /// `/v1/admin/token`, which knows clients only.
    Admin,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// A token for a person of the client's.
    Human(Kind),
    /// A token for the client itself.
    Client,
}

/// A call, as far as it could be read.
#[derive(Debug)]
pub struct Asked {
    /// `type`.
    pub token_type: TokenType,
    /// How the client proves itself.
    pub client: Presented,
    /// What is asked of the pipeline for a client that has.
    pub grant: Result<GrantRequest, Refused>,
}

/// The call that a body makes.
pub fn into_request(place: Place, request: &HttpRequest, body: &[u8]) -> Result<Asked, Refused> {
    let fields = fields(request, body)?;
    let token_type =
        token_type(place, fields.get("type")).ok_or(Refused::Code(ErrorCode::TokenType))?;
    if place == Place::Admin && !fields.contains_key("client_id") {
        return Err(Refused::Field {
            key: "client_id",
            problem: "is required",
        });
    }
    let client = client(&fields)?;
    let grant = match token_type {
        TokenType::Human(kind) => vouch(kind, &fields),
        TokenType::Client => Ok(GrantRequest::ClientCredentials(
            client_credentials::Request {
                scope: None,
                resource: Vec::new(),
                door: Some(Door::HumanApi),
            },
        )),
    };
    Ok(Asked {
        token_type,
        client,
        grant,
    })
}

fn token_type(place: Place, field: Option<&Value>) -> Option<TokenType> {
    match (place, field?.as_str()?) {
        (_, "client") => Some(TokenType::Client),
        (Place::Admin, _) => None,
        (Place::Connect, "session") => Some(TokenType::Human(Kind::Session)),
        (Place::Connect, "id" | "id_token") => Some(TokenType::Human(Kind::Id)),
        (Place::Connect, "access") => Some(TokenType::Human(Kind::Access)),
        (Place::Connect, _) => None,
    }
}

/// The client's id and secret. An empty secret is none; what is no text cannot be right.
fn client(fields: &Map<String, Value>) -> Result<Presented, Refused> {
    let id = match fields.get("client_id").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => id,
        _ => return Err(Refused::Code(ErrorCode::ClientId)),
    };
    let secret = match fields.get("client_secret") {
        None | Some(Value::Null) => None,
        Some(Value::String(secret)) if secret.is_empty() => None,
        Some(Value::String(secret)) => Some(Secret::new(secret.as_str())),
        Some(_) => Some(Secret::new("")),
    };
    Ok(Presented {
        client_id: Some(id.to_owned()),
        client_secret: secret,
        ..Presented::default()
    })
}

/// The client's word for a person of its own.
fn vouch(kind: Kind, fields: &Map<String, Value>) -> Result<GrantRequest, Refused> {
    let wrong = |key, problem| Err(Refused::Field { key, problem });
    let key = "client_user_id";
    let client_user_id = match fields.get(key) {
        None => return wrong(key, "is required"),
        Some(Value::String(text)) if text.is_empty() => {
            return wrong(key, "is not allowed to be empty");
        }
        Some(Value::String(text)) if text.contains('\0') => {
            return wrong(key, "must not contain U+0000");
        }
        Some(Value::String(text)) if !Human::is_user_id(text) => {
            return wrong(key, "length must be less than or equal to 255 bytes long");
        }
        Some(Value::String(text)) => text.clone(),
        Some(_) => return wrong(key, "must be a string"),
    };
    let key = "client_user_email";
    let email = match fields.get(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) if is_email(text) => Some(text.clone()),
        // Where the field does not belong, a client that always sends it is not refused for it.
        Some(_) if kind != Kind::Session => None,
        Some(Value::String(_)) => return wrong(key, "must be a valid email"),
        Some(_) => return wrong(key, "must be a string"),
    };
    Ok(GrantRequest::JwtBearer(jwt_bearer::Request {
        vouched: jwt_bearer::Vouched::Direct {
            client_user_id,
            email,
        },
        scope: Some(kind.scope()),
        resource: Vec::new(),
        at_door: Some(Door::HumanApi),
    }))
}

/// One `@` with something on both sides, no blanks, and no longer than an address may be
/// (RFC 5321 §4.5.3.1.3).
fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control();
    text.len() <= 254
        && !text.contains(odd)
        && matches!(text.split('@').collect::<Vec<_>>()[..], [name, host] if !name.is_empty() && !host.is_empty())
}

/// The fields of a body, as hapi reads one: JSON unless it says that it is a form. A name that
/// occurs twice says two things (LE-P6).
fn fields(request: &HttpRequest, bytes: &[u8]) -> Result<Map<String, Value>, Refused> {
    // DL-09: a compressed body is not read.
    if body::is_compressed(request) {
        return Err(Refused::MediaType);
    }
    match body::media_type(request).as_str() {
        "application/x-www-form-urlencoded" => form(bytes),
        "" | "application/json" => json(bytes),
        other if other.starts_with("application/") && other.ends_with("+json") => json(bytes),
        _ => Err(Refused::MediaType),
    }
}

fn json(bytes: &[u8]) -> Result<Map<String, Value>, Refused> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match body::strict_json(bytes, policy::LEGACY_JSON_DEPTH) {
        Ok(Value::Object(fields)) => Ok(fields),
        // JSON without a `type`.
        Ok(_) => Ok(Map::new()),
        Err(_) => Err(Refused::Unreadable),
    }
}

fn form(bytes: &[u8]) -> Result<Map<String, Value>, Refused> {
    let pairs = body::strict_form(bytes).map_err(|_| Refused::Unreadable)?;
    let mut fields = Map::new();
    for (name, value) in pairs {
        if fields.insert(name, Value::String(value)).is_some() {
            return Err(Refused::Unreadable);
        }
    }
    Ok(fields)
}
