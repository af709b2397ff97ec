//! `signet completions`, `signet man`: made from the commands themselves.

use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::{Shell, generate};
use clap_mangen::generate_to;

use super::{Failure, Outcome};

/// Print the completions of a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write those of all commands.
#[derive(Debug, Args)]
pub struct Man {
    /// Write a page for every command into this directory, such as
    /// `/usr/local/share/man/man1`; the directory is made.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints completions.
pub fn completions(mut tree: Command, command: &Completions) -> Outcome {
    let mut text = Vec::new();
    generate(command.shell, &mut tree, "signet", &mut text);
    print!("{}", String::from_utf8_lossy(&text));
    Ok(())
}

/// Prints or writes manual pages.
pub fn man(tree: Command, command: &Man) -> Outcome {
    let Some(dir) = &command.dir else {
        let mut text = Vec::new();
        clap_mangen::Man::new(tree).render(&mut text)?;
        print!("{}", String::from_utf8_lossy(&text));
        return Ok(());
    };
    let failed = |error: std::io::Error| Failure::Failed(format!("{}: {error}", dir.display()));
    std::fs::create_dir_all(dir).map_err(failed)?;
    generate_to(tree, dir).map_err(failed)
}
