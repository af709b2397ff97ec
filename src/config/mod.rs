//! Floor 1: the configuration, one file a section.
//!
//! Order, later wins: built-in values, files, environment, `--set`, flags. Keys are documented
//! on the fields, with unit and default; durations are written `"60s"`, `"5m"`, `"12h"`, `"14d"`,
//! sizes `"32KiB"`. Unknown keys are refused. Nothing here prints a secret.

mod branding;
mod consent;
mod database;
mod database_url;
mod dev;
mod docs;
mod error;
mod files;
mod i18n;
pub mod init;
mod json_schema;
mod keys;
mod layers;
mod legacy;
mod limits;
mod live;
mod load;
mod login;
mod mail;
mod mfa;
mod outbound;
mod password;
pub mod policy;
mod postgres_url;
mod privacy;
mod rate_limit;
mod schema;
mod secret_files;
mod secret_text;
mod secrets;
mod server;
mod session;
mod show;
mod supervision;
mod telemetry;
mod terms;
mod tls;
mod tokens;
pub mod units;
mod upstream;
mod values;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use branding::Branding;
pub use consent::Consent;
pub use database::Database;
pub use database_url::{ConnectionUrl, DatabaseTarget, DatabaseUrl};
pub use docs::{Form, KeyDoc, Reference};
pub use error::{ConfigError, ConfigErrors, Origin};
pub use files::strangers;
pub use i18n::{I18n, LANGUAGES};
pub use json_schema::json_schema;
pub use keys::{KeyAlgorithm, Keys};
pub use legacy::{
    CorsanoHealth, CorsanoUsers, DoorConfig, Healthily, HumanApi, Legacy, Mycure, Ocariot, Outage,
};
pub use limits::Limits;
pub use live::{Live, RELOADED, Reloaded};
pub use load::{DEFAULT_FILES, Flag, Loaded, Need, Sources, load};
pub use login::{Login, LoginIdentifier, Registration};
pub use mail::{Mail, MailRoute, MailTls, Sms};
pub use mfa::Mfa;
pub use outbound::Outbound;
pub use password::{Argon2, Password, PasswordProfile};
pub use privacy::{IpPrivacy, Privacy, network};
pub use rate_limit::RateLimit;
pub use secret_text::SecretText;
pub use secrets::{DataKey, Secrets};
pub use server::{Listen, ProxyHeader, ReturnStyle, Server, is_wide};
pub use session::Session;
pub use show::ShowOptions;
pub use supervision::Supervision;
pub use telemetry::{Log, LogFormat, Telemetry};
pub use terms::Terms;
pub use tls::{Tls, TlsVersion};
pub use tokens::Tokens;
pub use upstream::{UpstreamAlgorithm, UpstreamSource};

/// The whole configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `[server]`.
    pub server: Server,
    /// `[tls]`.
    pub tls: Tls,
    /// `[limits]`.
    pub limits: Limits,
    /// `[database]`.
    pub database: Database,
    /// `[secrets]`.
    pub secrets: Secrets,
    /// `[keys]`.
    pub keys: Keys,
    /// `[session]`.
    pub session: Session,
    /// `[tokens]`.
    pub tokens: Tokens,
    /// `[password]`.
    pub password: Password,
    /// `[login]`.
    pub login: Login,
    /// `[mfa]`.
    pub mfa: Mfa,
    /// `[mail]`.
    pub mail: Mail,
    /// `[sms]`.
    pub sms: Sms,
    /// `[consent]`.
    pub consent: Consent,
    /// `[terms]`.
    pub terms: Terms,
    /// `[privacy]`.
    pub privacy: Privacy,
    /// `[legacy]`.
    pub legacy: Legacy,
    /// `[branding]`.
    pub branding: Branding,
    /// `[i18n]`.
    pub i18n: I18n,
    /// `[telemetry]`.
    pub telemetry: Telemetry,
    /// `[rate_limit]`.
    pub rate_limit: RateLimit,
    /// `[outbound]`.
    pub outbound: Outbound,
    /// `[upstream.NAME]`: the sources that people connect, by name.
    pub upstream: BTreeMap<String, UpstreamSource>,
    /// Whether this is `signet dev`. No file, variable or flag sets it.
    #[serde(skip)]
    pub dev: bool,
}

