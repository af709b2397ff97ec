//! `signet secrets list|rewrap`.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, count::counted, open};
use crate::{account::secrets, app::Ctx};

/// The data keys, and what they have sealed.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The keys of secrets.data_key, by their ids, with how many values each has sealed.
    List,
    /// Seal everything under the first key of secrets.data_key. Servers go on meanwhile; it can be
    /// broken off and run again.
    #[command(visible_alias = "rotate")]
    Rewrap {
        /// Only say what would be sealed anew.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::List => list(global, &ctx),
        Command::Rewrap { dry_run } => rewrap(global, &ctx, dry_run),
    }
}

fn list(global: &Global, ctx: &Ctx) -> Outcome {
    let uses = secrets::uses(ctx)?;
    let documents = uses.iter().map(|one| {
        json!({ "id": one.id, "place": one.place, "values": one.values, "total": one.values.values().sum::<u64>() })
    });
    match global.output {
        Output::Json => println!("{}", json!(documents.collect::<Vec<_>>())),
        Output::Human => {
            for one in &uses {
                let values: Vec<String> = one
                    .values
                    .iter()
                    .map(|(table, count)| format!("{count} in {table}"))
                    .collect();
                let role = match one.place {
                    Some(1) => "seals",
                    Some(_) if values.is_empty() => "opens nothing any more: it may go",
                    Some(_) => "opens",
                    None => "IS MISSING",
                };
                println!("{} {role:8} {}", one.id, values.join(", "));
            }
        }
    }
    if uses.iter().any(|one| one.place.is_none()) {
        return Err(Failure::Problems(
            "some values are sealed under a key that secrets.data_key does not list".into(),
        ));
    }
    Ok(())
}

fn rewrap(global: &Global, ctx: &Ctx, dry_run: bool) -> Outcome {
    if dry_run {
        let uses = secrets::uses(ctx)?;
        let others = uses.iter().filter(|one| one.place != Some(1));
        let total: u64 = others.flat_map(|one| one.values.values()).sum();
        match global.output {
            Output::Json => println!("{}", json!({ "would_rewrap": total })),
            Output::Human => println!("would seal {} anew", counted(total, "value")),
        }
        return Ok(());
    }
    let report = secrets::rewrap(ctx)?;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "rewrapped": report.done, "left": report.left })
        ),
        Output::Human => {
            for (table, count) in &report.done {
                println!("{table}: {} sealed anew", counted(*count, "value"));
            }
            if report.left == 0 {
                println!("everything is sealed under the first key of secrets.data_key");
            }
        }
    }
    if report.left > 0 {
        return Err(Failure::Problems(format!(
            "{} {} not sealed under the first key: no listed key opens them, or a server seals with another first key; see `signet secrets list`",
            counted(report.left, "value"),
            if report.left == 1 { "is" } else { "are" }
        )));
    }
    Ok(())
}
