//! `signet user add|list|show|edit|recover|lock|unlock|delete|set-password|reset-2fa|sessions|
//! sign-out|export|import`.

mod access;
mod care;
mod edit;
mod export;
mod import;
mod recover;

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, input, labels, open, table};
use crate::{
    account::{
        audit,
        user::{NewEmail, NewPassword, NewUser, create},
    },
    app::Ctx,
    core::{Door, Id, Timestamp},
    model::{Namespace, User, UserState, Word, user::Origin},
    store,
};

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an account. The password is asked, or read by --password-stdin or --password-file.
    Add {
        /// The name to sign in with.
        username: String,
        /// An email address.
        #[arg(long)]
        email: Option<String>,
        /// The full name.
        #[arg(long)]
        name: Option<String>,
        /// The email address was proven to be theirs.
        #[arg(long, requires = "email")]
        email_verified: bool,
        /// A further claim, as given_name=Anna; a JSON object for address; may be repeated.
        #[arg(long, value_name = "NAME=VALUE")]
        claim: Vec<String>,
        /// A role; may be repeated.
        #[arg(long)]
        role: Vec<String>,
        #[command(flatten)]
        password: input::PasswordSource,
        /// An account without a password: nobody can sign in to it before one is set.
        #[arg(long, conflicts_with_all = ["password_stdin", "password_file"])]
        no_password: bool,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
    /// Accounts, in the order they were made.
    List {
        /// Those that were deleted, too.
        #[arg(long)]
        all: bool,
        /// After this id.
        #[arg(long)]
        after: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1000))]
        limit: i64,
    },
    /// One account, by id, username or email.
    Show {
        /// Which.
        user: String,
    },
    /// Change an account: the profile, what the person signs in with, their roles.
    Edit(edit::Command),
    /// Take every second factor from somebody who has lost theirs: authenticator apps, passkeys,
    /// recovery codes, browsers that were spared it. Ends the person's sessions and grants.
    #[command(name = "reset-2fa")]
    ResetSecondFactor(care::ResetSecondFactor),
    /// The browsers that somebody is signed in on; or end one of them.
    Sessions(care::Sessions),
    /// Sign somebody out of every browser, and with --apps of every app.
    SignOut(care::SignOut),
    /// All that is kept of a person, as JSON, for them, without secrets; or people as lines that
    /// `user import` takes.
    Export(export::Export),
    /// Send somebody a link to a new password, or show it to be handed over. It sets none.
    Recover(recover::Recover),
    /// Lock an account: everything stays, nothing works. Ends the person's sessions and grants.
    Lock(access::Lock),
    /// Let a person in again, who has to sign in anew.
    Unlock(access::Unlock),
    /// Delete an account, with what is known of the person. Its id never names anybody else.
    Delete(access::Delete),
    /// Keep an account that its person has asked the end of.
    #[command(name = "cancel-deletion")]
    CancelDeletion(access::CancelDeletion),
    /// Set a password: asked, or read by --password-stdin or --password-file. Ends the person's
    /// sessions and grants; they choose another at their next sign-in, unless --permanent.
    SetPassword(access::SetPassword),
    /// Make accounts from JSON Lines, with a report for each line; `-` is standard input. What was
    /// brought along before stays as it is, so that it can be run again at any time.
    Import(import::Import),
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Add {
            username,
            email,
            name,
            email_verified,
            claim,
            role,
            password,
            no_password,
            dry_run,
        } => {
            let claims = claim
                .iter()
                .map(|claim| parse_claim(claim))
                .collect::<Outcome<_>>()?;
            let password = match no_password {
                true => None,
                false => Some(input::secret(&password, "Password: ")?.ok_or_else(|| {
                    Failure::Usage(
                        "there is no terminal to ask for the password: use --password-stdin or --password-file, or --no-password for an account that nobody can sign in to"
                            .into(),
                    )
                })?),
            };
            let new = NewUser {
                username: Some(username),
                emails: email
                    .into_iter()
                    .map(|value| NewEmail {
                        value,
                        verified: email_verified,
                    })
                    .collect(),
                name,
                claims,
                roles: role,
                password: password.map(NewPassword::Clear),
                ..NewUser::default()
            };
            let id = create(&ctx.rehearsing(dry_run), new)??;
            match (global.output, dry_run) {
                (Output::Human, false) => println!("{id}"),
                (Output::Json, false) => println!("{}", json!({ "id": id })),
                (Output::Human, true) => println!("it would be taken"),
                (Output::Json, true) => println!("{}", json!({ "dry_run": true })),
            }
            Ok(())
        }
        Command::List { all, after, limit } => {
            let after = after.map(Id::new);
            audit::disclosed(&ctx, "user.listed", None, None)?;
            let users = ctx
                .app
                .store
                .read(|conn| store::users::list(conn, after.as_ref(), limit))?;
            let users: Vec<_> = users
                .into_iter()
                .filter(|user| all || user.state != UserState::Deleted)
                .collect();
            match global.output {
                Output::Json => {
                    println!("{}", json!(users.iter().map(document).collect::<Vec<_>>()))
                }
                Output::Human => {
                    let rows = users.iter().map(|user| row(&ctx, user));
                    let headings = ["ID", "STATE", "SIGNS IN AS", "NAME", "TO BE ERASED"];
                    table::tell(headings, rows.collect::<Outcome<Vec<_>>>()?);
                }
            }
            Ok(())
        }
        Command::Show { user } => show(global, &ctx, &user),
        Command::Edit(command) => edit::run(global, &ctx, command),
        Command::ResetSecondFactor(command) => care::reset_second_factor(global, &ctx, &command),
        Command::Sessions(command) => care::sessions(global, &ctx, &command),
        Command::SignOut(command) => care::sign_out(global, &ctx, &command),
        Command::Export(command) => export::run(global, &ctx, &command),
        Command::Recover(command) => recover::recover(global, &ctx, &command),
        Command::Lock(command) => access::lock(global, &ctx, &command),
        Command::Unlock(command) => access::unlock(global, &ctx, &command),
        Command::Delete(command) => access::delete(global, &ctx, &command),
        Command::CancelDeletion(command) => access::cancel_deletion(global, &ctx, &command),
        Command::SetPassword(command) => access::set_password(global, &ctx, &command),
        Command::Import(command) => import::run(&ctx.clone().rehearsing(command.dry_run), &command),
    }
}