impl Config {
    /// The issuer. Known wherever [`Self::require`] passed.
    pub fn issuer(&self) -> Result<&str, ConfigErrors> {
        self.server
            .issuer()
            .ok_or_else(|| ConfigErrors(self.server.require()))
    }

    /// Where people and apps find the server: the base of every address that it hands out.
    pub fn public_url(&self) -> Result<&str, ConfigErrors> {
        self.server
            .public_url
            .as_deref()
            .ok_or_else(|| ConfigErrors(self.server.require()))
    }

    /// Whether pages are served over https; if not, cookies are named and flagged as SE-01 says.
    pub fn is_https(&self) -> bool {
        self.server
            .issuer()
            .is_some_and(|issuer| issuer.starts_with("https:"))
    }

    /// The name that authenticator apps show.
    pub fn totp_issuer(&self) -> &str {
        self.mfa
            .totp_issuer
            .as_deref()
            .unwrap_or(&self.branding.name)
    }

    /// Checks every value against its bounds and its neighbours.
    pub fn validate(&self) -> Vec<ConfigError> {
        [
            self.server.validate(self.tls.is_on()),
            self.tls.validate(),
            self.limits.validate(),
            self.database.validate(),
            if self.dev {
                Vec::new()
            } else {
                self.secrets.validate()
            },
            self.keys.validate(),
            self.session.validate(),
            self.tokens.validate(),
            self.password.validate(),
            self.login.validate(),
            self.mfa.validate(self.server.issuer()),
            self.mail.validate(self.dev),
            self.sms.validate(self.dev),
            self.consent.validate(),
            self.privacy.validate(),
            self.terms.validate(),
            self.legacy.validate(),
            self.branding.validate(),
            self.i18n.validate(),
            self.telemetry.validate(),
            self.rate_limit.validate(),
            self.outbound.validate(),
            self.upstream
                .iter()
                .flat_map(|(name, source)| source.validate(name))
                .collect(),
        ]
        .concat()
    }

