//! What every door has.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Outage, dates};
use crate::{
    config::error::Problems,
    core::{Door, Timestamp},
};

/// What every door has: whether it is open, where it is found, who may be behind one address, and
/// when it ends.
///
/// A door is found by host (its old paths at the root) and by prefix, both at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DoorConfig {
    /// Whether the door is open. Default false.
    pub enabled: bool,
    /// Hosts whose root is this door, without port, such as `"api.old.example"`. Default none.
    pub hosts: Vec<String>,
    /// Where the door is under every host. Default `/legacy/` and its name.
    pub prefix: String,
    /// Addresses and networks of the door's own gateways, which stand for many people, such as
    /// `"10.0.0.0/24"`. Default none.
    pub callers: Vec<IpNet>,
    /// Most sign-ins of one person at this door at once; who signs in once more ends the oldest. 0 is
    /// no limit. Default 0.
    pub max_per_user: u32,
    /// Since when it is deprecated (RFC 9745), such as `"2026-01-01T00:00:00Z"`. Default never.
    #[serde(with = "dates::optional")]
    pub deprecated_at: Option<Timestamp>,
    /// When it ends (RFC 8594): from then on every call is refused. Default never.
    #[serde(with = "dates::optional")]
    pub sunset_at: Option<Timestamp>,
    /// Short outages before the end, so that whoever still calls is noticed: a start and a length,
    /// such as `"2026-05-04T10:00:00Z/15m"`. Default none.
    pub brown_outs: Vec<Outage>,
    /// Where clients read how to move on. Default this server's own guide.
    pub guide: Option<String>,
}

impl DoorConfig {
    pub(super) fn of(door: Door) -> Self {
        Self {
            prefix: format!("/legacy/{}", door.name()),
            ..Self::default()
        }
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
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
        if let (Some(deprecated), Some(sunset)) = (self.deprecated_at, self.sunset_at)
            && sunset < deprecated
        {
            // RFC 9745 §4: "the Sunset date MUST NOT be earlier than the Deprecation date".
            problems
                .add("sunset_at", "is before deprecated_at".to_owned())
                .expected = "a date that is not before deprecated_at".into();
        }
        if let Some(guide) = &self.guide
            && !Url::parse(guide).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
        {
            problems
                .add("guide", format!("{guide:?} is no address of a page"))
                .expected = "an absolute http or https URL".into();
        }
    }

    /// Whether this address is one of the door's own gateways.
    pub fn is_caller(&self, ip: IpAddr) -> bool {
        self.callers.iter().any(|net| net.contains(&ip))
    }

    /// The outage that is on, if one is.
    pub fn outage(&self, now: Timestamp) -> Option<&Outage> {
        self.brown_outs.iter().find(|outage| outage.is_on(now))
    }
}

/// A lower-case host name or address, without a port.
fn is_host(text: &str) -> bool {
    url::Host::parse(text).is_ok_and(|host| host.to_string() == text)
}

/// Origins that may call from a browser: scheme and host, never `*`.
pub(super) fn check_origins(origins: &[String], problems: &mut Problems) {
    for origin in origins {
        let canonical = Url::parse(origin).map(|url| url.origin().ascii_serialization());
        if canonical.as_ref() != Ok(origin) {
            problems
                .add("cors_origins", format!("{origin:?} is no origin"))
                .expected = "scheme and host, such as \"https://app.example\"; never \"*\"".into();
        }
    }
}

/// The client that a door speaks for.
pub(super) fn check_client(client: &str, problems: &mut Problems) {
    if client.trim().is_empty() {
        problems.add("client", "is empty").expected = "a client_id".into();
    }
}
