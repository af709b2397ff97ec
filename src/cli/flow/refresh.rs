//! `signet flow refresh`: a refresh token used once.

use std::path::PathBuf;

use openidconnect::{
    OAuth2TokenResponse, RefreshToken, Scope, TokenResponse, core::CoreTokenResponse,
};
use serde_json::{Value, json};

use super::{
    super::{Failure, Outcome, input},
    code::{self, Code, Wishes},
    fail, failed,
    party::Party,
    refused, save, shown,
};

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Refresh {
    /// The client, as dev.json names it.
    #[arg(long)]
    client: String,
    /// Sign in as this sample user first, unattended, to get a refresh token.
    #[arg(long, conflicts_with = "from")]
    user: Option<String>,
    /// The refresh token, or an answer that has one: a file, or `-` for standard input. Without it,
    /// a sign-in comes first.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The scope to narrow to.
    #[arg(long)]
    scope: Option<String>,
    /// Keep the answer with its tokens in this file, for its owner alone.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

impl Refresh {
    /// The client, as dev.json names it.
    pub fn client(&self) -> &str {
        &self.client
    }
}

/// Runs it, and prints what came of it, decoded.
pub async fn run(dev: &Value, client: &Value, refresh: &Refresh) -> Outcome {
    let party = Party::meet(dev, client).await?;
    let (first, token) = match &refresh.from {
        Some(path) => (None, from_text(&input::text(path)?)?),
        None => {
            let code = Code {
                client: refresh.client.clone(),
                user: refresh.user.clone(),
                scope: None,
                wishes: Wishes::default(),
                save: None,
            };
            let (tokens, _) = code::obtain(&party, dev, client, &code).await?;
            let token = tokens.refresh_token().cloned().ok_or_else(|| {
                Failure::Failed("the server gave no refresh token: the client needs the grant type refresh_token, and offline_access in its scope".into())
            })?;
            (Some(tokens), token)
        }
    };
    let mut asked = party.client.exchange_refresh_token(&token).map_err(fail)?;
    for scope in refresh
        .scope
        .iter()
        .flat_map(|scope| scope.split_whitespace())
    {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    for (name, value) in party.proof()? {
        asked = asked.add_extra_param(name, value);
    }
    let mut tokens: CoreTokenResponse = asked.request_async(&party.http).await.map_err(refused)?;
    let mut document = shown(&tokens);
    let rotated = tokens
        .refresh_token()
        .is_some_and(|new| new.secret() != token.secret());
    document["refresh_token_rotated"] = json!(rotated);
    if let Some(id_token) = tokens.id_token() {
        // OpenID Connect Core §12.2: it should have no nonce; if it has one, it is the first one's.
        id_token
            .claims(
                &party.id_token_verifier(),
                |_: Option<&openidconnect::Nonce>| Ok(()),
            )
            .map_err(|e| failed("the ID token does not verify")(e.to_string()))?;
        document["id_token_verified"] = json!(true);
    }
    if tokens.refresh_token().is_none() {
        // RFC 6749 §6: without a new one, the old one goes on.
        tokens.set_refresh_token(Some(token));
    }
    save(refresh.save.as_deref(), &tokens)?;
    let document = match first {
        Some(first) => json!({ "code": shown(&first), "refresh": document }),
        None => document,
    };
    println!("{document:#}");
    Ok(())
}

/// The token itself, or the answer of a token endpoint that has it.
fn from_text(text: &str) -> Outcome<RefreshToken> {
    let text = text.trim();
    let token = match serde_json::from_str::<Value>(text) {
        Ok(answer) => answer["refresh_token"].as_str().map(str::to_owned),
        Err(_) => Some(text.to_owned()),
    };
    token
        .filter(|token| !token.is_empty())
        .map(RefreshToken::new)
        .ok_or_else(|| Failure::Usage("there is no refresh token in it".into()))
}
