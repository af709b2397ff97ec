//! `signet legacy import`.

use std::{
    collections::{HashMap, hash_map::Entry},
    path::PathBuf,
};

use clap::Args as ClapArgs;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::{Failure, Global, Outcome, count::not_imported, input, open};
use crate::{
    account::legacy_import::{self, CorsanoLine, CorsanoSession, HumanApiLine, Line},
    app::Ctx,
    core::{Door, Id, Timestamp},
    grants::adopt::{Adopted, Session, adopt, adopt_given, given},
};

/// What to bring along.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Of which API.
    #[arg(value_parser = ["corsano", "ocariot", "healthily", "humanapi", "mycure"])]
    api: String,
    /// JSON Lines: one person or partner a line; `-` reads standard input.
    file: PathBuf,
    /// Say what would become of each line.
    #[arg(long)]
    dry_run: bool,
}

/// Runs it: a report for each line.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let mut ctx = open::ctx(global)?;
    ctx.rehearsal = args.dry_run;
    let (mut made, mut already, mut bad) = (0_u64, 0_u64, 0_u64);
    let mut seen = HashMap::new();
    for (line, value) in input::json_lines(&args.file)? {
        let report = match value {
            Ok(value) => match before(&mut seen, &args.api, (line, &value)) {
                Some(before) => Err(format!("uid: it is that of line {before} already")),
                None => one(&ctx, &args.api, value)?,
            },
            Err(why) => Err(why),
        };
        let report = match report {
            Ok(mut report) => {
                match report["already"] == true {
                    true => already += 1,
                    false => made += 1,
                }
                report["line"] = json!(line);
                report
            }
            Err(why) => {
                bad += 1;
                json!({ "line": line, "error": why })
            }
        };
        super::super::report(report)?;
    }
    let name = if args.dry_run {
        "would_import"
    } else {
        "imported"
    };
    super::super::report(json!({ name: made, "already": already, "bad": bad }))?;
    match bad {
        0 => Ok(()),
        bad => Err(Failure::Problems(not_imported(bad, args.dry_run))),
    }
}

/// The line before this one that is about the same of MyCure's accounts, which have one line each: two
/// would be two people under one name, of whom the second one's data would be lost without a word.
fn before<L: Copy>(
    seen: &mut HashMap<String, L>,
    api: &str,
    (line, value): (L, &Value),
) -> Option<L> {
    let uid = value["uid"].as_str().filter(|_| api == "mycure")?;
    match seen.entry(uid.to_owned()) {
        Entry::Occupied(before) => Some(*before.get()),
        Entry::Vacant(free) => {
            free.insert(line);
            None
        }
    }
}

type Report = Outcome<Result<Value, String>>;

fn one(ctx: &Ctx, api: &str, value: Value) -> Report {
    match api {
        "ocariot" => line(ctx, value, legacy_import::ocariot),
        "healthily" => line(ctx, value, legacy_import::healthily),
        "humanapi" => humanapi(ctx, value),
        "mycure" => line(ctx, value, legacy_import::mycure),
        _ => corsano(ctx, value),
    }
}

fn line<T: DeserializeOwned>(ctx: &Ctx, value: Value, import: fn(&Ctx, T) -> Line) -> Report {
    let parsed: T = match serde_json::from_value(value) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(Err(error.to_string())),
    };
    Ok(match import(ctx, parsed)? {
        Ok((id, already)) => Ok(said(ctx, &id, already)),
        Err(invalid) => Err(invalid.to_string()),
    })
}

fn said(ctx: &Ctx, id: &str, already: bool) -> Value {
    match (already, ctx.rehearsal) {
        (true, _) => json!({ "id": id, "already": true }),
        // An id of a rehearsal is nobody's.
        (false, true) => json!({ "ok": true }),
        (false, false) => json!({ "id": id }),
    }
}

/// A person, then their sessions: those of somebody who was there before are taken over, too.
fn corsano(ctx: &Ctx, value: Value) -> Report {
    let parsed: CorsanoLine = match serde_json::from_value(value.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let sessions = parsed.sessions.clone();
    let subject = value["users"]["_id"].as_str().unwrap_or_default();
    let (id, already) = match legacy_import::corsano(ctx, parsed)? {
        Ok(done) => done,
        Err(invalid) => return Ok(Err(invalid.to_string())),
    };
    let mut report = said(ctx, &id, already);
    // A rehearsal has not kept the person whose sessions they would be.
    if ctx.rehearsal && !already {
        report["sessions"] = json!(sessions.len());
        return Ok(Ok(report));
    }
    let mut taken = 0;
    for session in &sessions {
        match adopt(ctx, Door::CorsanoUsers, &session_of(&id, subject, session))? {
            Ok(Adopted::Made) => taken += 1,
            Ok(Adopted::Already | Adopted::Over) => {}
            Err(refusal) => {
                let client = ctx.app.config.legacy.client(Door::CorsanoUsers);
                return Ok(Err(format!(
                    "sessions: {}; is the door's client `{}` there?",
                    refusal.reason.code(),
                    client.unwrap_or_default()
                )));
            }
        }
    }
    if !sessions.is_empty() {
        report["sessions"] = json!(taken);
    }
    Ok(Ok(report))
}

/// A human, then their tokens: those of somebody who was there before are taken over, too.
fn humanapi(ctx: &Ctx, value: Value) -> Report {
    let parsed: HumanApiLine = match serde_json::from_value(value) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(Err(error.to_string())),
    };
    // All of them are read before anything is kept.
    let tokens = match given(&parsed) {
        Ok(tokens) => tokens,
        Err(invalid) => return Ok(Err(invalid.to_string())),
    };
    let (id, already) = match legacy_import::humanapi(ctx, parsed)? {
        Ok(done) => done,
        Err(invalid) => return Ok(Err(invalid.to_string())),
    };
    let mut report = said(ctx, &id, already);
    if tokens.is_empty() {
        return Ok(Ok(report));
    }
    // A rehearsal has not kept the human whose tokens they would be.
    if ctx.rehearsal && !already {
        report["tokens"] = json!(tokens.len());
        return Ok(Ok(report));
    }
    let mut taken = 0;
    for token in &tokens {
        match adopt_given(ctx, Door::HumanApi, token)? {
            Adopted::Made => taken += 1,
            Adopted::Already | Adopted::Over => {}
        }
    }
    report["tokens"] = json!(taken);
    Ok(Ok(report))
}

fn session_of(user_id: &str, subject: &str, session: &CorsanoSession) -> Session {
    Session {
        user_id: Id::new(user_id),
        subject: subject.to_owned(),
        jti: session.jti.clone(),
        began_at: Timestamp::from_secs(session.iat),
        made_at: Timestamp::from_secs(session.nbf.unwrap_or(session.iat)),
        expires_at: Timestamp::from_secs(session.exp),
    }
}
