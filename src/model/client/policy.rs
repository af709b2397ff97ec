//! What the operator decided about a client.

use serde::{Deserialize, Serialize};

use super::{AccessTokenFormat, is_default};
use crate::core::Timestamp;

/// Whether a confidential client may leave out PKCE (AZ-08), for old clients that cannot do it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowNoPkce {
    /// It may not.
    #[default]
    Never,
    /// It may if the request has a `nonce`.
    WithNonce,
    /// It may.
    Always,
}

/// A set of rules that a client asked to be held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// OAuth 2.1: `redirect_uri` may be left out at the token endpoint (TK-12).
    Oauth21,
    /// FAPI 2.0: the stricter bounds of client assertions (CA-07).
    Fapi2,
}

/// What the operator decided about a client. Not the client's to say.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientPolicy {
    /// PKCE may be left out (AZ-08).
    #[serde(skip_serializing_if = "is_default")]
    pub allow_no_pkce: AllowNoPkce,
    /// The operator's own app: consent is not asked.
    #[serde(skip_serializing_if = "is_default")]
    pub first_party: bool,
    /// A set of rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The audience of its access tokens when the request names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_audience: Option<String>,
    /// What its access tokens look like, unless their audience asks for another form.
    #[serde(skip_serializing_if = "is_default")]
    pub access_token_format: AccessTokenFormat,
    /// It gets a refresh token without `offline_access`, too: one that ends with the browser
    /// session.
    #[serde(skip_serializing_if = "is_default")]
    pub online_refresh: bool,
    /// Whether each use of a refresh token gives a new one. Unless said: for public clients only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotate_refresh_tokens: Option<bool>,
    /// A lost answer may be repaired even where resource servers verify tokens by themselves and
    /// nobody can know whether the lost token was used.
    #[serde(skip_serializing_if = "is_default")]
    pub lost_response_window: bool,
    /// The legacy door that this client stands for, or calls with credentials of its own; only such
    /// a client can use a password grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// Public, and at a legacy door all the same: the operator's waiver, which the audit trail
    /// tells of (LE-P1).
    #[serde(skip_serializing_if = "is_default")]
    pub public_at_door: bool,
    /// Human API: the origins that may frame its Connect page and that are told of what happens
    /// there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub connect_origins: Vec<String>,
    /// Human API: it may have a token of its own.
    #[serde(skip_serializing_if = "is_default")]
    pub client_token: bool,
    /// The tokens that it may exchange, and for which; nothing that is not said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<crate::model::Exchange>,
    /// A resource server: it may introspect tokens for these audiences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub introspects: Vec<String>,
    /// Since when it is deprecated, in Unix milliseconds: its answers say so (RFC 9745).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated_at: Option<Timestamp>,
    /// When it ends, in Unix milliseconds: its answers say so (RFC 8594), and from then on it is
    /// given nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sunset_at: Option<Timestamp>,
    /// When the operator checked the app's maker, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Timestamp>,
    /// Who makes the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// What its maker answers to who asks about it.
    #[serde(skip_serializing_if = "is_default")]
    pub about: crate::model::about::AboutApp,
    /// Scopes without which the app does not work.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub essential_scope: String,
}
