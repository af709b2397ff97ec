//! A source as its provider and our configuration describe it.

use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthUrl, ClientId, ClientSecret, EndpointNotSet,
    EndpointSet, IssuerUrl, ProviderMetadata, RedirectUrl, TokenUrl,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod,
        CoreGrantType, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};

use super::{CALLBACK, failed, send};
use crate::{
    app::Ctx,
    config::{UpstreamAlgorithm, UpstreamSource},
    core::{Door, Reason, Refusal},
};

/// What a provider says besides what OpenID Connect Discovery 1.0 knows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct More {
    /// RFC 9207 §3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// RFC 8414 §2.
    revocation_endpoint: Option<String>,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Our client at a provider.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
>;

/// A source that is offered, and how it is reached.
pub struct Provider {
    /// Its name in the configuration (UP-01).
    pub name: String,
    pub(super) config: UpstreamSource,
    authorize: AuthUrl,
    token: TokenUrl,
    /// Its issuer and keys, if it is one of OpenID Connect.
    pub(super) openid: Option<(IssuerUrl, CoreJsonWebKeySet)>,
    /// Whether the secret goes into the body, because the header is not taken.
    pub(super) secret_in_body: bool,
    /// Whether its answers name it.
    pub(super) names_itself: bool,
    /// Where its tokens are revoked.
    pub(super) revoke: Option<String>,
}

/// The source of this name, if it is offered. UP-04: "Disabled IdP → no new login".
pub fn offered<'a>(ctx: &'a Ctx, name: &str) -> Option<&'a UpstreamSource> {
    let source = ctx.app.config.upstream.get(name)?;
    source.enabled.then_some(source)
}

impl Provider {
    /// Looks a source up: by its issuer, or as it is configured.
    pub async fn find(ctx: &Ctx, name: &str) -> Result<Self, Refusal> {
        match offered(ctx, name) {
            Some(source) => Self::look_up(ctx, name, source).await,
            None => Err(Reason::SourceDisabled.into()),
        }
    }

    /// The same for one that is switched off, to give back what it gave.
    pub(super) async fn find_any(ctx: &Ctx, name: &str) -> Result<Self, Refusal> {
        match ctx.app.config.upstream.get(name) {
            Some(source) => Self::look_up(ctx, name, source).await,
            None => Err(Reason::SourceDisabled.into()),
        }
    }

    async fn look_up(ctx: &Ctx, name: &str, source: &UpstreamSource) -> Result<Self, Refusal> {
        let (name, config) = (name.to_owned(), source.clone());
        let wrong = |why: &str| failed(&name, &why);
        let Some(issuer) = &config.issuer else {
            let endpoint = |url: &Option<String>| url.clone().unwrap_or_default();
            return Ok(Self {
                authorize: AuthUrl::new(endpoint(&config.authorization_endpoint))
                    .map_err(|_| wrong("authorization_endpoint is no URL"))?,
                token: TokenUrl::new(endpoint(&config.token_endpoint))
                    .map_err(|_| wrong("token_endpoint is no URL"))?,
                openid: None,
                secret_in_body: false,
                names_itself: false,
                revoke: None,
                name,
                config,
            });
        };
        let issuer = IssuerUrl::new(issuer.clone()).map_err(|_| wrong("its issuer is no URL"))?;
        let http = |request| send(&ctx.app.outbound, request);
        let metadata = Metadata::discover_async(issuer, &http).await;
        let metadata = metadata.map_err(|error| failed(&name, &told(&error)))?;
        let Some(token) = metadata.token_endpoint().cloned() else {
            return Err(wrong("its metadata names no token_endpoint"));
        };
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|all| all.contains(&method));
        let more = metadata.additional_metadata();
        let revoke = more.revocation_endpoint.clone();
        Ok(Self {
            authorize: metadata.authorization_endpoint().clone(),
            token,
            secret_in_body: takes(CoreClientAuthMethod::ClientSecretPost)
                && !takes(CoreClientAuthMethod::ClientSecretBasic),
            names_itself: more.authorization_response_iss_parameter_supported,
            revoke,
            openid: Some((metadata.issuer().clone(), metadata.jwks().clone())),
            name,
            config,
        })
    }

    /// What people read.
    pub fn title(&self) -> &str {
        self.config.title(&self.name)
    }

    /// Our client there.
    pub(super) fn client(&self, ctx: &Ctx) -> Result<Client, Refusal> {
        let wrong = |why: &str| failed(&self.name, &why);
        let (issuer, keys) = match &self.openid {
            Some((issuer, keys)) => (issuer.clone(), keys.clone()),
            // Plain OAuth 2 has neither; nothing is verified by them.
            None => (
                IssuerUrl::from_url(self.token.url().clone()),
                CoreJsonWebKeySet::default(),
            ),
        };
        let id = ClientId::new(self.config.client_id.clone());
        let back = RedirectUrl::new(callback(ctx)).map_err(|_| wrong("no redirect URI"))?;
        let mut client = CoreClient::new(id, issuer, keys)
            .set_auth_uri(self.authorize.clone())
            .set_token_uri(self.token.clone())
            .set_redirect_uri(back);
        if let Some(secret) = &self.config.client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
        }
        if self.secret_in_body {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        if self.openid.is_none() {
            client = client.disable_openid_scope();
        }
        Ok(client)
    }

    /// How its ID tokens may be signed: as configured, whatever its metadata says (UP-02).
    pub(super) fn algorithms(&self) -> Vec<CoreJwsSigningAlgorithm> {
        let algorithms = self.config.algorithms.iter();
        let core = algorithms.map(|algorithm| match algorithm {
            UpstreamAlgorithm::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            UpstreamAlgorithm::Ps256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            UpstreamAlgorithm::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            UpstreamAlgorithm::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
        });
        core.collect()
    }
}

/// Where sources send people back to. It does not change with the host that a person came by.
pub fn callback(ctx: &Ctx) -> String {
    let door = ctx.app.config.legacy.door(Door::HumanApi);
    let base = ctx.app.config.public_url().unwrap_or(&ctx.app.issuer);
    format!("{}{}{CALLBACK}", base.trim_end_matches('/'), door.prefix)
}

/// An error with what caused it; none of the library's repeats a secret.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}
