//! The whole configuration as a JSON Schema (2020-12), for editors and for whoever writes files by
//! program.

use serde_json::{Map, Value, json};

use super::{
    docs::{Form, KeyDoc, Reference},
    schema::is_secret,
};

/// The schema. Unknown keys are refused, as the loader does.
pub fn json_schema() -> Value {
    let reference = Reference::new();
    let mut root = table("The configuration of Signet.");
    for (name, about) in &reference.tables {
        put(&mut root, name, table(about));
    }
    for doc in &reference.keys {
        put(&mut root, &doc.key, leaf(doc));
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Signet configuration",
    });
    merge(&mut schema, root);
    schema
}

fn table(about: &str) -> Value {
    json!({
        "description": about,
        "type": "object",
        "additionalProperties": false,
        "properties": {},
    })
}

fn leaf(doc: &KeyDoc) -> Value {
    let mut schema = json!({ "description": doc.text });
    merge(&mut schema, of_form(&doc.form));
    if let Some(default) = &doc.default
        && !is_secret(&doc.key)
    {
        schema["default"] = default.clone();
    }
    schema
}

fn of_form(form: &Form) -> Value {
    match form {
        Form::Text | Form::Path | Form::Address | Form::Network => json!({ "type": "string" }),
        Form::Instant => json!({ "type": "string", "format": "date-time" }),
        Form::Number => json!({ "type": "integer", "minimum": 0 }),
        Form::Bool => json!({ "type": "boolean" }),
        Form::Duration => json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d|y)$" }),
        Form::Size => json!({ "type": "string", "pattern": "^[0-9]+(B|KiB|MiB)$" }),
        Form::Choice(values) => json!({ "enum": values }),
        Form::List(of) => json!({ "type": "array", "items": of_form(of) }),
        Form::OneOrMore => json!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        }),
    }
}

/// Puts a schema where its key says. A table of tables that the operator names takes all names.
fn put(root: &mut Value, key: &str, schema: Value) {
    let (first, rest) = match key.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (key, None),
    };
    let properties = match first {
        "*" => &mut root["patternProperties"],
        _ => &mut root["properties"],
    };
    if !properties.is_object() {
        *properties = Value::Object(Map::new());
    }
    let name = if first == "*" {
        "^[a-z0-9_-]{1,40}$"
    } else {
        first
    };
    match rest {
        None => properties[name] = schema,
        Some(rest) => {
            if properties[name].is_null() {
                properties[name] = table("Tables that the operator names.");
            }
            put(&mut properties[name], rest, schema);
        }
    }
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

#[cfg(test)]
mod tests {
    use figment::providers::{Format, Toml};

    use super::*;
    use crate::config::{
        init::{Profile, file_text},
        schema::Schema,
    };

