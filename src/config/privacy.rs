//! `privacy`: what is kept of people, and shown to them.

use serde::{Deserialize, Serialize};

/// Privacy.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// How much of an address is kept with a browser session, and shown to its person: `truncate`
    /// (its network, /24 or /48), `full` or `off`. Default truncate.
    pub ip: IpPrivacy,
    /// Whether mail names apps. What an app is called may tell of an illness, and mail is read by
    /// others, too. Default false.
    pub app_names_in_mail: bool,
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
