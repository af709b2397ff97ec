//! `signet db migrate|status|verify|vacuum|backup|restore|copy`.

mod carry;

use clap::Subcommand;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, count::counted, open};
use crate::{
    account::{audit, backup},
    app::store_options,
    config::Need,
    store::{facts, invariants, migrate},
};

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
    /// Check what must hold in every database: references, single tokens, the audit trail.
    Verify,
    /// Give back the room of what was deleted. Servers may go on; on SQLite they wait meanwhile.
    Vacuum,
    /// Write all of the database into one file, while servers go on.
    Backup(carry::Backup),
    /// Bring a backup back, into an empty database of either kind.
    Restore(carry::Restore),
    /// Move to another, empty database, where everything goes on; no server may run meanwhile.
    Copy(carry::Copy),
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    match command {
        Command::Backup(command) => carry::backup(global, command),
        Command::Restore(command) => carry::restore(global, command),
        Command::Copy(command) => carry::copy(global, command),
        Command::Verify => verify(global),
        Command::Vacuum => {
            let options = store_options(&open::loaded(global, Need::Tool)?.config);
            invariants::vacuum(&options)?;
            if global.output == Output::Json {
                println!("{}", json!({ "status": "ok" }));
            }
            Ok(())
        }
        Command::Migrate { dry_run } => {
            let options = store_options(&open::loaded(global, Need::Tool)?.config);
            let status = if *dry_run {
                migrate::status(&options)?
            } else {
                migrate::run(&options)?
            };
            tell(global, &status, None)
        }
        Command::Status => {
            let options = store_options(&open::loaded(global, Need::Tool)?.config);
            let status = migrate::status(&options)?;
            let moved = match status.is_current() {
                true => backup::moved_at(&options)?,
                false => None,
            };
            tell(global, &status, moved.as_deref())?;
            if !status.pending.is_empty() {
                return Err(Failure::Problems(
                    "the database is not migrated; run `signet db migrate`".into(),
                ));
            }
            match moved {
                None => Ok(()),
                Some(at) => Err(Failure::Problems(format!(
                    "the database was copied to another at {at}, and no server starts on it: set database.url to that one; if nobody has used the copy, `signet db copy --undo` takes that back"
                ))),
            }
        }
    }
}

fn tell(global: &Global, status: &migrate::Status, moved: Option<&str>) -> Outcome {
    match global.output {
        Output::Json => println!(
            "{}",
            json!({
                "applied": status.applied,
                "pending": status.pending,
                "unknown": status.unknown,
                "moved_at": moved,
            })
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
    Ok(())
}

/// ST-11.
fn verify(global: &Global) -> Outcome {
    let app = open::app(global)?;
    let broken = app.store.read(invariants::broken)?;
    let trail = audit::verify(&app, Vec::new())?;
    let damage = facts::unsound(&store_options(&app.config), u64::MAX)?;
    let found = broken.len() + trail.problems.len() + damage.len();
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "broken": broken, "audit": super::audit::document(&trail), "file": damage })
        ),
        Output::Human => {
            for one in &broken {
                println!("{}: not so for {}", one.rule, one.id);
            }
            for problem in &damage {
                println!("the database file: {problem}");
            }
            for problem in &trail.problems {
                println!("the audit trail: {}: {}", problem.kind, problem.text);
            }
        }
    }
    if found == 0 {
        if global.output == Output::Human {
            println!("all holds");
        }
        return Ok(());
    }
    Err(Failure::Problems(counted(found, "problem")))
}