    /// What of 2020-12 the schema uses, read anew: what does not fit.
    fn misfits(schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (word, rule) in schema.as_object().expect("a schema") {
            let fits = match word.as_str() {
                "$schema" | "title" | "description" | "default" | "format" => true,
                "type" => match rule.as_str().expect("a type") {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64() || value.is_u64(),
                    other => panic!("the type {other}"),
                },
                "minimum" => value
                    .as_i64()
                    .is_none_or(|number| Some(number) >= rule.as_i64()),
                "enum" => rule.as_array().expect("a list").contains(value),
                "pattern" => {
                    let rule = rule.as_str().expect("a text");
                    value.as_str().is_none_or(|text| matches(rule, text))
                }
                "anyOf" => {
                    let any = rule.as_array().expect("a list");
                    any.iter().any(|one| misfits(one, value, at).is_empty())
                }
                "items" => {
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        found.extend(misfits(rule, item, &format!("{at}[{place}]")));
                    }
                    true
                }
                // Taken together below.
                "properties" | "patternProperties" | "additionalProperties" => true,
                other => panic!("the word {other} is not read here"),
            };
            if !fits {
                found.push(format!("{at}: {word} {rule}: {value}"));
            }
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            let at = format!("{at}.{name}");
            let by_pattern = schema["patternProperties"].as_object();
            let rule = schema["properties"].get(name).or_else(|| {
                let mut rules = by_pattern.into_iter().flatten();
                rules
                    .find(|(pattern, _)| matches(pattern, name))
                    .map(|(_, rule)| rule)
            });
            match rule {
                Some(rule) => found.extend(misfits(rule, inner, &at)),
                None if schema["additionalProperties"] == false => {
                    found.push(format!("{at}: is not in the schema"));
                }
                None => {}
            }
        }
        found
    }

    /// The three patterns that there are, as ECMA-262 reads them.
    fn matches(pattern: &str, text: &str) -> bool {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let counted = |units: &[&str]| digits.len() < text.len() && units.contains(&digits);
        match pattern {
            "^[0-9]+(ms|s|m|h|d|y)$" => counted(&["ms", "s", "m", "h", "d", "y"]),
            "^[0-9]+(B|KiB|MiB)$" => counted(&["B", "KiB", "MiB"]),
            "^[a-z0-9_-]{1,40}$" => {
                let plain =
                    |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
                (1..=40).contains(&text.len()) && text.chars().all(plain)
            }
            other => panic!("the pattern {other} is not read here"),
        }
    }

    fn of_toml(text: &str) -> Value {
        Toml::from_str::<Value>(text).expect("TOML")
    }

    #[test]
    fn the_files_that_are_made_fit_the_schema() {
        let schema = json_schema();
        for profile in [Profile::Small, Profile::Cluster] {
            let made = file_text(profile, None, &crate::config::init::tests::Counting);
            let text = made.expose();
            assert_eq!(misfits(&schema, &of_toml(text), ""), [""; 0], "{profile:?}");
            // What is commented out, too.
            let all: Vec<_> = text
                .lines()
                .map(|line| match line.strip_prefix("# ") {
                    Some(rest) if rest.starts_with('[') || rest.contains(" = ") => rest,
                    _ => line,
                })
                .collect();
            let all = all.join("\n");
            assert_eq!(misfits(&schema, &of_toml(&all), ""), [""; 0], "{profile:?}");
        }
    }

    #[test]
    fn what_the_loader_refuses_does_not_fit() {
        let schema = json_schema();
        for (text, word) in [
            ("server.publc_url = \"x\"", "is not in the schema"),
            ("[sesion]\nidle = \"1m\"", "is not in the schema"),
            ("tokens.access = 300", "type"),
            ("tokens.access = \"5 m\"", "pattern"),
            ("limits.body = \"32KB\"", "pattern"),
            ("keys.algorithms = [\"HS256\"]", "enum"),
            ("server.proxy_header = \"x-real-ip\"", "enum"),
            ("server.workers = -1", "minimum"),
            ("consent.remember = \"yes\"", "type"),
            ("secrets.data_key = 5", "anyOf"),
            ("upstream.clinic.titel = \"x\"", "is not in the schema"),
            ("upstream.Clinic.title = \"x\"", "is not in the schema"),
            ("dev = true", "is not in the schema"),
        ] {
            let found = misfits(&schema, &of_toml(text), "");
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].contains(word), "{text}: {found:?}");
        }
        let good = "secrets.data_key = [\"a\", \"b\"]\nupstream.clinic.title = \"x\"\n\
                    server.listen = [\"127.0.0.1:1\"]\nlegacy.ocariot.brown_outs = []\n";
        assert_eq!(misfits(&schema, &of_toml(good), ""), [""; 0]);
    }

    // Every key of the schema is known to the loader, and the other way round.
    #[test]
    fn the_schema_has_the_keys_of_the_loader() {
        fn keys(schema: &Value, prefix: &str, found: &mut Vec<String>) {
            let own = schema["properties"].as_object().into_iter().flatten();
            let named = schema["patternProperties"]
                .as_object()
                .into_iter()
                .flatten();
            let all = own
                .map(|(name, inner)| (name.as_str(), inner))
                .chain(named.map(|(_, inner)| ("*", inner)));
            for (name, inner) in all {
                let key = match prefix {
                    "" => name.to_owned(),
                    prefix => format!("{prefix}.{name}"),
                };
                if inner["type"] == "object" {
                    assert_eq!(inner["additionalProperties"], false, "{key}");
                    keys(inner, &key, found);
                } else {
                    assert!(inner["description"].is_string(), "{key}");
                    found.push(key);
                }
            }
        }
        let mut found = Vec::new();
        keys(&json_schema(), "", &mut found);
        let schema = Schema::new();
        let mut known: Vec<_> = schema.keys().collect();
        found.sort_unstable();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
