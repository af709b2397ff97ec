//! The address of a database, read as libpq reads it, printed without its passwords.

use std::{fmt, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::core::Secret;

use super::postgres_url::PostgresUrl;

/// The kind of a database URL's secret text.
pub enum ConnectionUrl {}

/// Where the database is.
#[derive(Clone, Debug)]
pub enum DatabaseTarget {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL, by the URL as libpq takes it.
    Postgres(Secret<ConnectionUrl>),
}

/// A checked database URL. `Debug` and `Serialize` print `***` for its passwords.
#[derive(Clone)]
pub struct DatabaseUrl {
    text: Secret<ConnectionUrl>,
    parts: Parts,
}

#[derive(Clone)]
enum Parts {
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// What a database URL looks like, for messages.
pub const DATABASE_URL_SHAPE: &str =
    "sqlite:///absolute/path, sqlite:relative/path or postgres://user@host/database";

impl Default for DatabaseUrl {
    fn default() -> Self {
        Self::sqlite("/var/lib/signet/db.sqlite3")
    }
}

impl DatabaseUrl {
    /// A SQLite file.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let slashes = if path.is_absolute() { "//" } else { "" };
        Self {
            text: Secret::new(format!("sqlite:{slashes}{}", path.display())),
            parts: Parts::Sqlite(path),
        }
    }

    /// Reads a URL; the error says why not, without repeating it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let parts = if let Some(rest) = text.strip_prefix("sqlite:") {
            Parts::Sqlite(sqlite_path(rest)?)
        } else if let Some(rest) = text.strip_prefix("postgres://") {
            Parts::Postgres(PostgresUrl::parse("postgres", rest)?)
        } else if let Some(rest) = text.strip_prefix("postgresql://") {
            Parts::Postgres(PostgresUrl::parse("postgresql", rest)?)
        } else {
            return Err("begins with neither sqlite: nor postgres:// nor postgresql://");
        };
        Ok(Self {
            text: Secret::new(text),
            parts,
        })
    }

    /// What to connect to.
    pub fn target(&self) -> DatabaseTarget {
        match &self.parts {
            Parts::Sqlite(path) => DatabaseTarget::Sqlite(path.clone()),
            Parts::Postgres(_) => DatabaseTarget::Postgres(self.text.clone()),
        }
    }

    /// Whether this is a SQLite file.
    pub const fn is_sqlite(&self) -> bool {
        matches!(self.parts, Parts::Sqlite(_))
    }

    /// Whether the text holds a password.
    pub fn has_password(&self) -> bool {
        !self.passwords().is_empty()
    }

    /// The passwords in it, decoded.
    pub(super) fn passwords(&self) -> Vec<String> {
        match &self.parts {
            Parts::Sqlite(_) => Vec::new(),
            Parts::Postgres(url) => url.passwords(),
        }
    }

    /// ST-10: why the connection would not be protected, `None` if it would be or need not be.
    pub(super) fn tls_trouble(&self) -> Option<String> {
        match &self.parts {
            Parts::Sqlite(_) => None,
            Parts::Postgres(url) => url.tls_trouble(),
        }
    }

    /// The URL without its passwords.
    pub fn redacted(&self) -> String {
        match &self.parts {
            Parts::Sqlite(_) => self.text.expose().to_owned(),
            Parts::Postgres(url) => url.redacted(),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.redacted())
    }
}

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(input)?).map_err(de::Error::custom)
    }
}

