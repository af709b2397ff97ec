//! Reading a request's body, up to its limit, and forms in it.

use actix_web::{
    HttpRequest,
    http::header::{CONTENT_ENCODING, CONTENT_TYPE},
    web,
};
use futures_lite::StreamExt;

use crate::{
    config::policy,
    core::{Reason, Refusal},
};

/// Reads a body of at most `limit` bytes.
pub async fn read(payload: &mut web::Payload, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Refusal::new(Reason::BodyMalformed))?;
        if body.len() + chunk.len() > limit {
            return Err(Reason::BodyTooLarge.into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Whether the body says that it is compressed (DL-09).
pub fn is_compressed(request: &HttpRequest) -> bool {
    request
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// The media type of the body, without its parameters, in lower case.
pub fn media_type(request: &HttpRequest) -> String {
    let value = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    value
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase()
}

/// A form's fields, in order (DL-03: at most 100).
pub fn form(body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::new(Reason::BodyMalformed))?;
    pairs(text)
}

/// The pairs of a query or of a form.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    let pairs: Vec<_> = url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .take(policy::FIELDS_MAX + 1)
        .collect();
    if pairs.len() > policy::FIELDS_MAX {
        return Err(Refusal::of(
            Reason::ParameterInvalid,
            format!("over {} fields", policy::FIELDS_MAX),
        ));
    }
    Ok(pairs)
}

/// Reads a form of a standard endpoint: its content type, its limit, its fields.
pub async fn read_form(
    request: &HttpRequest,
    payload: &mut web::Payload,
    limit: usize,
) -> Result<Vec<(String, String)>, Refusal> {
    if is_compressed(request) {
        return Err(Reason::EncodingUnsupported.into());
    }
    if media_type(request) != "application/x-www-form-urlencoded" {
        return Err(Reason::ContentTypeUnsupported.into());
    }
    form(&read(payload, limit).await?)
}
