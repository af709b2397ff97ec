// cargo add openidconnect
// cargo add tokio --features macros,rt-multi-thread
use std::error::Error;

use openidconnect::{
    AuthType, ClientId, ClientSecret, IssuerUrl, OAuth2TokenResponse, Scope,
    core::{CoreClient, CoreProviderMetadata},
    reqwest,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = own_token(
        "http://localhost:8080",
        "CLIENT_ID",
        "CLIENT_SECRET",
        "records.read",
    );
    println!("{}", token.await?);
    Ok(())
}

/// A token of the client for itself.
pub async fn own_token(
    issuer: &str,
    client_id: &str,
    secret: &str,
    scope: &str,
) -> Result<String, Box<dyn Error>> {
    let http = reqwest::ClientBuilder::new()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let issuer = IssuerUrl::new(issuer.to_owned())?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(client_id.to_owned()),
        Some(ClientSecret::new(secret.to_owned())),
    )
    .set_auth_type(AuthType::BasicAuth);
    let mut asked = client.exchange_client_credentials()?;
    for scope in scope.split_whitespace() {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    let tokens = asked.request_async(&http).await?;
    Ok(tokens.access_token().secret().clone())
}
