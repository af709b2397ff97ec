//! A first configuration file, with new secrets.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::core::Entropy;

/// What the file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitProfile {
    /// One node on SQLite.
    Small,
    /// Many nodes on PostgreSQL.
    Cluster,
}

/// The text of a commented file. It holds a new secret: write it with mode 0600.
pub fn text(profile: InitProfile, entropy: &dyn Entropy) -> String {
    let key = STANDARD.encode(entropy.bytes32());
    let database = match profile {
        InitProfile::Small => {
            "# One file; grow to PostgreSQL later without a change of code.\nurl = \"sqlite:///var/lib/signet/db.sqlite3\""
        }
        InitProfile::Cluster => {
            "# Every node uses the same database, and the same data key below.\nurl = \"postgres://signet@db.example.org/signet?sslmode=verify-full&sslrootcert=/etc/signet/db-ca.pem\""
        }
    };
    format!(
        r#"# Signet. `signet config check` says what is wrong, `signet config show --origins` what is in force.

[server]
# The address that people and apps use. Also the issuer of all tokens: choose it for good.
public_url = "https://id.example.org"
# A proxy that terminates TLS stands in front.
listen = ["127.0.0.1:8080"]
trusted_proxies = ["127.0.0.1/32"]
proxy_header = "x-forwarded-for"
# Health checks and metrics.
management_listen = "127.0.0.1:9000"

[database]
{database}

[secrets]
# Seals signing keys and authenticator seeds. Without it the database is of no use: keep a copy
# elsewhere. Or write data_key_file = "/path".
data_key = "{key}"

[branding]
name = "Example Health ID"
# support_url = "https://example.org/help"
# privacy_url = "https://example.org/privacy"

# The doors of old login APIs; off unless enabled.
# [legacy.ocariot]
# enabled = true
# hosts = ["ocariot.example.org"]

[telemetry.log]
format = "json"
level = "info"
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;
    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.iter_mut().zip(1..).for_each(|(byte, n)| *byte = n);
        }
    }

    #[test]
    fn the_file_is_short_and_reads_without_a_problem() {
        for profile in [InitProfile::Small, InitProfile::Cluster] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("signet.toml");
            let text = text(profile, &Counting);
            assert!(text.lines().count() < 60);
            std::fs::write(&path, text).unwrap();
            let sources = super::super::Sources {
                files: vec![path],
                ..Default::default()
            };
            super::super::load(&sources).unwrap();
        }
    }
}
