// cargo add openidconnect serde_json
// cargo add jsonwebtoken --features aws_lc_rs
// cargo add tokio --features macros,rt-multi-thread
use std::{
    error::Error,
    time::{SystemTime, UNIX_EPOCH},
};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, EmptyAdditionalClaims, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse, UserInfoClaims,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreJwsSigningAlgorithm,
        CoreProviderMetadata,
    },
    reqwest,
    url::Url,
};

const KEY: &str = "PRIVATE_PEM";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let person = sign_in(
        "http://localhost:8080",
        "CLIENT_ID",
        ("KEY_ID", KEY),
        "http://localhost:3000/callback",
        "openid profile",
        async |address: Url| {
            println!("Open {address}\nThe address that you come back to:");
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            Ok(Url::parse(answer.trim())?)
        },
    )
    .await?;
    println!("{person:#?}");
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

/// Sends a person to `issuer` by `ask`, which gives the address that the browser came back to.
pub async fn sign_in(
    issuer: &str,
    client_id: &str,
    key: (&str, &str),
    redirect_uri: &str,
    scope: &str,
    ask: impl AsyncFnOnce(Url) -> Result<Url, Box<dyn Error>>,
) -> Result<UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim>, Box<dyn Error>> {
    let http = reqwest::ClientBuilder::new()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let metadata =
        CoreProviderMetadata::discover_async(IssuerUrl::new(issuer.to_owned())?, &http).await?;
    let client =
        CoreClient::from_provider_metadata(metadata, ClientId::new(client_id.to_owned()), None)
            .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned())?);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut asked = client.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        CsrfToken::new_random,
        Nonce::new_random,
    );
    for scope in scope.split_whitespace().filter(|scope| *scope != "openid") {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    let (address, state, nonce) = asked.set_pkce_challenge(challenge).url();

    let answer = ask(address).await?;
    let find = |name: &str| {
        let found = answer.query_pairs().find(|(n, _)| n == name);
        found.map(|(_, value)| value.into_owned())
    };
    if let Some(error) = find("error") {
        return Err(format!("{error}: {}", find("error_description").unwrap_or_default()).into());
    }
    if find("state").as_ref() != Some(state.secret()) {
        return Err("the answer belongs to another request".into());
    }
    let code = AuthorizationCode::new(find("code").ok_or("the answer has no code")?);
    let mut redeem = client.exchange_code(code)?.set_pkce_verifier(verifier);
    for (name, value) in assertion(issuer, client_id, key)? {
        redeem = redeem.add_extra_param(name, value);
    }
    let tokens = redeem.request_async(&http).await?;
    let id_token = tokens.id_token().ok_or("there is no ID token")?;
    let algorithms = [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256];
    let verifier = client.id_token_verifier().set_allowed_algs(algorithms);
    let claims = id_token.claims(&verifier, &nonce)?;
    let subject = claims.subject().clone();
    let asked = client.user_info(tokens.access_token().clone(), Some(subject))?;
    Ok(asked.request_async(&http).await?)
}
