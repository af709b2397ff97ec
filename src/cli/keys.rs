//! `signet keys list|jwks|export|import`.

use std::{path::PathBuf, sync::Arc};

use clap::Subcommand;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, open};
use crate::{
    account::key,
    core::Secret,
    crypto::SigningKey,
    model::{KeyPurpose, Word, client::SigningAlgorithm},
};

/// Signing keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// All keys, without their private halves.
    List,
    /// The public key set.
    Jwks,
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
    },
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    let purpose = |door: Option<String>| match door.as_deref() {
        None => Ok(KeyPurpose::Issuer),
        Some("ocariot") => Ok(KeyPurpose::Door("ocariot".into())),
        Some(other) => Err(Failure::Usage(format!(
            "there is no door `{other}`; there is: ocariot"
        ))),
    };
    match command {
        Command::List => {
            let catalog = ctx.app.catalog();
            for (record, _) in catalog.keys().iter() {
                let (purpose, algorithm, state) = (
                    record.purpose.as_str(),
                    record.algorithm.word(),
                    record.state.word(),
                );
                match global.output {
                    Output::Human => println!(
                        "{:44} {purpose:10} {algorithm:6} {state:9} {}",
                        record.kid,
                        if record.pinned { "pinned" } else { "" }
                    ),
                    Output::Json => println!(
                        "{}",
                        json!({ "kid": record.kid, "purpose": purpose, "alg": algorithm, "state": state, "pinned": record.pinned, "created_at": record.created_at })
                    ),
                }
            }
        }
        Command::Jwks => println!("{:#}", key::jwks(&ctx.app)),
        Command::Export { door, private } => {
            let purpose = purpose(door)?;
            if private {
                print!(
                    "{}",
                    key::private_pem(&ctx, &purpose, SigningAlgorithm::Rs256)?.expose()
                );
            } else {
                print!(
                    "{}",
                    key::public_pem(&ctx.app, &purpose, SigningAlgorithm::Rs256)?
                );
            }
        }
        Command::Import {
            door,
            private_key_file,
            kid,
        } => {
            let purpose = purpose(Some(door))?;
            let text = std::fs::read_to_string(&private_key_file).map_err(|error| {
                Failure::NotFound(format!("{}: {error}", private_key_file.display()))
            })?;
            let imported =
                SigningKey::from_pem(&Secret::new(text), kid.as_deref()).map_err(|error| {
                    Failure::Usage(format!("{}: {error}", private_key_file.display()))
                })?;
            if imported.algorithm() != SigningAlgorithm::Rs256 {
                return Err(Failure::Usage(
                    "the OCARIoT door signs with RS256; bring an RSA key".into(),
                ));
            }
            if ctx
                .app
                .catalog()
                .keys()
                .iter()
                .any(|(record, _)| record.kid == imported.kid())
            {
                return Err(Failure::Conflict(format!(
                    "there is a key with the id `{}` already",
                    imported.kid()
                )));
            }
            key::import(&ctx, purpose, &Arc::new(imported))?;
        }
    }
    Ok(())
}
