//! `signet client add|list|show|import`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, input, open};
use crate::{
    account::client::{NewClient, Registered, register},
    core::{Id, RedirectUri},
    model::{
        AuthMethod, Client, ClientMetadata, ClientState, GrantType, Word, client::ApplicationType,
    },
};

/// Clients.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Register a client; its secret is shown once.
    Add {
        /// What kind of app it is.
        #[arg(long = "type", value_enum, default_value_t = Kind::Web)]
        kind: Kind,
        /// Its id; made unless given.
        #[arg(long)]
        id: Option<String>,
        /// What people are shown.
        #[arg(long)]
        name: Option<String>,
        /// A redirect URI; may be repeated.
        #[arg(long)]
        redirect: Vec<String>,
        /// The scopes that it may ask for.
        #[arg(long, default_value = "openid profile email")]
        scope: String,
        /// Under development: http on loopback is allowed as a redirect.
        #[arg(long)]
        testing: bool,
    },
    /// All clients.
    List,
    /// One client.
    Show {
        /// Its id.
        id: String,
    },
    /// Register clients from JSON Lines of RFC 7591 metadata; `-` is standard input.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// Kinds of apps.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// On a server, with a secret.
    Web,
    /// In a browser, public.
    Spa,
    /// On a device, public.
    Native,
    /// A program that acts for itself.
    Service,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Add {
            kind,
            id,
            name,
            redirect,
            scope,
            testing,
        } => {
            let (method, application_type, grant) = match kind {
                Kind::Web => (
                    AuthMethod::ClientSecretBasic,
                    ApplicationType::Web,
                    GrantType::AuthorizationCode,
                ),
                Kind::Spa => (
                    AuthMethod::None,
                    ApplicationType::Web,
                    GrantType::AuthorizationCode,
                ),
                Kind::Native => (
                    AuthMethod::None,
                    ApplicationType::Native,
                    GrantType::AuthorizationCode,
                ),
                Kind::Service => (
                    AuthMethod::ClientSecretBasic,
                    ApplicationType::Web,
                    GrantType::ClientCredentials,
                ),
            };
            let metadata = ClientMetadata {
                client_name: name,
                redirect_uris: redirect.into_iter().map(RedirectUri::new).collect(),
                grant_types: vec![grant],
                token_endpoint_auth_method: method,
                application_type,
                scope: if matches!(kind, Kind::Service) && scope == "openid profile email" {
                    String::new()
                } else {
                    scope
                },
                ..ClientMetadata::default()
            };
            let state = if testing {
                ClientState::Testing
            } else {
                ClientState::Live
            };
            let registered = register(
                &ctx,
                NewClient {
                    id: id.map(Id::new),
                    secret: None,
                    state,
                    metadata,
                },
            )??;
            print(global, &shown(&registered));
            Ok(())
        }
        Command::List => {
            let clients = ctx.app.catalog().clients();
            match global.output {
                Output::Json => println!(
                    "{}",
                    json!(
                        clients
                            .iter()
                            .map(|client| document(client))
                            .collect::<Vec<_>>()
                    )
                ),
                Output::Human => {
                    for client in clients {
                        let method = client.metadata.token_endpoint_auth_method.word();
                        println!(
                            "{:24} {:8} {:20} {}",
                            client.id.as_str(),
                            client.state.word(),
                            method,
                            client.display_name()
                        );
                    }
                }
            }
            Ok(())
        }
        Command::Show { id } => {
            let found = ctx.app.catalog().client(&Id::new(id.as_str()));
            let client =
                found.ok_or_else(|| Failure::NotFound(format!("no client has the id `{id}`")))?;
            print(global, &document(&client));
            Ok(())
        }
        Command::Import { file } => {
            let mut bad = 0;
            for (line, value) in input::json_lines(&file)? {
                let added = value.map_err(|error| error.to_string()).and_then(|value| {
                    NewClient::from_json(value).map_err(|invalid| invalid.to_string())
                });
                let report = match added {
                    Ok(new) => match register(&ctx, new)? {
                        Ok(registered) => Ok(shown(&registered)),
                        Err(invalid) => Err(invalid.to_string()),
                    },
                    Err(why) => Err(why),
                };
                match report {
                    Ok(client) => println!("{}", json!({ "line": line, "client": client })),
                    Err(why) => {
                        bad += 1;
                        println!("{}", json!({ "line": line, "error": why }));
                    }
                }
            }
            if bad > 0 {
                Err(Failure::Problems(format!("{bad} lines were not imported")))
            } else {
                Ok(())
            }
        }
    }
}

/// A client as RFC 7591 metadata, without its secret.
pub fn document(client: &Client) -> Value {
    let mut document = json!({ "client_id": client.id });
    if let (Some(members), Ok(Value::Object(metadata))) = (
        document.as_object_mut(),
        serde_json::to_value(&client.metadata),
    ) {
        members.extend(metadata);
        members.insert("state".into(), json!(client.state.word()));
    }
    document
}

fn shown(registered: &Registered) -> Value {
    let mut document = document(&registered.client);
    if let Some(secret) = &registered.secret {
        document["client_secret"] = json!(secret.expose());
    }
    document
}

fn print(global: &Global, document: &Value) {
    match global.output {
        Output::Json => println!("{document}"),
        Output::Human => println!("{document:#}"),
    }
}
