//! `signet legacy mycure notify`, `signet legacy mycure doctor`: what MyCure's own systems say.

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::super::{Failure, Global, Outcome, Output, open};
use crate::account::mycure::{self, Happened};

/// MyCure's accounts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write to somebody what has happened in MyCure's apps.
    Notify {
        /// What its apps call them.
        uid: String,
        /// What has happened.
        #[arg(value_enum)]
        what: What,
        /// The facility's name.
        #[arg(long, required_if_eq("what", "facility"), value_name = "NAME")]
        facility: Option<String>,
        /// Only say whether there is such a person.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say that somebody's licence was looked at, and is right.
    Doctor {
        /// What its apps call them.
        uid: String,
        /// Take it back.
        #[arg(long)]
        revoke: bool,
        /// Only say whether there is such a person.
        #[arg(long)]
        dry_run: bool,
    },
}

/// What the document has a mail for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum What {
    /// Images of their identity have come in.
    IdentityImages,
    /// They belong to a facility now.
    Facility,
    /// A patient's record is connected to them.
    Patient,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let mut ctx = open::ctx(global)?;
    let (uid, known, told) = match command {
        Command::Notify {
            uid,
            what,
            facility,
            dry_run,
        } => {
            ctx.rehearsal = dry_run;
            let happened = match what {
                What::IdentityImages => Happened::IdentityImages,
                What::Facility => Happened::Facility(facility.unwrap_or_default()),
                What::Patient => Happened::Patient,
            };
            let known = mycure::notify(&ctx, &uid, &happened)?;
            let word = if dry_run {
                "would write to"
            } else {
                "wrote to"
            };
            (uid, known, word)
        }
        Command::Doctor {
            uid,
            revoke,
            dry_run,
        } => {
            ctx.rehearsal = dry_run;
            let known = mycure::verify_doctor(&ctx, &uid, !revoke)?;
            let word = if dry_run { "would change" } else { "changed" };
            (uid, known, word)
        }
    };
    if !known {
        return Err(Failure::NotFound(format!(
            "nobody is called `{uid}` by MyCure's apps"
        )));
    }
    match global.output {
        Output::Json => println!("{}", json!({ "uid": uid, "dry_run": ctx.rehearsal })),
        Output::Human => println!("{told} {uid}"),
    }
    Ok(())
}
