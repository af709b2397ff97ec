//! An independent relying party: the `openidconnect` crate, as an app would use it.

use openidconnect::{
    AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    core::{CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata},
    reqwest::{Client as Http, redirect::Policy},
};
use serde_json::{Value, json};

use super::{
    super::{Failure, Outcome},
    fail, failed,
};
use crate::{
    authn::assertion::ASSERTION_TYPE,
    core::{Clock, Entropy, Secret, SystemClock, secret::kind},
    crypto::{SigningKey, SystemEntropy, jws},
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
    /// What it signs its assertions with, if that is how it proves itself.
    key: Option<SigningKey>,
    issuer: String,
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
            Some("none" | "client_secret_basic" | "private_key_jwt") | None => {}
            Some(other) => {
                return Err(Failure::Usage(format!(
                    "this command does not know how to authenticate by {other}; choose another client"
                )));
            }
        }
        Ok(Self {
            http,
            client: party,
            issuer: text(&dev["issuer"]),
            key: SigningKey::from_private_jwk(&client["private_jwks"]["keys"][0]),
        })
    }

    /// What a token request has besides, new each time: the assertion of a client with keys
    /// (RFC 7523 §2.2).
    pub fn proof(&self) -> Outcome<Vec<(&'static str, String)>> {
        let Some(key) = &self.key else {
            return Ok(Vec::new());
        };
        let entropy: &dyn Entropy = &SystemEntropy;
        let (id, now) = (self.client.client_id().as_str(), SystemClock.now());
        let claims = json!({
            "iss": id,
            "sub": id,
            "aud": self.issuer,
            "iat": now.secs(),
            "exp": now.secs() + 60,
            "jti": entropy.id::<Self>(now),
        });
        let header = jws::Header {
            typ: Some("JWT"),
            kid: Some(key.kid()),
        };
        let assertion: Secret<kind::Client> = jws::sign(key, &header, &claims)?;
        Ok(vec![
            ("client_assertion_type", ASSERTION_TYPE.to_owned()),
            ("client_assertion", assertion.expose().to_owned()),
        ])
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
