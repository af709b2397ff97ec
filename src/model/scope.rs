//! Registered scopes and resources.

use serde::{Deserialize, Serialize};

use super::{
    ClientId,
    client::{AccessTokenFormat, SigningAlgorithm},
};

/// What a client asks to stay connected while the person is away (OpenID Connect Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// Scopes that are part of any sign-in; they are allowed or refused with the whole.
pub fn is_implied(scope: &str) -> bool {
    scope == "openid"
}

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
    /// The audiences of a token that has it, where the request names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
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
    /// What access tokens for it look like, if it does not leave that to the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_format: Option<AccessTokenFormat>,
    /// What JWTs for it are signed with: ES256 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_signing_alg: Option<SigningAlgorithm>,
    /// The clients that may introspect tokens for it (RFC 7662).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introspectors: Vec<ClientId>,
    /// Whether it verifies JWTs by itself, so that nobody else can know which it has seen. Unless
    /// said: where its tokens are JWTs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifies_offline: Option<bool>,
}

impl Resource {
    /// Whether it may have seen a token that nobody else has.
    pub fn verifies_offline(&self) -> bool {
        self.verifies_offline
            .unwrap_or(self.access_token_format != Some(AccessTokenFormat::Opaque))
    }
}
