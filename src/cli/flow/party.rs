//! An independent relying party: the `openidconnect` crate, as an app would use it.

use openidconnect::{
    AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    core::{CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata},
    reqwest::{Client as Http, redirect::Policy},
};
use serde_json::Value;

use super::{
    super::{Failure, Outcome},
    fail, failed, with_causes,
};
use crate::{
    authn::assertion::{self, ASSERTION_TYPE},
    core::{Clock, SystemClock},
    crypto::SystemEntropy,
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
    /// As dev.json has it.
    document: Value,
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

/// The members of a request that prove a client of dev.json which has keys, new each time
/// (RFC 7523 §2.2); none for any other.
pub fn proof(client: &Value, issuer: &str) -> Outcome<Vec<(&'static str, String)>> {
    if client["token_endpoint_auth_method"] != "private_key_jwt" {
        return Ok(Vec::new());
    }
    let key = &client["private_jwks"]["keys"][0];
    let id = text(&client["client_id"]);
    let signed = assertion::sign(key, &id, issuer, (SystemClock.now(), &SystemEntropy))?;
    let signed = signed.ok_or_else(|| {
        Failure::Usage(format!(
            "dev.json has no private key for `{id}`; start `signet dev` anew with an empty --data, or choose another client"
        ))
    })?;
    Ok(vec![
        ("client_assertion_type", ASSERTION_TYPE.to_owned()),
        ("client_assertion", signed.expose().to_owned()),
    ])
}

impl Party {
    /// Discovers the server, as this client of dev.json.
    pub async fn meet(dev: &Value, client: &Value) -> Outcome<Self> {
        let http = http()?;
        let issuer = IssuerUrl::new(text(&dev["issuer"])).map_err(fail)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &http)
            .await
            .map_err(|e| failed("discovery")(with_causes(&e)))?;
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
            document: client.clone(),
        })
    }

    /// What a token request has besides, new each time.
    pub fn proof(&self) -> Outcome<Vec<(&'static str, String)>> {
        proof(&self.document, &self.issuer)
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
