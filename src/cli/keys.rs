//! `signet keys list|jwks|rotate|retire|revoke|export|import`.

use std::{path::PathBuf, sync::Arc};

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, input, open};
use crate::{
    account::{key, rotation},
    app::Ctx,
    core::{Secret, Timestamp},
    crypto::SigningKey,
    model::{KeyPurpose, KeyRecord, KeyState, Word, client::SigningAlgorithm},
    store,
};

/// Signing keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Keys with their states and instants, without their private halves.
    List {
        /// Those that were taken out, too.
        #[arg(long)]
        all: bool,
    },
    /// The public key set.
    Jwks,
    /// Begin a rotation now: publish a successor, which signs in a day. The server does so by
    /// itself every `keys.rotate_every`.
    Rotate {
        /// The algorithm; all of the issuer's keys unless given.
        #[arg(long, value_parser = algorithm)]
        alg: Option<SigningAlgorithm>,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take a key out of use in good order: an active one when its successor, which is published
    /// now, has been published for a day; a pending one at once.
    Retire {
        /// Its id.
        kid: String,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// In an emergency: take a key out at once. Tokens that it signed are good for nothing from
    /// then on, and another key signs.
    Revoke {
        /// Its id.
        kid: String,
        #[command(flatten)]
        danger: input::Danger,
    },
    /// A key as PEM: the public half, or with --private the private one.
    Export {
        /// The door whose key it is; the issuer's RS256 key unless given.
        #[arg(long)]
        door: Option<String>,
        /// The private half: keep it safe.
        #[arg(long)]
        private: bool,
    },
    /// Bring a door's key along, so that its clients go on with the public key they have.
    Import {
        /// The door.
        #[arg(long)]
        door: String,
        /// A PEM file with the private key.
        #[arg(long, value_name = "FILE")]
        private_key_file: PathBuf,
        /// Its key id, if it has one.
        #[arg(long)]
        kid: Option<String>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
}

fn algorithm(text: &str) -> Result<SigningAlgorithm, String> {
    let known = SigningAlgorithm::WORDS.iter().map(|(_, word)| *word);
    SigningAlgorithm::from_word(text)
        .ok_or_else(|| format!("expected one of {}", known.collect::<Vec<_>>().join(", ")))
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::List { all } => list(global, &ctx, all),
        Command::Jwks => {
            println!("{:#}", key::jwks(&ctx.app));
            Ok(())
        }
        Command::Rotate { alg, dry_run } => rotate(global, &ctx, alg, dry_run),
        Command::Retire { kid, dry_run } => retire(global, &ctx, &kid, dry_run),
        Command::Revoke { kid, danger } => revoke(global, &ctx, &kid, &danger),
        Command::Export { door, private } => export(&ctx, door, private),
        Command::Import {
            door,
            private_key_file,
            kid,
            dry_run,
        } => import(
            global,
            &ctx.rehearsing(dry_run),
            door,
            &private_key_file,
            kid.as_deref(),
        ),
    }
}

fn list(global: &Global, ctx: &Ctx, all: bool) -> Outcome {
    let keys = ctx.app.store.read(store::keys::history)?;
    let shown = keys
        .iter()
        .filter(|key| all || key.state != KeyState::Removed);
    match global.output {
        Output::Json => {
            let shown: Vec<_> = shown.map(|key| document(ctx, key)).collect();
            println!("{}", json!(shown));
        }
        Output::Human => {
            for key in shown {
                let pinned = if key.pinned { ", pinned" } else { "" };
                println!(
                    "{:44} {:10} {:6} {:9} {}{pinned}",
                    key.kid,
                    key.purpose.as_str(),
                    key.algorithm.word(),
                    key.state.word(),
                    story(ctx, key),
                );
            }
        }
    }
    Ok(())
}

/// What becomes of a key, in a few words.
fn story(ctx: &Ctx, key: &KeyRecord) -> String {
    let life = rotation::life(&ctx.app.config, &key.purpose);
    let date = |at: Option<Timestamp>| at.unwrap_or(key.created_at).rfc3339();
    match key.state {
        KeyState::Pending => format!("signs from {}", key.signs_from(&life).rfc3339()),
        KeyState::Active => format!("signs since {}", date(key.active_at)),
        KeyState::Retiring => format!(
            "signed until {}, goes at {}",
            date(key.retiring_at),
            date(key.ends_at(&life))
        ),
        KeyState::Removed => format!("gone since {}", date(key.removed_at)),
    }
}

fn document(ctx: &Ctx, key: &KeyRecord) -> Value {
    let life = rotation::life(&ctx.app.config, &key.purpose);
    let pending = key.state == KeyState::Pending;
    json!({
        "kid": key.kid,
        "purpose": key.purpose.as_str(),
        "alg": key.algorithm.word(),
        "state": key.state.word(),
        "pinned": key.pinned,
        "created_at": key.created_at,
        "signs_from": pending.then(|| key.signs_from(&life)),
        "active_at": key.active_at,
        "retiring_at": key.retiring_at,
        "ends_at": key.ends_at(&life),
        "removed_at": key.removed_at,
    })
}

fn find(ctx: &Ctx, kid: &str) -> Outcome<KeyRecord> {
    let keys = ctx.app.store.read(store::keys::history)?;
    keys.into_iter()
        .find(|key| key.kid == kid && key.state != KeyState::Removed)
        .ok_or_else(|| {
            Failure::NotFound(format!("no key has the id `{kid}`; see `signet keys list`"))
        })
}

fn rotate(global: &Global, ctx: &Ctx, alg: Option<SigningAlgorithm>, dry_run: bool) -> Outcome {
    let catalog = ctx.app.catalog();
    let active: Vec<_> = catalog
        .keys()
        .records()
        .into_iter()
        .filter(|key| key.state == KeyState::Active && key.purpose == KeyPurpose::Issuer)
        .filter(|key| alg.is_none_or(|alg| alg == key.algorithm))
        .collect();
    if active.is_empty() {
        return Err(Failure::NotFound(
            "the issuer has no key of this algorithm".into(),
        ));
    }
    for key in active {
        succession(global, ctx, key, dry_run)?;
    }
    Ok(())
}

/// Publishes a successor of this key, and says so.
fn succession(global: &Global, ctx: &Ctx, key: &KeyRecord, dry_run: bool) -> Outcome {
    let word = key.algorithm.word();
    if dry_run {
        println!("would publish a successor of the {word} key {}", key.kid);
        return Ok(());
    }
    let next = rotation::rotate(ctx, &key.purpose, key.algorithm)?;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "alg": word, "active": key.kid, "pending": next.kid, "made": next.made, "signs_from": next.signs_from })
        ),
        Output::Human => println!(
            "{word}: {} {} and signs from {}, in the place of {}",
            next.kid,
            if next.made {
                "is published"
            } else {
                "was published before"
            },
            next.signs_from.rfc3339(),
            key.kid,
        ),
    }
    Ok(())
}

