//! `signet legacy letters`: who is written to about the end of an old sign-in.

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use super::super::{Failure, Global, Outcome, Output, open};
use crate::{
    account::{
        audit,
        legacy_stops::{self, Plan, Reader},
    },
    core::Id,
};

/// Of which client.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Its id.
    client: String,
    /// This command writes to nobody, with this or without it: the server does when the day has come.
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let ctx = open::ctx(global)?;
    let id = &args.client;
    let client = ctx.app.catalog().client(&Id::new(id.as_str()));
    let client = client.ok_or_else(|| Failure::NotFound(format!("no client has the id `{id}`")))?;
    let about = json!({ "client": id });
    audit::disclosed(&ctx, "user.listed", None, Some(about))?;
    let plans = legacy_stops::plan(&ctx, &client)?;
    let has_mail = ctx.app.config.mail.is_on();
    match global.output {
        Output::Json => {
            let plans: Vec<_> = plans.iter().map(document).collect();
            println!(
                "{}",
                json!({ "client_id": id, "mail": has_mail, "doors": plans })
            );
        }
        Output::Human => {
            if plans.is_empty() {
                println!("{id} calls no door that is open: nobody is written to");
            }
            if !has_mail {
                println!("mail is not set up: nobody is written to before it is (mail.smtp_url)");
            }
            plans.iter().for_each(tell);
        }
    }
    Ok(())
}

fn tell(plan: &Plan) {
    let days: Vec<_> = plan.on.iter().map(|at| at.rfc3339()).collect();
    let door = plan.door.name();
    match (plan.at, days.as_slice()) {
        (None, _) => println!("{door}: no end is set; as soon as one is, these are written to"),
        (Some(at), []) => println!(
            "{door}: ended {}; nobody is written to any more",
            at.rfc3339()
        ),
        (Some(at), days) => println!(
            "{door}: ends {}; letters go out from {} on",
            at.rfc3339(),
            days.join(" and from ")
        ),
    }
    for (kind, readers) in [("maker ", &plan.makers), ("person", &plan.people)] {
        for one in readers {
            let who = one.user.as_ref().map(|id| format!("{id}  "));
            let told: Vec<_> = one.told.iter().map(|days| format!("{days} days")).collect();
            let told = match told.as_slice() {
                [] => String::new(),
                told => format!("  was written to {} before", told.join(" and ")),
            };
            println!(
                "  {kind}  {}{}{told}",
                who.unwrap_or_default(),
                one.address.as_deref().unwrap_or("has no address")
            );
        }
    }
}

fn document(plan: &Plan) -> Value {
    let reader =
        |one: &Reader| json!({ "user": one.user, "address": one.address, "told": one.told });
    json!({
        "door": plan.door.name(),
        "ends_at": plan.at,
        "letters_from": plan.on,
        "makers": plan.makers.iter().map(reader).collect::<Vec<_>>(),
        "people": plan.people.iter().map(reader).collect::<Vec<_>>(),
    })
}
