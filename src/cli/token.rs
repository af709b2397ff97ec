//! `signet token decode|introspect|revoke`.

pub(super) mod decode;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use openidconnect::reqwest::{Client as Http, Response, header};
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, flow, input, open, serve};
use crate::core::{Secret, secret::kind};

/// Tokens that somebody has.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what a token says, offline. Nothing is verified.
    Decode {
        /// The token; or a file that holds it or a token endpoint's answer; or `-` for standard
        /// input.
        token: String,
    },
    /// Ask a running server whether a token is good (RFC 7662).
    Introspect(Ask),
    /// Have a running server revoke a token (RFC 7009).
    Revoke {
        #[command(flatten)]
        ask: Ask,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Which token, and as which client.
#[derive(Debug, Args)]
pub struct Ask {
    /// The token, or a token endpoint's answer: a file, or `-` for standard input.
    #[arg(default_value = "-", value_name = "FILE")]
    token: PathBuf,
    /// Which token of an answer.
    #[arg(long, value_parser = ["access_token", "refresh_token"], default_value = "access_token")]
    which: String,
    /// As this client of dev.json.
    #[arg(long, required_unless_present = "client_id")]
    client: Option<String>,
    /// As the client with this id, whose secret is read from --client-secret-file; a public client
    /// has none.
    #[arg(long, conflicts_with = "client", requires = "server")]
    client_id: Option<String>,
    /// A file with the client's secret, or `-` for standard input.
    #[arg(long, value_name = "FILE", requires = "client_id")]
    client_secret_file: Option<PathBuf>,
    /// The issuer to ask, if it is not that of `signet dev`.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    match command {
        Command::Decode { token } => {
            let document = decode_all(&token)?;
            match global.output {
                Output::Json => println!("{document}"),
                Output::Human => println!("{document:#}"),
            }
            if decode::is_token(&document) {
                Ok(())
            } else {
                Err(Failure::Problems(
                    "this is no token; give one, or a token endpoint's answer".into(),
                ))
            }
        }
        Command::Introspect(ask) => serve::runtime()?.block_on(introspect(global, &ask)),
        Command::Revoke { ask, dry_run: true } => {
            let client = ask.client.or(ask.client_id).unwrap_or_default();
            println!("would revoke the {}, as the client {client}", ask.which);
            Ok(())
        }
        Command::Revoke { ask, .. } => serve::runtime()?.block_on(revoke(global, &ask)),
    }
}

/// A token, or every token of an answer.
fn decode_all(given: &str) -> Outcome<Value> {
    let text = match given {
        "-" => input::text(Path::new("-"))?,
        path if Path::new(path).is_file() => input::text(Path::new(path))?,
        token => token.to_owned(),
    };
    let text = text.trim();
    let Ok(Value::Object(answer)) = serde_json::from_str(text) else {
        return Ok(decode::decoded(text));
    };
    let tokens = ["access_token", "id_token", "refresh_token"];
    let found = tokens.into_iter().filter_map(|name| {
        let token = answer.get(name)?.as_str()?;
        Some((name.to_owned(), decode::decoded(token)))
    });
    Ok(Value::Object(found.collect()))
}

