//! `privacy`: what is kept of people, and shown to them.

use std::{net::IpAddr, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// Privacy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// How much of an address is kept with a browser session, shown to its person, and written to
    /// the log: `truncate` (its network, /24 or /48), `full` or `off`. The audit trail keeps whole
    /// addresses all the same, for as long as it is kept (docs/audit.md). Default truncate.
    pub ip: IpPrivacy,
    /// Whether mail names apps. What an app is called may tell of an illness, and mail is read by
    /// others, too. Default false.
    pub app_names_in_mail: bool,
    /// How long a person who asked for the end of their account may think again; then everything
    /// that is known of them is erased. Default 14d, at most 90d.
    #[serde(with = "duration")]
    pub deletion_grace: Duration,
    /// `privacy.retention.consents`.
    pub retention: Retention,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            ip: IpPrivacy::default(),
            app_names_in_mail: false,
            deletion_grace: policy::DELETION_GRACE,
            retention: Retention::default(),
        }
    }
}

impl Privacy {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("privacy");
        let grace = (Duration::ZERO, policy::DELETION_GRACE_MAX);
        problems.within(
            "deletion_grace",
            self.deletion_grace,
            grace,
            format_duration,
        );
        let kept = (Duration::ZERO, policy::EVIDENCE_MAX);
        let consents = self.retention.consents;
        problems.within("retention.consents", consents, kept, format_duration);
        problems.done()
    }
}

/// How long something is kept after its person was erased.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// How long records of consent, and of terms that were accepted, are kept as evidence after
    /// their person was erased, under the id that then names nobody: as long as claims may be
    /// brought. Default 1095d (three years), at most 3650d.
    #[serde(with = "duration")]
    pub consents: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            consents: policy::EVIDENCE_KEPT,
        }
    }
}

impl IpPrivacy {
    /// The part of an address that may be kept.
    pub fn part(self, ip: IpAddr) -> Option<String> {
        match self {
            Self::Truncate => Some(network(ip)),
            Self::Full => Some(ip.to_string()),
            Self::Off => None,
        }
    }
}

/// The network part of an address. An IPv4 address in the clothes of IPv6 is one all the same.
pub fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// How much of an address is kept for people to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IpPrivacy {
    /// Its network: /24, or /48 of IPv6.
    #[default]
    Truncate,
    /// All of it.
    Full,
    /// Nothing.
    Off,
}
