//! `signet scope add|list`.

use clap::Subcommand;
use serde_json::json;

use super::{Global, Outcome, Output, open};
use crate::{
    account::registry,
    model::{
        Scope,
        scope::{Right, ScopeGroup},
    },
};

/// Registered scopes.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Register a scope.
    Add {
        /// Its name on the wire.
        name: String,
        /// What people read, in a few words.
        #[arg(long)]
        title: String,
        /// What it means for them, in a sentence.
        #[arg(long, default_value = "")]
        description: String,
        /// see, add, change or delete.
        #[arg(long, default_value = "see")]
        right: String,
        /// identity, health, sensitive or write.
        #[arg(long, default_value = "health")]
        group: String,
        /// A claim that it gives at userinfo; may be repeated.
        #[arg(long)]
        claim: Vec<String>,
        /// An audience of a token that has it, where the request names none; may be repeated.
        #[arg(long)]
        audience: Vec<String>,
    },
    /// All registered scopes.
    List,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Add {
            name,
            title,
            description,
            right,
            group,
            claim,
            audience,
        } => {
            let right: Right = serde_json::from_value(json!(right))?;
            let group: ScopeGroup = serde_json::from_value(json!(group))?;
            registry::add_scope(
                &ctx,
                Scope {
                    name,
                    title,
                    description,
                    right,
                    group,
                    claims: claim,
                    audience,
                    advertised: true,
                },
            )??;
        }
        Command::List => {
            let catalog = ctx.app.catalog();
            match global.output {
                Output::Json => println!("{}", json!(catalog.scopes())),
                Output::Human => catalog
                    .scopes()
                    .iter()
                    .for_each(|scope| println!("{:24} {}", scope.name, scope.title)),
            }
        }
    }
    Ok(())
}
