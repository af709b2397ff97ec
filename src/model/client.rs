//! Clients: RFC 7591 metadata, and what an operator decides about them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod policy;

use super::assertion::AssertionAlgorithm;
pub use super::client_secret::{ClientSecret, ClientSecretForm};
use super::{LogoutMetadata, ResponseMode, Word};
use crate::core::{Door, Id, RedirectUri, ScopeList, Timestamp, redirect::RedirectRules};

pub use policy::{AllowNoPkce, ClientPolicy, Profile};

/// The id of a client (RFC 6749 §2.2). Chosen by the operator or made by the server.
pub type ClientId = Id<Client>;

/// A registered client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its `client_id`.
    pub id: ClientId,
    /// Whether it may be used.
    pub state: ClientState,
    /// What it says of itself, and what the operator decided.
    pub metadata: ClientMetadata,
    /// Its live secrets: none for a public client, two while one is being replaced.
    pub secrets: Vec<ClientSecret>,
}

/// Whether a client may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientState {
    /// In use.
    Live,
    /// Under development: `http` loopback redirects, and more detail on error pages.
    Testing,
    /// Switched off.
    Disabled,
}

impl Word for ClientState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Live, "live"),
        (Self::Testing, "testing"),
        (Self::Disabled, "disabled"),
    ];
}

/// How a client proves itself (RFC 7591 §2, `token_endpoint_auth_method`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A public client: it names itself.
    None,
    /// The secret in an `Authorization: Basic` header. RFC 7591's default.
    #[default]
    ClientSecretBasic,
    /// The secret in the body.
    ClientSecretPost,
    /// A signed assertion in the body (RFC 7523 §2.2).
    PrivateKeyJwt,
}

impl Word for AuthMethod {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::None, "none"),
        (Self::ClientSecretBasic, "client_secret_basic"),
        (Self::ClientSecretPost, "client_secret_post"),
        (Self::PrivateKeyJwt, "private_key_jwt"),
    ];
}

/// A grant type as `grant_types` of RFC 7591 §2 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// RFC 6749 §4.1.
    AuthorizationCode,
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 8693.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
    /// RFC 7523 §2.1.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    JwtBearer,
}

impl Word for GrantType {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::AuthorizationCode, "authorization_code"),
        (Self::ClientCredentials, "client_credentials"),
        (Self::RefreshToken, "refresh_token"),
        (
            Self::TokenExchange,
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        (
            Self::JwtBearer,
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ),
    ];
}

/// `application_type` of OpenID Connect Registration §2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// Runs on a server or in a browser.
    #[default]
    Web,
    /// Installed on a device (RFC 8252).
    Native,
}

/// Algorithms that ID tokens and access tokens are signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519 (RFC 8037).
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// HMAC with SHA-256: for legacy doors whose contract has it, and nothing else. No client can
    /// ask for it.
    #[serde(skip)]
    Hs256,
}

impl Word for SigningAlgorithm {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Rs256, "RS256"),
        (Self::Es256, "ES256"),
        (Self::EdDsa, "EdDSA"),
        (Self::Hs256, "HS256"),
    ];
}

/// Which `sub` a client sees (OpenID Connect Core §8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// The same as every other client.
    #[default]
    Public,
    /// One of its sector's own, so that clients of different sectors cannot compare notes.
    Pairwise,
}

impl Word for SubjectType {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Public, "public"), (Self::Pairwise, "pairwise")];
}

/// What an access token looks like to those who carry it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessTokenFormat {
    /// A signed JWT (RFC 9068).
    #[default]
    Jwt,
    /// A random text that only introspection can read.
    Opaque,
}

/// RFC 7591 client metadata, with Signet's own members under `signet`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    /// What people are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// The home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// The privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// The terms of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Whom to write to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// Where answers may be sent: exact texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<RedirectUri>,
    /// How it takes part in signing out.
    #[serde(flatten)]
    pub logout: LogoutMetadata,
    /// The grant types that the client may use.
    #[serde(default = "code_only")]
    pub grant_types: Vec<GrantType>,
    /// Always `["code"]` for a client that redirects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_types: Vec<String>,
    /// How the client proves itself.
    pub token_endpoint_auth_method: AuthMethod,
    /// The one algorithm of its assertions; all that its keys and its profile allow unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<AssertionAlgorithm>,
    /// Its public keys (RFC 7517 §5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// Where its public keys are, in place of `jwks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// Web or native.
    pub application_type: ApplicationType,
    /// The scopes that the client may ask for, space-delimited.
    pub scope: String,
    /// Ways besides `query` in which it may have its answers: `form_post`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_modes: Vec<ResponseMode>,
    /// How old a sign-in may be, in seconds, when a request has no `max_age`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u32>,
    /// It needs `auth_time` in its ID tokens. Signet always gives it.
    #[serde(skip_serializing_if = "is_default")]
    pub require_auth_time: bool,
    /// What it wants of a sign-in when a request does not say: `acr` values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<String>,
    /// What its ID tokens are signed with; RS256 unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// Which `sub` it sees.
    #[serde(skip_serializing_if = "is_default")]
    pub subject_type: SubjectType,
    /// Where the redirect URIs of its sector are listed; its host names the sector of a pairwise
    /// `sub` (OpenID Connect Core §8.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// What the operator decided.
    pub signet: ClientPolicy,
    /// Members that Signet does not use, kept as they came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

