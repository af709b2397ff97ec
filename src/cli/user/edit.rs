//! `signet user edit`.

use clap::Args;
use serde_json::{Map, Value, json};

use super::{
    super::{Failure, Global, Outcome, Output, count::counted},
    access::find_one,
    document, parse_claim,
};
use crate::{
    account::{
        access::OPERATOR,
        edit::{self, Edit, Lists},
    },
    app::Ctx,
    core::escape,
};

/// `user edit`.
#[derive(Debug, Args)]
pub struct Command {
    /// Whom: an id, a username or an email address.
    user: String,
    /// The full name; an empty one takes it away.
    #[arg(long)]
    name: Option<String>,
    /// The language, such as en or pt-BR; an empty one takes it away.
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// A further claim, as given_name=Anna; a JSON object for address; without a value it is taken
    /// away; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    claim: Vec<String>,
    /// A further name to sign in with; may be repeated.
    #[arg(long, value_name = "NAME")]
    add_username: Vec<String>,
    /// A name that is theirs no more; may be repeated.
    #[arg(long, value_name = "NAME")]
    remove_username: Vec<String>,
    /// A further email address to sign in with; may be repeated.
    #[arg(long, value_name = "ADDRESS")]
    add_email: Vec<String>,
    /// An address that is theirs no more; may be repeated.
    #[arg(long, value_name = "ADDRESS")]
    remove_email: Vec<String>,
    /// Which of their addresses apps are told.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Whether the address that apps are told was proven to be theirs.
    #[arg(long, value_name = "BOOL")]
    email_verified: Option<bool>,
    /// A role; may be repeated. Other roles end the person's sessions and grants.
    #[arg(long, value_name = "ROLE")]
    add_role: Vec<String>,
    /// A role that they have no more; may be repeated.
    #[arg(long, value_name = "ROLE")]
    remove_role: Vec<String>,
    /// Only say what would be changed, and what would end.
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(global: &Global, ctx: &Ctx, command: Command) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let claims = command.claim.iter().map(|claim| claim_of(claim));
    let lists = |add, remove| Lists { add, remove };
    let wanted = Edit {
        claims: claims.collect::<Outcome<Map<String, Value>>>()?,
        name: command.name,
        locale: command.locale,
        usernames: lists(command.add_username, command.remove_username),
        emails: lists(command.add_email, command.remove_email),
        email: command.email,
        email_verified: command.email_verified,
        roles: lists(command.add_role, command.remove_role),
    };
    let ctx = ctx.clone().rehearsing(command.dry_run);
    let edited = edit::edit(&ctx, &user.id, &wanted, OPERATOR)??;
    let (sessions, grants) = (edited.ended.sessions, edited.ended.grants);
    match global.output {
        Output::Json => {
            let mut told = document(&edited.user);
            told["changed"] = json!(edited.changed);
            told["sessions_ended"] = json!(sessions);
            told["grants_revoked"] = json!(grants);
            told["dry_run"] = json!(command.dry_run);
            println!("{told}");
        }
        Output::Human => {
            let would = if command.dry_run { "would be" } else { "is" };
            println!(
                "{} ({}) {would} changed: {}; {} and {} end",
                escape::json(edited.user.display_name()),
                edited.user.id,
                edited.changed.join(", "),
                counted(sessions, "session"),
                counted(grants, "grant"),
            );
        }
    }
    Ok(())
}

/// `NAME=VALUE`, where no value is null.
fn claim_of(text: &str) -> Outcome<(String, Value)> {
    match text.split_once('=') {
        Some((name, "")) => Ok((name.to_owned(), Value::Null)),
        Some(_) => parse_claim(text),
        None => Err(Failure::Usage(format!(
            "--claim `{text}`: it must be NAME=VALUE, or NAME= to take it away"
        ))),
    }
}
