//! `signet user reset-2fa|sessions|sign-out`.

use clap::Args;
use serde_json::{Value, json};

use super::{
    super::{
        Failure, Global, Outcome, Output,
        count::{counted, ended},
        input, table,
    },
    access::find_one,
};
use crate::{
    account::{access::OPERATOR, audit, cut_off, sessions},
    app::Ctx,
    core::{Id, escape},
};

/// `user reset-2fa`.
#[derive(Debug, Args)]
pub struct ResetSecondFactor {
    /// Whom: an id, a username or an email address.
    user: String,
    /// Why, and how you know that it is them. It is kept, and the person reads it.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    danger: input::Danger,
}

/// `user sessions`.
#[derive(Debug, Args)]
pub struct Sessions {
    /// Whose: an id, a username or an email address.
    user: String,
    /// End the session with this id.
    #[arg(long, value_name = "ID")]
    end: Option<String>,
    /// Say what would be done.
    #[arg(long, requires = "end")]
    dry_run: bool,
}

/// `user sign-out`.
#[derive(Debug, Args)]
pub struct SignOut {
    /// Whom: an id, a username or an email address.
    user: String,
    /// Out of every app, too: all grants end, those of old APIs included.
    #[arg(long)]
    apps: bool,
    /// Say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// Takes every second factor from somebody who has lost theirs.
pub fn reset_second_factor(global: &Global, ctx: &Ctx, command: &ResetSecondFactor) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let rehearsal = ctx.clone().rehearsing(true);
    let reset = |ctx: &Ctx| cut_off::reset_second_factor(ctx, &user, &command.reason, OPERATOR);
    let planned = reset(&rehearsal)??;
    let what = format!(
        "take {} (authenticator apps and passkeys) and the recovery codes from {} ({}), and end {} and {}",
        counted(planned.authenticators, "second factor"),
        escape::json(user.display_name()),
        user.id,
        counted(planned.ended.sessions, "session"),
        counted(planned.ended.grants, "grant"),
    );
    if command.danger.is_dry(&what)? {
        return Ok(());
    }
    let done = reset(ctx)??;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({
                "id": user.id,
                "authenticators_removed": done.authenticators,
                "sessions_ended": done.ended.sessions,
                "grants_revoked": done.ended.grants,
            })
        ),
        Output::Human => println!(
            "{} ({}) has no second factor any more; {}",
            escape::json(user.display_name()),
            user.id,
            ended(done.ended.sessions, done.ended.grants),
        ),
    }
    Ok(())
}

/// Lists sessions, or ends one.
pub fn sessions(global: &Global, ctx: &Ctx, command: &Sessions) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let about = Some(format!("user:{}", user.id));
    audit::disclosed(ctx, "session.listed", about, None)?;
    let shown = sessions::list(ctx, &user.id)?;
    if let Some(id) = &command.end {
        let known = shown.iter().any(|one| one.session.id.as_str() == id);
        let lost = || {
            Failure::NotFound(format!(
                "no session of theirs that stands has the id `{id}`"
            ))
        };
        if !known {
            return Err(lost());
        }
        if command.dry_run {
            println!("would end the session {id}");
            return Ok(());
        }
        if !sessions::end(ctx, &user.id, &Id::new(id.as_str()), OPERATOR.actor)? {
            return Err(lost());
        }
        match global.output {
            Output::Json => println!("{}", json!({ "session": id, "state": "ended" })),
            Output::Human => println!("{id} is ended"),
        }
        return Ok(());
    }
    match global.output {
        Output::Json => println!("{}", shown.iter().map(document).collect::<Value>()),
        Output::Human if shown.is_empty() => table::tell_none(),
        Output::Human => {
            for one in &shown {
                let whence = &one.session.whence;
                let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".into());
                println!(
                    "{} last seen {} {} on {} from {} ({})",
                    one.session.id,
                    one.session.last_seen_at.rfc3339(),
                    word(&whence.browser),
                    word(&whence.system),
                    word(&whence.ip),
                    one.session.authentication.amr.join(" "),
                );
            }
        }
    }
    Ok(())
}

fn document(shown: &sessions::Shown) -> Value {
    let session = &shown.session;
    json!({
        "id": session.id,
        "created_at": session.created_at,
        "last_seen_at": session.last_seen_at,
        "idle_at": session.idle_at,
        "absolute_at": session.absolute_at,
        "auth_time": session.authentication.auth_time,
        "amr": session.authentication.amr,
        "browser": session.whence.browser,
        "system": session.whence.system,
        "ip": session.whence.ip,
        "apps": shown.apps,
    })
}

/// Signs somebody out.
pub fn sign_out(global: &Global, ctx: &Ctx, command: &SignOut) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let name = escape::json(user.display_name());
    let standing = sessions::list(ctx, &user.id)?.len();
    let (sessions, grants) = match (command.apps, command.dry_run) {
        (true, dry_run) => {
            let ctx = ctx.clone().rehearsing(dry_run);
            let ended = cut_off::sign_out(&ctx, &user.id, OPERATOR)?;
            (ended.sessions, Some(ended.grants))
        }
        (false, true) => (standing, None),
        (false, false) => (sessions::end_all(ctx, &user.id, OPERATOR.actor)?, None),
    };
    match global.output {
        Output::Json => println!(
            "{}",
            json!({
                "id": user.id,
                "sessions_ended": sessions,
                "grants_revoked": grants,
                "dry_run": command.dry_run,
            })
        ),
        Output::Human => {
            let would = if command.dry_run { "would be" } else { "is" };
            let apps = match grants {
                Some(grants) => format!(", {} revoked", counted(grants, "grant")),
                None => String::new(),
            };
            println!(
                "{name} ({}) {would} signed out: {}{apps}",
                user.id,
                counted(sessions, "session")
            );
        }
    }
    Ok(())
}
