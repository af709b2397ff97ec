//! `signet completions`, `signet man`: made from the commands themselves.

use std::path::PathBuf;

use clap::{Arg, Args, Command};
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
    let mut tree = tree.disable_help_subcommand(true);
    // Then each command knows its whole name, and the options that all have.
    tree.build();
    generate_to(with_values(tree), dir).map_err(failed)
}

/// The command and those below it with a synopsis of their own: that of the crate leaves the values of
/// options out.
fn with_values(tree: Command) -> Command {
    let tree = tree.mut_subcommands(with_values);
    let name = tree.get_bin_name().unwrap_or_else(|| tree.get_name());
    let mut words = vec![name.to_owned()];
    let shown = tree.get_arguments().filter(|arg| !arg.is_hide_set());
    let (values, mut options): (Vec<_>, Vec<_>) = shown.partition(|arg| arg.is_positional());
    options.sort_by_key(|option| !option.is_required_set());
    for option in options {
        let short = option.get_short().map(|short| format!("-{short}"));
        let long = option.get_long().map(|long| format!("--{long}"));
        let flags = [short, long].into_iter().flatten().collect::<Vec<_>>();
        let mut word = flags.join("|");
        if option.get_action().takes_values() {
            word.push(' ');
            word.push_str(&value_of(option));
        }
        words.push(bracketed(&word, option.is_required_set()));
    }
    for value in values {
        words.push(bracketed(&value_of(value), value.is_required_set()));
    }
    if tree.has_subcommands() {
        words.push("COMMAND".to_owned());
    }
    tree.override_usage(words.join(" "))
}

fn value_of(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let names: Vec<_> = names.iter().map(|name| format!("<{name}>")).collect();
    names.join(" ")
}

fn bracketed(word: &str, is_required: bool) -> String {
    match is_required {
        true => word.to_owned(),
        false => format!("[{word}]"),
    }
}
