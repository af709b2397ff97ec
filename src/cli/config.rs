//! `signet config init|check|show|explain|schema`.

mod explain;

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::{Failure, Global, Outcome, Output, open};
use crate::{
    config::{Need, ShowOptions, Sources, init, json_schema, load},
    crypto::SystemEntropy,
    server::tls::Certificate,
};

/// Make, check, show or explain a configuration.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented file with new secrets, for its owner only.
    Init {
        /// Where to.
        #[arg(default_value = "signet.toml")]
        file: PathBuf,
        /// For one node on SQLite, or many on PostgreSQL.
        #[arg(long, value_enum, default_value_t = Profile::Small)]
        profile: Profile,
        /// The address that people and apps will use.
        #[arg(long)]
        public_url: Option<String>,
    },
    /// Say all that is wrong.
    Check,
    /// Show what is in force, without secrets.
    Show {
        /// With where each value comes from.
        #[arg(long)]
        origins: bool,
        /// With values that nobody set.
        #[arg(long)]
        all: bool,
    },
    /// Say what a key means, its type and built-in value, the variable that sets it, and where its
    /// present value comes from.
    Explain {
        /// The key, such as `server.public_url`; the keys of a table, such as `server`; all keys
        /// unless given.
        key: Option<String>,
    },
    /// Print the JSON Schema (2020-12) of configuration files.
    Schema,
}

/// What a configuration is for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Profile {
    /// One node on SQLite.
    Small,
    /// Many nodes on PostgreSQL.
    Cluster,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    match command {
        Command::Init {
            file,
            profile,
            public_url,
        } => {
            if file.exists() {
                return Err(Failure::Conflict(format!(
                    "{} exists; name another file",
                    file.display()
                )));
            }
            if let Some(url) = &public_url {
                check_public_url(url)?;
            }
            make_directory(&file)?;
            let profile = match profile {
                Profile::Small => init::Profile::Small,
                Profile::Cluster => init::Profile::Cluster,
            };
            let text = init::file_text(profile, public_url.as_deref(), &SystemEntropy);
            open::write_private(&file, text.expose()).map_err(|error| {
                Failure::Failed(format!(
                    "{} cannot be written: {error}; write it as the user that the server runs as, or give that user the directory",
                    file.display()
                ))
            })?;
            match global.output {
                Output::Human => println!("{}", file.display()),
                Output::Json => println!("{}", json!({ "file": file })),
            }
            Ok(())
        }
        Command::Check => {
            let config = open::loaded(global, Need::Serve)?.config;
            Certificate::open(&config.tls).map_err(Failure::Config)?;
            match global.output {
                Output::Human => println!("the configuration is in order"),
                Output::Json => println!("{}", json!({ "status": "ok" })),
            }
            Ok(())
        }
        Command::Explain { key } => explain::run(global, key.as_deref()),
        Command::Schema => {
            println!("{:#}", json_schema());
            Ok(())
        }
        Command::Show { origins, all } => {
            let loaded = open::loaded(global, Need::Tool)?;
            let options = ShowOptions { origins, all };
            match global.output {
                Output::Human => print!("{}", loaded.to_toml(options)),
                Output::Json => println!("{}", loaded.to_json(options)),
            }
            Ok(())
        }
    }
}

/// What `config check` would say of this address is said before a file is written with it.
fn check_public_url(url: &str) -> Outcome {
    let sources = Sources {
        set: vec![format!("server.public_url={url}")],
        need: Need::Tool,
        ..Sources::default()
    };
    let Err(mut errors) = load(&sources) else {
        return Ok(());
    };
    errors.0.retain(|error| error.key == "server.public_url");
    match errors.0.is_empty() {
        true => Ok(()),
        false => Err(errors.into()),
    }
}

/// Makes the directory of the file, for its owner and their group, if the one above it is there.
fn make_directory(file: &Path) -> Outcome {
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => return Ok(()),
    };
    if directory.exists() {
        return Ok(());
    }
    let mut made = DirBuilder::new();
    made.mode(0o750).create(directory).map_err(|error| {
        Failure::Failed(format!(
            "{0} cannot be made: {error}; make it for the user that the server runs as: install -d -m 0750 -o signet -g signet {0}",
            directory.display()
        ))
    })
}
