//! `signet waitlist list|approve|reject`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, invite, open, table};
use crate::{
    account::waitlist::{self, Approval},
    app::Ctx,
    core::Id,
    model::{Inviter, WaitlistEntry, WaitlistState, Word},
};

/// People who asked for an account.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Those who wait, in the order in which they asked.
    List {
        /// Another state: `pending`, `approved`, `rejected` or `joined`.
        #[arg(long, default_value = "pending")]
        state: String,
        /// After this id.
        #[arg(long)]
        after: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1000))]
        limit: i64,
    },
    /// Invite somebody who asked: the invitation is mailed to them.
    Approve {
        /// Whom: an id or an address.
        who: String,
        /// A role that they are to have; may be repeated.
        #[arg(long, value_name = "ROLE")]
        role: Vec<String>,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Let somebody who asked know that they get no account.
    Reject {
        /// Whom: an id or an address.
        who: String,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::List {
            state,
            after,
            limit,
        } => {
            let state = WaitlistState::from_word(state).ok_or_else(|| {
                Failure::Usage(
                    "--state is one of `pending`, `approved`, `rejected` and `joined`".into(),
                )
            })?;
            let after = after.as_deref().map(Id::new);
            let entries = waitlist::list(&ctx, Some(state), (after.as_ref(), *limit))?;
            match global.output {
                Output::Json => println!(
                    "{}",
                    Value::Array(entries.iter().map(entry).collect::<Vec<_>>())
                ),
                Output::Human => table::tell(
                    ["ID", "ADDRESS", "NAME", "ASKED"],
                    entries.iter().map(|one| {
                        [
                            one.id.to_string(),
                            one.email().to_owned(),
                            one.name().unwrap_or_default(),
                            one.created_at.rfc3339(),
                        ]
                    }),
                ),
            }
            Ok(())
        }
        Command::Approve { who, role, dry_run } => {
            invite::assert_open(&ctx)?;
            let found = find(&ctx, who)?;
            let approval = Approval {
                roles: role.clone(),
                lifetime: None,
            };
            let ctx = ctx.clone().rehearsing(*dry_run);
            let made = waitlist::approve(&ctx, &found.id, &approval, &Inviter::Operator)??;
            let invitation = &made.invitation;
            match (global.output, dry_run) {
                (Output::Json, _) => println!(
                    "{}",
                    json!({ "id": found.id, "invitation": invitation.id, "expires_at": invitation.expires_at, "dry_run": dry_run })
                ),
                (Output::Human, true) => println!("would invite {}", found.email()),
                (Output::Human, false) => println!("{} is invited", found.email()),
            }
            Ok(())
        }
        Command::Reject { who, dry_run } => {
            let found = find(&ctx, who)?;
            let ctx = ctx.clone().rehearsing(*dry_run);
            waitlist::reject(&ctx, &found.id, "operator")??;
            match (global.output, dry_run) {
                (Output::Json, _) => {
                    println!("{}", json!({ "id": found.id, "dry_run": dry_run }));
                }
                (Output::Human, true) => println!("would reject {}", found.email()),
                (Output::Human, false) => println!("{} is rejected", found.email()),
            }
            Ok(())
        }
    }
}

fn find(ctx: &Ctx, who: &str) -> Outcome<WaitlistEntry> {
    waitlist::find(ctx, who)?.ok_or_else(|| Failure::NotFound(format!("nobody asked as `{who}`")))
}

fn entry(one: &WaitlistEntry) -> Value {
    json!({
        "id": one.id,
        "email": one.email(),
        "document": one.document,
        "state": one.state.word(),
        "source": one.source,
        "created_at": one.created_at,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
    })
}
