//! `signet flow client-credentials`: a client's own token.

use std::path::PathBuf;

use openidconnect::Scope;
use serde_json::Value;

use super::{super::Outcome, fail, party::Party, refused, save, shown};

/// What to run.
#[derive(Debug, clap::Args)]
pub struct ClientCredentials {
    /// The client, as dev.json names it.
    #[arg(long)]
    client: String,
    /// The scope to ask for; all that the client may ask for unless given.
    #[arg(long)]
    scope: Option<String>,
    /// The resource that the token is for (RFC 8707).
    #[arg(long)]
    resource: Option<String>,
    /// Keep the answer with its tokens in this file, for its owner alone.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

impl ClientCredentials {
    /// The client, as dev.json names it.
    pub fn client(&self) -> &str {
        &self.client
    }
}

/// Runs it, and prints the token, decoded.
pub async fn run(dev: &Value, client: &Value, asked: &ClientCredentials) -> Outcome {
    let party = Party::meet(dev, client).await?;
    let mut request = party.client.exchange_client_credentials().map_err(fail)?;
    for scope in asked
        .scope
        .iter()
        .flat_map(|scope| scope.split_whitespace())
    {
        request = request.add_scope(Scope::new(scope.to_owned()));
    }
    if let Some(resource) = &asked.resource {
        request = request.add_extra_param("resource", resource);
    }
    for (name, value) in party.proof()? {
        request = request.add_extra_param(name, value);
    }
    let tokens = request.request_async(&party.http).await.map_err(refused)?;
    save(asked.save.as_deref(), &tokens)?;
    println!("{:#}", shown(&tokens));
    Ok(())
}
