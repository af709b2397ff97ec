//! `signet flow code|refresh|client-credentials`: real flows against a running server, as an app
//! would run them.

mod client_credentials;
mod code;
mod party;
mod person;
mod refresh;

use std::path::Path;

use clap::Subcommand;
use openidconnect::{
    OAuth2TokenResponse, RequestTokenError, StandardErrorResponse, TokenResponse,
    core::{CoreErrorResponseType, CoreTokenResponse},
};
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, open, serve, token::decode::decoded};

pub(super) use party::{http, proof, text};

/// Run a real flow against a running server.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Authorization code with PKCE; prints the tokens, decoded and verified.
    Code(code::Code),
    /// A refresh token used once; prints the answer, decoded.
    Refresh(refresh::Refresh),
    /// A client's own token, decoded.
    ClientCredentials(client_credentials::ClientCredentials),
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let dir = global.dev.clone().unwrap_or_else(|| ".dev".into());
    let dev = open::dev_json(&dir)?;
    serve::runtime()?.block_on(async {
        match &command {
            Command::Code(code) => code::run(&dev, client(&dev, &code.client)?, code).await,
            Command::Refresh(refresh) => {
                refresh::run(&dev, client(&dev, refresh.client())?, refresh).await
            }
            Command::ClientCredentials(asked) => {
                client_credentials::run(&dev, client(&dev, asked.client())?, asked).await
            }
        }
    })
}

/// A client, as dev.json names it.
pub(super) fn client<'d>(dev: &'d Value, name: &str) -> Outcome<&'d Value> {
    let client = &dev["clients"][name];
    if client.is_null() {
        return Err(Failure::NotFound(format!(
            "dev.json has no client `{name}`; flows know the sample clients and their secrets"
        )));
    }
    Ok(client)
}

fn failed(what: &str) -> impl Fn(String) -> Failure + '_ {
    move |error| Failure::Failed(format!("{what}: {error}"))
}

/// What the token endpoint refused, in its own words (RFC 6749 §5.2), or why it did not answer.
fn refused<E: std::error::Error + 'static>(
    error: RequestTokenError<E, StandardErrorResponse<CoreErrorResponseType>>,
) -> Failure {
    let why = match error {
        RequestTokenError::ServerResponse(answer) => answer.to_string(),
        other => with_causes(&other),
    };
    failed("token request")(why)
}

/// An error and what it came from: a client of HTTP keeps "connection refused" at the bottom.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

/// A failure without more to say.
fn fail(error: impl std::fmt::Display) -> Failure {
    Failure::Failed(error.to_string())
}

/// An answer of the token endpoint, its tokens decoded; no token stands in it as a whole.
fn shown(tokens: &CoreTokenResponse) -> Value {
    let scope = tokens.scopes().map(|scopes| {
        let values: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
        values.join(" ")
    });
    let mut document = json!({
        "scope": scope,
        "expires_in": tokens.expires_in().map(|life| life.as_secs()),
        "access_token": decoded(tokens.access_token().secret()),
    });
    if let Some(id_token) = tokens.id_token() {
        document["id_token"] = decoded(&id_token.to_string());
    }
    if let Some(refresh_token) = tokens.refresh_token() {
        document["refresh_token"] = decoded(refresh_token.secret());
    }
    document
}

/// Keeps the whole answer in a file, for its owner alone.
fn save(path: Option<&Path>, tokens: &CoreTokenResponse) -> Outcome {
    let Some(path) = path else { return Ok(()) };
    open::write_private(path, &format!("{:#}\n", serde_json::to_value(tokens)?))
}
