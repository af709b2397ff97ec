// cargo add openidconnect serde_json
// cargo add jsonwebtoken --features aws_lc_rs
// cargo add tokio --features macros,rt-multi-thread
use std::{
    error::Error,
    time::{SystemTime, UNIX_EPOCH},
};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use openidconnect::{
    ClientId, CsrfToken, IssuerUrl, OAuth2TokenResponse, Scope,
    core::{CoreClient, CoreProviderMetadata},
    reqwest,
};

const KEY: &str = "PRIVATE_PEM";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = own_token(
        "http://localhost:8080",
        "CLIENT_ID",
        ("KEY_ID", KEY),
        "records.read",
    );
    println!("{}", token.await?);
    Ok(())
}

/// Signs who the client is, for one request (RFC 7523). The crate has no method for it: it is sent
/// as two parameters more.
fn assertion(
    issuer: &str,
    client_id: &str,
    (key_id, pem): (&str, &str),
) -> Result<[(&'static str, String); 2], Box<dyn Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = serde_json::json!({
        "iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + 60,
        "jti": CsrfToken::new_random().secret(),
    });
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key_id.to_owned());
    let signed = encode(&header, &claims, &EncodingKey::from_ec_pem(pem.as_bytes())?)?;
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    Ok([
        ("client_assertion_type", kind.to_owned()),
        ("client_assertion", signed),
    ])
}

/// A token of the client for itself.
pub async fn own_token(
    issuer: &str,
    client_id: &str,
    key: (&str, &str),
    scope: &str,
) -> Result<String, Box<dyn Error>> {
    let http = reqwest::ClientBuilder::new()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let metadata =
        CoreProviderMetadata::discover_async(IssuerUrl::new(issuer.to_owned())?, &http).await?;
    let client =
        CoreClient::from_provider_metadata(metadata, ClientId::new(client_id.to_owned()), None);
    let mut asked = client.exchange_client_credentials()?;
    for scope in scope.split_whitespace() {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    for (name, value) in assertion(issuer, client_id, key)? {
        asked = asked.add_extra_param(name, value);
    }
    let tokens = asked.request_async(&http).await?;
    Ok(tokens.access_token().secret().clone())
}
