//! `signet admin invite|recover`: a link, once, for an hour (LG-18).

use clap::Subcommand;
use serde_json::json;

use super::{Global, Outcome, Output, open, user};
use crate::{
    account::invitation::{self, Made, NewInvitation},
    app::Ctx,
    config::policy,
    model::{InvitationKind, Inviter},
};

/// The people who run this service.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a link by which somebody becomes an administrator: once, within an hour. They choose a
    /// password, and are let in no further until two-step sign-in is set up.
    Invite {
        /// The only address that may join by it.
        email: Option<String>,
        /// Another role than `admin`; may be repeated.
        #[arg(long, value_name = "ROLE")]
        role: Vec<String>,
        /// Only check it.
        #[arg(long)]
        dry_run: bool,
    },
    /// Print a link by which an administrator comes back who has lost password or second factor: once,
    /// within an hour. Their second factors are taken away when it is used, and set up anew.
    Recover {
        /// Who: an id, a username or an email address.
        user: String,
        /// Only check it.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let ctx = open::ctx(global)?;
    let (made, dry_run) = match command {
        Command::Invite {
            email,
            role,
            dry_run,
        } => {
            let new = NewInvitation {
                email: email.clone(),
                roles: match role.is_empty() {
                    true => vec!["admin".into()],
                    false => role.clone(),
                },
                lifetime: Some(policy::ADMIN_LINK_TTL),
                kind: InvitationKind::Administrator,
                ..NewInvitation::default()
            };
            let ctx = ctx.clone().rehearsing(*dry_run);
            let made = invitation::create(&ctx, &new, &Inviter::Operator)??;
            (made, *dry_run)
        }
        Command::Recover { user, dry_run } => {
            let found = user::find(&ctx, user)?;
            let ctx = ctx.clone().rehearsing(*dry_run);
            let made = invitation::recover(&ctx, &found, &Inviter::Operator)??;
            (made, *dry_run)
        }
    };
    match dry_run {
        true => println!("it would be made"),
        false => tell(global, &ctx, &made),
    }
    Ok(())
}

fn tell(global: &Global, ctx: &Ctx, made: &Made) {
    let link = invitation::link(ctx, &made.code);
    let invitation = &made.invitation;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "id": invitation.id, "link": link, "expires_at": invitation.expires_at })
        ),
        Output::Human => println!("{link}"),
    }
}
