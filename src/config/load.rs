//! Loading: built-in values, files, environment, `--set`, flags; later wins. All problems are
//! reported at once.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{
    Config, ConfigError, ConfigErrors, Origin,
    files::{Policy, look_at, look_at_database, look_at_tls},
    layers::Layers,
    schema::{SECRET_KEYS, SecretKey, is_client_secret},
    secret_files::take_secret,
};

/// The files that are read when none is named, if they are there.
pub const DEFAULT_FILES: [&str; 2] = ["/etc/signet/config.toml", "./signet.toml"];

/// What the configuration is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Need {
    /// A server: a public URL and a data key must be there.
    #[default]
    Serve,
    /// A tool beside it: what is not there is asked for where it is needed.
    Tool,
}

/// A flag that stands for a key, such as `--log-format`.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The flag as it is written.
    pub name: &'static str,
    /// The key it stands for.
    pub key: &'static str,
    /// What it was given.
    pub value: String,
}

/// Where the configuration is taken from. `default()` is nothing at all, for tests.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Files in order; each must be there.
    pub files: Vec<PathBuf>,
    /// Files that were looked for in place of named ones, if none was there.
    pub looked_for: Vec<PathBuf>,
    /// The environment.
    pub env: Vec<(String, String)>,
    /// `--set section.key=value`, in order.
    pub set: Vec<String>,
    /// Flags of their own.
    pub flags: Vec<Flag>,
    /// What it is for.
    pub need: Need,
}

impl Sources {
    /// The named files, or else the default ones that are there, and the process's environment.
    pub fn of_process(mut files: Vec<PathBuf>) -> Self {
        let mut looked_for = Vec::new();
        if files.is_empty() {
            let defaults = DEFAULT_FILES.map(PathBuf::from);
            // One that may not be looked at is there for all we know, and is complained of when it is read.
            let there = |path: &PathBuf| !matches!(path.try_exists(), Ok(false));
            files = defaults
                .iter()
                .filter(|path| there(path))
                .cloned()
                .collect();
            if files.is_empty() {
                looked_for = defaults.to_vec();
            }
        }
        Self {
            files,
            looked_for,
            env: process_env(),
            ..Self::default()
        }
    }
}

/// The one place that reads the environment of the process. What is no UTF-8 is none of ours.
pub(super) fn process_env() -> Vec<(String, String)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// A configuration that passed every check, and where its values came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    pub(super) origins: BTreeMap<String, Origin>,
}

impl Loaded {
    /// Where the value of a key came from.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::Default)
    }
}

/// Loads and checks. All that is wrong is in the error (exit code 3).
pub fn load(sources: &Sources) -> Result<Loaded, ConfigErrors> {
    let mut layers = Layers::new();
    for path in &sources.files {
        match std::fs::read_to_string(path) {
            Ok(text) => layers.add_file(path, &text),
            Err(error) => {
                let mut problem = ConfigError::new("file", format!("cannot be read: {error}"));
                problem.fix = match error.kind() {
                    ErrorKind::PermissionDenied => "run the command as the file's owner, such as \
                                                    `sudo -u signet signet …`"
                        .into(),
                    _ => "name a file that is there, or make one: `signet config init FILE`".into(),
                };
                let origin = Origin::File(path.clone(), None);
                layers.problems.push(problem.from(origin));
            }
        }
    }
    layers.add_env(&sources.env);
    for setting in &sources.set {
        layers.add_set(setting, false);
    }
    for flag in &sources.flags {
        layers.add_text(flag.key, &flag.value, Origin::Flag(flag.name.to_owned()));
    }
    // What a file says is not known: whatever else is missing is missing because of that.
    if layers.problems.iter().any(|problem| problem.key == "file") {
        layers.problems.retain(|problem| problem.key == "file");
        return Err(ConfigErrors(layers.problems));
    }
    let mut lax = Vec::new();
    for path in &sources.files {
        lax.extend(look_at_file(&layers, path));
    }
    let credentials = sources
        .env
        .iter()
        .find(|(n, _)| n == "CREDENTIALS_DIRECTORY");
    let credentials = credentials.map(|(_, directory)| Path::new(directory));
    lax.extend(take_secrets(&mut layers, credentials));
    let (config, origins) = layers.build();
    let mut found = config.validate();
    if sources.need == Need::Serve {
        let missing = config.require();
        if !missing.is_empty() && !sources.looked_for.is_empty() {
            found.push(no_file(&sources.looked_for));
        }
        found.extend(missing);
    }
    if config.secrets.check_files() {
        lax.extend(look_at_database(&config));
        lax.extend(look_at_tls(&config, credentials));
        found.extend(lax);
    }
    finish(layers, Loaded { config, origins }, found)
}

