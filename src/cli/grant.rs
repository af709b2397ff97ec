//! `signet grant list|show|revoke`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, count::counted, open, table, user};
use crate::{
    account::{
        apps, audit,
        grant::{self, Shown},
    },
    app::Ctx,
    core::{Id, escape},
    model::ClientId,
    store::grants::Filter,
};

/// What apps were given.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Grants that stand, oldest first, those of legacy doors included.
    List {
        /// Of this person: an id, a username or an email address.
        #[arg(long)]
        user: Option<String>,
        /// Of this person of a client's own: their `human_id`.
        #[arg(long)]
        human: Option<String>,
        /// Of this client.
        #[arg(long)]
        client: Option<String>,
        /// Through this legacy door.
        #[arg(long)]
        door: Option<String>,
        /// Those that are over, too.
        #[arg(long)]
        all: bool,
        /// After this id.
        #[arg(long)]
        after: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// One grant.
    Show {
        /// Its id.
        id: String,
    },
    /// Revoke a grant, with every token of it; or all that a person gave an app, with the consent.
    Revoke {
        /// Its id.
        #[arg(required_unless_present = "user", conflicts_with_all = ["user", "client"])]
        id: Option<String>,
        /// This person's: an id, a username or an email address.
        #[arg(long, requires = "client")]
        user: Option<String>,
        /// To this client.
        #[arg(long, requires = "user")]
        client: Option<String>,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::List {
            user,
            human,
            client,
            door,
            all,
            after,
            limit,
        } => {
            let user = user.map(|which| user::find(&ctx, &which)).transpose()?;
            if let Some(door) = &door {
                super::legacy::door(door)?;
            }
            if let Some(client) = &client {
                super::client::known(&ctx, client)?;
            }
            let subject = user.as_ref().map(|user| format!("user:{}", user.id));
            audit::disclosed(&ctx, "grant.listed", subject, None)?;
            let filter = Filter {
                user: user.map(|user| user.id),
                human: human.map(Id::new),
                client: client.map(Id::new),
                door,
                after: after.map(Id::new),
            };
            let grants = grant::list(&ctx, filter, all, limit)?;
            match global.output {
                Output::Json => {
                    println!("{}", json!(grants.iter().map(document).collect::<Vec<_>>()));
                }
                Output::Human => table::tell(
                    [
                        "ID", "STATE", "CLIENT", "WHOSE", "DOOR", "REFRESH", "USED", "ENDS",
                        "SCOPE",
                    ],
                    grants.iter().map(row),
                ),
            }
            Ok(())
        }
        Command::Show { id } => {
            let shown = find(&ctx, &id)?;
            audit::disclosed(&ctx, "grant.shown", Some(format!("grant:{id}")), None)?;
            let document = document(&shown);
            match global.output {
                Output::Json => println!("{document}"),
                Output::Human => println!("{document:#}"),
            }
            Ok(())
        }
        Command::Revoke {
            id: None,
            user,
            client,
            dry_run,
        } => {
            let (user, client) = (user.unwrap_or_default(), client.unwrap_or_default());
            stop(global, &ctx, (&user, &client), dry_run)
        }
        Command::Revoke {
            id: Some(id),
            dry_run,
            ..
        } => {
            let shown = find(&ctx, &id)?;
            let grant = &shown.state.grant;
            if dry_run {
                println!(
                    "would revoke what {} gave {}, with every token of it",
                    who(&shown),
                    grant.client_id
                );
                return Ok(());
            }
            grant::revoke(&ctx, &grant.id, "operator")??;
            match global.output {
                Output::Json => println!("{}", json!({ "id": id, "state": "revoked" })),
                Output::Human => println!("{id} is revoked"),
            }
            Ok(())
        }
    }
}

/// Stops an app's access to what is a person's, as the person does at `/account/apps`.
fn stop(global: &Global, ctx: &Ctx, (user, client): (&str, &str), dry_run: bool) -> Outcome {
    let person = user::find(ctx, user)?;
    let client: ClientId = Id::new(client);
    if dry_run {
        println!(
            "would withdraw what {} allowed {client}, and revoke all it was given",
            escape::json(person.display_name())
        );
        return Ok(());
    }
    let stopped = apps::stop(ctx, &person.id, &client, "operator")?;
    let stopped = stopped.ok_or_else(|| {
        let name = escape::json(person.display_name());
        Failure::NotFound(format!("`{client}` has nothing of {name}"))
    })?;
    let (consents, grants) = (stopped.consents, stopped.grants);
    match global.output {
        Output::Json => println!("{}", json!({ "consents": consents, "grants": grants })),
        Output::Human => {
            let is = if consents == 1 { "is" } else { "are" };
            let (consents, grants) = (counted(consents, "consent"), counted(grants, "grant"));
            println!("{consents} {is} withdrawn, {grants} revoked");
        }
    }
    Ok(())
}

fn find(ctx: &Ctx, id: &str) -> Outcome<Shown> {
    grant::find(ctx, &Id::new(id))?
        .ok_or_else(|| Failure::NotFound(format!("no grant has the id `{id}`")))
}

fn who(shown: &Shown) -> &str {
    match (&shown.person, &shown.state.grant.human_id) {
        (Some(person), _) => person,
        (None, Some(human)) => human.as_str(),
        (None, None) => "the client itself",
    }
}

/// `active`, or why not.
fn state(shown: &Shown) -> &'static str {
    shown.ended.map_or("active", |reason| reason.code())
}

/// `none`, or how its newest refresh token stands.
fn refresh_state(shown: &Shown) -> &'static str {
    match &shown.chain {
        None => "none",
        Some(chain) if chain.active && shown.ended.is_none() => "active",
        Some(_) => "dead",
    }
}

fn row(shown: &Shown) -> [String; 9] {
    let grant = &shown.state.grant;
    [
        grant.id.to_string(),
        state(shown).to_owned(),
        grant.client_id.to_string(),
        who(shown).to_owned(),
        grant.door.clone().unwrap_or_default(),
        refresh_state(shown).to_owned(),
        shown.last_used_at.rfc3339(),
        grant.absolute_at.rfc3339(),
        grant.scope.to_string(),
    ]
}

fn document(shown: &Shown) -> Value {
    let grant = &shown.state.grant;
    let refresh = shown.chain.as_ref().map(|chain| {
        json!({
            "state": refresh_state(shown),
            "generation": chain.generation,
            "idle_at": chain.idle_at,
        })
    });
    json!({
        "id": grant.id,
        "state": state(shown),
        "client_id": grant.client_id,
        "user_id": grant.user_id,
        "human_id": grant.human_id,
        "made_from": grant.parent_id,
        "act": grant.act,
        "user": shown.person,
        "door": grant.door,
        "scope": grant.scope.to_string(),
        "audience": grant.audience,
        "bound_to_session": grant.bound,
        "session_id": grant.session_id,
        "consent_id": grant.consent_id,
        "acr": grant.acr,
        "created_at": grant.created_at,
        "last_used_at": shown.last_used_at,
        "ends_at": grant.absolute_at,
        "revoked_at": grant.revoked_at,
        "revoke_reason": grant.revoke_reason,
        "refresh": refresh,
    })
}
