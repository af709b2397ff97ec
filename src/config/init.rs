//! The first configuration file: commented, short, with new secrets. To be written with mode 0600.

use crate::core::{Entropy, Secret, secret::kind::KeyMaterial};

use super::DataKey;

/// What the file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// One node on SQLite.
    #[default]
    Small,
    /// Several nodes on one PostgreSQL.
    Cluster,
}

const SMALL: &str = r#"[database]
# One file; its directory is the server's alone (mode 0700).
url = "sqlite:///var/lib/signet/db.sqlite3"
"#;

const CLUSTER: &str = r#"[database]
# All nodes use one PostgreSQL. Several hosts, separated by commas, for failover. The password
# goes in a file of mode 0600 with the whole URL: leave `url` out and name it in `url_file`.
url = "postgres://signet@db.example.org/signet?sslmode=verify-full"
# url_file = "/etc/signet/database_url"
# Connections of each node.
pool = 8
"#;

/// The text of a file for `public_url`. Secret, because the data key is in it.
pub fn file_text(
    profile: Profile,
    public_url: Option<&str>,
    entropy: &dyn Entropy,
) -> Secret<KeyMaterial> {
    let url = public_url.unwrap_or("https://id.example.org");
    // A JSON text is also a TOML text.
    let url = serde_json::Value::from(url);
    let key = DataKey::generate(entropy);
    let (database, share) = match profile {
        Profile::Small => (SMALL, ""),
        Profile::Cluster => (CLUSTER, "\n# All nodes have the same one."),
    };
    Secret::new(format!(
        r#"# Signet. All keys and their built-in values: `signet config show --all`.
# Check a change with `signet config check`. Keep this file at mode 0600: it holds a secret.

[server]
# Where people and apps find this server: https, no path. It is also the issuer of all tokens.
public_url = {url}
# Plain HTTP for the proxy in front, which terminates TLS.
listen = ["127.0.0.1:8080"]
# Health and metrics; never for the public.
management_listen = "127.0.0.1:9000"
# A proxy on another host: its network, and the header in which it names the caller.
# trusted_proxies = ["10.0.0.0/8"]
# proxy_header = "x-forwarded-for"

# TLS without a proxy; the files are read again when they change.
# [tls]
# cert_file = "/etc/signet/tls.pem"
# key_file = "/etc/signet/tls.key"

{database}
[secrets]
# Seals signing keys and authenticator seeds in the database; without it they are lost, so keep a
# copy apart from the database's backup. To replace it, put the new one first in a list.{share}
data_key = "{key}"

[branding]
name = "Signet"
# operator = "General Hospital"
# support_url = "https://example.org/help"
# privacy_url = "https://example.org/privacy"

# The login of an OCARIoT API that existing clients go on using.
# [legacy.ocariot]
# enabled = true
# hosts = ["ocariot.example.org"]

[telemetry.log]
# "auto" (people on a terminal, JSON elsewhere), "json" or "human".
format = "auto"
level = "info"
"#,
        key = key.expose(),
    ))
}

#[cfg(test)]
pub(super) mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;
    use crate::config::{Sources, load};

    /// Bytes that differ enough to pass for random ones.
    pub(in crate::config) struct Counting;

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (at, byte) in (1u8..).zip(bytes) {
                *byte = at.wrapping_mul(at).wrapping_add(at << 3);
            }
        }
    }

    #[test]
    fn the_first_file_is_short_and_passes_its_own_check() {
        for profile in [Profile::Small, Profile::Cluster] {
            let text = file_text(profile, Some("https://id.hospital.example"), &Counting);
            assert!(text.expose().lines().count() < 60);
            let directory = tempfile::tempdir().expect("temporary directory");
            let path = directory.path().join("signet.toml");
            fs::write(&path, text.expose()).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("mode set");
            let loaded = load(&Sources {
                files: vec![path],
                ..Sources::default()
            });
            let config = loaded.expect("valid").config;
            assert_eq!(config.issuer(), Ok("https://id.hospital.example"));
            assert_eq!(config.secrets.data_key.len(), 1);
            assert_eq!(config.database.url.is_sqlite(), profile == Profile::Small);
        }
    }

    // Commented keys are keys too.
    #[test]
    fn what_is_commented_out_is_valid_too() {
        let text = file_text(Profile::Small, None, &Counting);
        let uncommented: Vec<&str> = text
            .expose()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with('[') || rest.contains(" = ") => rest,
                _ => line,
            })
            .collect();
        let directory = tempfile::tempdir().expect("temporary directory");
        let path = directory.path().join("signet.toml");
        fs::write(&path, uncommented.join("\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("mode set");
        let loaded = load(&Sources {
            files: vec![path],
            ..Sources::default()
        });
        assert!(loaded.expect("valid").config.legacy.ocariot.door.enabled);
    }
}
