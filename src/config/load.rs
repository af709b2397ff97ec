//! Reading the configuration: files, environment, flags.

use std::path::{Path, PathBuf};

use figment::{
    Figment, Profile,
    providers::{Format, Serialized, Toml},
    value::{Dict, Map, Value},
};

use super::{Config, Problem};

/// Where the configuration comes from, later ones win.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// TOML files, in order.
    pub files: Vec<PathBuf>,
    /// The environment, as name and value.
    pub env: Vec<(String, String)>,
    /// `section.key=value` settings, in order.
    pub set: Vec<String>,
    /// Where systemd puts credentials.
    pub credentials: Option<PathBuf>,
}

impl Sources {
    /// The files given, or else those of the default places that exist; and the environment of
    /// this process.
    pub fn of_process(files: Vec<PathBuf>, set: Vec<String>) -> Self {
        let files = if files.is_empty() {
            ["/etc/signet/config.toml", "signet.toml"]
                .iter()
                .map(PathBuf::from)
                .filter(|path| path.exists())
                .collect()
        } else {
            files
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the environment"
        )]
        let env: Vec<_> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let credentials = env
            .iter()
            .find(|(name, _)| name == "CREDENTIALS_DIRECTORY")
            .map(|(_, path)| PathBuf::from(path));
        Self {
            files,
            env,
            set,
            credentials,
        }
    }
}

/// Reads and checks the configuration. All problems at once.
pub fn load(sources: &Sources) -> Result<Config, Vec<Problem>> {
    load_over(Config::default(), sources)
}

/// Reads and checks the configuration over other defaults (`signet dev`).
pub fn load_over(defaults: Config, sources: &Sources) -> Result<Config, Vec<Problem>> {
    let (figment, mut problems) = merge(&defaults, sources);
    let config = match figment.extract::<Config>() {
        Ok(mut config) => {
            config.dev = defaults.dev;
            if config.secrets.data_key.0.is_empty() {
                config.secrets.data_key = defaults.secrets.data_key;
            }
            config
        }
        Err(errors) => {
            problems.extend(errors.into_iter().map(|error| explain(&error)));
            return Err(problems);
        }
    };
    problems.extend(config.problems());
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems)
    }
}

/// All sources as one, and what is wrong with them before they are read as a configuration.
pub(super) fn merge(defaults: &Config, sources: &Sources) -> (Figment, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut figment = Figment::from(Serialized::defaults(defaults));
    for path in &sources.files {
        if !path.is_file() {
            problems.push(Problem::new(
                path.display().to_string(),
                "there is no such configuration file",
            ));
        }
        let (text, found) = with_secret_files(path);
        problems.extend(found);
        figment = figment.merge(NamedToml {
            name: path.display().to_string(),
            text,
        });
    }
    for (name, value) in &sources.env {
        let Some(key) = name.strip_prefix("SIGNET_") else {
            continue;
        };
        let key = key.to_ascii_lowercase().replace("__", ".");
        if !key.contains('.') {
            continue;
        }
        match key.strip_suffix("_file") {
            Some("secrets.data_key") => match std::fs::read_to_string(value) {
                Ok(text) => {
                    figment = figment.merge(Setting::new(
                        format!("{name} in the environment"),
                        "secrets.data_key",
                        text.trim().into(),
                    ))
                }
                Err(error) => problems.push(Problem::new(
                    "secrets.data_key_file",
                    format!("`{value}` cannot be read: {error}"),
                )),
            },
            _ => {
                figment = figment.merge(Setting::new(
                    format!("{name} in the environment"),
                    &key,
                    parse(value),
                ))
            }
        }
    }
    if let Some(path) = sources
        .credentials
        .as_ref()
        .map(|dir| dir.join("secrets.data_key"))
        .filter(|path| path.is_file())
    {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                figment = figment.merge(Setting::new(
                    "a systemd credential".into(),
                    "secrets.data_key",
                    text.trim().into(),
                ))
            }
            Err(error) => problems.push(Problem::new(
                "secrets.data_key",
                format!("the systemd credential cannot be read: {error}"),
            )),
        }
    }
    for setting in &sources.set {
        match setting.split_once('=') {
            Some((key, value)) if key.contains('.') => {
                figment = figment.merge(Setting::new(format!("--set {key}"), key, parse(value)))
            }
            _ => problems.push(Problem::new(
                "--set",
                format!("`{setting}` is not section.key=value"),
            )),
        }
    }
    (figment, problems)
}

/// A file's text with `secrets.data_key_file` replaced by what that file holds.
fn with_secret_files(path: &Path) -> (Dict, Vec<Problem>) {
    let read = Figment::from(Toml::file_exact(path)).extract::<Dict>();
    let mut dict = match read {
        Ok(dict) => dict,
        Err(error) => {
            return (
                Dict::new(),
                vec![Problem::new(path.display().to_string(), error.to_string())],
            );
        }
    };
    let mut problems = Vec::new();
    if let Some(Value::Dict(_, secrets)) = dict.get_mut("secrets")
        && let Some(file) = secrets.remove("data_key_file")
    {
        let file = file.as_str().unwrap_or_default().to_owned();
        match std::fs::read_to_string(&file) {
            Ok(_) if secrets.contains_key("data_key") => {
                problems.push(Problem::new(
                    "secrets.data_key",
                    "both data_key and data_key_file are given; keep one",
                ));
            }
            Ok(text) => drop(secrets.insert("data_key".into(), text.trim().into())),
            Err(error) => problems.push(Problem::new(
                "secrets.data_key_file",
                format!("`{file}` cannot be read: {error}"),
            )),
        }
    }
    (dict, problems)
}

