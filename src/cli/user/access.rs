//! `signet user lock|unlock|delete|set-password`: whether a person may come in.

use clap::Args;
use serde_json::json;

use super::{
    super::{Failure, Global, Outcome, Output, count, input},
    find,
};
use crate::{
    account::{
        Invalid,
        access::{self, Ended, OPERATOR},
        leaving, password,
    },
    app::Ctx,
    core::{Fault, escape},
    model::{User, UserState, Word},
    store,
};

/// `user lock`.
#[derive(Debug, Args)]
pub struct Lock {
    /// Whom: an id, a username or an email address.
    user: String,
    /// Why: it is kept with what is done, and the person reads it in their data.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// `user unlock`.
#[derive(Debug, Args)]
pub struct Unlock {
    /// Whom: an id, a username or an email address.
    user: String,
    /// Why: it is kept with what is done, and the person reads it in their data.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// `user delete`.
#[derive(Debug, Args)]
pub struct Delete {
    /// Whom: an id, a username or an email address.
    user: String,
    /// Why: it is kept when the person is gone, so name nobody in it.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    danger: input::Danger,
}

/// `user cancel-deletion`.
#[derive(Debug, Args)]
pub struct CancelDeletion {
    /// Whose: an id, a username or an email address.
    user: String,
    /// Say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// `user set-password`.
#[derive(Debug, Args)]
pub struct SetPassword {
    /// Whom: an id, a username or an email address.
    user: String,
    #[command(flatten)]
    password: input::PasswordSource,
    /// The person need not choose another at their next sign-in: for those who use old apps only,
    /// which cannot ask for one and refuse a password that has to be changed.
    #[arg(long)]
    permanent: bool,
    /// Why: it is kept with what is done, and the person reads it in their data.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// Locks.
pub fn lock(global: &Global, ctx: &Ctx, command: &Lock) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let by = OPERATOR.because(command.reason.as_deref())?;
    if is_dry(command.dry_run, "lock", &user) {
        return Ok(());
    }
    let ended = access::lock(ctx, &user.id, by);
    tell(global, &user, "locked", ended)
}

/// Unlocks.
pub fn unlock(global: &Global, ctx: &Ctx, command: &Unlock) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let by = OPERATOR.because(command.reason.as_deref())?;
    if is_dry(command.dry_run, "let in again", &user) {
        return Ok(());
    }
    let ended = access::unlock(ctx, &user.id, by);
    tell(global, &user, "active", ended)
}

/// Deletes.
pub fn delete(global: &Global, ctx: &Ctx, command: &Delete) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let by = OPERATOR.because(command.reason.as_deref())?;
    access::check_reason(ctx, &user.id, by)??;
    let what = format!(
        "delete {} ({}) and all that is known of them",
        escape::json(user.display_name()),
        user.id
    );
    if command.danger.is_dry(&what)? {
        return Ok(());
    }
    let ended = access::delete(ctx, &user.id, by);
    tell(global, &user, "deleted", ended)
}

/// Keeps an account.
pub fn cancel_deletion(global: &Global, ctx: &Ctx, command: &CancelDeletion) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    if user.delete_at.is_none() {
        let name = escape::json(user.display_name());
        return Err(Failure::Conflict(format!(
            "{name} has not asked for the end of the account"
        )));
    }
    if is_dry(command.dry_run, "keep", &user) {
        return Ok(());
    }
    leaving::keep(ctx, &user.id, OPERATOR)?;
    match global.output {
        Output::Json => println!("{}", json!({ "id": user.id, "delete_at": null })),
        Output::Human => println!("{} ({}) stays", escape::json(user.display_name()), user.id),
    }
    Ok(())
}

/// Sets a password.
pub fn set_password(global: &Global, ctx: &Ctx, command: &SetPassword) -> Outcome {
    let user = find_one(ctx, &command.user)?;
    let by = OPERATOR.because(command.reason.as_deref())?;
    let typed = input::secret(&command.password, "New password: ")?.ok_or_else(|| {
        Failure::Usage(
            "there is no terminal to ask for the password: use --password-stdin or --password-file"
                .into(),
        )
    })?;
    if command.dry_run {
        // What would be refused is said now, too.
        let with = ctx
            .app
            .store
            .read(|conn| store::users::find_credentials(conn, &user.id))?;
        let second = with.is_some_and(|found| found.has_second_factor());
        password::check(ctx, &user, second, &typed)
            .map_err(|flaw| Invalid::new("password", flaw.to_string()))?;
    }
    if is_dry(command.dry_run, "set the password of", &user) {
        return Ok(());
    }
    let ended = password::set(ctx, &user.id, (&typed, !command.permanent), by);
    if global.output == Output::Json {
        return tell(global, &user, user.state.word(), ended);
    }
    let Ended { sessions, grants } = ended??;
    let next = match command.permanent {
        true => "",
        false => "; they choose another at their next sign-in",
    };
    let state = match user.state {
        UserState::Active => String::new(),
        state => format!("; the account is {} all the same", state.word()),
    };
    println!(
        "the password of {} ({}) is set{next}{state}; {}",
        escape::json(user.display_name()),
        user.id,
        count::ended(sessions, grants)
    );
    Ok(())
}

/// Somebody who is there; a tombstone is nobody.
pub(super) fn find_one(ctx: &Ctx, which: &str) -> Outcome<User> {
    let user = find(ctx, which)?;
    if user.state == UserState::Deleted {
        return Err(Failure::NotFound(format!("`{which}` was deleted")));
    }
    Ok(user)
}

fn is_dry(dry_run: bool, what: &str, user: &User) -> bool {
    if dry_run {
        println!(
            "would {what} {} ({})",
            escape::json(user.display_name()),
            user.id
        );
    }
    dry_run
}

fn tell(
    global: &Global,
    user: &User,
    state: &str,
    ended: Result<Result<Ended, Invalid>, Fault>,
) -> Outcome {
    let Ended { sessions, grants } = ended??;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "id": user.id, "state": state, "sessions_ended": sessions, "grants_revoked": grants })
        ),
        Output::Human => println!(
            "{} ({}) is {state}; {}",
            escape::json(user.display_name()),
            user.id,
            count::ended(sessions, grants)
        ),
    }
    Ok(())
}
