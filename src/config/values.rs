//! Values as texts: reading them as their key wants them, saying why they do not fit, finding
//! their line.

use figment::{
    error::{Actual, Kind},
    providers::{Format, Toml},
    value::{Dict, Value},
};

use super::{
    ConfigError,
    database_url::DATABASE_URL_SHAPE,
    schema::{Shape, is_client_secret, is_secret},
    secrets::{DATA_KEY_FIX, DATA_KEY_SHAPE},
};

/// A text as the key wants it; what does not fit stays a text, and is refused as such later.
pub(super) fn read(text: &str, shape: Shape) -> Value {
    match shape {
        Shape::Text => Value::from(text),
        Shape::Bool => text
            .parse::<bool>()
            .map_or_else(|_| text.into(), Value::from),
        Shape::Number => text
            .parse::<i64>()
            .map_or_else(|_| text.into(), Value::from),
        // As in TOML, or with commas.
        Shape::List if text.trim_start().starts_with('[') => {
            let parsed = Toml::from_str::<Dict>(&format!("list = {text}"));
            let list = parsed.ok().and_then(|mut dict| dict.remove("list"));
            list.unwrap_or_else(|| text.into())
        }
        Shape::List => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            Value::from(items.map(str::to_owned).collect::<Vec<_>>())
        }
    }
}

/// A value of the wrong type or form; a secret is not repeated.
pub(super) fn misfit(key: &str, kind: &Kind) -> ConfigError {
    if is_secret(key) {
        let (problem, expected) = match (key, kind) {
            ("database.url", Kind::Message(text)) => (text.clone(), DATABASE_URL_SHAPE),
            (key, _) if is_client_secret(key) => ("is no text".into(), "a text"),
            ("database.url", _) => ("is no database URL".into(), DATABASE_URL_SHAPE),
            ("secrets.data_key", Kind::Message(text)) if text.starts_with("is ") => {
                (text.clone(), DATA_KEY_SHAPE)
            }
            _ => ("is no such key".into(), DATA_KEY_SHAPE),
        };
        let error = ConfigError::new(key, problem).expected(expected);
        return match key {
            "secrets.data_key" => error.fix(DATA_KEY_FIX),
            _ => error,
        };
    }
    let (found, expected) = match kind {
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
            (said(found), wanted(expected))
        }
        Kind::UnknownVariant(found, expected) => (format!("{found:?}"), expected.join(", ")),
        Kind::Message(text) if text.contains("socket address") => (
            "no such address".into(),
            "ADDRESS:PORT, such as \"127.0.0.1:8080\"".into(),
        ),
        other => (other.to_string(), String::new()),
    };
    ConfigError::new(key, format!("does not fit: {found}")).expected(expected)
}

/// What was found, in the words of TOML.
fn said(found: &Actual) -> String {
    match found {
        Actual::Str(text) => format!("the text {text:?}"),
        Actual::Signed(number) => format!("the number {number}"),
        Actual::Unsigned(number) => format!("the number {number}"),
        Actual::Bool(value) => format!("{value}"),
        Actual::Seq => "a list".into(),
        Actual::Map => "a table".into(),
        other => format!("{other}"),
    }
}

/// What was expected, in the words of TOML.
fn wanted(expected: &str) -> String {
    match expected {
        "usize" | "u32" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a string" => "a text",
        other => other,
    }
    .to_owned()
}

/// The line on which a key, or the table that holds it, is given. Reads TOML by its lines, which
/// is enough for a hint.
pub(super) fn line_of(text: &str, key: &str) -> Option<usize> {
    let plain = |part: &str| {
        let parts = part.split('.').map(|p| p.trim().trim_matches(['"', '\'']));
        parts.collect::<Vec<_>>().join(".")
    };
    let mut table = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        let here = if let Some(header) = line.strip_prefix('[') {
            let Some((header, _)) = header.split_once(']') else {
                continue;
            };
            table = plain(header.trim_start_matches('['));
            table.clone()
        } else if let Some((name, _)) = line.split_once('=') {
            let name = plain(name);
            if table.is_empty() {
                name
            } else {
                format!("{table}.{name}")
            }
        } else {
            continue;
        };
        let inline =
            line.contains('=') && key.strip_prefix(&here).is_some_and(|r| r.starts_with('.'));
        if here == key || inline {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_key_is_found_however_it_is_written() {
        let text = "server.drain = \"1s\"\n# [tokens]\n[tokens] # lives\naccess = \"1m\"\n\
                    \"code\"=\"1m\"\n[telemetry]\nlog = { level = \"info\" }\n\
                    [legacy.ocariot]\nhosts = [\n  \"a.example\",\n]\n";
        for (key, line) in [
            ("server.drain", Some(1)),
            ("tokens", Some(3)),
            ("tokens.access", Some(4)),
            ("tokens.code", Some(5)),
            ("telemetry.log.level", Some(7)),
            ("legacy.ocariot.hosts", Some(9)),
            ("tokens.id_token", None),
        ] {
            assert_eq!(line_of(text, key), line, "{key}");
        }
    }
}
