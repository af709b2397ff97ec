//! The merged configuration, redacted, with where each value comes from.

use serde_json::Value;

use super::{Config, Sources, load::merge};

/// One value of the merged configuration.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Shown {
    /// `section.key`.
    pub key: String,
    /// The value; secrets as `***`.
    pub value: Value,
    /// Where it comes from: `built-in`, a file, a variable or a flag.
    pub origin: String,
}

/// All values in the order of their keys.
pub fn show(config: &Config, sources: &Sources) -> Vec<Shown> {
    let mut redacted = config.clone();
    redacted.database.url = config.database.redacted_url();
    let (figment, _) = merge(&Config::default(), sources);
    let mut shown = Vec::new();
    flatten(
        "",
        &serde_json::to_value(&redacted).unwrap_or_default(),
        &mut |key, value| {
            let origin = figment
                .find_metadata(key)
                .map(|metadata| metadata.name.to_string())
                .filter(|name| !name.starts_with("signet::"))
                .unwrap_or_else(|| "built-in".to_owned());
            shown.push(Shown {
                key: key.to_owned(),
                value: value.clone(),
                origin,
            });
        },
    );
    shown
}

fn flatten(prefix: &str, value: &Value, each: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let key = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                flatten(&key, member, each);
            }
        }
        value => each(prefix, value),
    }
}
