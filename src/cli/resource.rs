//! `signet resource add|list|edit`.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, input, open, table};
use crate::{
    account::registry,
    core::Id,
    model::{
        Resource, Word,
        client::{AccessTokenFormat, SigningAlgorithm},
    },
};

/// Registered resources.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Register a resource server's audience.
    Add {
        /// Its identifier, an absolute URI as a rule.
        resource: String,
        /// What people read.
        #[arg(long, default_value = "")]
        title: String,
        /// A scope that means something there; may be repeated.
        #[arg(long)]
        scope: Vec<String>,
        /// What access tokens for it look like, jwt or opaque; unless said, as the client has it.
        #[arg(long, value_parser = ["jwt", "opaque"])]
        access_token_format: Option<String>,
        /// What JWTs for it are signed with; ES256 unless said.
        #[arg(long, value_parser = ["ES256", "RS256", "EdDSA"], ignore_case = true)]
        access_token_signing_alg: Option<String>,
        /// A client that may introspect tokens for it; may be repeated.
        #[arg(long, value_name = "CLIENT")]
        introspector: Vec<String>,
        /// Whether it verifies JWTs by itself, without asking here; true for JWTs unless said.
        #[arg(long)]
        verifies_offline: Option<bool>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
    /// All registered resources.
    List,
    /// Change a resource; what is not given stays as it is.
    Edit {
        /// Its identifier.
        resource: String,
        /// What people read.
        #[arg(long)]
        title: Option<String>,
        /// The scopes that mean something there, instead of those before; may be repeated, and
        /// an empty one takes all away.
        #[arg(long)]
        scope: Option<Vec<String>>,
        /// What access tokens for it look like: jwt, opaque, or as the client has it.
        #[arg(long, value_parser = ["jwt", "opaque", "client"])]
        access_token_format: Option<String>,
        /// What JWTs for it are signed with, from the next one on; `default` leaves that to the server.
        #[arg(long, value_parser = ["ES256", "RS256", "EdDSA", "default"], ignore_case = true)]
        access_token_signing_alg: Option<String>,
        /// The clients that may introspect tokens for it, instead of those before; may be
        /// repeated, and an empty one takes all away.
        #[arg(long, value_name = "CLIENT")]
        introspector: Option<Vec<String>>,
        /// Whether it verifies JWTs by itself, without asking here.
        #[arg(long)]
        verifies_offline: Option<bool>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
}

/// What the command line has taken for one of them.
fn algorithm(word: &str) -> Option<SigningAlgorithm> {
    use SigningAlgorithm::{EdDsa, Es256, Rs256};
    let named = |one: &SigningAlgorithm| one.word().eq_ignore_ascii_case(word);
    [Es256, Rs256, EdDsa].into_iter().find(named)
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Add {
            resource,
            title,
            scope,
            access_token_format,
            access_token_signing_alg,
            introspector,
            verifies_offline,
            dry_run,
        } => {
            let access_token_format = access_token_format
                .map(|word| serde_json::from_value(json!(word)))
                .transpose()?;
            let added = Resource {
                resource,
                title,
                scopes: scope,
                access_token_format,
                access_token_signing_alg: access_token_signing_alg.as_deref().and_then(algorithm),
                introspectors: introspector.into_iter().map(Id::new).collect(),
                verifies_offline,
            };
            registry::add_resource(&ctx.rehearsing(dry_run), added.clone())??;
            match global.output {
                Output::Human => println!("{}", added.resource),
                Output::Json => println!("{}", json!(added)),
            }
        }
        Command::Edit {
            resource,
            title,
            scope,
            access_token_format,
            access_token_signing_alg,
            introspector,
            verifies_offline,
            dry_run,
        } => {
            let found = ctx.app.catalog().resource(&resource).cloned();
            let mut edited = found.ok_or_else(|| {
                Failure::NotFound(format!("no resource has the identifier `{resource}`"))
            })?;
            edited.title = title.unwrap_or(edited.title);
            edited.scopes = scope.map_or(edited.scopes, input::listed);
            match access_token_format.as_deref() {
                None => {}
                Some("client") => edited.access_token_format = None,
                Some(word) => {
                    edited.access_token_format = Some(serde_json::from_value(json!(word))?);
                }
            }
            if let Some(word) = access_token_signing_alg.as_deref() {
                edited.access_token_signing_alg = algorithm(word);
            }
            if let Some(clients) = introspector {
                let clients = input::listed(clients).into_iter();
                edited.introspectors = clients.map(Id::new).collect();
            }
            edited.verifies_offline = verifies_offline.or(edited.verifies_offline);
            registry::edit_resource(&ctx.rehearsing(dry_run), edited)??;
        }
        Command::List => {
            let catalog = ctx.app.catalog();
            match global.output {
                Output::Json => println!("{}", json!(catalog.resources())),
                Output::Human => table::tell(
                    ["RESOURCE", "SCOPES", "TOKENS", "SIGNED"],
                    catalog.resources().iter().map(|one| {
                        let form = match one.access_token_format {
                            Some(AccessTokenFormat::Jwt) => "jwt",
                            Some(AccessTokenFormat::Opaque) => "opaque",
                            None => "as the client has it",
                        };
                        let signed = one.access_token_signing_alg;
                        let signed = signed.unwrap_or(SigningAlgorithm::Es256);
                        let scopes = one.scopes.join(" ");
                        [
                            one.resource.clone(),
                            scopes,
                            form.into(),
                            signed.word().into(),
                        ]
                    }),
                ),
            }
        }
    }
    Ok(())
}