    /// That what only a server needs is there.
    pub fn require(&self) -> Vec<ConfigError> {
        [self.server.require(), self.secrets.require()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_values_are_valid() {
        assert_eq!(Config::default().validate(), []);
    }

    // SE-04, AZ-28, LG-04, LG-09, DL-01: the hard bounds hold, and the error names the bound.
    #[test]
    fn hard_bounds_are_named() {
        type Change = fn(&mut Config);
        let cases: [(&str, &str, Change); 14] = [
            ("tokens.code", "1m", |c| c.tokens.code = secs(61)),
            ("tokens.access", "1h", |c| c.tokens.access = secs(3601)),
            ("tokens.id_token", "1h", |c| c.tokens.id_token = secs(3601)),
            ("session.idle", "1h", |c| c.session.idle = secs(3601)),
            ("session.absolute", "1d", |c| {
                c.session.absolute = secs(86_401)
            }),
            ("password.argon2.m", "19456", |c| {
                c.password.argon2.m = 19_455
            }),
            ("password.argon2.t", "2", |c| c.password.argon2.t = 1),
            ("password.argon2.p", "1", |c| c.password.argon2.p = 0),
            ("rate_limit.disable_after", "100", |c| {
                c.rate_limit.disable_after = 101
            }),
            ("rate_limit.failures_before_delay", "1", |c| {
                c.rate_limit.failures_before_delay = 0
            }),
            ("limits.body", "1MiB", |c| c.limits.body = 1 << 30),
            ("legacy.ocariot.lifetime", "1d", |c| {
                c.legacy.ocariot.lifetime = secs(86_401)
            }),
            ("database.pool", "1", |c| c.database.pool = 0),
            ("keys.rotate_every", "2d", |c| {
                c.keys.rotate_every = secs(86_400)
            }),
        ];
        for (key, bound, change) in cases {
            let mut config = Config::default();
            change(&mut config);
            let found = config.validate();
            assert_eq!(found.len(), 1, "{key}: {found:?}");
            assert_eq!(found[0].key, key);
            assert!(
                found[0]
                    .problem
                    .ends_with(&format!("hard bound of {bound}")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn neighbours_must_agree() {
        type Change = fn(&mut Config);
        let cases: [(&str, Change); 13] = [
            ("tokens.refresh_idle", |c| {
                c.tokens.refresh_absolute = secs(3600)
            }),
            ("session.idle", |c| c.session.absolute = secs(60)),
            ("limits.uri", |c| c.limits.uri = 32 * 1024),
            ("rate_limit.first_delay", |c| {
                c.rate_limit.first_delay = secs(901)
            }),
            ("keys.algorithms", |c| {
                c.keys.algorithms = vec![KeyAlgorithm::Rs256]
            }),
            ("keys.rsa_bits", |c| c.keys.rsa_bits = 1024),
            ("login.identifiers", |c| c.login.identifiers.clear()),
            ("mfa.totp_issuer", |c| {
                c.mfa.totp_issuer = Some("a:b".into())
            }),
            ("mfa.required_for", |c| {
                c.mfa.required_for = vec![" ".into()]
            }),
            ("consent.max", |c| c.consent.max = secs(0)),
            ("i18n.default", |c| c.i18n.default = "nl".into()),
            ("telemetry.log.level", |c| {
                c.telemetry.log.level = "loud".into()
            }),
            ("server.management_listen", |c| {
                c.server.listen = vec![Listen::Address(c.server.management_listen)]
            }),
        ];
        for (key, change) in cases {
            let mut config = Config::default();
            change(&mut config);
            let found = config.validate();
            assert!(found.iter().any(|e| e.key == key), "{key}: {found:?}");
        }
    }

    #[test]
    fn a_door_is_found_by_plain_hosts_and_a_prefix_under_legacy() {
        let mut config = Config::default();
        let door = &mut config.legacy.ocariot.door;
        door.hosts = vec!["api.example.org".into(), "10.0.0.1".into(), "[::1]".into()];
        assert_eq!(config.validate(), []);
        for host in ["https://x.org", "x.org:80", "X.org", "x.org/", ""] {
            config.legacy.ocariot.door.hosts = vec![host.into()];
            assert_eq!(config.validate()[0].key, "legacy.ocariot.hosts", "{host}");
        }
        config.legacy.ocariot.door.hosts.clear();
        for prefix in [
            "",
            "/",
            "/legacy/",
            "/legacy/x/",
            "/x",
            "legacy/x",
            "/legacy/../x",
        ] {
            config.legacy.ocariot.door.prefix = prefix.into();
            assert_eq!(
                config.validate()[0].key,
                "legacy.ocariot.prefix",
                "{prefix}"
            );
        }
    }

    #[test]
    fn only_origins_are_taken_for_cors() {
        let mut config = Config::default();
        config.legacy.ocariot.cors_origins =
            vec!["https://a.example".into(), "http://localhost:3000".into()];
        assert_eq!(config.validate(), []);
        for origin in [
            "*",
            "null",
            "https://a.example/",
            "a.example",
            "https://A.example",
        ] {
            config.legacy.ocariot.cors_origins = vec![origin.into()];
            assert_eq!(
                config.validate()[0].key,
                "legacy.ocariot.cors_origins",
                "{origin}"
            );
        }
    }

    const fn secs(seconds: u64) -> std::time::Duration {
        std::time::Duration::from_secs(seconds)
    }
}