/// A line of the list.
fn row(ctx: &Ctx, user: &User) -> Outcome<[String; 5]> {
    let (signs_in, name) = called(ctx, user)?;
    let leaves = user.delete_at.filter(|_| user.state != UserState::Deleted);
    Ok([
        user.id.to_string(),
        state(user).to_owned(),
        signs_in,
        name,
        leaves.map(Timestamp::rfc3339).unwrap_or_default(),
    ])
}

/// What a list calls somebody: what they sign in with, and their name. Who signs in at a legacy door
/// alone does so by the name there.
fn called(ctx: &Ctx, user: &User) -> Outcome<(String, String)> {
    let profile = &user.profile;
    let signs_in = profile
        .preferred_username
        .as_ref()
        .or(profile.email.as_ref());
    let name = profile.name.clone().unwrap_or_default();
    if let Some(signs_in) = signs_in {
        return Ok((signs_in.clone(), name));
    }
    let names = ctx
        .app
        .store
        .read(|conn| store::users::identifiers_of(conn, &user.id))?;
    let first = names.first();
    let at_a_door = first.map(|(namespace, text)| format!("{text} ({namespace})"));
    Ok((at_a_door.unwrap_or_default(), name))
}

/// `NAME=VALUE`: an object, true and false as JSON has them, and anything else as a text.
fn parse_claim(text: &str) -> Outcome<(String, Value)> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| Failure::Usage(format!("--claim `{text}`: it must be NAME=VALUE")))?;
    let value = match serde_json::from_str(value) {
        Ok(json @ (Value::Object(_) | Value::Bool(_))) => json,
        _ => Value::String(value.to_owned()),
    };
    Ok((name.to_owned(), value))
}