/// A value as TOML reads it, or else as a text.
fn parse(text: &str) -> Value {
    let toml = format!("value = {text}");
    let dict = Figment::from(Toml::string(&toml)).extract::<Dict>().ok();
    dict.and_then(|mut dict| dict.remove("value"))
        .unwrap_or_else(|| Value::from(text))
}

struct NamedToml {
    name: String,
    text: Dict,
}

impl figment::Provider for NamedToml {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::named(self.name.clone())
    }
    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.text.clone()))
    }
}

struct Setting {
    name: String,
    value: Dict,
}

impl Setting {
    fn new(name: String, key: &str, value: Value) -> Self {
        let nested = key.rsplit('.').fold(value, |value, part| {
            Value::from(Dict::from([(part.to_owned(), value)]))
        });
        Self {
            name,
            value: nested.into_dict().unwrap_or_default(),
        }
    }
}

impl figment::Provider for Setting {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::named(self.name.clone())
    }
    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.value.clone()))
    }
}

/// An error of the reader, with the key, where it came from, and what was probably meant.
fn explain(error: &figment::Error) -> Problem {
    let mut key = error.path.join(".");
    let from = error
        .metadata
        .as_ref()
        .map(|m| format!(" (from {})", m.name))
        .unwrap_or_default();
    let what = match &error.kind {
        figment::error::Kind::UnknownField(field, known) => {
            let near = known
                .iter()
                .map(|name| (strsim::damerau_levenshtein(name, field), *name))
                .min()
                .filter(|(distance, name)| *distance <= name.len() / 2);
            if key.is_empty() {
                key = field.clone();
            } else if !key.ends_with(field.as_str()) {
                key = format!("{key}.{field}");
            }
            match near {
                Some((_, name)) => format!("there is no such key; did you mean `{name}`?"),
                None => format!("there is no such key; there are: {}", known.join(", ")),
            }
        }
        kind => kind.to_string(),
    };
    Problem {
        key,
        what: format!("{what}{from}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(toml: &str, dir: &tempfile::TempDir) -> Sources {
        let path = dir.path().join("signet.toml");
        std::fs::write(&path, toml).unwrap();
        Sources {
            files: vec![path],
            ..Sources::default()
        }
    }

    const GOOD: &str = "[server]\npublic_url = \"https://id.example.org\"\n[secrets]\ndata_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n";

    #[test]
    fn later_sources_win() {
        let dir = tempfile::tempdir().unwrap();
        let mut sources = sources(
            &format!("{GOOD}[tokens]\naccess = \"1m\"\ncode = \"10s\""),
            &dir,
        );
        sources.env = vec![
            ("SIGNET_TOKENS__ACCESS".into(), "2m".into()),
            ("SIGNET_DATABASE__POOL".into(), "3".into()),
        ];
        sources.set = vec![
            "tokens.access=3m".into(),
            "legacy.ocariot.enabled=true".into(),
            "legacy.ocariot.hosts=[\"a.example\"]".into(),
        ];
        let config = load(&sources).unwrap();
        assert_eq!(config.tokens.access, super::super::Span::secs(180));
        assert_eq!(config.tokens.code, super::super::Span::secs(10));
        assert_eq!(config.database.pool, 3);
        assert_eq!(config.legacy.ocariot.hosts, ["a.example"]);
    }

    // OP-06: unknown key, placeholder secret, http issuer off loopback: refused with the key's name.
    #[test]
    fn what_is_wrong_is_named() {
        let dir = tempfile::tempdir().unwrap();
        for (toml, key, word) in [
            (
                GOOD.replace("public_url", "pubic_url"),
                "server.pubic_url",
                "did you mean `public_url`",
            ),
            (
                GOOD.replace("https:", "http:"),
                "server.public_url",
                "plain http",
            ),
            (
                GOOD.replace(
                    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                ),
                "secrets.data_key",
                "placeholder",
            ),
            (
                GOOD.replace("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "changeme"),
                "secrets.data_key",
                "32 bytes",
            ),
            (
                format!("{GOOD}[tokens]\ncode = \"61s\""),
                "tokens.code",
                "at most 60",
            ),
            (format!("{GOOD}[tokens]\ncode = 5"), "tokens.code", "string"),
            (
                format!("{GOOD}[legacy.ocariot]\nenabled = \"maybe\""),
                "legacy.ocariot.enabled",
                "expected a boolean",
            ),
            ("[secrets]\n".into(), "server.public_url", "required"),
        ] {
            let problems = load(&sources(&toml, &dir)).unwrap_err();
            let found = problems.iter().find(|problem| problem.key == key);
            assert!(
                found.is_some_and(|problem| problem.what.contains(word)),
                "{key}: {problems:?}"
            );
        }
    }

    // ST-05, OPERATIONS §2: a secret comes from one place.
    #[test]
    fn a_data_key_may_come_from_a_file_but_not_twice() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("key");
        std::fs::write(&file, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
        let toml = format!(
            "[server]\npublic_url = \"https://id.example.org\"\n[secrets]\ndata_key_file = \"{}\"\n",
            file.display()
        );
        assert_eq!(
            load(&sources(&toml, &dir))
                .unwrap()
                .secrets
                .data_keys()
                .unwrap()
                .len(),
            1
        );
        let twice = GOOD.replace(
            "[secrets]",
            &format!("[secrets]\ndata_key_file = \"{}\"", file.display()),
        );
        assert!(
            load(&sources(&twice, &dir)).unwrap_err()[0]
                .what
                .contains("keep one")
        );
    }
}
