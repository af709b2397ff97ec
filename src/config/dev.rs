//! The configuration of `signet dev`: no file, no environment.

use std::path::Path;

use super::{
    Config, ConfigError, ConfigErrors, DataKey, Listen, Loaded, Origin,
    layers::Layers,
    load::{finish, take_secrets},
};

impl Config {
    /// The configuration of `signet dev`: loopback, plain http, SQLite in `data`, the doors
    /// of old APIs open. Health and metrics are 920 ports above (9000 for 8080). `set` is laid over it;
    /// it can move nothing off loopback.
    pub fn for_dev(
        data: &Path,
        port: u16,
        data_key: &DataKey,
        set: &[String],
    ) -> Result<Loaded, ConfigErrors> {
        let mut layers = Layers::new();
        let management = match port {
            0 => 0,
            _ => port.checked_add(920).unwrap_or(port.saturating_sub(920)),
        };
        let file = data.join("db.sqlite3");
        for (key, value) in [
            ("server.public_url", format!("http://localhost:{port}")),
            ("server.listen", format!("127.0.0.1:{port}")),
            (
                "server.management_listen",
                format!("127.0.0.1:{management}"),
            ),
            ("database.url", format!("sqlite:{}", file.display())),
            ("legacy.ocariot.enabled", "true".to_owned()),
            ("legacy.corsano_users.enabled", "true".to_owned()),
            ("legacy.corsano_health.enabled", "true".to_owned()),
            ("legacy.healthily.enabled", "true".to_owned()),
            ("legacy.humanapi.enabled", "true".to_owned()),
            ("legacy.mycure.enabled", "true".to_owned()),
            // Sample apps and tests run on this machine.
            ("outbound.allow_loopback", "true".to_owned()),
            // Mail and text messages are looked at, not sent.
            ("mail.from", "no-reply@localhost".to_owned()),
            ("mail.sink", "outbox".to_owned()),
            ("sms.sink", "outbox".to_owned()),
        ] {
            layers.add_text(key, &value, Origin::Dev);
        }
        // The sample administrator signs in with a password, unless somebody wants to see the other.
        layers.add_list("mfa.required_for", Vec::new(), Origin::Dev);
        let keys = vec![data_key.expose().to_owned()];
        layers.add_list("secrets.data_key", keys, Origin::Dev);
        for setting in set {
            layers.add_set(setting, true);
        }
        let lax = take_secrets(&mut layers, None);
        let (mut config, origins) = layers.build();
        config.dev = true;
        // Whoever names a server or a hook wants it used.
        if config.mail.smtp_url.is_some() && origins.get("mail.sink") == Some(&Origin::Dev) {
            config.mail.sink = None;
        }
        if config.sms.url.is_some() && origins.get("sms.sink") == Some(&Origin::Dev) {
            config.sms.sink = None;
        }
        let mut found = config.validate();
        if config.secrets.check_files() {
            found.extend(lax);
        }
        let listen = config
            .server
            .listen
            .iter()
            .map(|a| ("server.listen", a.clone()));
        let management = Listen::Address(config.server.management_listen);
        for (key, address) in listen.chain([("server.management_listen", management)]) {
            if !address.is_loopback() {
                let problem = ConfigError::new(key, format!("{address} is not loopback"));
                found.push(problem.expected("a loopback address: this is `signet dev`"));
            }
        }
        finish(layers, Loaded { config, origins }, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DatabaseTarget;

    #[test]
    fn dev_is_loopback_with_everything_in_one_directory() {
        let place = tempfile::tempdir().expect("temporary directory");
        let key = DataKey::new(&[7; 32]);
        let dev = |set: &[&str]| {
            let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
            Config::for_dev(place.path(), 8080, &key, &set)
        };
        let loaded = dev(&["tokens.access=1m"]).expect("loads");
        let config = loaded.config;
        assert!(config.dev);
        assert_eq!(config.issuer(), Ok("http://localhost:8080"));
        assert!(!config.is_https());
        assert_eq!(
            config.server.management_listen.to_string(),
            "127.0.0.1:9000"
        );
        assert!(config.legacy.ocariot.door.enabled);
        assert_eq!(config.tokens.access.as_secs(), 60);
        assert_eq!(config.secrets.data_key[0].bytes(), &[7; 32]);
        let DatabaseTarget::Sqlite(path) = config.database.url.target() else {
            panic!("SQLite");
        };
        assert_eq!(path, place.path().join("db.sqlite3"));
        for (set, words) in [
            (
                "server.listen=0.0.0.0:8080",
                "server.listen (--set): 0.0.0.0:8080 is not loopback",
            ),
            (
                "server.public_url=http://example.org",
                "server.public_url (--set)",
            ),
            ("dev=true", "dev (--set): is no known key"),
        ] {
            let refused = dev(&[set]).expect_err(set).to_string();
            assert!(refused.contains(words), "{refused}");
        }
        dev(&["database.url=postgres://u:p@localhost/x"]).expect("another database");
        // A hook that is named is used, with its secret from a file as a server has it.
        let secret = place.path().join("sms.secret");
        let file = format!("sms.secret_file={}", secret.display());
        let hook = ["sms.url=http://127.0.0.1:9/sms", &file];
        let refused = dev(&hook).expect_err("no file").to_string();
        let path = secret.display().to_string();
        assert!(
            refused.contains(&path) && refused.contains("cannot be read"),
            "{refused}"
        );
        std::fs::write(&secret, "0123456789abcdef0123456789abcdef\n").expect("writes");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&secret, mode).expect("sets");
        let sms = dev(&hook).expect("loads").config.sms;
        assert_eq!((sms.sink.as_deref(), sms.is_on()), (None, true));
        let kept = sms.secret.expect("a secret");
        assert_eq!(kept.expose(), "0123456789abcdef0123456789abcdef");
    }
}
