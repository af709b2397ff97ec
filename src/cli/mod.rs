//! Floor 7: the command line. Results on stdout, logs on stderr, secrets never in arguments.

/// As `println!` of std, whose reader may have gone: see [`said`].
macro_rules! println {
    ($($text:tt)*) => { $crate::cli::said(format_args!("{}\n", format_args!($($text)*))) };
}
/// As `print!` of std, whose reader may have gone: see [`said`].
macro_rules! print {
    ($($text:tt)*) => { $crate::cli::said(format_args!($($text)*)) };
}

mod admin;
mod audit;
mod authenticators;
mod client;
mod config;
mod count;
mod db;
mod dev;
mod doctor;
mod exit;
mod flow;
mod grant;
mod hash;
mod healthcheck;
mod human;
mod input;
mod invite;
mod keys;
mod labels;
mod legacy;
mod logging;
mod mail;
mod open;
mod repeats;
mod resource;
mod scope;
mod secrets;
mod serve;
mod shell;
mod table;
mod token;
mod user;
mod version;
mod waitlist;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

pub use exit::{Failure, Outcome};

/// An OAuth 2.0 and OpenID Connect authorization server for health services.
#[derive(Debug, Parser)]
#[command(name = "signet", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// A configuration file; may be repeated, later ones win.
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Work on the data of `signet dev` in this directory, in place of a configuration.
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "config")]
    pub dev: Option<PathBuf>,
    /// Set one value; may be repeated.
    #[arg(long, global = true, value_name = "SECTION.KEY=VALUE")]
    pub set: Vec<String>,
    /// How results are written.
    #[arg(short, long, global = true, value_enum, default_value_t = Output::Human)]
    pub output: Output,
    /// Log errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log more.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// No colours in the log, as with NO_COLOR set.
    #[arg(long, global = true)]
    pub no_color: bool,
    /// How the log is written, whatever the configuration says.
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people on a terminal, else JSON.
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    Human,
    /// JSON: one value, or one a line where a command reports line by line (imports).
    Json,
}

/// Writes to standard output. A reader that has gone (`signet user list | head`) has seen enough:
/// the command ends as if all had been read.
fn said(text: std::fmt::Arguments<'_>) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_fmt(text).and_then(|()| out.flush()) {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        eprintln!("signet: standard output: {error}");
        std::process::exit(1);
    }
}

