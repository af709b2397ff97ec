//! An independent relying party: the `openidconnect` crate, as an app would use it.

use openidconnect::{
    AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    core::{CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata},
    reqwest::{Client as Http, redirect::Policy},
};
use serde_json::Value;

use super::{
    super::{Failure, Outcome},
    fail, failed,
};

type Discovered = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A client that knows its server.
pub struct Party {
    /// What it speaks with.
    pub http: Http,
    /// The client.
    pub client: Discovered,
}

/// The text of a member; empty if it is none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What speaks HTTP. A redirect is an answer to look at, never to follow blindly.
pub fn http() -> Outcome<Http> {
    let builder = Http::builder().redirect(Policy::none());
    builder.build().map_err(fail)
}

impl Party {
    /// Discovers the server, as this client of dev.json.
    pub async fn meet(dev: &Value, client: &Value) -> Outcome<Self> {
        let http = http()?;
        let issuer = IssuerUrl::new(text(&dev["issuer"])).map_err(fail)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &http)
            .await
            .map_err(|e| failed("discovery")(format!("{e:?}")))?;
        let secret = client["client_secret"].as_str();
        let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
        let id = ClientId::new(text(&client["client_id"]));
        let mut party = CoreClient::from_provider_metadata(metadata, id, secret);
        match client["token_endpoint_auth_method"].as_str() {
            Some("client_secret_post") => party = party.set_auth_type(AuthType::RequestBody),
            Some("none" | "client_secret_basic") | None => {}
            Some(other) => {
                return Err(Failure::Usage(format!(
                    "this command does not know how to authenticate by {other}; choose a client with a secret, or a public one"
                )));
            }
        }
        Ok(Self {
            http,
            client: party,
        })
    }

    /// What verifies ID tokens by the key set, with the algorithms that Signet signs with.
    pub fn id_token_verifier(&self) -> CoreIdTokenVerifier<'_> {
        let algorithms = [
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EdDsa,
        ];
        self.client.id_token_verifier().set_allowed_algs(algorithms)
    }
}
