//! From MyCure's bodies to grant requests.

use actix_web::HttpRequest;
use serde_json::{Map, Value};

use super::Refused;
use crate::{
    config::policy,
    core::{Door, Reason, Refusal, Secret, secret::kind},
    grants::{
        GrantRequest, password, refresh_token,
        token_exchange::{self, Onward},
    },
    http::body,
    model::Namespace,
};

pub use crate::model::mycure::e164;

/// The fields of a body.
pub type Fields = Map<String, Value>;

/// The fields of a JSON body. The document's own samples have trailing commas, which are let pass,
/// and nothing else that is no JSON (LE-P6: "Duplicate JSON keys, depth > 8 → 400").
pub fn fields(request: &HttpRequest, bytes: &[u8]) -> Result<Fields, Refusal> {
    if body::is_compressed(request) {
        return Err(Reason::EncodingUnsupported.into());
    }
    if body::media_type(request) != "application/json" {
        return Err(Reason::ContentTypeUnsupported.into());
    }
    match body::strict_json(&without_trailing_commas(bytes), policy::LEGACY_JSON_DEPTH)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Reason::BodyMalformed.into()),
    }
}

/// Takes out each comma outside a text that only blanks part from the bracket after it.
fn without_trailing_commas(bytes: &[u8]) -> Vec<u8> {
    let mut kept: Vec<u8> = Vec::with_capacity(bytes.len());
    let (mut in_text, mut escaped) = (false, false);
    for (at, byte) in bytes.iter().enumerate() {
        if in_text {
            in_text = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
        } else if *byte == b'"' {
            in_text = true;
        } else if *byte == b',' {
            let next = bytes.get(at + 1..).unwrap_or_default();
            let next = next.iter().find(|byte| !byte.is_ascii_whitespace());
            let before = kept.iter().rev().find(|byte| !byte.is_ascii_whitespace());
            // `[,]` is broken in any case.
            let follows = !matches!(before, None | Some(b'[' | b'{' | b','));
            if follows && matches!(next, Some(b'}' | b']')) {
                continue;
            }
        }
        kept.push(*byte);
    }
    kept
}

/// A member that is a text, if it is there; one that is null is not.
pub fn text<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, Refused> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        // PostgreSQL keeps no text with it, and no name or address has it.
        Some(Value::String(text)) if text.contains('\0') => Err(Refused::fields(&[(
            name,
            "must not have the character U+0000",
        )])),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::fields(&[(name, "must be a string")])),
    }
}

/// A member that must be a text.
pub fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Refused> {
    match text(fields, name)? {
        Some(text) if !text.is_empty() => Ok(text),
        Some(_) | None => Err(Refused::fields(&[(name, "is required")])),
    }
}

/// `POST /authentication` without an action: a sign-in, or a session that goes on. Whatever else
/// the body has is ignored: the SDK sends the whole account after it was made.
pub fn into_request(fields: &Fields, bearer: Option<&str>) -> Result<GrantRequest, Refused> {
    match text(fields, "strategy")? {
        // "`strategy` missing = `local`".
        None | Some("local") => sign_in(fields),
        Some("jwt") => match text(fields, "accessToken")?.or(bearer) {
            Some(token) => Ok(onward(token, Onward::Session)),
            None => Err(Refused::fields(&[("accessToken", "is required")])),
        },
        Some(_) => Err(Refused::fields(&[("strategy", "must be local or jwt")])),
    }
}

fn sign_in(fields: &Fields) -> Result<GrantRequest, Refused> {
    let (namespace, identifier) = match text(fields, "email")?.filter(|text| !text.is_empty()) {
        Some(email) => (Namespace::Email, email.to_owned()),
        None => match text(fields, "mobileNo")?.filter(|text| !text.is_empty()) {
            Some(typed) => {
                let number = e164(typed).unwrap_or_else(|| typed.to_owned());
                (Namespace::Mobile, number)
            }
            None => return Err(Refused::fields(&[("email", "is required")])),
        },
    };
    Ok(GrantRequest::Password(password::Request {
        door: Door::Mycure,
        namespace,
        identifier,
        password: Secret::new(required(fields, "password")?),
        otp: otp(fields)?,
    }))
}

/// The one-time code of a body; some apps send it as a number.
pub fn otp(fields: &Fields) -> Result<Option<String>, Refused> {
    let otp = match fields.get("totpToken") {
        Some(Value::Number(number)) => Some(format!("{:0>6}", number.to_string())),
        _ => text(fields, "totpToken")?.map(str::to_owned),
    };
    Ok(otp.filter(|otp| !otp.is_empty()))
}

/// What a session goes on with by its access token.
pub fn onward(token: &str, onward: Onward) -> GrantRequest {
    GrantRequest::TokenExchange(token_exchange::Request {
        subject_token: Secret::new(token),
        subject_token_type: token_exchange::ACCESS_TOKEN_TYPE.to_owned(),
        requested_token_type: None,
        audience: vec![Door::Mycure.name().to_owned()],
        resource: Vec::new(),
        scope: None,
        at_door: Some(Door::Mycure),
        onward: Some(onward),
    })
}

/// The action `refreshAccessToken`. The header of such a call is the literal `Bearer fake`.
pub fn into_refresh(fields: &Fields) -> Result<GrantRequest, Refused> {
    let token: Secret<kind::RefreshToken> = Secret::new(required(fields, "refreshToken")?);
    Ok(GrantRequest::RefreshToken(refresh_token::Request {
        token,
        scope: None,
        resource: Vec::new(),
        door: Some(Door::Mycure),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trailing_commas_are_let_pass() {
        let read = |text: &str| {
            let kept = without_trailing_commas(text.as_bytes());
            body::strict_json(&kept, 8).map(|value| value.to_string())
        };
        for (text, expected) in [
            (r#"{"a":1,}"#, r#"{"a":1}"#),
            ("{\"a\":{\"b\":1234,\n  },\n}", r#"{"a":{"b":1234}}"#),
            (r#"{"a":[1,2, ]}"#, r#"{"a":[1,2]}"#),
            (r#"{"a":",}","b":"\",]"}"#, r#"{"a":",}","b":"\",]"}"#),
            (r#"{"a":"\\"}"#, r#"{"a":"\\"}"#),
        ] {
            assert_eq!(read(text).expect(text), expected);
        }
        for bad in [
            r#"{"a":1,,}"#,
            "{,}",
            "[,]",
            "{\n email: email@domain.com,\n}",
            r#"{"a":1}//"#,
            "{'a':1}",
            ",",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
