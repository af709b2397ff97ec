//! Reading a request's body, up to its limit, and forms in it.

use std::{fmt, time::Duration};

use actix_web::{
    HttpRequest,
    http::header::{CONTENT_ENCODING, CONTENT_TYPE},
    web,
};
use futures_lite::StreamExt;
use serde::de::{self, DeserializeSeed, Visitor};
use serde_json::{Map, Value};

use crate::{
    config::policy,
    core::{Reason, Refusal},
};

/// DL-02: time for the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Reads a body of at most `limit` bytes. One that is not there in time is as good as cut off.
pub async fn read(payload: &mut web::Payload, limit: usize) -> Result<Vec<u8>, Refusal> {
    match tokio::time::timeout(BODY_TIMEOUT, read_all(payload, limit)).await {
        Ok(body) => body,
        Err(_) => Err(Reason::BodyMalformed.into()),
    }
}

async fn read_all(payload: &mut web::Payload, limit: usize) -> Result<Vec<u8>, Refusal> {
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

/// A form whose texts are UTF-8, every byte of them, so that two that differ stay two.
pub fn strict_form(body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let malformed = || Refusal::new(Reason::BodyMalformed);
    let text = std::str::from_utf8(body).map_err(|_| malformed())?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, decode(value)?))
    });
    let pairs: Vec<_> = pairs
        .take(policy::FIELDS_MAX + 1)
        .collect::<Option<_>>()
        .ok_or_else(malformed)?;
    if pairs.len() > policy::FIELDS_MAX {
        return Err(malformed());
    }
    Ok(pairs)
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// How deep a value goes: what is no list and no object has no depth.
pub fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// JSON in which no object has a name twice, at most `depth` levels deep (DL-03).
pub fn strict_json(body: &[u8], depth: usize) -> Result<Value, Refusal> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let read = Strict(depth).deserialize(&mut json);
    match read.and_then(|value| json.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) => Err(Reason::BodyMalformed.into()),
    }
}

/// Reads a value with so many levels left.
struct Strict(usize);

impl Strict {
    fn below<E: de::Error>(&self) -> Result<Self, E> {
        let left = self.0.checked_sub(1);
        left.map(Self).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            match items.next_element_seed(self.below()?)? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.below()?)?;
            if object.insert(name, value).is_some() {
                return Err(de::Error::custom("a name occurs twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strict_form_keeps_every_byte_or_is_none() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            strict_form(b"a=Zo%C3%AB+%26&b=&c"),
            Ok(vec![pair("a", "Zoë &"), pair("b", ""), pair("c", "")])
        );
        assert_eq!(strict_form(b""), Ok(Vec::new()));
        for bad in [&b"a=%ff"[..], b"a=\xff", b"a=%", b"a=%zz", b"%c3=a"] {
            assert!(strict_form(bad).is_err(), "{bad:?}");
        }
        assert!(strict_form(&b"a=b&".repeat(100)).is_ok());
        assert!(strict_form(&b"a=b&".repeat(101)).is_err());
    }

    // LE-P6: "Duplicate JSON keys, depth > 8 → 400".
    #[test]
    fn strict_json_has_each_name_once_and_ends() {
        let text = r#"{"a":[1,-2,0.5,"x",true,null],"b":{"a":{}}}"#;
        let read = strict_json(text.as_bytes(), 8).expect("JSON");
        assert_eq!(read.to_string(), text);
        for bad in [
            r#"{"a":1,"a":1}"#,
            r#"[{"a":{"b":1,"b":2}}]"#,
            "{} {}",
            "",
            r#"{"a":"\ud800"}"#,
            r#"{"a":}"#,
        ] {
            assert!(strict_json(bad.as_bytes(), 8).is_err(), "{bad}");
        }
        assert!(strict_json(b"{\"a\":\"\xff\"}", 8).is_err());
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(strict_json(deep(8).as_bytes(), 8).is_ok());
        assert!(strict_json(deep(9).as_bytes(), 8).is_err());
        assert!(strict_json(deep(20_000).as_bytes(), 8).is_err());
    }
}
