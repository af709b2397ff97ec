//! `signet flow code`: authorization code with PKCE.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::PathBuf,
};

use openidconnect::{
    AuthorizationCode, CsrfToken, EmptyAdditionalClaims, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, RedirectUrl, Scope, TokenResponse, UserInfoClaims,
    core::{CoreAuthenticationFlow, CoreGenderClaim, CoreTokenResponse},
};
use serde_json::{Value, json};
use url::Url;

use super::{
    super::{Failure, Outcome},
    fail, failed,
    party::{Party, text},
    person, refused, save, shown, with_causes,
};

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Code {
    /// The client, as dev.json names it.
    #[arg(long)]
    pub client: String,
    /// Sign in as this sample user, unattended; without it, a link is printed to open.
    #[arg(long)]
    pub user: Option<String>,
    /// The scope to ask for; all that the client may ask for unless given.
    #[arg(long)]
    pub scope: Option<String>,
    #[command(flatten)]
    pub wishes: Wishes,
    /// Keep the answer with its tokens in this file, for its owner alone.
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}

/// What an app may ask of a sign-in besides (OpenID Connect Core §3.1.2.1, §5.5).
#[derive(Debug, Default, clap::Args)]
pub struct Wishes {
    /// How good a sign-in is asked for, such as urn:signet:acr:mfa; several with blanks between them.
    #[arg(long, value_name = "VALUES")]
    pub acr_values: Option<String>,
    /// The claims request, a JSON object, such as {"id_token":{"auth_time":{"essential":true}}}.
    #[arg(long, value_name = "JSON")]
    pub claims: Option<String>,
    /// How long ago the sign-in may be, in seconds.
    #[arg(long, value_name = "SECONDS")]
    pub max_age: Option<String>,
    /// `none`, `login`, `consent`, `select_account` or `create`; several with blanks between them.
    #[arg(long, value_name = "VALUES")]
    pub prompt: Option<String>,
    /// The languages that the app speaks, such as "de fr".
    #[arg(long, value_name = "TAGS")]
    pub ui_locales: Option<String>,
}

impl Wishes {
    /// As parameters, as they were given: what is wrong with them, the server says.
    fn parameters(&self) -> impl Iterator<Item = (&'static str, String)> {
        let all = [
            ("acr_values", &self.acr_values),
            ("claims", &self.claims),
            ("max_age", &self.max_age),
            ("prompt", &self.prompt),
            ("ui_locales", &self.ui_locales),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?)))
    }
}

/// Runs it, and prints the tokens, decoded and verified.
pub async fn run(dev: &Value, client: &Value, code: &Code) -> Outcome {
    let party = Party::meet(dev, client).await?;
    let (tokens, nonce) = obtain(&party, dev, client, code).await?;
    let mut document = shown(&tokens);
    if let Some(id_token) = tokens.id_token() {
        id_token
            .claims(&party.id_token_verifier(), &nonce)
            .map_err(|e| failed("the ID token does not verify")(e.to_string()))?;
        document["id_token_verified"] = json!(true);
        let asked = party
            .client
            .user_info(tokens.access_token().clone(), None)
            .map_err(fail)?;
        let claims: UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim> = asked
            .request_async(&party.http)
            .await
            .map_err(|e| failed("userinfo")(with_causes(&e)))?;
        document["userinfo"] = serde_json::to_value(claims)?;
    }
    save(code.save.as_deref(), &tokens)?;
    println!("{document:#}");
    Ok(())
}

/// Goes through a sign-in to the tokens.
pub async fn obtain(
    party: &Party,
    dev: &Value,
    client: &Value,
    code: &Code,
) -> Outcome<(CoreTokenResponse, Nonce)> {
    let (listener, redirect) = listen(client)?;
    let redirect_url = RedirectUrl::new(redirect.clone()).map_err(fail)?;
    let party_here = party.client.clone().set_redirect_uri(redirect_url);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut asked = party_here.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        CsrfToken::new_random,
        Nonce::new_random,
    );
    let scope = code.scope.clone().unwrap_or_else(|| text(&client["scope"]));
    for scope in scope.split_whitespace().filter(|scope| *scope != "openid") {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    for (name, value) in code.wishes.parameters() {
        asked = asked.add_extra_param(name, value);
    }
    let (url, state, nonce) = asked.set_pkce_challenge(challenge).url();
    let answer = match &code.user {
        Some(user) => person::sign_in(&party.http, &url, &dev["users"][user], &redirect).await?,
        None => {
            eprintln!("Open this address, sign in and allow:\n\n  {url}\n");
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
    let mut exchange = party_here
        .exchange_code(AuthorizationCode::new(sent))
        .map_err(fail)?
        .set_pkce_verifier(verifier);
    for (name, value) in party.proof()? {
        exchange = exchange.add_extra_param(name, value);
    }
    let tokens = exchange.request_async(&party.http).await.map_err(refused)?;
    Ok((tokens, nonce))
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
