//! `signet keys list|jwks|rotate|retire|revoke|export|import`.

mod import;

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Failure, Global, Outcome, Output, input, open, table};
use crate::{
    account::{key, rotation},
    app::Ctx,
    core::{Door, Secret, Timestamp},
    crypto::SigningKey,
    model::{DoorKey, KeyPurpose, KeyRecord, KeyState, Word, client::SigningAlgorithm},
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
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// In an emergency: take a key out at once. Tokens that it signed are good for nothing from
    /// then on, and another key signs.
    Revoke {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        kid: String,
        #[command(flatten)]
        danger: input::Danger,
    },
    /// A key as PEM: the public half, or with --private the private one.
    Export {
        /// The door whose key it is; the issuer's RS256 key unless given.
        #[arg(long)]
        door: Option<String>,
        /// The private half: keep it safe. The secret of a door that shares one has nothing else; it
        /// is written in base64.
        #[arg(long)]
        private: bool,
    },
    /// Bring a door's key along, so that its clients go on with the public key or the secret that
    /// they have. The key that signed until now goes on verifying.
    Import {
        /// The door.
        #[arg(long)]
        door: String,
        /// A PEM file with the private key.
        #[arg(
            long,
            value_name = "FILE",
            required_unless_present = "hmac_secret_file"
        )]
        private_key_file: Option<PathBuf>,
        /// A file with the secret, its bytes as they are; one line end at its end is none of it.
        #[arg(long, value_name = "FILE", conflicts_with = "private_key_file")]
        hmac_secret_file: Option<PathBuf>,
        /// Its key id, if it has one.
        #[arg(long, allow_hyphen_values = true)]
        kid: Option<String>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
}

fn algorithm(text: &str) -> Result<SigningAlgorithm, String> {
    // HS256 is of legacy doors alone, and none of those is rotated.
    let of_issuer = |algorithm: &SigningAlgorithm| *algorithm != SigningAlgorithm::Hs256;
    let known = SigningAlgorithm::WORDS.iter();
    let known = known
        .filter(|(algorithm, _)| of_issuer(algorithm))
        .map(|(_, word)| *word);
    SigningAlgorithm::from_word(text)
        .filter(of_issuer)
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
            hmac_secret_file,
            kid,
            dry_run,
        } => {
            let key = bring(door_of(&door)?, private_key_file, hmac_secret_file, kid)?;
            import::import(global, &ctx.rehearsing(dry_run), &door, key)
        }
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
        Output::Human => table::tell(
            ["ID", "FOR", "ALGORITHM", "STATE", "SINCE WHEN"],
            shown.map(|key| {
                let pinned = if key.pinned { ", pinned" } else { "" };
                [
                    key.kid.clone(),
                    key.purpose.as_str().to_owned(),
                    key.algorithm.word().to_owned(),
                    key.state.word().to_owned(),
                    format!("{}{pinned}", story(ctx, key)),
                ]
            }),
        ),
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

/// The door of this name, and how its tokens are signed.
fn door_of(name: &str) -> Outcome<DoorKey> {
    let doors = || Door::ALL.into_iter().filter(|door| door.key().is_some());
    let found = doors().find(|door| door.name() == name);
    found.and_then(Door::key).ok_or_else(|| {
        let names: Vec<_> = doors().map(Door::name).collect();
        Failure::Usage(format!(
            "there is no door `{name}` that signs tokens; there are: {}",
            names.join(", ")
        ))
    })
}

fn export(ctx: &Ctx, door: Option<String>, private: bool) -> Outcome {
    let signed = match &door {
        Some(door) => door_of(door)?,
        None => DoorKey {
            purpose: KeyPurpose::Issuer,
            algorithm: SigningAlgorithm::Rs256,
            rsa_bits: 0,
        },
    };
    let (purpose, algorithm) = (&signed.purpose, signed.algorithm);
    if private {
        print!("{}", key::private_pem(ctx, purpose, algorithm)?.expose());
    } else if algorithm == SigningAlgorithm::Hs256 {
        return Err(Failure::Usage(
            "this door shares a secret with its resource servers, which has no public half; `--private` writes it, in base64".into(),
        ));
    } else {
        print!("{}", key::public_pem(&ctx.app, purpose, algorithm)?);
    }
    Ok(())
}

/// The key of another system, read from its file, if it is of the kind that the door signs with.
fn bring(
    signed: DoorKey,
    pem: Option<PathBuf>,
    secret: Option<PathBuf>,
    kid: Option<String>,
) -> Outcome<SigningKey> {
    let word = signed.algorithm.word();
    match (pem, secret) {
        (_, Some(file)) if signed.algorithm == SigningAlgorithm::Hs256 => {
            let bytes = Zeroizing::new(read(&file)?);
            let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
            let key = SigningKey::from_mac_secret(bytes, kid.as_deref()).ok_or_else(|| {
                Failure::Usage(format!(
                    "{}: the secret has {} bytes; HS256 needs 32 or more (RFC 7518 section 3.2)",
                    file.display(),
                    bytes.len()
                ))
            })?;
            Ok(key?)
        }
        (Some(file), None) if signed.algorithm != SigningAlgorithm::Hs256 => {
            let bytes = Zeroizing::new(read(&file)?);
            let text = Secret::new(String::from_utf8_lossy(&bytes));
            let key = SigningKey::from_pem(&text, kid.as_deref())
                .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
            if key.algorithm() != signed.algorithm {
                return Err(Failure::Usage(format!(
                    "this door signs with {word}, and {} holds a key for {}",
                    file.display(),
                    key.algorithm().word()
                )));
            }
            Ok(key)
        }
        _ => {
            let option = if signed.algorithm == SigningAlgorithm::Hs256 {
                "--hmac-secret-file"
            } else {
                "--private-key-file"
            };
            Err(Failure::Usage(format!(
                "this door signs with {word}; bring its key with {option}"
            )))
        }
    }
}

fn read(file: &std::path::Path) -> Outcome<Vec<u8>> {
    input::bytes(file)
}
