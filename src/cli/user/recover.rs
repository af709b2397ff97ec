//! `signet user recover`: a link to a new password, which its person follows (RC-12).

use clap::Args;
use serde_json::json;

use super::{
    super::{Global, Outcome, Output},
    access::find_one,
};
use crate::{account::recover, app::Ctx, core::escape};

/// `user recover`.
#[derive(Debug, Args)]
pub struct Recover {
    /// Whom: an id, a username or an email address.
    user: String,
    /// Show the link, to be handed over, in place of sending it.
    #[arg(long)]
    print: bool,
    /// Who asks for it: an administrator, or the educator of a child of the same institution.
    #[arg(long, value_name = "USER", requires = "reason")]
    by: Option<String>,
    /// Why, and how you know that it is them. It is kept, and the person reads it.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// Sends a link, or shows it.
pub fn recover(global: &Global, ctx: &Ctx, command: &Recover) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let actor = match &command.by {
        None => "operator".to_owned(),
        Some(by) => {
            let by = find_one(ctx, by)?;
            recover::entrusted(ctx, &by, &user)??;
            format!("user:{}", by.id)
        }
    };
    let who = (actor.as_str(), command.reason.as_deref());
    let ctx = ctx.clone().rehearsing(command.dry_run);
    let made = recover::trigger(&ctx, &user, who, command.print)??;
    let id = &user.id;
    let whom = called(
        &escape::json(user.display_name()),
        id.as_str(),
        &command.user,
    );
    if command.dry_run {
        match made.sent_to {
            Some(to) => println!("would send a link to a new password to {to} for {whom}"),
            None => println!("would show a link to a new password for {whom}"),
        }
        return Ok(());
    }
    match (global.output, &made.link) {
        (Output::Json, _) => println!(
            "{}",
            json!({ "id": id, "link": made.link, "sent_to": made.sent_to })
        ),
        (Output::Human, Some(link)) => {
            println!("Hand this link to {whom}. It works once, for 30 minutes:\n{link}")
        }
        (Output::Human, None) => println!(
            "A link was sent to {}. It works once, for 30 minutes.",
            made.sent_to.unwrap_or_default()
        ),
    }
    Ok(())
}

/// A name, then the id: whoever has no name of their own is called as the operator called them.
fn called(name: &str, id: &str, typed: &str) -> String {
    let name = if name == id { typed } else { name };
    match name == id {
        true => id.to_owned(),
        false => format!("{name} ({id})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_before_the_id() {
        for (name, typed, told) in [
            ("Anna Berg", "anna", "Anna Berg (01J)"),
            ("01J", "BR0001", "BR0001 (01J)"),
            ("01J", "01J", "01J"),
        ] {
            assert_eq!(called(name, "01J", typed), told);
        }
    }
}