fn code_only() -> Vec<GrantType> {
    vec![GrantType::AuthorizationCode]
}

fn host_of(uri: &str) -> Option<String> {
    url::Url::parse(uri).ok()?.host_str().map(str::to_owned)
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The id of the client that stands for the server's own account pages.
pub const ACCOUNT_CLIENT: &str = "signet-account";

impl Client {
    /// The server's own account pages, which people sign in for as they do for an app. Its row
    /// only carries interactions: the catalog does not have it, so that nobody can name it at an
    /// endpoint, and its id is taken.
    pub fn account() -> Self {
        Self {
            id: Id::new(ACCOUNT_CLIENT),
            state: ClientState::Live,
            metadata: ClientMetadata {
                token_endpoint_auth_method: AuthMethod::None,
                signet: ClientPolicy {
                    first_party: true,
                    ..ClientPolicy::default()
                },
                ..ClientMetadata::default()
            },
            secrets: Vec::new(),
        }
    }

    /// What people are shown: its name, else its id.
    pub fn display_name(&self) -> &str {
        self.metadata
            .client_name
            .as_deref()
            .unwrap_or_else(|| self.id.as_str())
    }

    /// Whether it cannot keep a secret (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.metadata.token_endpoint_auth_method == AuthMethod::None
    }

    /// Whether a short secret was brought along for it (CA-05): it is kept as a slow hash.
    pub fn is_weak(&self) -> bool {
        self.secrets.iter().any(ClientSecret::is_weak)
    }

    /// Since when it is deprecated, and when it ends.
    pub const fn dates(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let own = &self.metadata.signet;
        (own.deprecated_at, own.sunset_at)
    }

    /// Whether it may be used at all.
    pub fn is_enabled(&self) -> bool {
        self.state != ClientState::Disabled
    }

    /// Whether it is flagged for this legacy door; a public one needs the waiver of LE-P1.
    pub fn is_at(&self, door: Door) -> bool {
        let own = &self.metadata.signet;
        own.door.as_deref() == Some(door.name()) && (!self.is_public() || own.public_at_door)
    }

    /// Whether it may have its answers in this way; everybody may by `query` (AZ-07).
    pub fn allows_mode(&self, mode: ResponseMode) -> bool {
        mode == ResponseMode::Query || self.metadata.response_modes.contains(&mode)
    }

    /// Whether it may use this grant type.
    pub fn allows(&self, grant_type: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant_type)
    }

    /// Whether each use of one of its refresh tokens gives a new one: public clients, whose token
    /// is bound to nothing, and whoever the operator says.
    pub fn rotates(&self) -> bool {
        self.metadata
            .signet
            .rotate_refresh_tokens
            .unwrap_or_else(|| self.is_public())
    }

    /// What its pairwise subjects are derived from: the host of `sector_identifier_uri`, else of
    /// its redirect URIs (OpenID Connect Core §8.1). `None` if they do not have one host.
    pub fn sector(&self) -> Option<String> {
        if let Some(uri) = &self.metadata.sector_identifier_uri {
            return host_of(uri);
        }
        match self.redirect_hosts().as_slice() {
            [one] => one.clone(),
            _ => None,
        }
    }

    /// The hosts of its redirect URIs, each once; `None` is that of an app's own scheme.
    pub fn redirect_hosts(&self) -> Vec<Option<String>> {
        let uris = self.metadata.redirect_uris.iter();
        let mut hosts: Vec<_> = uris.map(|uri| host_of(uri.as_str())).collect();
        hosts.sort();
        hosts.dedup();
        hosts
    }

    /// The scopes that it may ask for.
    pub fn scope(&self) -> ScopeList {
        ScopeList::parse(&self.metadata.scope).unwrap_or_default()
    }

    /// How its redirect URIs are compared, and which may be registered (AZ-03).
    pub fn redirect_rules(&self, dev: bool) -> RedirectRules {
        match self.metadata.application_type {
            ApplicationType::Native => RedirectRules::Native,
            ApplicationType::Web if dev || self.state == ClientState::Testing => {
                RedirectRules::WebWithLoopback
            }
            ApplicationType::Web => RedirectRules::Web,
        }
    }

    /// The registered redirect URI that `asked` is, if any (AZ-02, AZ-03).
    pub fn find_redirect(&self, asked: &str, dev: bool) -> Option<&RedirectUri> {
        let rules = self.redirect_rules(dev);
        self.metadata
            .redirect_uris
            .iter()
            .find(|registered| registered.matches(asked, rules))
    }

    /// Whether PKCE may be left out of this request (AZ-08).
    pub fn may_skip_pkce(&self, has_nonce: bool) -> bool {
        !self.is_public()
            && match self.metadata.signet.allow_no_pkce {
                AllowNoPkce::Never => false,
                AllowNoPkce::WithNonce => has_nonce,
                AllowNoPkce::Always => true,
            }
    }

    /// What its ID tokens are signed with: RS256 unless it says otherwise (OIDC Core §3.1.3.7).
    pub fn id_token_algorithm(&self) -> SigningAlgorithm {
        self.metadata
            .id_token_signed_response_alg
            .unwrap_or(SigningAlgorithm::Rs256)
    }
}
