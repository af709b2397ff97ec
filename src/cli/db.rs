//! `signet db migrate|status`.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, open};
use crate::{app::store_options, config::Need, store::migrate};

/// Look at or migrate the database.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take the missing steps, one process at a time.
    Migrate {
        /// Only say which are missing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say which steps were taken and which are missing.
    Status,
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let options = store_options(&open::loaded(global, Need::Tool)?.config);
    let status = match command {
        Command::Migrate { dry_run: false } => migrate::run(&options)?,
        Command::Migrate { dry_run: true } | Command::Status => migrate::status(&options)?,
    };
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "applied": status.applied, "pending": status.pending, "unknown": status.unknown })
        ),
        Output::Human => {
            for (word, steps) in [
                ("applied", &status.applied),
                ("pending", &status.pending),
                ("unknown", &status.unknown),
            ] {
                for step in steps {
                    println!("{word:8} {step}");
                }
            }
        }
    }
    if !status.unknown.is_empty() {
        return Err(Failure::Database(
            "the database is newer than this binary; run the newer one".into(),
        ));
    }
    match command {
        Command::Status if !status.pending.is_empty() => Err(Failure::Problems(
            "the database is not migrated; run `signet db migrate`".into(),
        )),
        Command::Status | Command::Migrate { .. } => Ok(()),
    }
}
