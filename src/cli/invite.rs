//! `signet invite create|list|revoke|resend`.

mod bulk;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, open, table};
use crate::{
    account::{
        invitation::{self, Made, NewInvitation},
        join,
    },
    app::Ctx,
    config::units::parse_duration,
    core::Id,
    model::{Invitation, InvitationKind, Inviter, Word},
};

/// Invitations.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Invite somebody by mail, or many by a CSV file; or print a link to hand over.
    Create(Create),
    /// Invitations, in the order in which they were made.
    List {
        /// After this id.
        #[arg(long)]
        after: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1000))]
        limit: i64,
    },
    /// Take an invitation back.
    Revoke {
        /// Its id.
        id: String,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Send an invitation again, with a new link and as much time as it was made with: the link before
    /// is worth nothing then.
    Resend {
        /// Its id.
        id: String,
        /// Print the link and mail nothing.
        #[arg(long)]
        print: bool,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

/// `invite create`.
#[derive(Debug, Args)]
pub struct Create {
    /// Whom: the invitation is mailed there, and for that address only.
    #[arg(conflicts_with = "csv")]
    email: Option<String>,
    /// Their name.
    #[arg(long)]
    name: Option<String>,
    /// A role that they are to have; may be repeated.
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// How many may join by it; without an address only.
    #[arg(long, default_value_t = 1)]
    uses: u32,
    /// How long it can be used, such as `72h`; at most `14d`.
    #[arg(long, value_name = "DURATION", value_parser = lifetime)]
    lifetime: Option<Duration>,
    /// The language of the mail.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Who invites, if it is not the operator: an id, a username or an email address.
    #[arg(long, value_name = "USER")]
    by: Option<String>,
    /// Print the link and mail nothing; the address has to be proven when it is used.
    #[arg(long)]
    print: bool,
    /// Invite everybody in this CSV file, with the columns email, name, roles (blanks between them)
    /// and language; `-` is standard input. A report for each line.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Send again what is open for an address in the file, with a new link; it is passed over else.
    /// Where the file gives other roles, another name, language or lifetime, one as the file has it is
    /// made in its place.
    #[arg(long, requires = "csv", conflicts_with = "email")]
    again: bool,
    /// Only check it.
    #[arg(long)]
    dry_run: bool,
}

fn lifetime(text: &str) -> Result<Duration, String> {
    parse_duration(text).ok_or_else(|| "a whole number with `m`, `h` or `d`, such as `72h`".into())
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Create(create) => {
            assert_open(&ctx)?;
            match &create.csv {
                Some(file) => bulk::run(global, &ctx, (create, file.as_path())),
                None => one(global, &ctx, create),
            }
        }
        Command::List { after, limit } => {
            let after = after.as_deref().map(Id::new);
            let found = invitation::list(&ctx, after.as_ref(), *limit)?;
            match global.output {
                Output::Json => {
                    let all: Vec<_> = found.iter().map(|one| told(&ctx, one)).collect();
                    println!("{}", Value::Array(all));
                }
                Output::Human => table::tell(
                    [
                        "ID", "STATE", "ADDRESS", "NAME", "ROLES", "LEFT", "UNTIL", "BY",
                    ],
                    found.iter().map(|one| {
                        [
                            one.id.to_string(),
                            one.state(ctx.now).word().to_owned(),
                            one.email.clone().unwrap_or_default(),
                            one.name.clone().unwrap_or_default(),
                            one.roles.join(" "),
                            format!("{} of {}", one.uses_left, one.uses_most),
                            one.expires_at.rfc3339(),
                            one.invited_by.text(),
                        ]
                    }),
                ),
            }
            Ok(())
        }
        Command::Revoke { id, dry_run } => {
            let ctx = ctx.clone().rehearsing(*dry_run);
            known(&ctx, id)?;
            invitation::revoke(&ctx, &Id::new(id.as_str()), "operator")??;
            done(global, (id, "revoked", "revoke"), *dry_run);
            Ok(())
        }
        Command::Resend { id, print, dry_run } => {
            let rehearsing = ctx.clone().rehearsing(*dry_run);
            let found = known(&ctx, id)?;
            // Administrators come by their links whatever is closed (LG-18).
            if found.kind == InvitationKind::Join {
                assert_open(&ctx)?;
            }
            let mailed = found.email.is_some() && !print;
            let made =
                invitation::resend(&rehearsing, &Id::new(id.as_str()), (mailed, "operator"))??;
            match dry_run {
                true => done(global, (id, "sent again", "send again"), true),
                false => tell(global, &ctx, &made, mailed),
            }
            Ok(())
        }
    }
}

/// LG-17: where `login.registration` is `closed`, the link of an invitation leads to nothing.
pub(super) fn assert_open(ctx: &Ctx) -> Outcome {
    match join::is_open(ctx) {
        true => Ok(()),
        false => Err(Failure::Refused(
            "nobody could join by it: login.registration is `closed`; set it to `invite` or `open` first, or make the account yourself with `signet user add`".into(),
        )),
    }
}

fn known(ctx: &Ctx, id: &str) -> Outcome<Invitation> {
    let found = invitation::load(ctx, &Id::new(id))?;
    let found =
        found.ok_or_else(|| Failure::NotFound(format!("no invitation has the id `{id}`")))?;
    Ok(found.0)
}

fn done(global: &Global, (id, word, plan): (&str, &str, &str), dry_run: bool) {
    match (global.output, dry_run) {
        (Output::Json, _) => println!("{}", json!({ "id": id, "dry_run": dry_run })),
        (Output::Human, true) => println!("would {plan} {id}"),
        (Output::Human, false) => println!("{id} is {word}"),
    }
}

fn inviter(ctx: &Ctx, by: Option<&str>) -> Outcome<Inviter> {
    match by {
        None => Ok(Inviter::Operator),
        Some(by) => invitation::inviter_named(ctx, by)?
            .ok_or_else(|| Failure::NotFound(format!("no account is called `{by}`"))),
    }
}

fn one(global: &Global, ctx: &Ctx, create: &Create) -> Outcome {
    let by = inviter(ctx, create.by.as_deref())?;
    let mailed = create.email.is_some() && !create.print;
    let new = NewInvitation {
        email: create.email.clone(),
        mailed,
        name: create.name.clone(),
        roles: create.role.clone(),
        uses: create.uses,
        lifetime: create.lifetime,
        language: create.language.clone(),
        kind: InvitationKind::Join,
        ..NewInvitation::default()
    };
    let rehearsing = ctx.clone().rehearsing(create.dry_run);
    let made = invitation::create(&rehearsing, &new, &by)??;
    match create.dry_run {
        true => match global.output {
            Output::Json => println!(
                "{}",
                json!({
                    "dry_run": true,
                    "email": made.invitation.email,
                    "mailed": mailed,
                    "roles": made.invitation.roles,
                    "expires_at": made.invitation.expires_at,
                })
            ),
            Output::Human => println!("it would be made"),
        },
        false => tell(global, ctx, &made, mailed),
    }
    Ok(())
}

/// A link that was mailed is shown to nobody: that it was there proves the address.
fn tell(global: &Global, ctx: &Ctx, made: &Made, mailed: bool) {
    let invitation = &made.invitation;
    let link = (!mailed).then(|| invitation::link(ctx, &made.code));
    match (global.output, link) {
        (Output::Json, link) => println!(
            "{}",
            json!({ "id": invitation.id, "mailed": mailed, "link": link, "expires_at": invitation.expires_at })
        ),
        (Output::Human, Some(link)) => println!("{link}"),
        (Output::Human, None) => println!(
            "{} is mailed to {}",
            invitation.id,
            invitation.email.as_deref().unwrap_or("-")
        ),
    }
}

fn told(ctx: &Ctx, one: &Invitation) -> Value {
    json!({
        "id": one.id,
        "kind": one.kind.word(),
        "state": one.state(ctx.now).word(),
        "email": one.email,
        "name": one.name,
        "roles": one.roles,
        "invited_by": one.invited_by.text(),
        "uses_left": one.uses_left,
        "uses_most": one.uses_most,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "revoked_at": one.revoked_at,
    })
}
