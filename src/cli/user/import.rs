//! `signet user import`: people from JSON Lines.

use std::{collections::BTreeMap, io::IsTerminal, path::PathBuf};

use clap::{Args, builder::NonEmptyStringValueParser};
use serde_json::{Value, json};

use super::super::{
    Failure, Outcome, authenticators,
    count::{counted, not_imported},
    input, report,
};
use crate::{
    account::{
        import::{self, Imported},
        user::NewUser,
    },
    app::Ctx,
    core::Timestamp,
    http::texts::Texts,
};

/// Lines that are kept together.
const BATCH: usize = 500;

/// `user import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file.
    file: PathBuf,
    /// The system that the accounts come from: with `external_id` it says which were brought
    /// along before.
    #[arg(long, default_value = "import", value_parser = NonEmptyStringValueParser::new())]
    source: String,
    /// Tell only of lines that are refused, and the sums.
    #[arg(long)]
    quiet: bool,
    /// Only report what would become of each line, and the password schemes.
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// What became of lines.
#[derive(Default)]
struct Sums {
    lines: u64,
    made: u64,
    already: u64,
    collisions: u64,
    bad: u64,
    wrapped: u64,
    schemes: BTreeMap<&'static str, u64>,
}

/// Brings people along, batch by batch.
pub fn run(ctx: &Ctx, command: &Import) -> Outcome {
    let mut lines = input::stream(&command.file)?;
    let mut import = import::Import::new(&command.source);
    let mut sums = Sums::default();
    let texts = Texts::load().map_err(|error| Failure::Failed(error.to_string()))?;
    let mut progress = Progress::start(ctx);
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        for line in lines.by_ref().take(BATCH) {
            batch.push(line?);
        }
        if batch.is_empty() {
            break;
        }
        // Each batch is of its own time, and its own request in the trail.
        let now = Ctx::background(ctx.app.clone()).rehearsing(ctx.rehearsal);
        let told = (&texts, command.quiet, &mut sums);
        take(&now, &mut import, batch, told)?;
        progress.tell(&now, sums.lines);
    }
    progress.end();
    let name = if ctx.rehearsal { "would_make" } else { "made" };
    report(json!({
        "lines": sums.lines,
        name: sums.made,
        "already": sums.already,
        "collisions": sums.collisions,
        "bad": sums.bad,
        "schemes": sums.schemes,
        "wrapped": sums.wrapped,
    }))?;
    match (sums.bad + sums.collisions, ctx.rehearsal) {
        (0, _) => Ok(()),
        (bad, dry_run) => Err(Failure::Problems(not_imported(bad, dry_run))),
    }
}

fn take(
    ctx: &Ctx,
    import: &mut import::Import,
    batch: Vec<input::JsonLine>,
    (texts, quiet, sums): (&Texts, bool, &mut Sums),
) -> Outcome {
    let (mut reports, mut accounts) = (Vec::new(), Vec::new());
    for (line, value) in batch {
        sums.lines += 1;
        let parsed = value.and_then(|value| {
            serde_json::from_value::<NewUser>(value).map_err(|error| error.to_string())
        });
        match parsed {
            Ok(mut new) => {
                authenticators::name(texts, &mut new);
                *sums.schemes.entry(import::scheme(&new)).or_default() += 1;
                sums.wrapped += u64::from(import::is_wrapped(&new));
                reports.push((line, None));
                accounts.push(new);
            }
            Err(why) => {
                sums.bad += 1;
                reports.push((line, Some(json!({ "line": line, "error": why }))));
            }
        }
    }
    let mut outcomes = import.batch(ctx, accounts)?.into_iter();
    for (line, told) in reports {
        let told: Value = match told {
            Some(told) => told,
            None => match outcomes.next() {
                Some(Ok(Imported::Made(id))) => {
                    sums.made += 1;
                    if quiet {
                        continue;
                    }
                    // An id of a rehearsal is nobody's.
                    match ctx.rehearsal {
                        true => json!({ "line": line, "ok": true }),
                        false => json!({ "line": line, "id": id }),
                    }
                }
                Some(Ok(Imported::Already(id))) => {
                    sums.already += 1;
                    if quiet {
                        continue;
                    }
                    match ctx.rehearsal {
                        true => json!({ "line": line, "already": true }),
                        false => json!({ "line": line, "id": id, "already": true }),
                    }
                }
                Some(Err(invalid)) if invalid.is_conflict => {
                    sums.collisions += 1;
                    json!({ "line": line, "error": invalid.to_string(), "collision": true })
                }
                Some(Err(invalid)) => {
                    sums.bad += 1;
                    json!({ "line": line, "error": invalid.to_string() })
                }
                None => continue,
            },
        };
        report(told)?;
    }
    Ok(())
}

/// How far it is, for who watches a terminal.
struct Progress {
    began: Timestamp,
    is_shown: bool,
}

impl Progress {
    fn start(ctx: &Ctx) -> Self {
        Self {
            began: ctx.now,
            // Reports that go to the same terminal are progress enough.
            is_shown: std::io::stderr().is_terminal() && !std::io::stdout().is_terminal(),
        }
    }

    fn tell(&mut self, ctx: &Ctx, lines: u64) {
        if self.is_shown {
            let millis = ctx.app.now().since(self.began).as_millis().max(1);
            let a_minute = u128::from(lines) * 60_000 / millis;
            eprint!("\r{}, {a_minute} a minute ", counted(lines, "line"));
        }
    }

    fn end(&self) {
        if self.is_shown {
            eprintln!();
        }
    }
}
