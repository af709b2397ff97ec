//! `signet scope add|list|edit`.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, input, open, table};
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
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
    /// All registered scopes.
    List,
    /// Change a scope; what is not given stays as it is.
    Edit {
        /// Its name on the wire.
        name: String,
        /// What people read, in a few words.
        #[arg(long)]
        title: Option<String>,
        /// What it means for them, in a sentence.
        #[arg(long)]
        description: Option<String>,
        /// see, add, change or delete.
        #[arg(long)]
        right: Option<String>,
        /// identity, health, sensitive or write.
        #[arg(long)]
        group: Option<String>,
        /// The claims that it gives at userinfo, instead of those it gave; may be repeated, and
        /// an empty one takes all away.
        #[arg(long)]
        claim: Option<Vec<String>>,
        /// The audiences of a token that has it, where the request names none, instead of those
        /// before; may be repeated, and an empty one takes all away.
        #[arg(long)]
        audience: Option<Vec<String>>,
        /// Whether apps may ask for it, and the metadata lists it.
        #[arg(long)]
        advertised: Option<bool>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
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
            dry_run,
        } => {
            let right: Right = serde_json::from_value(json!(right))?;
            let group: ScopeGroup = serde_json::from_value(json!(group))?;
            let scope = Scope {
                name,
                title,
                description,
                right,
                group,
                claims: claim,
                audience,
                advertised: true,
            };
            registry::add_scope(&ctx.rehearsing(dry_run), scope.clone())??;
            match global.output {
                Output::Human => println!("{}", scope.name),
                Output::Json => println!("{}", json!(scope)),
            }
        }
        Command::Edit {
            name,
            title,
            description,
            right,
            group,
            claim,
            audience,
            advertised,
            dry_run,
        } => {
            let found = ctx.app.catalog().scope(&name).cloned();
            let mut scope = found
                .ok_or_else(|| Failure::NotFound(format!("no scope has the name `{name}`")))?;
            scope.title = title.unwrap_or(scope.title);
            scope.description = description.unwrap_or(scope.description);
            if let Some(right) = right {
                scope.right = serde_json::from_value(json!(right))?;
            }
            if let Some(group) = group {
                scope.group = serde_json::from_value(json!(group))?;
            }
            scope.claims = claim.map_or(scope.claims, input::listed);
            scope.audience = audience.map_or(scope.audience, input::listed);
            scope.advertised = advertised.unwrap_or(scope.advertised);
            registry::edit_scope(&ctx.rehearsing(dry_run), scope)??;
        }
        Command::List => {
            let catalog = ctx.app.catalog();
            match global.output {
                Output::Json => println!("{}", json!(catalog.scopes())),
                Output::Human => table::tell(
                    ["NAME", "TITLE"],
                    catalog
                        .scopes()
                        .iter()
                        .map(|scope| [scope.name.clone(), scope.title.clone()]),
                ),
            }
        }
    }
    Ok(())
}