/// `///abs`, `//rel` and `rel` name a file; SQLite's own URI parameters are not for here.
fn sqlite_path(rest: &str) -> Result<PathBuf, &'static str> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.is_empty() || path.ends_with('/') {
        return Err("names no file");
    }
    if path == ":memory:" || path.contains(['?', '#', '%']) {
        return Err("is not the plain path of a file: no :memory:, no parameters, no %-escapes");
    }
    Ok(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> DatabaseUrl {
        DatabaseUrl::parse(text).expect(text)
    }

    #[test]
    fn sqlite_urls_name_a_file() {
        for (text, path) in [
            (
                "sqlite:///var/lib/signet/db.sqlite3",
                "/var/lib/signet/db.sqlite3",
            ),
            ("sqlite:/srv/db", "/srv/db"),
            ("sqlite:db.sqlite3", "db.sqlite3"),
            ("sqlite://dev/db.sqlite3", "dev/db.sqlite3"),
        ] {
            let DatabaseTarget::Sqlite(found) = parse(text).target() else {
                panic!("{text} is SQLite");
            };
            assert_eq!(found, PathBuf::from(path), "{text}");
        }
        for bad in [
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite:x?mode=memory",
            "sqlite:///dir/",
            "mysql://x/y",
            "/srv/db",
            "",
        ] {
            assert!(DatabaseUrl::parse(bad).is_err(), "{bad:?}");
        }
        let absolute = DatabaseUrl::sqlite("/srv/db").redacted();
        assert_eq!(absolute, "sqlite:///srv/db");
        assert_eq!(DatabaseUrl::sqlite("db").redacted(), "sqlite:db");
    }

    // ST-10: TLS `verify-full` for remote hosts.
    #[test]
    fn a_remote_host_needs_verify_full() {
        for good in [
            "postgres://localhost/signet",
            "postgresql://u:p@127.0.0.1:5432/signet",
            "postgres://u@[::1]:5432/signet",
            "postgres:///signet",
            "postgres://%2Fvar%2Frun%2Fpostgresql/signet",
            "postgres:///signet?host=/var/run/postgresql",
            "postgres://db/signet?sslmode=verify-full",
            "postgres://a,b:5433/signet?target_session_attrs=read-write&sslmode=verify-full",
            "sqlite:db",
        ] {
            assert_eq!(parse(good).tls_trouble(), None, "{good}");
        }
        for bad in [
            "postgres://db/signet",
            "postgres://db/signet?sslmode=require",
            "postgres://db/signet?sslmode=verify-ca",
            "postgres://db/signet?sslmode=verify-full&sslmode=disable",
            "postgres://db/signet?sslmode=verify-full&ssl%6Dode=disable",
            "postgres://db/signet?sslmode=verify-full&ssl=true",
            "postgres://localhost,db/signet",
            "postgres:///signet?host=db",
            "postgres://localhost/signet?hostaddr=10.0.0.1",
            "postgres://localhost/signet?host=localhost,db",
            "postgres:///?service=main",
            "postgres://[2001:db8::1]:5432/signet",
            "postgres://localhost.example.org/signet",
            "postgres://%2Ftmp%2Cdb/signet",
            "postgres:///signet?host=/tmp%2Cdb",
            "postgres:///signet?host=%252Ftmp",
        ] {
            assert!(parse(bad).tls_trouble().is_some(), "{bad}");
        }
    }

    // ST-07: no password is printed.
    #[test]
    fn passwords_are_not_printed() {
        let url = parse("postgres://u:c%40nary@db:5/x?sslmode=verify-full&password=canary2");
        let shown = "postgres://u:***@db:5/x?sslmode=verify-full&password=***";
        assert_eq!(format!("{url:?}"), shown);
        assert_eq!(serde_json::to_value(&url).expect("text"), shown);
        assert_eq!(url.passwords(), ["c@nary", "canary2"]);
        assert!(format!("{:?}", url.target()).contains("***"));
        assert!(!format!("{:?}", url.target()).contains("nary"));
    }

    #[test]
    fn what_libpq_would_read_otherwise_is_refused() {
        for bad in [
            "postgres://u:p@x@db/signet",
            "postgres://localhost:5?sslmode=verify-full@evil/signet",
            "postgres://db:port/signet",
            "postgres://u:p#x@db/signet",
            "postgres://[::1/signet",
            "postgres://db/signet?sslmode",
        ] {
            assert!(DatabaseUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