fn retire(global: &Global, ctx: &Ctx, kid: &str, dry_run: bool) -> Outcome {
    let key = find(ctx, kid)?;
    match key.state {
        KeyState::Active if key.pinned => Err(Failure::Conflict(format!(
            "`{kid}` is pinned: the clients of its door hold its public half in a file. Bring another with `signet keys import`, or take it out with `signet keys revoke`"
        ))),
        KeyState::Active => succession(global, ctx, &key, dry_run),
        KeyState::Pending if dry_run => {
            println!("would take out {kid}, which has signed nothing yet");
            Ok(())
        }
        KeyState::Pending if rotation::withdraw(ctx, kid)? => {
            match global.output {
                Output::Json => println!("{}", json!({ "kid": kid, "state": "removed" })),
                Output::Human => println!("{kid} is gone; it has signed nothing"),
            }
            Ok(())
        }
        KeyState::Pending | KeyState::Retiring | KeyState::Removed => {
            Err(Failure::Conflict(format!(
                "`{kid}` signs no more: {}. In an emergency: `signet keys revoke`",
                story(ctx, &find(ctx, kid)?)
            )))
        }
    }
}

fn revoke(global: &Global, ctx: &Ctx, kid: &str, danger: &input::Danger) -> Outcome {
    let key = find(ctx, kid)?;
    if danger.is_dry(&format!(
        "take out the {} key {kid} ({}): every token that it signed is refused from then on",
        key.algorithm.word(),
        key.state.word()
    ))? {
        return Ok(());
    }
    let revoked = rotation::revoke(ctx, &key)?.ok_or_else(|| {
        Failure::Conflict(format!("`{kid}` was taken out by somebody else just now"))
    })?;
    match (global.output, &revoked.active) {
        (Output::Json, active) => println!("{}", json!({ "kid": kid, "active": active })),
        (Output::Human, Some(active)) => println!("{kid} is revoked; {active} signs from now on"),
        (Output::Human, None) => println!("{kid} is revoked"),
    }
    Ok(())
}

fn purpose(door: Option<String>) -> Outcome<KeyPurpose> {
    match door.as_deref() {
        None => Ok(KeyPurpose::Issuer),
        Some("ocariot") => Ok(KeyPurpose::Door("ocariot".into())),
        Some(other) => Err(Failure::Usage(format!(
            "there is no door `{other}`; there is: ocariot"
        ))),
    }
}

fn export(ctx: &Ctx, door: Option<String>, private: bool) -> Outcome {
    let purpose = purpose(door)?;
    let algorithm = SigningAlgorithm::Rs256;
    if private {
        print!("{}", key::private_pem(ctx, &purpose, algorithm)?.expose());
    } else {
        print!("{}", key::public_pem(&ctx.app, &purpose, algorithm)?);
    }
    Ok(())
}

fn import(
    global: &Global,
    ctx: &Ctx,
    door: String,
    file: &std::path::Path,
    kid: Option<&str>,
) -> Outcome {
    let purpose = purpose(Some(door))?;
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::NotFound(format!("{}: {error}", file.display())))?;
    let imported = SigningKey::from_pem(&Secret::new(text), kid)
        .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
    if imported.algorithm() != SigningAlgorithm::Rs256 {
        return Err(Failure::Usage(
            "the OCARIoT door signs with RS256; bring an RSA key".into(),
        ));
    }
    let known = ctx.app.store.read(store::keys::history)?;
    if known.iter().any(|record| record.kid == imported.kid()) {
        return Err(Failure::Conflict(format!(
            "there is or was a key with the id `{}`",
            imported.kid()
        )));
    }
    let kid = imported.kid().to_owned();
    key::import(ctx, purpose, &Arc::new(imported))?;
    match global.output {
        Output::Human => println!("{kid}"),
        Output::Json => println!("{}", json!({ "kid": kid, "dry_run": ctx.rehearsal })),
    }
    Ok(())
}