/// Writes what became of a line that a command was given. It is not over when its reader has gone: what
/// is to be done with the rest is done all the same, and the exit code says how it ended.
fn report(of_line: impl std::fmt::Display) -> Outcome {
    use std::io::Write;
    match writeln!(std::io::stdout().lock(), "{of_line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve with sample data on this machine, ready for a first sign-in.
    Dev(dev::Command),
    /// Serve.
    Serve(serve::Command),
    /// Make, check or show a configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Look for what is wrong, and say what to do.
    Doctor(doctor::Command),
    /// Look at or migrate the database.
    #[command(subcommand)]
    Db(db::Command),
    /// The audit trail.
    #[command(subcommand)]
    Audit(audit::Command),
    /// The data keys, and what they have sealed.
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// Accounts.
    #[command(subcommand)]
    User(user::Command),
    /// The people who run this service: the first one, and whoever has lost the way in.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Invitations.
    #[command(subcommand)]
    Invite(invite::Command),
    /// People who asked for an account.
    #[command(subcommand)]
    Waitlist(waitlist::Command),
    /// Clients.
    #[command(subcommand)]
    Client(client::Command),
    /// Registered scopes.
    #[command(subcommand)]
    Scope(scope::Command),
    /// Registered resources.
    #[command(subcommand)]
    Resource(resource::Command),
    /// Signing keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// What apps were given.
    #[command(subcommand)]
    Grant(grant::Command),
    /// People of clients' own.
    #[command(subcommand)]
    Human(human::Command),
    /// Tokens that somebody has.
    #[command(subcommand)]
    Token(token::Command),
    /// The doors of old APIs.
    #[command(subcommand)]
    Legacy(legacy::Command),
    /// Letters to people: try whether mail arrives, and look at them.
    #[command(subcommand)]
    Mail(mail::Command),
    /// Run a real flow against a running server.
    #[command(subcommand)]
    Flow(flow::Command),
    /// Password hashes of other systems, and what a hash costs on this machine.
    #[command(subcommand)]
    Hash(hash::Command),
    /// Ask a running server whether it is well: for a container's health check.
    Healthcheck(healthcheck::Command),
    /// Print the completions of a shell.
    Completions(shell::Completions),
    /// Print the manual page, or write those of all commands.
    Man(shell::Man),
    /// Say which version this is.
    Version(version::Command),
}

/// Names the point at which this process is to die, for the fault tests.
#[cfg(feature = "failpoints")]
#[expect(
    clippy::disallowed_methods,
    reason = "in builds for the fault tests only"
)]
fn arm() {
    if let Ok(point) = std::env::var("FAILPOINT") {
        crate::core::failpoint::arm(&point);
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; everything else is a usage error (2).
            let code = if error.use_stderr() { 2 } else { 0 };
            let _printed = error.print();
            return ExitCode::from(code);
        }
    };
    #[cfg(feature = "failpoints")]
    arm();
    let global = &cli.global;
    if let Err(failure) = is_whole(global, std::env::args_os()) {
        eprintln!("signet: {failure}");
        return ExitCode::from(failure.code());
    }
    let outcome = match cli.command {
        Command::Dev(command) => dev::run(global, command),
        Command::Serve(command) => serve::run(global, &command),
        Command::Config(command) => config::run(global, command),
        Command::Doctor(command) => doctor::run(global, &command),
        Command::Db(command) => db::run(global, &command),
        Command::Audit(command) => audit::run(global, command),
        Command::Secrets(command) => secrets::run(global, command),
        Command::User(command) => user::run(global, command),
        Command::Admin(command) => admin::run(global, &command),
        Command::Invite(command) => invite::run(global, &command),
        Command::Waitlist(command) => waitlist::run(global, &command),
        Command::Client(command) => client::run(global, command),
        Command::Scope(command) => scope::run(global, command),
        Command::Resource(command) => resource::run(global, command),
        Command::Keys(command) => keys::run(global, command),
        Command::Grant(command) => grant::run(global, command),
        Command::Human(command) => human::run(global, command),
        Command::Token(command) => token::run(global, command),
        Command::Legacy(command) => legacy::run(global, command),
        Command::Mail(command) => mail::run(global, command),
        Command::Flow(command) => flow::run(global, command),
        Command::Hash(command) => hash::run(global, &command),
        Command::Healthcheck(command) => healthcheck::run(global, &command),
        Command::Completions(command) => shell::completions(Cli::command(), &command),
        Command::Man(command) => shell::man(Cli::command(), &command),
        Command::Version(command) => version::run(global, &command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("signet: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// An error if options before the command were lost: clap lets those after it stand in their place, and
/// a command that works on another database than it was told to is a bad surprise.
fn is_whole(global: &Global, words: impl Iterator<Item = OsString>) -> Outcome {
    let words: Vec<_> = words
        .map(|word| word.to_string_lossy().into_owned())
        .take_while(|word| word != "--")
        .collect();
    for (long, short, kept) in [
        ("--set", None, global.set.len()),
        ("--config", Some("-c"), global.config.len()),
    ] {
        let is_it = |word: &&String| {
            word.as_str() == long
                || Some(word.as_str()) == short
                || word.starts_with(&format!("{long}="))
        };
        if words.iter().filter(is_it).count() > kept {
            return Err(Failure::Usage(format!(
                "{long} stands before the command and after it: give all of them before it, or all after it"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // One that is dropped without a word would work on another database.
    #[test]
    fn options_on_both_sides_of_a_command_are_refused() {
        let whole = |line: &str| {
            let words = || line.split(' ').map(OsString::from);
            let cli = Cli::try_parse_from(words()).expect("parses");
            is_whole(&cli.global, words()).is_ok()
        };
        assert!(whole("signet -c a.toml -c b.toml --set a.b=1 config show"));
        assert!(whole(
            "signet config show -c a.toml --set a.b=1 --set=b.c=2"
        ));
        assert!(whole("signet -c a.toml config show --set a.b=1"));
        assert!(!whole("signet --set a.b=1 config show --set b.c=2"));
        assert!(!whole("signet -c a.toml config show --config=b.toml"));
    }

    /// The commands that change nothing that is kept, or nothing of this server's: why they have no
    /// `--dry-run`.
    const NO_CHANGE: &[(&str, &[&str])] = &[
        (
            "they look",
            &[
                "audit export",
                "audit verify",
                "client list",
                "client show",
                "config check",
                "config explain",
                "config schema",
                "config show",
                "completions",
                "db status",
                "db vacuum",
                "db verify",
                "doctor",
                "grant list",
                "grant show",
                "hash calibrate",
                "hash identify",
                "hash verify",
                "healthcheck",
                "human list",
                "human show",
                "invite list",
                "keys export",
                "keys jwks",
                "keys list",
                "legacy healthily key list",
                "legacy healthily terms list",
                "legacy healthily terms show",
                "legacy report",
                "mail preview",
                "resource list",
                "secrets list",
                "scope list",
                "token decode",
                "token introspect",
                "user export",
                "user list",
                "user show",
                "version",
                "waitlist list",
            ],
        ),
        ("they serve", &["dev", "serve"]),
        (
            "they act as an app at a server's endpoints",
            &["flow client-credentials", "flow code", "flow refresh"],
        ),
        (
            "they write new files and nothing else",
            &["config init", "db backup", "man"],
        ),
    ];

    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, clap::Command)>) {
        let mut inner = command.get_subcommands().peekable();
        if inner.peek().is_none() {
            found.push((path.to_owned(), command.clone()));
        }
        for one in inner {
            let path = format!("{path} {}", one.get_name());
            leaves(one, path.trim_start(), found);
        }
    }

    fn all() -> Vec<(String, clap::Command)> {
        let mut found = Vec::new();
        leaves(&Cli::command(), "", &mut found);
        found
    }

    // AD-15: every command that changes something can be rehearsed; what cannot be taken back wants
    // `--yes`.
    // A key is named by its thumbprint, and one in 64 of those begins with a dash.
    #[test]
    fn a_key_id_may_begin_with_a_dash() {
        for words in [["keys", "retire", "-x"], ["keys", "revoke", "--x"]] {
            let words = ["signet"].iter().chain(&words).copied();
            assert!(Cli::try_parse_from(words).is_ok());
        }
    }

    #[test]
    fn every_changing_command_has_a_dry_run() {
        let all = all();
        let excused: Vec<_> = NO_CHANGE.iter().flat_map(|(_, paths)| *paths).collect();
        for (path, command) in &all {
            let has = |name: &str| {
                command
                    .get_arguments()
                    .any(|argument| argument.get_long() == Some(name))
            };
            let is_excused = excused.iter().any(|excused| *excused == path);
            assert!(
                has("dry-run") != is_excused,
                "{path}: it needs --dry-run, or a line in NO_CHANGE that says why not (not both)"
            );
            let word = path.rsplit(' ').next().unwrap_or_default();
            let is_final = ["delete", "erase", "reset-2fa"].contains(&word)
                || path == "keys revoke"
                || path.ends_with("key revoke");
            assert!(!is_final || has("yes"), "{path}: it cannot be taken back");
        }
        for path in excused {
            let known = all.iter().any(|(known, _)| known == path);
            assert!(known, "{path}: there is no such command any more");
        }
    }

    // AD-15: "secrets by prompt/stdin/file, never argv".
    #[test]
    fn no_argument_takes_a_secret() {
        for (path, command) in all() {
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str().replace('-', "_");
                let takes_a_value = argument.get_action().takes_values();
                let is_secret = ["password", "secret", "passphrase", "api_key", "private_key"]
                    .iter()
                    .any(|word| id.contains(word));
                let is_elsewhere = ["_file", "_stdin"].iter().any(|end| id.ends_with(end));
                assert!(
                    !takes_a_value || !is_secret || is_elsewhere,
                    "{path}: `{id}` would show a secret to every process; read it by {id}-file or {id}-stdin"
                );
            }
        }
    }

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
        for (path, command) in all() {
            assert!(
                command.get_about().is_some(),
                "{path} says nothing of itself"
            );
        }
    }
}
