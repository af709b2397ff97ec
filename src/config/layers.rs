//! Laying one source over the other: which value each key has, and where it came from.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use figment::{
    providers::{Format, Toml},
    value::{Dict, Value},
};

use super::{
    Config, ConfigError, DatabaseUrl, Origin,
    schema::{Schema, is_client_secret},
    values::{line_of, misfit, read},
};

/// The prefix of our environment variables.
const ENV_PREFIX: &str = "SIGNET_";

/// Values by key, later layers over earlier ones, and what was wrong with them.
pub(super) struct Layers {
    schema: Schema,
    values: BTreeMap<String, (Value, Origin)>,
    /// What was wrong so far.
    pub(super) problems: Vec<ConfigError>,
}

impl Layers {
    /// Nothing but the built-in values.
    pub(super) fn new() -> Self {
        Self {
            schema: Schema::new(),
            values: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// A TOML file.
    pub(super) fn add_file(&mut self, path: &Path, text: &str) {
        match Toml::from_str::<Dict>(text) {
            Ok(dict) => self.add_table("", dict, path, text),
            Err(error) => {
                // Its `Display` would print the line, and the line may hold a secret.
                let before = error.span().and_then(|span| text.get(..span.start));
                let line = before.map(|before| before.matches('\n').count() + 1);
                let problem = format!("is no TOML: {}", error.message().replace('\n', ", "));
                let error = ConfigError::new("file", problem);
                let origin = Origin::File(path.to_owned(), line);
                self.problems.push(error.from(origin));
            }
        }
    }

    fn add_table(&mut self, prefix: &str, dict: Dict, path: &Path, text: &str) {
        for (name, value) in dict {
            let key = if prefix.is_empty() {
                name
            } else {
                format!("{prefix}.{name}")
            };
            let origin = Origin::File(path.to_owned(), line_of(text, &key));
            if self.schema.shape(&key).is_some() {
                self.values.insert(key, (value, origin));
            } else if !self.schema.is_table(&key) {
                let problem = self.unknown(&key);
                self.problems.push(problem.from(origin));
            } else if let Value::Dict(_, dict) = value {
                self.add_table(&key, dict, path, text);
            } else {
                let problem = ConfigError::new(key, "is a table of keys, not one value");
                self.problems.push(problem.from(origin));
            }
        }
    }

    /// Environment variables: `SIGNET_SECTION__KEY`.
    pub(super) fn add_env(&mut self, env: &[(String, String)]) {
        for (name, text) in env {
            let Some(rest) = name.strip_prefix(ENV_PREFIX) else {
                continue;
            };
            let origin = Origin::Env(name.clone());
            if rest.contains("__") {
                let key = rest.to_ascii_lowercase().replace("__", ".");
                self.add_text(&key, text, origin);
            } else {
                // Kubernetes sets SIGNET_PORT and the like by itself: only a near miss is ours.
                let flat = rest.to_ascii_lowercase();
                let meant = self.schema.keys().find(|key| key.replace('.', "_") == flat);
                if let Some(key) = meant {
                    let right = variable(key);
                    let problem = ConfigError::new(key, format!("{name} is no variable of ours"));
                    let problem = problem.fix(format!("did you mean {right}?"));
                    self.problems.push(problem.from(origin));
                }
            }
        }
    }

    /// `--set key=value`. Secrets do not go into arguments, where every process can read them.
    pub(super) fn add_set(&mut self, setting: &str, dev: bool) {
        let Some((key, text)) = setting.split_once('=') else {
            let problem = ConfigError::new(setting, "--set without '='");
            self.problems.push(
                problem
                    .expected("--set section.key=value")
                    .from(Origin::Set),
            );
            return;
        };
        let key = key.trim();
        let password = || DatabaseUrl::parse(text).is_ok_and(|url| url.has_password());
        if key == "secrets.data_key"
            || (key == "database.url" && !dev && password())
            || (is_client_secret(key) && !dev)
        {
            let problem = ConfigError::new(key, "is a secret, and arguments are seen by others");
            let fix = format!("put it in a file and name it in {key}_file");
            self.problems.push(problem.fix(fix).from(Origin::Set));
            return;
        }
        self.add_text(key, text, Origin::Set);
    }

    /// A text from outside a file, read as the key wants it.
    pub(super) fn add_text(&mut self, key: &str, text: &str, origin: Origin) {
        let Some(shape) = self.schema.shape(key) else {
            let problem = if self.schema.is_table(key) {
                ConfigError::new(key, "is a table of keys, not one value")
            } else {
                self.unknown(key)
            };
            self.problems.push(problem.from(origin));
            return;
        };
        self.values
            .insert(key.to_owned(), (read(text, shape), origin));
    }

    /// Texts that are a key's value, such as the lines of a key file.
    pub(super) fn add_list(&mut self, key: &str, texts: Vec<String>, origin: Origin) {
        self.values
            .insert(key.to_owned(), (Value::from(texts), origin));
    }

    /// Where the key's value came from; `None` if it is the built-in one.
    pub(super) fn origin(&self, key: &str) -> Option<&Origin> {
        self.values.get(key).map(|(_, origin)| origin)
    }

    /// The key's value, if it is a text.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key).and_then(|(value, _)| value.as_str())
    }

    /// The names of the sources that something was said about.
    pub(super) fn sources(&self) -> BTreeSet<String> {
        let names = self.values.keys().filter_map(|key| {
            let (name, _) = key.strip_prefix("upstream.")?.split_once('.')?;
            Some(name.to_owned())
        });
        names.collect()
    }

    /// The keys that a file gave.
    pub(super) fn given_by<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a str> {
        self.values
            .iter()
            .filter(move |(_, (_, origin))| matches!(origin, Origin::File(p, _) if p == path))
            .map(|(key, _)| key.as_str())
    }

    fn unknown(&self, key: &str) -> ConfigError {
        let problem = ConfigError::new(key, "is no known key");
        match self.schema.nearest(key) {
            Some(near) => {
                // A name of the operator's stands for itself.
                let name = key.split('.').nth(1).unwrap_or("*");
                problem.fix(format!("did you mean {}?", near.replace('*', name)))
            }
            None => problem,
        }
    }

    /// The configuration, in which values that do not fit are replaced by the built-in ones, and
    /// the origins of the others. Each value is tried by itself, so that all are reported.
    pub(super) fn build(&mut self) -> (Config, BTreeMap<String, Origin>) {
        let base = Value::serialize(Config::default()).unwrap_or_else(|_| Dict::new().into());
        let mut all = base.clone();
        let mut origins = BTreeMap::new();
        for (key, (value, origin)) in &self.values {
            let mut alone = base.clone();
            put(&mut alone, key, value.clone());
            match alone.deserialize::<Config>() {
                Ok(_) => {
                    put(&mut all, key, value.clone());
                    origins.insert(key.clone(), origin.clone());
                }
                Err(error) => {
                    let problem = misfit(key, &error.kind);
                    self.problems.push(problem.from(origin.clone()));
                }
            }
        }
        match all.deserialize() {
            Ok(config) => (config, origins),
            Err(error) => {
                let problem = ConfigError::new("config", error.to_string());
                self.problems.push(problem);
                (Config::default(), origins)
            }
        }
    }
}

/// The environment variable of a key.
pub(super) fn variable(key: &str) -> String {
    format!(
        "{ENV_PREFIX}{}",
        key.to_ascii_uppercase().replace('.', "__")
    )
}

/// Sets `key` within nested tables.
fn put(root: &mut Value, key: &str, value: Value) {
    let Value::Dict(_, dict) = root else { return };
    match key.split_once('.') {
        None => {
            dict.insert(key.to_owned(), value);
        }
        Some((table, rest)) => {
            let table = dict
                .entry(table.to_owned())
                .or_insert_with(|| Dict::new().into());
            put(table, rest, value);
        }
    }
}
