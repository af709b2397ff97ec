//! `signet version`.

use clap::Args;
use serde_json::json;

use super::{Global, Outcome, Output};
use crate::store::migrate;

/// The commit that this was built from, where whoever built it said so.
pub const COMMIT: Option<&str> = option_env!("SIGNET_COMMIT");

/// Say which version this is.
#[derive(Debug, Args)]
pub struct Command {
    /// As JSON, with the commit, the features and the version of the schema.
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let version = env!("CARGO_PKG_VERSION");
    if !command.json && global.output == Output::Human {
        println!("signet {version}");
        return Ok(());
    }
    let features: &[&str] = if cfg!(feature = "failpoints") {
        &["failpoints"]
    } else {
        &[]
    };
    println!(
        "{}",
        json!({
            "version": version,
            "commit": COMMIT,
            "features": features,
            "databases": ["sqlite", "postgres"],
            "schema": migrate::newest(),
        })
    );
    Ok(())
}
