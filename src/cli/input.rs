//! What a command reads: JSON Lines, and secrets, which never stand in arguments.

use std::{
    io::{IsTerminal, Read},
    path::Path,
};

use clap::Args;
use serde_json::Value;

use super::{Failure, Outcome};
use crate::core::Secret;

/// Where a secret comes from.
#[derive(Clone, Debug, Args)]
pub struct PasswordSource {
    /// Read the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,
    /// Read the password from a file.
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    pub password_file: Option<std::path::PathBuf>,
}

/// Reads a secret: from standard input, a file, or a prompt on a terminal; `None` without any.
pub fn secret<K>(source: &PasswordSource, prompt: &str) -> Outcome<Option<Secret<K>>> {
    let text = if source.password_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else if let Some(path) = &source.password_file {
        std::fs::read_to_string(path)
            .map_err(|error| Failure::NotFound(format!("{}: {error}", path.display())))?
    } else if std::io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)?
    } else {
        return Ok(None);
    };
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Some(Secret::new(text.strip_suffix('\r').unwrap_or(text))))
}

/// A file's lines as JSON, with their numbers; `-` is standard input.
pub fn json_lines(path: &Path) -> Outcome<Vec<(usize, Result<Value, String>)>> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)?;
    } else {
        text = std::fs::read_to_string(path)
            .map_err(|error| Failure::NotFound(format!("{}: {error}", path.display())))?;
    }
    Ok(text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            (
                at + 1,
                serde_json::from_str(line).map_err(|error| error.to_string()),
            )
        })
        .collect())
}

/// The values of an option that may be repeated; an empty one stands for none at all.
pub fn listed(values: Vec<String>) -> Vec<String> {
    values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect()
}
