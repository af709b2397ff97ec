//! `legacy`: the doors of old APIs, one table each, all off unless switched on.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    error::{ConfigError, Problems},
    units::{duration, format_duration},
};

/// What every door has: whether it is open, where it is found, and the client it speaks for.
///
/// A door is found by host (its old paths at the root) and by prefix, both at once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Door {
    /// Whether the door is open. Default false.
    pub enabled: bool,
    /// Hosts whose root is this door, without port, such as `"api.old.example"`. Default none.
    pub hosts: Vec<String>,
    /// Where the door is under every host. Default `/legacy/` and its name.
    pub prefix: String,
    /// The `client_id` that its grants belong to.
    pub client: String,
}

impl Door {
    fn named(name: &str) -> Self {
        Self {
            enabled: false,
            hosts: Vec::new(),
            prefix: format!("/legacy/{name}"),
            client: format!("legacy-{name}"),
        }
    }

    fn validate(&self, problems: &mut Problems) {
        for host in &self.hosts {
            if !is_host(host) {
                problems
                    .add("hosts", format!("{host:?} is no host name"))
                    .expected = "a host name in lower case without scheme, port or path".into();
            }
        }
        let segments_ok = self.prefix.strip_prefix('/').is_some_and(|rest| {
            rest.split('/').all(|s| {
                !s.is_empty()
                    && s.bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            })
        });
        if !segments_ok || !self.prefix.starts_with("/legacy/") {
            problems
                .add(
                    "prefix",
                    format!("{:?} is no prefix of a door", self.prefix),
                )
                .expected = "a path under /legacy/ in lower case without a trailing slash".into();
        }
        if self.client.trim().is_empty() {
            problems.add("client", "is empty").expected = "a client_id".into();
        }
    }
}

/// A lower-case host name or address, without a port.
fn is_host(text: &str) -> bool {
    url::Host::parse(text).is_ok_and(|host| host.to_string() == text)
}

/// `legacy.ocariot`: the login of the OCARIoT API.
// No `deny_unknown_fields`: serde cannot combine it with `flatten`. The loader refuses unknown
// keys before serde sees them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Ocariot {
    /// `enabled`, `hosts`, `prefix` (default "/legacy/ocariot") and `client` (default
    /// "legacy-ocariot").
    #[serde(flatten)]
    pub door: Door,
    /// The `iss` of its tokens; not a URL. Default "ocariot".
    pub issuer: String,
    /// Lifetime of its tokens. Default 24h, as its contract says.
    #[serde(with = "duration")]
    pub lifetime: Duration,
    /// Whether people with a second factor may sign in here without it. Default false.
    pub mfa_exempt: bool,
    /// Origins that may call it from a browser, such as `"https://app.example"`. Default none.
    pub cors_origins: Vec<String>,
}

impl Default for Ocariot {
    fn default() -> Self {
        Self {
            door: Door::named("ocariot"),
            issuer: "ocariot".into(),
            lifetime: Duration::from_secs(24 * 3600),
            mfa_exempt: false,
            cors_origins: Vec::new(),
        }
    }
}

/// The doors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Legacy {
    /// `legacy.ocariot.…`.
    pub ocariot: Ocariot,
}

impl Legacy {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        self.ocariot.validate()
    }
}

impl Ocariot {
    fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.ocariot");
        self.door.validate(&mut problems);
        if self.issuer.is_empty() {
            problems.add("issuer", "is empty").expected = "the text of the claim `iss`".into();
        }
        let day = Duration::from_secs(24 * 3600);
        let bounds = (Duration::from_secs(60), day);
        problems.within("lifetime", self.lifetime, bounds, format_duration);
        for origin in &self.cors_origins {
            let canonical = Url::parse(origin).map(|url| url.origin().ascii_serialization());
            if canonical.as_ref() != Ok(origin) {
                problems
                    .add("cors_origins", format!("{origin:?} is no origin"))
                    .expected =
                    "scheme and host, such as \"https://app.example\"; never \"*\"".into();
            }
        }
        problems.done()
    }
}
