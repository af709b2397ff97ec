//! `database`: where things are kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{Problem, Span};

/// The `database` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH`, or `postgres://…` as libpq reads it.
    pub url: String,
    /// Connections kept open.
    pub pool: u32,
    /// How long a statement may take (PostgreSQL).
    pub statement_timeout: Span,
    /// How long a statement may wait for a lock (PostgreSQL).
    pub lock_timeout: Span,
    /// Accept a PostgreSQL that may lose acknowledged writes.
    pub allow_unsafe_durability: bool,
    /// Accept a remote PostgreSQL without verified TLS.
    pub allow_insecure_tls: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: "sqlite:///var/lib/signet/db.sqlite3".into(),
            pool: 8,
            statement_timeout: Span::secs(5),
            lock_timeout: Span::secs(2),
            allow_unsafe_durability: false,
            allow_insecure_tls: false,
        }
    }
}

impl Database {
    /// The path of the SQLite file, if it is SQLite.
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        let rest = self.url.strip_prefix("sqlite:")?;
        Some(PathBuf::from(rest.strip_prefix("//").unwrap_or(rest)))
    }

    /// The URL without its password, to show.
    pub fn redacted_url(&self) -> String {
        if let Ok(mut url) = Url::parse(&self.url)
            && url.password().is_some()
            && url.set_password(Some("***")).is_ok()
        {
            return url.to_string();
        }
        self.url.clone()
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self
            .sqlite_path()
            .is_some_and(|path| !path.as_os_str().is_empty())
        {
            return;
        }
        let mut problem = |what: &str| problems.push(Problem::new("database.url", what));
        let url = match Url::parse(&self.url) {
            Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => url,
            _ => {
                return problem(
                    "it is neither \"sqlite:///path/to/file\" nor \"postgres://user@host/name\"",
                );
            }
        };
        let query = |name: &str| {
            url.query_pairs()
                .find(|(n, _)| n == name)
                .map(|(_, value)| value.into_owned())
        };
        let remote = match (url.host(), query("host")) {
            (_, Some(host)) => !host.starts_with('/') && host != "localhost",
            (None, None) => false,
            (Some(Host::Domain(name)), None) => {
                !matches!(name, "" | "localhost" | "127.0.0.1" | "::1") && !name.starts_with("%2F")
            }
            (Some(Host::Ipv4(address)), None) => !address.is_loopback(),
            (Some(Host::Ipv6(address)), None) => !address.is_loopback(),
        };
        // ST-10: "TLS `verify-full` for remote hosts".
        if remote && query("sslmode").as_deref() != Some("verify-full") && !self.allow_insecure_tls
        {
            problem(
                "the database is on another host: add ?sslmode=verify-full (and sslrootcert), or accept the risk with database.allow_insecure_tls = true",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(url: &str) -> usize {
        let mut problems = Vec::new();
        Database {
            url: url.into(),
            ..Database::default()
        }
        .check(&mut problems);
        problems.len()
    }

    // ST-10: TLS `verify-full` for remote hosts.
    #[test]
    fn a_remote_database_needs_verified_tls() {
        for good in [
            "sqlite:///a/b",
            "sqlite:a",
            "postgres://u@127.0.0.1:5432/x",
            "postgres://u@[::1]/x",
            "postgres://localhost/x",
            "postgres:///x?host=/run",
            "postgres://db.example/x?sslmode=verify-full",
        ] {
            assert_eq!(problems(good), 0, "{good}");
        }
        for bad in [
            "",
            "sqlite:",
            "mysql://x",
            "postgres://db.example/x",
            "postgres://10.0.0.1/x?sslmode=require",
        ] {
            assert_eq!(problems(bad), 1, "{bad}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_not_shown() {
        let database = Database {
            url: "postgres://u:canary@127.0.0.1/x".into(),
            ..Database::default()
        };
        assert!(!database.redacted_url().contains("canary"));
    }
}
