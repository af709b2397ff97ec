//! `signet flow code`: a real sign-in against a running server, as an app would do it.

mod person;

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::Subcommand;
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EmptyAdditionalClaims, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse, UserInfoClaims,
    core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreProviderMetadata},
    reqwest,
};
use serde_json::{Value, json};
use url::Url;

use super::{Failure, Global, Outcome, open, serve};

/// Run a real flow against a running server.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Authorization code with PKCE; prints the tokens, decoded and verified.
    Code(Code),
}

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Code {
    /// The client, as dev.json names it.
    #[arg(long)]
    client: String,
    /// Sign in as this sample user, unattended; without it, a link is printed to open.
    #[arg(long)]
    user: Option<String>,
    /// The scope to ask for; all that the client may ask for unless given.
    #[arg(long)]
    scope: Option<String>,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let Command::Code(code) = command;
    let dir = global.dev.clone().unwrap_or_else(|| ".dev".into());
    let dev = open::dev_json(&dir)?;
    let client = &dev["clients"][&code.client];
    if client.is_null() {
        return Err(Failure::NotFound(format!(
            "dev.json has no client `{}`",
            code.client
        )));
    }
    serve::runtime()?.block_on(flow(&dev, client, &code))
}

fn failed(what: &str) -> impl Fn(String) -> Failure + '_ {
    move |error| Failure::Failed(format!("{what}: {error}"))
}

async fn flow(dev: &Value, client: &Value, code: &Code) -> Outcome {
    let http = reqwest::ClientBuilder::new()
        // A redirect is an answer to look at, never to follow blindly.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|e| Failure::Failed(e.to_string()))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let issuer =
        IssuerUrl::new(text(&dev["issuer"])).map_err(|e| Failure::Failed(e.to_string()))?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &http)
        .await
        .map_err(|e| failed("discovery")(format!("{e:?}")))?;
    let (listener, redirect) = listen(client)?;
    let redirect_url =
        RedirectUrl::new(redirect.clone()).map_err(|e| Failure::Failed(e.to_string()))?;
    let secret = client["client_secret"]
        .as_str()
        .map(|secret| ClientSecret::new(secret.to_owned()));
    let mut party = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(text(&client["client_id"])),
        secret,
    )
    .set_redirect_uri(redirect_url);
    if client["token_endpoint_auth_method"] == "client_secret_post" {
        party = party.set_auth_type(openidconnect::AuthType::RequestBody);
    }
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut asked = party.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        CsrfToken::new_random,
        Nonce::new_random,
    );
    let scope = code.scope.clone().unwrap_or_else(|| text(&client["scope"]));
    for scope in scope.split_whitespace().filter(|scope| *scope != "openid") {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    let (url, state, nonce) = asked.set_pkce_challenge(challenge).url();
    let answer = match &code.user {
        Some(user) => person::sign_in(&http, &url, &dev["users"][user], &redirect).await?,
        None => {
            println!("Open this address, sign in and allow:\n\n  {url}\n");
            wait_for_answer(&listener, &redirect)?
        }
    };
    let parameter = |name: &str| {
        answer
            .query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    };
    if let Some(error) = parameter("error") {
        return Err(Failure::Failed(format!(
            "{error}: {}",
            parameter("error_description").unwrap_or_default()
        )));
    }
    if parameter("state").as_deref() != Some(state.secret())
        || parameter("iss") != dev["issuer"].as_str().map(str::to_owned)
    {
        return Err(Failure::Failed(
            "the answer has another state or issuer than the request".into(),
        ));
    }
    let sent = parameter("code").ok_or_else(|| Failure::Failed("the answer has no code".into()))?;
    let exchange = party
        .exchange_code(AuthorizationCode::new(sent))
        .map_err(|e| Failure::Failed(e.to_string()))?;
    let tokens = exchange
        .set_pkce_verifier(verifier)
        .request_async(&http)
        .await
        .map_err(|e| failed("token request")(format!("{e:?}")))?;
    let mut shown = json!({
        "scope": tokens.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect::<Vec<_>>().join(" ")),
        "access_token": decoded(tokens.access_token().secret()),
    });
    if let Some(id_token) = tokens.id_token() {
        let algorithms = [
            openidconnect::core::CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            openidconnect::core::CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        ];
        let verifier = party.id_token_verifier().set_allowed_algs(algorithms);
        id_token
            .claims(&verifier, &nonce)
            .map_err(|e| failed("the ID token does not verify")(e.to_string()))?;
        shown["id_token"] = decoded(&id_token.to_string());
        shown["id_token_verified"] = json!(true);
        let asked = party
            .user_info(tokens.access_token().clone(), None)
            .map_err(|e| Failure::Failed(e.to_string()))?;
        let claims: UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim> = asked
            .request_async(&http)
            .await
            .map_err(|e| failed("userinfo")(format!("{e:?}")))?;
        shown["userinfo"] = serde_json::to_value(claims)?;
    }
    println!("{shown:#}");
    Ok(())
}

/// Listens where the client may be answered: any port for a native app, a registered one else.
fn listen(client: &Value) -> Outcome<(TcpListener, String)> {
    let uris = client["redirect_uris"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    for uri in uris {
        let Ok(url) = Url::parse(uri) else { continue };
        if !matches!(url.host_str(), Some("127.0.0.1" | "localhost")) {
            continue;
        }
        let native = client["application_type"] == "native";
        let port = if native { 0 } else { url.port().unwrap_or(80) };
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            let port = listener.local_addr()?.port();
            let redirect = if native {
                uri.replacen("127.0.0.1", &format!("127.0.0.1:{port}"), 1)
            } else {
                uri.to_owned()
            };
            return Ok((listener, redirect));
        }
    }
    Err(Failure::Failed(
        "the client has no redirect URI on a free port of this machine".into(),
    ))
}

/// Waits for the browser to come back.
fn wait_for_answer(listener: &TcpListener, redirect: &str) -> Outcome<Url> {
    let base = Url::parse(redirect).map_err(|e| Failure::Failed(e.to_string()))?;
    loop {
        let (mut stream, _) = listener.accept()?;
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line)?;
        let target = line.split_whitespace().nth(1).unwrap_or("/");
        let url = base
            .join(target)
            .map_err(|e| Failure::Failed(e.to_string()))?;
        let found = url.path() == base.path();
        let (status, text) = if found {
            ("200 OK", "Done. You can close this page.")
        } else {
            ("404 Not Found", "Not here.")
        };
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        )?;
        if found {
            return Ok(url);
        }
    }
}

/// A JWT's header and claims, to read.
fn decoded(token: &str) -> Value {
    let part = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
    };
    let mut parts = token.split('.');
    json!({ "header": parts.next().and_then(part), "claims": parts.next().and_then(part) })
}
