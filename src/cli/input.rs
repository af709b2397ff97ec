//! What a command reads: JSON Lines, and secrets, which never stand in arguments.

use std::{
    io::{IsTerminal, Read},
    path::Path,
};

use clap::Args;
use serde_json::Value;

use super::{Failure, Outcome};
use crate::core::Secret;

/// ST-08: "values > 16 MiB are never bound": no line is read that could hold one.
const LINE_MAX: usize = 16 << 20;

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

/// Consent to a step that cannot be taken back.
#[derive(Clone, Debug, Args)]
pub struct Danger {
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
    /// Say what would be done.
    #[arg(long)]
    pub dry_run: bool,
}

impl Danger {
    /// Whether to do nothing but say what would be done; refused unless it was confirmed, by
    /// `--yes` or on a terminal.
    pub fn is_dry(&self, what: &str) -> Outcome<bool> {
        if self.dry_run {
            println!("would {what}");
            return Ok(true);
        }
        if self.yes {
            return Ok(false);
        }
        if std::io::stdin().is_terminal() {
            eprint!("This will {what}. Type `yes` to go on: ");
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            if answer.trim() == "yes" {
                return Ok(false);
            }
        }
        Err(Failure::Refused(format!(
            "this would {what}; confirm it with --yes"
        )))
    }
}

/// A file's text; `-` is standard input.
pub fn text(path: &Path) -> Outcome<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
        .map_err(|error| Failure::NotFound(format!("{}: {error}", path.display())))
}

/// A file's lines as JSON, with their numbers; `-` is standard input.
pub fn json_lines(path: &Path) -> Outcome<Vec<(usize, Result<Value, String>)>> {
    Ok(text(path)?
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (at + 1, json_line(line)))
        .collect())
}

/// The values of an option that may be repeated; an empty one stands for none at all.
pub fn listed(values: Vec<String>) -> Vec<String> {
    values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect()
}

fn json_line(line: &str) -> Result<Value, String> {
    if line.len() > LINE_MAX {
        let found = line.len();
        return Err(format!(
            "the line has {found} bytes; at most {LINE_MAX} are read"
        ));
    }
    serde_json::from_str(line).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    // ST-08
    #[test]
    fn a_line_that_is_too_long_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("lines");
        let fits = format!("\"{}\"", "x".repeat(LINE_MAX - 2));
        let long = format!("\"{}\"", "x".repeat(LINE_MAX - 1));
        std::fs::write(&file, format!("{fits}\n{long}\n1\n")).unwrap();
        let lines = json_lines(&file).unwrap();
        assert!(lines[0].1.is_ok() && lines[2].1.is_ok());
        assert!(lines[1].1.as_ref().unwrap_err().contains("16777217 bytes"));
    }
}
