//! Registered scopes and resources.

use serde::{Deserialize, Serialize};

/// A scope that the server knows: a right that a person can understand and allow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Its value on the wire (RFC 6749 §3.3).
    pub name: String,
    /// What people read, in a few words.
    pub title: String,
    /// What it means for them, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The right it gives, for the verb of the consent page.
    #[serde(default)]
    pub right: Right,
    /// The group it is shown in.
    #[serde(default)]
    pub group: ScopeGroup,
    /// The claims it gives at userinfo (OpenID Connect Core §5.4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<String>,
    /// Whether it can be asked for at `/authorize`, and is listed in the metadata. A legacy
    /// door's scopes are given, not asked.
    #[serde(default = "yes")]
    pub advertised: bool,
}

fn yes() -> bool {
    true
}

/// The right that a scope gives, from weak to strong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// See.
    #[default]
    See,
    /// Add.
    Add,
    /// Change.
    Change,
    /// Delete.
    Delete,
}

/// Where the consent page shows a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeGroup {
    /// About you.
    #[default]
    Identity,
    /// Health data.
    Health,
    /// Sensitive data: its own group, never covered by "tick everything".
    Sensitive,
    /// What the app may change.
    Write,
}

/// A resource server's audience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its identifier: an absolute URI (RFC 8707 §2) or another text.
    pub resource: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The scopes that mean something there.
    pub scopes: Vec<String>,
}
