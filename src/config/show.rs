//! Showing the merged configuration, with `***` in the place of secrets.

use serde_json::{Map, Value, json};

use super::{Loaded, Origin, schema::leaves};

/// What to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShowOptions {
    /// Where each value came from.
    pub origins: bool,
    /// Built-in values too.
    pub all: bool,
}

impl Loaded {
    /// The keys to show, with their values and origins.
    fn shown(&self, options: ShowOptions) -> impl Iterator<Item = (String, Value, Origin)> {
        leaves(&self.config)
            .into_iter()
            .map(|(key, value)| {
                let origin = self.origin(&key);
                (key, value, origin)
            })
            .filter(move |(_, _, origin)| options.all || *origin != Origin::Default)
    }

    /// The value of a key, redacted; `None` if there is no such key.
    pub fn value(&self, key: &str) -> Option<Value> {
        let found = leaves(&self.config)
            .into_iter()
            .find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }

    /// As TOML, for people. What is not set is a comment.
    pub fn to_toml(&self, options: ShowOptions) -> String {
        let mut tables: Vec<(String, Vec<String>)> = Vec::new();
        for (key, value, origin) in self.shown(options) {
            let (table, name) = key.rsplit_once('.').unwrap_or(("", &key));
            let mut line = match value {
                Value::Null => format!("# {name} is not set"),
                // JSON's texts, numbers and lists of texts are also TOML's.
                value => format!("{name} = {value}"),
            };
            if options.origins {
                line.push_str(&format!("  # {origin}"));
            }
            match tables.iter_mut().find(|(known, _)| known == table) {
                Some((_, lines)) => lines.push(line),
                None => tables.push((table.to_owned(), vec![line])),
            }
        }
        let table =
            |(name, lines): &(String, Vec<String>)| format!("[{name}]\n{}\n", lines.join("\n"));
        tables.iter().map(table).collect::<Vec<_>>().join("\n")
    }

    /// As JSON. With origins, each value is `{"value": …, "origin": …}`.
    pub fn to_json(&self, options: ShowOptions) -> Value {
        let mut root = Map::new();
        for (key, value, origin) in self.shown(options) {
            let value = if options.origins {
                json!({ "value": value, "origin": origin.to_string() })
            } else {
                value
            };
            put(&mut root, &key, value);
        }
        Value::Object(root)
    }
}

fn put(table: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = table
                .entry(name)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
