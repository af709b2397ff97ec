//! `signet legacy report|letters|import|set|healthily|mycure`: the doors of old APIs, what they keep, and their end.

mod healthily;
mod import;
mod letters;
mod mycure;
mod report;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::{Failure, Global, Outcome, Output, open};
use crate::{
    account::client_change,
    core::{Door, Id, Timestamp},
};

/// The doors of old APIs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Who still calls: how often, when last, how many people, and what replaces the door.
    Report(report::Args),
    /// Who is written to about the end of a client's old sign-in, and when. Writes to nobody.
    Letters(letters::Args),
    /// Bring along what an old system kept: people, partners, live sessions. Once for each line,
    /// however often it is run.
    Import(import::Args),
    /// Set, or with `never` take back, the dates of a client: since when it is deprecated, and when
    /// it ends. A door's own dates are in the configuration.
    Set {
        /// Its id.
        client: String,
        /// Since when it is deprecated (RFC 9745): an instant such as 2026-01-01T00:00:00Z, or never.
        #[arg(long, value_name = "INSTANT")]
        deprecated: Option<String>,
        /// When it ends (RFC 8594): an instant such as 2026-06-30T23:59:59Z, or never.
        #[arg(long, value_name = "INSTANT")]
        sunset: Option<String>,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Healthily's partners: their API keys, and the terms they accept.
    #[command(subcommand)]
    Healthily(healthily::Command),
    /// MyCure's accounts: what its own systems say of them.
    #[command(subcommand)]
    Mycure(mycure::Command),
}

/// The door of that name.
pub fn door(name: &str) -> Outcome<Door> {
    Door::from_name(name).ok_or_else(|| {
        let names = Door::ALL.map(Door::name).join(", ");
        Failure::NotFound(format!("no door is called `{name}`; there are {names}"))
    })
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    match command {
        Command::Healthily(command) => healthily::run(global, command),
        Command::Mycure(command) => mycure::run(global, command),
        Command::Import(args) => import::run(global, &args),
        Command::Report(args) => report::run(global, &args),
        Command::Letters(args) => letters::run(global, &args),
        Command::Set {
            client,
            deprecated,
            sunset,
            dry_run,
        } => set(
            global,
            &client,
            [("deprecated_at", deprecated), ("sunset_at", sunset)],
            dry_run,
        ),
    }
}

fn set(
    global: &Global,
    client: &str,
    dates: [(&str, Option<String>); 2],
    dry_run: bool,
) -> Outcome {
    let ctx = open::ctx(global)?;
    let mut own = Map::new();
    for (name, text) in dates {
        let Some(text) = text else { continue };
        own.insert(name.to_owned(), instant(&text)?);
    }
    if own.is_empty() {
        return Err(Failure::Usage(
            "nothing to set; give --deprecated, --sunset or both".into(),
        ));
    }
    let id = Id::new(client);
    let known = ctx
        .app
        .catalog()
        .client(&id)
        .ok_or_else(|| Failure::NotFound(format!("no client has the id `{client}`")))?;
    if !Door::ALL.into_iter().any(|door| known.is_at(door)) {
        return Err(Failure::Refused(format!(
            "`{client}` is at no old API, so there is none that ends for it; to switch it off: `signet client edit {client} --state disabled`"
        )));
    }
    let policy = &known.metadata.signet;
    let after = |name: &str, now: Option<i64>| match own.get(name) {
        Some(value) => value.as_i64(),
        None => now,
    };
    let deprecated = after("deprecated_at", policy.deprecated_at.map(|at| at.millis()));
    let sunset = after("sunset_at", policy.sunset_at.map(|at| at.millis()));
    // RFC 9745 §4: "the Sunset date MUST NOT be earlier than the Deprecation date".
    if let (Some(deprecated), Some(sunset)) = (deprecated, sunset)
        && sunset < deprecated
    {
        return Err(Failure::Usage(
            "the client would end before it is deprecated".into(),
        ));
    }
    if dry_run {
        let told = own.iter().map(|(name, at)| match at.as_i64() {
            Some(at) => format!("{name} to {}", Timestamp::from_millis(at).rfc3339()),
            None => format!("{name} to never"),
        });
        let told: Vec<_> = told.collect();
        println!("would set {} of {client}", told.join(" and "));
        return Ok(());
    }
    let change = Map::from_iter([("signet".to_owned(), Value::Object(own.clone()))]);
    client_change::edit(&ctx, &id, change)?
        .ok_or_else(|| Failure::NotFound(format!("no client has the id `{client}`")))??;
    match global.output {
        Output::Json => println!("{}", json!({ "client_id": client, "signet": own })),
        Output::Human => println!("{client} is changed"),
    }
    Ok(())
}

/// An instant in Unix milliseconds; `never` is null.
fn instant(text: &str) -> Outcome<Value> {
    if text == "never" {
        return Ok(Value::Null);
    }
    chrono::DateTime::parse_from_rfc3339(text)
        .map(|at| json!(at.timestamp_millis()))
        .map_err(|_| {
            Failure::Usage(format!(
                "{text:?} is no instant; write it as 2026-06-30T23:59:59Z, or `never`"
            ))
        })
}