/// Takes every secret that is in a file of its own; what is wrong with their modes.
pub(super) fn take_secrets(layers: &mut Layers, credentials: Option<&Path>) -> Vec<ConfigError> {
    let mut lax = Vec::new();
    for secret in &SECRET_KEYS {
        lax.extend(take_secret(layers, secret, credentials));
    }
    for name in layers.sources() {
        let key = format!("upstream.{name}.client_secret");
        let secret = SecretKey {
            key: &key,
            file_key: &format!("{key}_file"),
            credentials: &[&key],
        };
        lax.extend(take_secret(layers, &secret, credentials));
    }
    lax
}

fn no_file(looked_for: &[PathBuf]) -> ConfigError {
    let paths: Vec<_> = looked_for
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    ConfigError::new("file", "no configuration file was found")
        .expected(format!("one of {}", paths.join(", ")))
        .fix("name one with --config FILE, or make one: `signet config init FILE --public-url URL`")
}

/// Adds what checks found, but for keys whose value was not even read.
pub(super) fn finish(
    layers: Layers,
    loaded: Loaded,
    found: Vec<ConfigError>,
) -> Result<Loaded, ConfigErrors> {
    let mut problems = layers.problems;
    let unread: Vec<String> = problems.iter().map(|p| p.key.clone()).collect();
    for mut problem in found {
        let file_key = format!("{}_file", problem.key);
        if unread.contains(&problem.key) || unread.contains(&file_key) {
            continue;
        }
        if problem.origin.is_none() {
            problem.origin = loaded.origins.get(&problem.key).cloned();
        }
        problems.push(problem);
    }
    if problems.is_empty() {
        Ok(loaded)
    } else {
        Err(ConfigErrors(problems))
    }
}

