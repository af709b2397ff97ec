//! Floor 1: the configuration, one file a section.
//!
//! Order, later wins: what is built in, files in the order given, `SIGNET_SECTION__KEY` in the
//! environment, `--set section.key=value`. Unknown keys are errors.

pub mod database;
pub mod door;
pub mod init;
pub mod lifetimes;
pub mod limits;
pub mod load;
pub mod policy;
pub mod secrets;
pub mod sections;
pub mod server;
pub mod show;
pub mod span;

use serde::{Deserialize, Serialize};

pub use database::Database;
pub use door::{Doors, OcariotDoor};
pub use lifetimes::{Session, Tokens};
pub use limits::{Limits, RateLimit};
pub use load::{Sources, load};
pub use secrets::Secrets;
pub use sections::{Branding, Consent, I18n, Keys, Mfa, Password, Telemetry};
pub use server::{ReturnStyle, Server};
pub use span::{Size, Span};

/// The whole configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Addresses, proxies, shutdown.
    pub server: Server,
    /// Sizes of requests.
    pub limits: Limits,
    /// Where things are kept.
    pub database: Database,
    /// The data keys.
    pub secrets: Secrets,
    /// Signing keys.
    pub keys: Keys,
    /// Browser sessions.
    pub session: Session,
    /// Lifetimes of tokens.
    pub tokens: Tokens,
    /// Password hashing.
    pub password: Password,
    /// Second factors.
    pub mfa: Mfa,
    /// Consents.
    pub consent: Consent,
    /// The doors of old APIs.
    pub legacy: Doors,
    /// Failures and waits.
    pub rate_limit: RateLimit,
    /// What people see of the operator.
    pub branding: Branding,
    /// Languages.
    pub i18n: I18n,
    /// Logs.
    pub telemetry: Telemetry,
    /// Whether this is `signet dev`: never from a file.
    #[serde(skip)]
    pub dev: bool,
}

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The key, `section.name`.
    pub key: String,
    /// What is wrong, what was expected, and how to fix it.
    pub what: String,
}

impl Problem {
    /// A problem with this key.
    pub fn new(key: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            what: what.into(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.key, self.what)
    }
}

impl Config {
    /// Everything that is wrong with it, all at once.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.server.check(self.dev, &mut problems);
        self.limits.check(&mut problems);
        self.database.check(&mut problems);
        self.secrets.check(&mut problems);
        self.keys.check(&mut problems);
        self.session.check(&mut problems);
        self.tokens.check(&mut problems);
        self.password.check(&mut problems);
        self.consent.check(&mut problems);
        self.legacy.check(&mut problems);
        self.rate_limit.check(&mut problems);
        self.i18n.check(&mut problems);
        problems
    }
}
