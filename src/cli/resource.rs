//! `signet resource add|list`.

use clap::Subcommand;
use serde_json::json;

use super::{Global, Outcome, Output, open};
use crate::{account::registry, core::Id, model::Resource};

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
        /// A client that may introspect tokens for it; may be repeated.
        #[arg(long, value_name = "CLIENT")]
        introspector: Vec<String>,
        /// Whether it verifies JWTs by itself, without asking here; true for JWTs unless said.
        #[arg(long)]
        verifies_offline: Option<bool>,
    },
    /// All registered resources.
    List,
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
            introspector,
            verifies_offline,
        } => {
            let access_token_format = access_token_format
                .map(|word| serde_json::from_value(json!(word)))
                .transpose()?;
            registry::add_resource(
                &ctx,
                Resource {
                    resource,
                    title,
                    scopes: scope,
                    access_token_format,
                    introspectors: introspector.into_iter().map(Id::new).collect(),
                    verifies_offline,
                },
            )??;
        }
        Command::List => {
            let catalog = ctx.app.catalog();
            match global.output {
                Output::Json => println!("{}", json!(catalog.resources())),
                Output::Human => {
                    catalog
                        .resources()
                        .iter()
                        .for_each(|r| println!("{:40} {}", r.resource, r.scopes.join(" ")));
                }
            }
        }
    }
    Ok(())
}
