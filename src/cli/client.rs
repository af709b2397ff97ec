//! `signet client add|list|show|edit|rotate-secret|delete|import`.

mod edit;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, count::not_imported, input, labels, open, table};
use crate::{
    account::{
        self,
        client::{NewClient, Registered, document, register},
        client_change,
    },
    app::Ctx,
    config::units::parse_duration,
    core::{Id, RedirectUri},
    model::{
        AuthMethod, ClientMetadata, ClientState, GrantType, Word, client::ApplicationType,
        scope::OFFLINE_ACCESS,
    },
};

/// Clients that are named where one of that id is not there.
const NAMED: usize = 30;

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
        /// The scopes that it may ask for; with `offline_access` it gets refresh tokens.
        #[arg(long, default_value = "openid profile email")]
        scope: String,
        /// Under development: http on loopback is allowed as a redirect.
        #[arg(long)]
        testing: bool,
        /// A file with a JSON object of RFC 7591 metadata instead, with `client_id` and
        /// `client_secret` if they are brought along; `-` is standard input.
        #[arg(
            long,
            value_name = "FILE",
            conflicts_with_all = ["kind", "id", "name", "redirect", "scope", "testing"]
        )]
        file: Option<PathBuf>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
    /// All clients.
    List,
    /// One client.
    Show {
        /// Its id.
        id: String,
    },
    /// Change a client; what is not named stays as it is.
    Edit(edit::Edit),
    /// Give a client a new secret, shown once; the one before works on for a while.
    RotateSecret {
        /// Its id.
        id: String,
        /// How long the one before works on: at most 24h.
        #[arg(long, default_value = "24h", value_name = "DURATION")]
        overlap: String,
        /// Only say whether it would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Delete a client, and end all that it was given; its id is never given to another.
    Delete {
        /// Its id.
        id: String,
        #[command(flatten)]
        danger: input::Danger,
    },
    /// Register clients from JSON Lines of RFC 7591 metadata; `-` is standard input.
    Import {
        /// The file.
        file: PathBuf,
        /// Only report what would become of each line.
        #[arg(long)]
        dry_run: bool,
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
            file: None,
            dry_run,
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
            // Without the grant, `offline_access` would be ignored at every request.
            let offline = scope
                .split_whitespace()
                .any(|value| value == OFFLINE_ACCESS);
            let refresh = (offline && grant == GrantType::AuthorizationCode)
                .then_some(GrantType::RefreshToken);
            let metadata = ClientMetadata {
                client_name: name,
                redirect_uris: redirect.into_iter().map(RedirectUri::new).collect(),
                grant_types: std::iter::once(grant).chain(refresh).collect(),
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
                &ctx.rehearsing(dry_run),
                NewClient {
                    id: id.map(Id::new),
                    secret: None,
                    state,
                    metadata,
                    healthily: None,
                },
            )??;
            print(global, &shown(&registered, dry_run));
            Ok(())
        }
        Command::Add {
            file: Some(file),
            dry_run,
            ..
        } => {
            let new = NewClient::from_json(serde_json::from_str(&input::text(&file)?)?)?;
            let registered = register(&ctx.rehearsing(dry_run), new)??;
            print(global, &shown(&registered, dry_run));
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
                Output::Human => table::tell(
                    ["ID", "STATE", "AUTHENTICATES BY", "NAME"],
                    clients.iter().map(|client| {
                        [
                            client.id.to_string(),
                            client.state.word().to_owned(),
                            client.metadata.token_endpoint_auth_method.word().to_owned(),
                            client.display_name().to_owned(),
                        ]
                    }),
                ),
            }
            Ok(())
        }
        Command::Show { id } => {
            let found = ctx.app.catalog().client(&Id::new(id.as_str()));
            let client = found.ok_or_else(|| unknown(&id))?;
            let mut shown = document(&client);
            if let Some(partner) = account::healthily::find_partner(&ctx, &client.id)? {
                shown["healthily"] = json!(partner);
            }
            print(global, &shown);
            Ok(())
        }
        Command::Edit(edit) => {
            let ctx = ctx.rehearsing(edit.dry_run);
            let id = Id::new(edit.id.as_str());
            let before = ctx.app.catalog().client(&id);
            let before = before.ok_or_else(|| unknown(&edit.id))?;
            let changed = client_change::edit(&ctx, &id, edit.changes(&before)?)?;
            let changed = changed.ok_or_else(|| unknown(&edit.id))??;
            print(global, &shown(&changed, edit.dry_run));
            Ok(())
        }
        Command::RotateSecret {
            id,
            overlap,
            dry_run,
        } => {
            let ctx = ctx.rehearsing(dry_run);
            let overlap = parse_duration(&overlap).ok_or_else(|| {
                Failure::Usage("--overlap: it must be a duration, such as 12h".into())
            })?;
            let rotated = client_change::rotate_secret(&ctx, &Id::new(id.as_str()), overlap)?;
            let rotated = rotated.ok_or_else(|| unknown(&id))??;
            print(global, &shown(&rotated, dry_run));
            Ok(())
        }
        Command::Delete { id, danger } => {
            if ctx.app.catalog().client(&Id::new(id.as_str())).is_none() {
                return Err(unknown(&id));
            }
            if danger.is_dry(&format!("delete `{id}` and end all that it was given"))? {
                return Ok(());
            }
            match client_change::delete(&ctx, &Id::new(id.as_str()))? {
                true => Ok(()),
                false => Err(unknown(&id)),
            }
        }
        Command::Import { file, dry_run } => {
            let ctx = ctx.rehearsing(dry_run);
            let mut bad = 0_u64;
            for (line, value) in input::json_lines(&file)? {
                let added = value.map_err(|error| error.to_string()).and_then(|value| {
                    NewClient::from_json(value).map_err(|invalid| invalid.to_string())
                });
                let report = match added {
                    Ok(new) => match register(&ctx, new)? {
                        Ok(registered) => Ok(shown(&registered, dry_run)),
                        Err(invalid) => Err(invalid.to_string()),
                    },
                    Err(why) => Err(why),
                };
                match report {
                    Ok(client) => super::report(json!({ "line": line, "client": client }))?,
                    Err(why) => {
                        bad += 1;
                        super::report(json!({ "line": line, "error": why }))?;
                    }
                }
            }
            if bad > 0 {
                Err(Failure::Problems(not_imported(bad, dry_run)))
            } else {
                Ok(())
            }
        }
    }
}

/// That a client of this id is there; else which are.
pub fn known(ctx: &Ctx, id: &str) -> Outcome {
    let catalog = ctx.app.catalog();
    if catalog.client(&Id::new(id)).is_some() {
        return Ok(());
    }
    let clients = catalog.clients();
    let ids = clients.iter().map(|client| client.id.as_str()).take(NAMED);
    let mut there = ids.collect::<Vec<_>>().join(", ");
    if clients.len() > NAMED {
        there.push_str(" and others; see `signet client list`");
    }
    Err(Failure::NotFound(format!(
        "no client has the id `{id}`; there are {there}"
    )))
}

fn unknown(id: &str) -> Failure {
    Failure::NotFound(format!("no client has the id `{id}`"))
}

fn shown(registered: &Registered, dry_run: bool) -> Value {
    let mut document = document(&registered.client);
    if dry_run {
        // Its secret was not kept, so it is nobody's.
        document["dry_run"] = json!(true);
    } else if let Some(secret) = &registered.secret {
        document["client_secret"] = json!(secret.expose());
    }
    document
}

fn print(global: &Global, document: &Value) {
    match global.output {
        Output::Json => println!("{document}"),
        Output::Human => labels::tell(document),
    }
}
