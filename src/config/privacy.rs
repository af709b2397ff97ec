//! `privacy`: what is kept of people, and shown to them.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Privacy.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// How much of an address is kept with a browser session, shown to its person, and written to
    /// the log: `truncate` (its network, /24 or /48), `full` or `off`. Default truncate.
    pub ip: IpPrivacy,
    /// Whether mail names apps. What an app is called may tell of an illness, and mail is read by
    /// others, too. Default false.
    pub app_names_in_mail: bool,
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
