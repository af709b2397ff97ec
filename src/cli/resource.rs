//! `signet resource add|list`.

use clap::Subcommand;
use serde_json::json;

use super::{Global, Outcome, Output, open};
use crate::{account::registry, model::Resource};

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
        } => {
            registry::add_resource(
                &ctx,
                Resource {
                    resource,
                    title,
                    scopes: scope,
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