/// ST-06: a configuration file, stricter if it has a secret in it.
fn look_at_file(layers: &Layers, path: &Path) -> Option<ConfigError> {
    let has_secret = layers.given_by(path).any(|key| match key {
        "secrets.data_key" => true,
        key if is_client_secret(key) => true,
        "database.url" => layers
            .text(key)
            .is_some_and(|url| super::DatabaseUrl::parse(url).is_ok_and(|url| url.has_password())),
        _ => false,
    });
    let policy = if has_secret {
        Policy::GroupReads
    } else {
        Policy::OwnerWrites
    };
    look_at("file", path, policy)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;
    use crate::config::{DatabaseTarget, LogFormat, ReturnStyle, ShowOptions};

    const KEY: &str = "fpxTu4Fxv8K9seiX1REyyZgS036OS/7mdLyGS+0Iiu0=";

    /// A directory for one test, and what is loaded from it.
    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            let place = Self(tempfile::tempdir().expect("temporary directory"));
            let mode = fs::Permissions::from_mode(0o700);
            fs::set_permissions(place.0.path(), mode).expect("mode set");
            place
        }

        fn file(&self, name: &str, mode: u32, text: &str) -> PathBuf {
            let path = self.0.path().join(name);
            fs::write(&path, text).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("mode set");
            path
        }

        /// A source that a server could start from, with `more` behind it.
        fn sources(&self, more: &str) -> Sources {
            let key = self.file("data_key", 0o600, KEY);
            let text = format!(
                "server.public_url = \"https://id.example.org\"\n\
                 secrets.data_key_file = {key:?}\n{more}"
            );
            Sources {
                files: vec![self.file("signet.toml", 0o600, &text)],
                ..Sources::default()
            }
        }

        /// The text of all problems, without the directory's name.
        fn refused(&self, sources: &Sources) -> String {
            let problems = load(sources).expect_err("refused").to_string();
            problems.replace(&self.0.path().display().to_string(), "DIR")
        }
    }

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn later_sources_win() {
        let place = Place::new();
        let mut sources = place.sources("tokens.access = \"1m\"\nsession.idle = \"1m\"\n");
        let second =
            "[tokens]\naccess = \"2m\"\nid_token = \"2m\"\n[telemetry.log]\nlevel = \"warn\"\n";
        sources.files.push(place.file("second.toml", 0o644, second));
        sources.env = env(&[
            ("SIGNET_TOKENS__ID_TOKEN", "3m"),
            ("SIGNET_LEGACY__OCARIOT__ENABLED", "true"),
            ("SIGNET_SERVER__LISTEN", "127.0.0.1:1, 127.0.0.1:2"),
            ("SIGNET_SERVER__RETURN_STYLE", "303"),
            ("SIGNET_SERVER__WORKERS", "7"),
            ("SIGNET_PORT", "tcp://10.0.0.1:8080"),
            ("PATH", "/bin"),
        ]);
        sources.set = vec![
            "telemetry.log.level=debug".into(),
            "login.identifiers=[\"email\"]".into(),
            "branding.operator=42".into(),
        ];
        sources.flags = vec![Flag {
            name: "--log-format",
            key: "telemetry.log.format",
            value: "json".into(),
        }];
        let loaded = load(&sources).expect("loads");
        let config = &loaded.config;
        assert_eq!(config.session.idle.as_secs(), 60);
        assert_eq!(config.tokens.access.as_secs(), 120);
        assert_eq!(config.tokens.id_token.as_secs(), 180);
        assert!(config.legacy.ocariot.door.enabled);
        assert_eq!(config.legacy.ocariot.door.prefix, "/legacy/ocariot");
        assert_eq!(config.server.listen.len(), 2);
        assert_eq!(config.server.return_style, ReturnStyle::SeeOther);
        assert_eq!(config.server.workers, 7);
        assert_eq!(config.telemetry.log.level, "debug");
        assert_eq!(config.telemetry.log.format, LogFormat::Json);
        assert_eq!(config.login.identifiers.len(), 1);
        assert_eq!(config.branding.operator.as_deref(), Some("42"));
        assert_eq!(config.issuer(), Ok("https://id.example.org"));
        assert!(!config.dev);
        assert_eq!(config.secrets.data_key[0].expose(), KEY);
        let origin = |key| loaded.origin(key).to_string();
        assert!(origin("tokens.access").ends_with("second.toml:2"));
        assert!(origin("session.idle").ends_with("signet.toml:4"));
        assert_eq!(
            origin("tokens.id_token"),
            "environment SIGNET_TOKENS__ID_TOKEN"
        );
        assert_eq!(origin("telemetry.log.level"), "--set");
        assert_eq!(origin("telemetry.log.format"), "--log-format");
        assert_eq!(origin("consent.max"), "default");
    }

    // OP-06: an unknown key is named with its file, and so is what was probably meant.
    #[test]
    fn all_problems_are_reported_at_once() {
        let place = Place::new();
        let text = "[server]\npublic_url = \"http://id.example.org\"\nworkers = \"two\"\nlistn = []\n\
                    [tokens]\naccess = 300\ncode = \"2m\"\n\
                    [keys]\nalgorithms = [\"RS256\", \"HS256\"]\n\
                    [sesion]\nidle = \"1m\"\n";
        let mut sources = Sources {
            files: vec![place.file("signet.toml", 0o600, text)],
            ..Sources::default()
        };
        sources.env = env(&[
            ("SIGNET_SERVER__DRAIN", "2 seconds"),
            ("SIGNET_SERVER_ISSUER", "https://id.example.org"),
            ("SIGNET_MFA__ISSUER", "x"),
            ("SIGNET_CONSENT__REMEMBER", "yes"),
            ("SIGNET_SERVER__MANAGEMENT_LISTEN", "localhost:9000"),
            ("SIGNET_SERVER__TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
            ("SIGNET_DATABASE__URL", "sqlite:/nowhere/db"),
        ]);
        sources.set = vec!["telemetry=json".into(), "server.workers".into()];
        insta::assert_snapshot!(place.refused(&sources), @r#"
        server.listn (DIR/signet.toml:4): is no known key
          fix: did you mean server.listen?
        sesion (DIR/signet.toml:10): is no known key
          fix: did you mean session?
        server.issuer (environment SIGNET_SERVER_ISSUER): SIGNET_SERVER_ISSUER is no variable of ours
          fix: did you mean SIGNET_SERVER__ISSUER?
        mfa.issuer (environment SIGNET_MFA__ISSUER): is no known key
          fix: did you mean mfa.totp_issuer?
        telemetry (--set): is a table of keys, not one value
        server.workers (--set): --set without '='
          expected: --set section.key=value
        consent.remember (environment SIGNET_CONSENT__REMEMBER): does not fit: the text "yes"
          expected: true or false
        keys.algorithms (DIR/signet.toml:9): does not fit: "HS256"
          expected: RS256, ES256, EdDSA
        server.drain (environment SIGNET_SERVER__DRAIN): does not fit: the text "2 seconds"
          expected: a duration such as "500ms", "60s", "5m", "12h" or "14d"
        server.management_listen (environment SIGNET_SERVER__MANAGEMENT_LISTEN): does not fit: no such address
          expected: ADDRESS:PORT, such as "127.0.0.1:8080"
        server.trusted_proxies (environment SIGNET_SERVER__TRUSTED_PROXIES): does not fit: "proxy" is neither a network such as "10.0.0.0/8" nor an address
        server.workers (DIR/signet.toml:3): does not fit: the text "two"
          expected: a whole number
        tokens.access (DIR/signet.toml:6): does not fit: the number 300
          expected: a duration such as "500ms", "60s", "5m", "12h" or "14d"
        server.public_url (DIR/signet.toml:2): "http://id.example.org" is http, and its host is not loopback
          expected: https://HOST[:PORT] without path, query, fragment or trailing slash; http only for localhost and loopback addresses
        tokens.code (DIR/signet.toml:7): 2m is above the hard bound of 1m
          expected: from 5s to 1m
          fix: this bound is policy and cannot be lifted: choose a value within it
        secrets.data_key: is required and not set
          expected: base64 of 32 random bytes
          fix: if this server has one, say where it is: secrets.data_key_file, or under systemd the credential of the unit, which docs/deploy.md says how commands are given; another one opens nothing of its database. Only for a new server make one: `head -c 32 /dev/urandom | base64`
        "#);
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_without_showing_its_lines() {
        let place = Place::new();
        let sources = Sources {
            files: vec![
                place.file("a.toml", 0o600, "[secrets]\ndata_key = canary\n"),
                place.0.path().join("missing.toml"),
            ],
            need: Need::Tool,
            ..Sources::default()
        };
        let refused = place.refused(&sources);
        assert!(
            refused.contains("file (DIR/a.toml:2): is no TOML"),
            "{refused}"
        );
        assert!(
            refused.contains("file (DIR/missing.toml): cannot be read"),
            "{refused}"
        );
        assert!(!refused.contains("canary"), "{refused}");
    }

    // ST-05: a server without a data key does not start; a tool may.
    #[test]
    fn a_server_needs_an_address_and_a_key() {
        let place = Place::new();
        let mut sources = Sources {
            env: env(&[("SIGNET_DATABASE__URL", "sqlite:/nowhere/db")]),
            ..Sources::default()
        };
        let refused = place.refused(&sources);
        assert!(
            refused.contains("server.public_url: is required"),
            "{refused}"
        );
        assert!(
            refused.contains("secrets.data_key: is required"),
            "{refused}"
        );
        sources.need = Need::Tool;
        let loaded = load(&sources).expect("a tool may");
        assert!(loaded.config.issuer().is_err());
    }

    #[test]
    fn a_key_comes_from_one_place_only() {
        let place = Place::new();
        let credentials = place.0.path().join("credentials");
        fs::create_dir(&credentials).expect("made");
        fs::write(
            credentials.join("data_key"),
            format!("# ours\n{KEY}\n{KEY}\n"),
        )
        .expect("written");
        let directory = credentials.display().to_string();
        let with = |pairs: &[(&str, &str)]| Sources {
            env: env(&[&[("SIGNET_DATABASE__URL", "sqlite:/nowhere/db")], pairs].concat()),
            need: Need::Tool,
            ..Sources::default()
        };
        let key_file = place.file("data_key", 0o600, KEY).display().to_string();
        let file = ("SIGNET_SECRETS__DATA_KEY_FILE", key_file.as_str());
        let plain = ("SIGNET_SECRETS__DATA_KEY", KEY);
        let credential = ("CREDENTIALS_DIRECTORY", directory.as_str());

        assert_eq!(
            load(&with(&[plain]))
                .expect("one")
                .config
                .secrets
                .data_key
                .len(),
            1
        );
        assert_eq!(
            load(&with(&[file]))
                .expect("one")
                .config
                .secrets
                .data_key
                .len(),
            1
        );
        // A credential, whatever its mode bits; one key a line.
        let loaded = load(&with(&[credential])).expect("one");
        assert_eq!(loaded.config.secrets.data_key.len(), 2);
        assert!(matches!(
            loaded.origin("secrets.data_key"),
            Origin::Credential(_)
        ));
        // The credential's own path is no second source.
        let named = credentials.join("data_key").display().to_string();
        let named = ("SIGNET_SECRETS__DATA_KEY_FILE", named.as_str());
        assert_eq!(
            load(&with(&[credential, named]))
                .expect("one")
                .config
                .secrets
                .data_key
                .len(),
            2
        );
        for two in [[plain, file], [plain, credential], [file, credential]] {
            let refused = place.refused(&with(&two));
            assert!(
                refused.starts_with("secrets.data_key: is given 2 times"),
                "{refused}"
            );
            assert!(!refused.contains(KEY));
        }
    }

    // ST-07, OP-06: what is wrong with a secret is said without repeating it.
    #[test]
    fn a_wrong_secret_is_not_repeated() {
        let place = Place::new();
        let sources = Sources {
            files: vec![place.file(
                "signet.toml",
                0o600,
                "[secrets]\ndata_key = [\"canary\"]\n[database]\nurl = \"mysql://u:canary@db/x\"\n",
            )],
            set: vec![
                format!("secrets.data_key={KEY}"),
                "database.url=postgres://u:canary@localhost/x".into(),
            ],
            need: Need::Tool,
            ..Sources::default()
        };
        let refused = place.refused(&sources);
        assert!(
            !refused.contains("canary") && !refused.contains(KEY),
            "{refused}"
        );
        assert!(
            refused.contains("secrets.data_key (--set): is a secret"),
            "{refused}"
        );
        assert!(
            refused.contains("database.url (--set): is a secret"),
            "{refused}"
        );
        assert!(
            refused.contains("secrets.data_key (DIR/signet.toml:2): is no base64"),
            "{refused}"
        );
        assert!(
            refused.contains("database.url (DIR/signet.toml:4): begins with neither"),
            "{refused}"
        );
    }

    #[test]
    fn a_database_url_with_a_password_comes_from_a_file() {
        let place = Place::new();
        let mut sources = place.sources("");
        let url = "postgresql://u:canary@localhost/x";
        let file = place.file("database_url", 0o400, &format!("{url}\n"));
        sources.env = env(&[("SIGNET_DATABASE__URL_FILE", file.to_str().expect("path"))]);
        let loaded = load(&sources).expect("loads");
        let DatabaseTarget::Postgres(found) = loaded.config.database.url.target() else {
            panic!("PostgreSQL");
        };
        assert_eq!(found.expose(), url);
        assert!(!format!("{loaded:?}").contains("canary"));
        assert!(!format!("{loaded:?}").contains(KEY));
    }

    // ST-06: files that others may read or write are refused, unless a flag says otherwise.
    #[test]
    fn files_that_others_may_read_or_write_are_refused() {
        let place = Place::new();
        let db = place.file("db.sqlite3", 0o600, "");
        place.file("db.sqlite3-wal", 0o600, "");
        let database = format!("database.url = \"sqlite:{}\"\n", db.display());
        let sources = place.sources(&database);
        load(&sources).expect("all is well");

        let cases = [
            (
                "signet.toml",
                0o660,
                "file: others may write DIR/signet.toml (mode 0660)",
            ),
            ("data_key", 0o640, "secrets.data_key_file"),
            ("db.sqlite3", 0o644, "database.url"),
            ("db.sqlite3-wal", 0o604, "database.url"),
        ];
        for (name, mode, words) in cases {
            let path = place.0.path().join(name);
            let set = |mode| {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("mode set");
            };
            set(mode);
            let refused = place.refused(&sources);
            assert!(refused.starts_with(words), "{refused}");
            assert!(refused.contains(&format!("DIR/{name}")), "{refused}");
            let mut lax = sources.clone();
            lax.set = vec!["secrets.allow_lax_file_modes=true".into()];
            load(&lax).expect("lifted");
            set(0o600);
        }
        let directory = place.0.path();
        fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).expect("mode set");
        assert!(
            place
                .refused(&sources)
                .contains("others may read DIR (mode 0755)")
        );
    }

    // ST-06: a file with a secret in it is stricter than one without.
    #[test]
    fn a_configuration_with_a_secret_is_not_for_the_world() {
        let place = Place::new();
        let mut sources = place.sources("database.url = \"sqlite:/nowhere/db\"\n");
        let plain = place.file("plain.toml", 0o644, "branding.name = \"X\"\n");
        sources.files.push(plain.clone());
        load(&sources).expect("others may read what is no secret");
        let url = "database.url = \"postgres://u:canary@localhost/x\"\n";
        place.file("plain.toml", 0o644, url);
        assert!(
            place
                .refused(&sources)
                .contains("others may read DIR/plain.toml")
        );
        place.file("plain.toml", 0o640, url);
        load(&sources).expect("the group may");
    }

    #[test]
    fn what_is_shown_is_redacted_and_names_its_origin() {
        let place = Place::new();
        let mut sources = place.sources("[database]\nurl = \"postgres://u:canary@localhost/x\"\n");
        sources.set = vec!["server.workers=3".into()];
        let loaded = load(&sources).expect("loads");
        let show = |origins, all| {
            let text = loaded.to_toml(ShowOptions { origins, all });
            text.replace(&place.0.path().display().to_string(), "DIR")
        };
        insta::assert_snapshot!(show(true, false), @r#"
        [server]
        public_url = "https://id.example.org"  # DIR/signet.toml:1
        workers = 3  # --set

        [database]
        url = "postgres://u:***@localhost/x"  # DIR/signet.toml:4

        [secrets]
        data_key = ["***"]  # file DIR/data_key
        data_key_file = "DIR/data_key"  # DIR/signet.toml:2
        "#);
        let all = show(false, true);
        assert!(
            all.contains("[telemetry.log]\nformat = \"auto\"\nlevel = \"info\"\n"),
            "{all}"
        );
        assert!(all.contains("# support_url is not set"), "{all}");
        assert!(!show(true, true).contains("canary"));
        let json = loaded.to_json(ShowOptions {
            origins: true,
            all: false,
        });
        assert_eq!(json["server"]["workers"]["value"], 3);
        assert_eq!(json["server"]["workers"]["origin"], "--set");
        assert_eq!(json["secrets"]["data_key"]["value"][0], "***");
        assert!(json["tokens"].is_null());
        let json = loaded.to_json(ShowOptions {
            origins: false,
            all: true,
        });
        assert_eq!(json["tokens"]["access"], "5m");
        assert!(!json.to_string().contains("canary"));
    }

    // What is shown without secrets can be loaded again: every value is written as it is read.
    #[test]
    fn shown_values_load_again() {
        let text = Loaded {
            config: Config::default(),
            origins: BTreeMap::new(),
        }
        .to_toml(ShowOptions {
            origins: false,
            all: true,
        });
        let place = Place::new();
        let sources = Sources {
            files: vec![place.file("all.toml", 0o600, &text)],
            need: Need::Tool,
            ..Sources::default()
        };
        let loaded = load(&sources).expect("loads");
        assert_eq!(
            serde_json::to_value(&loaded.config).expect("json"),
            serde_json::to_value(Config::default()).expect("json")
        );
    }
}
