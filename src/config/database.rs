//! `database`: where everything is kept (ST-09, ST-10).

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    database_url::DatabaseUrl,
    error::{ConfigError, Problems},
    policy,
    secrets::is_placeholder_text,
    units::{duration, format_duration},
};

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:///absolute/path`, `sqlite:relative/path`, `postgres://…` or `postgresql://…`.
    /// Default `sqlite:///var/lib/signet/db.sqlite3`.
    pub url: DatabaseUrl,
    /// A file that holds the URL, for one with a password; its content is in `url` after loading.
    /// Also as the systemd credential `database.url`. Default: none.
    pub url_file: Option<PathBuf>,
    /// Connections to PostgreSQL, or readers of SQLite. Default 8, from 1 to 100.
    pub pool: u32,
    /// PostgreSQL ends a statement after this. Default 5s, from 1s to 60s.
    #[serde(with = "duration")]
    pub statement_timeout: Duration,
    /// PostgreSQL gives up on a lock after this. Default 2s, from 100ms to the statement timeout.
    #[serde(with = "duration")]
    pub lock_timeout: Duration,
    /// Do not refuse a PostgreSQL with `fsync=off` or `synchronous_commit=off` (ST-10). What a
    /// client was told may then be lost. Default false.
    pub allow_unsafe_durability: bool,
    /// Do not ask for `sslmode=verify-full` towards a remote PostgreSQL (ST-10). Default false.
    pub allow_insecure_tls: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: DatabaseUrl::default(),
            url_file: None,
            pool: 8,
            statement_timeout: policy::STATEMENT_TIMEOUT,
            lock_timeout: policy::LOCK_TIMEOUT,
            allow_unsafe_durability: false,
            allow_insecure_tls: false,
        }
    }
}

impl Database {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("database");
        problems.within("pool", self.pool, (1, 100), |v| v.to_string());
        let statement = (Duration::from_secs(1), Duration::from_secs(60));
        problems.within(
            "statement_timeout",
            self.statement_timeout,
            statement,
            format_duration,
        );
        let lock = (
            Duration::from_millis(100),
            self.statement_timeout.max(statement.0),
        );
        problems.within("lock_timeout", self.lock_timeout, lock, format_duration);
        // OP-06: placeholder secrets are refused.
        if self.url.passwords().iter().any(|p| is_placeholder_text(p)) {
            problems
                .add("url", "has a placeholder in the place of the password")
                .fix =
                "put the real URL in a file of mode 0600 and name it in database.url_file".into();
        }
        // ST-10: TLS `verify-full` for remote hosts.
        if !self.allow_insecure_tls
            && let Some(reason) = self.url.tls_trouble()
        {
            let error = problems.add("url", reason);
            error.expected = "sslmode=verify-full for a host that is neither loopback nor a unix \
                              socket"
                .into();
            error.fix = "add ?sslmode=verify-full (and sslrootcert=FILE for a CA of your own), \
                         or set database.allow_insecure_tls = true if the network is trusted"
                .into();
        }
        problems.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(url: &str) -> Database {
        Database {
            url: DatabaseUrl::parse(url).expect("database URL"),
            ..Database::default()
        }
    }

    // ST-10, OP-06.
    #[test]
    fn unprotected_and_placeholder_urls_are_refused() {
        assert_eq!(Database::default().validate(), []);
        let remote = with("postgres://db.example.org/signet?sslmode=require");
        assert_eq!(remote.validate()[0].key, "database.url");
        assert!(remote.validate()[0].expected.contains("verify-full"));
        let trusted = Database {
            allow_insecure_tls: true,
            ..remote
        };
        assert_eq!(trusted.validate(), []);
        for bad in ["changeme", "CHANGE_ME", "%3Cpassword%3E", "secret"] {
            let found = with(&format!("postgres://u:{bad}@localhost/signet")).validate();
            assert_eq!(found.len(), 1, "{bad}");
        }
    }

    #[test]
    fn timeouts_stay_in_order() {
        let odd = Database {
            statement_timeout: Duration::from_secs(1),
            lock_timeout: Duration::from_secs(2),
            ..Database::default()
        };
        assert_eq!(odd.validate()[0].key, "database.lock_timeout");
    }
}
