//! `signet human list|show|block|unblock|erase`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, input, open, table};
use crate::{
    account::{
        audit,
        human::{self, Change},
    },
    core::Id,
    model::Human,
};

/// People of clients' own, for whom those vouch.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The people of a client.
    List {
        /// The client.
        #[arg(long)]
        client: String,
        /// After the one that the client calls that.
        #[arg(long)]
        after: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// One of them, with the sources that they have connected.
    Show {
        /// The `human_id`.
        id: String,
    },
    /// End all that was given for somebody, and give nothing new.
    Block {
        /// The `human_id`.
        id: String,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take a block back.
    Unblock {
        /// The `human_id`.
        id: String,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// End all that was given for somebody, and forget them.
    Erase {
        /// The `human_id`.
        id: String,
        #[command(flatten)]
        danger: input::Danger,
    },
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    let change = |id: String, (change, word): (Change, &str), dry_run: bool| {
        let known = human::find(&ctx, &Id::new(&*id))?;
        let (human, _) =
            known.ok_or_else(|| Failure::NotFound(format!("no human has the id `{id}`")))?;
        if dry_run && state(&human) == word {
            return Err(Failure::Conflict(format!("{id} is {word} already")));
        }
        if !dry_run {
            human::change(&ctx, &Id::new(&*id), change, "operator")??;
        }
        match global.output {
            Output::Json if dry_run => {
                println!("{}", json!({ "human_id": id, "would_be": word }));
            }
            Output::Human if dry_run => println!("{id} would be {word}"),
            Output::Json => println!("{}", json!({ "human_id": id, "state": word })),
            Output::Human => println!("{id} is {word}"),
        }
        Ok(())
    };
    match command {
        Command::List {
            client,
            after,
            limit,
        } => {
            let of = Some(format!("client:{client}"));
            audit::disclosed(&ctx, "human.listed", of, None)?;
            let humans = human::list(&ctx, &Id::new(client), after.as_deref(), limit)?;
            match global.output {
                Output::Json => {
                    println!("{}", json!(humans.iter().map(document).collect::<Vec<_>>()));
                }
                Output::Human => table::tell(
                    ["ID", "STATE", "CLIENT", "SINCE", "THE CLIENT CALLS THEM"],
                    humans.iter().map(row),
                ),
            }
            Ok(())
        }
        Command::Show { id } => {
            let found = human::find(&ctx, &Id::new(&*id))?;
            let (human, sources) =
                found.ok_or_else(|| Failure::NotFound(format!("no human has the id `{id}`")))?;
            audit::disclosed(&ctx, "human.shown", Some(format!("human:{id}")), None)?;
            let mut document = document(&human);
            let sources = sources.iter().map(|source| {
                json!({
                    "source": source.source,
                    "connected_at": source.connected_at,
                    "disconnected_at": source.disconnected_at,
                })
            });
            document["sources"] = sources.collect();
            match global.output {
                Output::Json => println!("{document}"),
                Output::Human => println!("{document:#}"),
            }
            Ok(())
        }
        Command::Block { id, dry_run } => change(id, (Change::Block, "blocked"), dry_run),
        Command::Unblock { id, dry_run } => change(id, (Change::Unblock, "active"), dry_run),
        Command::Erase { id, danger } => {
            if danger.is_dry(&format!("end all that was given for {id}, and forget them"))? {
                return Ok(());
            }
            change(id, (Change::Erase, "erased"), false)
        }
    }
}

fn state(human: &Human) -> &'static str {
    if human.blocked_at.is_some() {
        "blocked"
    } else {
        "active"
    }
}

fn row(human: &Human) -> [String; 5] {
    [
        human.id.to_string(),
        state(human).to_owned(),
        human.client_id.to_string(),
        human.created_at.rfc3339(),
        human.client_user_id.clone(),
    ]
}

fn document(human: &Human) -> Value {
    json!({
        "human_id": human.id,
        "state": state(human),
        "client_id": human.client_id,
        "client_user_id": human.client_user_id,
        "email": human.email,
        "created_at": human.created_at,
        "first_connected_at": human.first_connected_at,
        "blocked_at": human.blocked_at,
    })
}