/// A token and the client that shows it.
struct Shown {
    http: Http,
    /// The server's metadata.
    metadata: Value,
    client_id: String,
    secret: Option<Secret<kind::Client>>,
    /// Whether the secret goes into the body.
    by_post: bool,
    /// The assertion of a client with keys.
    proof: Vec<(&'static str, String)>,
    token: String,
}

impl Shown {
    async fn of(global: &Global, ask: &Ask) -> Outcome<Self> {
        let stdin = Path::new("-");
        if ask.token == stdin && ask.client_secret_file.as_deref() == Some(stdin) {
            return Err(Failure::Usage(
                "standard input cannot be both the token and the secret; use a file for one".into(),
            ));
        }
        let dir = global.dev.clone().unwrap_or_else(|| ".dev".into());
        let dev = match (&ask.client, &ask.server) {
            (None, Some(_)) => Value::Null,
            _ => open::dev_json(&dir)?,
        };
        let known = match &ask.client {
            Some(name) => Some(flow::client(&dev, name)?),
            None => None,
        };
        let of_known = |name: &str| known.map(|client| flow::text(&client[name]));
        let secret = match &ask.client_secret_file {
            Some(path) => Some(input::text(path)?.trim_end_matches(['\r', '\n']).to_owned()),
            None => of_known("client_secret").filter(|secret| !secret.is_empty()),
        };
        let issuer = match &ask.server {
            Some(server) => server.trim_end_matches('/').to_owned(),
            None => flow::text(&dev["issuer"]),
        };
        let http = flow::http()?;
        let asked = http.get(format!("{issuer}/.well-known/openid-configuration"));
        Ok(Self {
            metadata: serde_json::from_str(&body(asked.send().await).await?.1)?,
            http,
            client_id: match &ask.client_id {
                Some(id) => id.clone(),
                None => of_known("client_id").unwrap_or_default(),
            },
            secret: secret.map(Secret::new),
            by_post: of_known("token_endpoint_auth_method").as_deref()
                == Some("client_secret_post"),
            proof: match known {
                Some(client) => flow::proof(client, &issuer)?,
                None => Vec::new(),
            },
            token: token_of(&input::text(&ask.token)?, &ask.which)?,
        })
    }

    /// Posts the token to an endpoint of the metadata, authenticated (RFC 6749 §2.3.1).
    async fn post(&self, endpoint: &str) -> Outcome<(u16, String)> {
        let url = self.metadata[endpoint]
            .as_str()
            .ok_or_else(|| Failure::Failed(format!("the server's metadata has no {endpoint}")))?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", &self.token);
        let mut request = self
            .http
            .post(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        match &self.secret {
            Some(secret) if !self.by_post => {
                let encoded = |text: &str| {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                request =
                    request.basic_auth(encoded(&self.client_id), Some(encoded(secret.expose())));
            }
            Some(secret) => {
                form.append_pair("client_id", &self.client_id)
                    .append_pair("client_secret", secret.expose());
            }
            None => {
                form.append_pair("client_id", &self.client_id)
                    .extend_pairs(&self.proof);
            }
        }
        body(request.body(form.finish()).send().await).await
    }
}

/// The token itself, or that member of a token endpoint's answer.
fn token_of(text: &str, which: &str) -> Outcome<String> {
    let text = text.trim();
    let token = match serde_json::from_str::<Value>(text) {
        Ok(answer) => answer[which].as_str().map(str::to_owned),
        Err(_) => Some(text.to_owned()),
    };
    token
        .filter(|token| !token.is_empty())
        .ok_or_else(|| Failure::Usage(format!("there is no {which} in it")))
}

async fn body(answer: Result<Response, openidconnect::reqwest::Error>) -> Outcome<(u16, String)> {
    let failed = |error: openidconnect::reqwest::Error| Failure::Failed(error.to_string());
    let answer = answer.map_err(failed)?;
    let status = answer.status().as_u16();
    Ok((status, answer.text().await.map_err(failed)?))
}

async fn introspect(global: &Global, ask: &Ask) -> Outcome {
    let shown = Shown::of(global, ask).await?;
    let (status, text) = shown.post("introspection_endpoint").await?;
    if status != 200 {
        return Err(Failure::Failed(format!("{status}: {text}")));
    }
    let answer: Value = serde_json::from_str(&text)?;
    match global.output {
        Output::Json => println!("{answer}"),
        Output::Human => println!("{answer:#}"),
    }
    Ok(())
}

async fn revoke(global: &Global, ask: &Ask) -> Outcome {
    let shown = Shown::of(global, ask).await?;
    let (status, text) = shown.post("revocation_endpoint").await?;
    if status != 200 {
        return Err(Failure::Failed(format!("{status}: {text}")));
    }
    match global.output {
        Output::Json => println!("{}", json!({ "revoked": true })),
        // RFC 7009 §2.2: an unknown token is answered alike.
        Output::Human => println!("the token is good for nothing now, if it was for anything"),
    }
    Ok(())
}