/// Who has this id, username, email address, or name at a legacy door.
pub(super) fn find(ctx: &Ctx, which: &str) -> Outcome<User> {
    let by_id = ctx
        .app
        .store
        .read(|conn| store::users::find(conn, &Id::new(which)))?;
    let user = match by_id {
        Some(user) => Some(user),
        None => {
            let form = Namespace::Username.form(which);
            let doors = [Door::Ocariot, Door::CorsanoUsers].map(Door::name);
            let found = ctx.app.store.read(|conn| {
                let here = store::users::find_by_identifier(conn, &["username", "email"], &form)?;
                match here {
                    Some(found) => Ok(Some(found)),
                    // A door's names are exact.
                    None => store::users::find_by_identifier(conn, &doors, which),
                }
            })?;
            found.map(|found| found.user)
        }
    };
    user.ok_or_else(|| {
        Failure::NotFound(format!(
            "nobody has the id, username or email `{which}`, nor that name at a legacy door"
        ))
    })
}

fn show(global: &Global, ctx: &Ctx, which: &str) -> Outcome {
    let user = find(ctx, which)?;
    audit::disclosed(ctx, "user.shown", Some(format!("user:{}", user.id)), None)?;
    let identifiers = ctx
        .app
        .store
        .read(|conn| store::users::identifiers_of(conn, &user.id))?;
    let ocariot = ctx
        .app
        .store
        .read(|conn| store::ocariot::facts(conn, &user.id))?;
    let mut document = document(&user);
    document["identifiers"] = json!(
        identifiers
            .iter()
            .map(|(namespace, text)| json!({ "namespace": namespace, "text": text }))
            .collect::<Vec<_>>()
    );
    let credentials = ctx
        .app
        .store
        .read(|conn| store::accounts::credentials(conn, &user.id))?;
    document["credentials"] = json!(credentials);
    // TF-01: one that was never confirmed counts for nothing.
    if let Some(apps) = document["credentials"]["authenticators"].as_array_mut() {
        for app in apps.iter_mut().filter(|app| app["confirmed_at"].is_null()) {
            app["state"] = json!("unconfirmed");
        }
    }
    let origin = ctx
        .app
        .store
        .read(|conn| store::origins::find(conn, &user.id))?
        .filter(|origin| *origin != Origin::default());
    if let Some(origin) = origin {
        document["origin"] = json!({ "source": origin.source, "external_id": origin.external_id, "patient_links": origin.patient_links });
    }
    if let Some(facts) = ocariot {
        document["ocariot"] = json!({ "oid": facts.oid, "type": facts.kind.word(), "last_login_at": facts.last_login_at });
    }
    let corsano = ctx.app.store.read(|conn| {
        let users = store::corsano::find_users(conn, &user.id)?;
        Ok((users, store::corsano::find_health(conn, &user.id)?))
    })?;
    if let (Some(users), health) = corsano {
        let email = user.profile.email.as_deref();
        document["corsano"] = json!({ "users": users.document(email), "health": health.map(|health| health.document()) });
    }
    match global.output {
        Output::Json => println!("{document}"),
        Output::Human => labels::tell(&document),
    }
    Ok(())
}

/// What is told of an account: `leaving` is who asked for its end. Until then they may change their mind,
/// and so may an operator: `user cancel-deletion`.
fn state(user: &User) -> &'static str {
    match (user.state, user.delete_at) {
        (UserState::Active, Some(_)) => "leaving",
        (state, _) => state.word(),
    }
}

fn document(user: &User) -> Value {
    json!({
        "id": user.id,
        "state": state(user),
        "profile": user.profile,
        "roles": user.roles,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
        "delete_at": user.delete_at,
    })
}
