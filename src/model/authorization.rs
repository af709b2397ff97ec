//! Authorization requests, as they were accepted.

use serde::{Deserialize, Serialize};

use super::{ClaimsRequest, OwnPage, Word};
use crate::{
    core::{RedirectUri, ScopeList, Timestamp},
    model::ClientId,
};

/// A validated authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1). Kept on
/// the server from its arrival (AZ-14); the browser holds only a handle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the answer goes; the text that was asked.
    pub redirect_uri: RedirectUri,
    /// What is asked, less the values nobody knows.
    pub scope: ScopeList,
    /// Echoed byte for byte.
    pub state: Option<String>,
    /// Copied to the ID token.
    pub nonce: Option<String>,
    /// The S256 code challenge.
    pub challenge: Option<String>,
    /// What the client wants done.
    pub prompt: Prompt,
    /// Only a sign-in for this very request will do: `prompt=login`, `max_age=0`.
    pub force_login: bool,
    /// Only a sign-in from this instant on will do: `max_age`.
    pub reauth_after: Option<Timestamp>,
    /// `prompt=consent`: ask even what was allowed before.
    pub ask_consent: bool,
    /// What to put in the field for the name.
    pub login_hint: Option<String>,
    /// How the answer is brought back.
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// `prompt=select_account`: ask which account.
    #[serde(default)]
    pub select_account: bool,
    /// `prompt=create`: the person is to be shown how to get an account (Prompt Create 1.0 §4.1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create: bool,
    /// The `sub` of `id_token_hint`: nobody else will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hinted: Option<String>,
    /// How good a sign-in is wanted.
    #[serde(default)]
    pub acr: AcrWish,
    /// The languages that the client would like the pages in: `ui_locales`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui_locales: Option<String>,
    /// Where the tokens are to be used (RFC 8707): registered resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource: Vec<String>,
    /// Claims that are asked for one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimsRequest>,
    /// No client asks, but a page of the server's own: it is where the person goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnPage>,
}

/// `prompt` of OpenID Connect Core §3.1.2.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Prompt {
    /// Ask what has to be asked.
    #[default]
    Auto,
    /// Show nothing.
    None,
}

impl Word for Prompt {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Auto, "auto"), (Self::None, "none")];
}

/// How an answer is brought to the client (OAuth 2.0 Multiple Response Types §2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl Word for ResponseMode {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Query, "query"), (Self::FormPost, "form_post")];
}

/// Which classes of sign-in (`acr`) a client wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcrWish {
    /// Those of the asked ones that there are, the most wanted first.
    pub values: Vec<String>,
    /// Nothing else will do (OpenID Connect Core §5.5.1.1).
    pub essential: bool,
}
