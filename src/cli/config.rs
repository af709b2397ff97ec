//! `signet config init|check|show|explain|schema`.

mod explain;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::{Failure, Global, Outcome, Output, open};
use crate::{
    config::{Need, ShowOptions, init, json_schema},
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
            let profile = match profile {
                Profile::Small => init::Profile::Small,
                Profile::Cluster => init::Profile::Cluster,
            };
            let text = init::file_text(profile, public_url.as_deref(), &SystemEntropy);
            open::write_private(&file, text.expose())?;
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
