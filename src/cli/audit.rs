//! `signet audit verify|export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, Global, Outcome, Output, count::counted, input, open};
use crate::{
    account::{
        activity,
        audit::{self, Wanted},
    },
    app::Ctx,
    core::{Id, Timestamp, hex},
    model::chain::{CHECKPOINT, Checkpoint, Verdict},
};

/// Problems told one by one.
const MOST: usize = 100;

/// The audit trail.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check that no row of the trail was changed, taken out, moved or put in.
    Verify {
        /// A log with checkpoints of this server, to notice an end that was cut off; `-` is
        /// standard input; may be repeated.
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
    },
    /// Write events, oldest first, as JSON Lines. The export is an event, too.
    Export(Export),
}

/// Which events.
#[derive(Debug, Args)]
pub struct Export {
    /// From this instant on: 2026-06-30T23:59:59Z, or a day.
    #[arg(long, value_name = "WHEN", value_parser = instant)]
    since: Option<Timestamp>,
    /// Before this instant.
    #[arg(long, value_name = "WHEN", value_parser = instant)]
    until: Option<Timestamp>,
    /// Of this subject: user:ID, grant:ID, client:ID and so on, or an id alone. A person may be named
    /// by their username or email address, too.
    #[arg(long)]
    subject: Option<String>,
    /// Of this event, or of all that begin so: `login.*`.
    #[arg(long)]
    event: Option<String>,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Verify { checkpoint } => verify(global, &ctx, &checkpoint),
        Command::Export(export) => {
            if let Some(event) = &export.event {
                known_event(event)?;
            }
            let wanted = Wanted {
                since: export.since,
                until: export.until,
                subject: export.subject.map(|text| subject(&ctx, text)).transpose()?,
                event: export.event,
            };
            audit::export(&ctx, &wanted, |line| println!("{line}"))?;
            Ok(())
        }
    }
}

/// That there is such an event: an export of one that is misspelt would be empty, and say that nothing
/// happened.
fn known_event(wanted: &str) -> Outcome {
    let fits = |event: &str| match wanted.strip_suffix('*') {
        Some(begin) => event.starts_with(begin),
        None => event == wanted,
    };
    if activity::events().any(fits) {
        return Ok(());
    }
    let begin = wanted
        .strip_suffix('*')
        .map(|text| text.trim_end_matches('.'));
    let typed = begin.unwrap_or(wanted);
    // What a pattern begins with is mostly the group alone.
    let groups = begin.is_some_and(|begin| !begin.contains('.'));
    let compared = |event: &'static str| match event.split_once('.') {
        Some((group, _)) if groups => group,
        _ => event,
    };
    let score = |event: &str| strsim::normalized_damerau_levenshtein(event, typed);
    let near = activity::events()
        .map(compared)
        .max_by(|a, b| score(a).total_cmp(&score(b)))
        .filter(|near| score(near) >= 0.5);
    let meant = match near {
        Some(near) if groups => format!("did you mean `{near}.*`?"),
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let all: Vec<_> = activity::events().collect();
            format!("the events are {}", all.join(", "))
        }
    };
    Err(Failure::Usage(format!(
        "--event {wanted}: there is no such event; {meant}"
    )))
}

/// The subject as the trail has it: people by their id, whatever they were called by. A trail tells of
/// what is gone, too, so whatever looks like an id is one.
fn subject(ctx: &Ctx, text: String) -> Outcome<String> {
    let is_id = |name: &str| name.len() == 26 && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let name = match text.split_once(':') {
        Some(("user", name)) => name,
        Some(_) => return Ok(text),
        None => text.as_str(),
    };
    match super::user::find(ctx, name) {
        Ok(user) => Ok(format!("user:{}", user.id)),
        Err(Failure::NotFound(_)) if is_id(name) => Ok(text),
        Err(Failure::NotFound(_))
            if name == text && ctx.app.catalog().client(&Id::new(name)).is_some() =>
        {
            Ok(text)
        }
        Err(Failure::NotFound(why)) => Err(Failure::NotFound(format!(
            "--subject {text}: {why}; of other things give the kind and the id, such as client:ID"
        ))),
        Err(failure) => Err(failure),
    }
}

fn instant(text: &str) -> Result<Timestamp, String> {
    let day = format!("{text}T00:00:00Z");
    [text, &day]
        .iter()
        .find_map(|text| chrono::DateTime::parse_from_rfc3339(text).ok())
        .map(|at| Timestamp::from_millis(at.timestamp_millis()))
        .ok_or_else(|| "write it as 2026-06-30T23:59:59Z or as 2026-06-30".into())
}

fn verify(global: &Global, ctx: &Ctx, logs: &[PathBuf]) -> Outcome {
    let mut others = Vec::new();
    let mac = |text: &[u8]| ctx.app.audit_key.sign(text);
    for log in logs {
        let found = Checkpoint::find_all(&mac, &input::lines_with(log, CHECKPOINT)?);
        if found.is_empty() {
            return Err(Failure::Usage(format!(
                "{}: there is no checkpoint of this server in it; the log of `signet serve` has a line with `signet-checkpoint:` for each",
                log.display()
            )));
        }
        others.extend(found);
    }
    let verdict = audit::verify(&ctx.app, others)?;
    match global.output {
        Output::Json => println!("{}", document(&verdict)),
        Output::Human => tell(&verdict),
    }
    match verdict.problems.len() {
        0 => Ok(()),
        found => Err(Failure::Problems(format!(
            "the audit trail is not as this server wrote it: {}",
            counted(found, "problem")
        ))),
    }
}

/// What was found, as JSON.
pub(super) fn document(verdict: &Verdict) -> serde_json::Value {
    let head = verdict.head.as_ref();
    json!({
        "intact": verdict.problems.is_empty(),
        "sealed": verdict.sealed,
        "unsealed": verdict.unsealed,
        "adopted": verdict.adopted,
        "checkpoints": verdict.checkpoints,
        "head": head.map(|head| json!({ "number": head.number, "hash": hex(&head.hash) })),
        "problems": verdict.problems,
    })
}

fn tell(verdict: &Verdict) {
    for problem in verdict.problems.iter().take(MOST) {
        let number = problem.number.map(|number| format!(" {number}"));
        let id = problem.id.as_deref().map(|id| format!(" {id}"));
        println!(
            "{:17}{}{}: {}",
            problem.kind,
            number.unwrap_or_default(),
            id.unwrap_or_default(),
            problem.text
        );
    }
    if verdict.problems.len() > MOST {
        println!("… and {} more", verdict.problems.len() - MOST);
    }
    println!(
        "{} sealed, {} not yet, {} from before the chain, {}",
        counted(verdict.sealed, "row"),
        verdict.unsealed,
        verdict.adopted,
        counted(verdict.checkpoints, "checkpoint")
    );
    if verdict.problems.is_empty() {
        println!("intact");
    }
}
