//! Floor 7: the command line. Results on stdout, logs on stderr, secrets never in arguments.

/// As `println!` of std, whose reader may have gone: see [`said`].
macro_rules! println {
    ($($text:tt)*) => { $crate::cli::said(format_args!("{}\n", format_args!($($text)*))) };
}
/// As `print!` of std, whose reader may have gone: see [`said`].
macro_rules! print {
    ($($text:tt)*) => { $crate::cli::said(format_args!($($text)*)) };
}

mod audit;
mod client;
mod config;
mod db;
mod dev;
mod exit;
mod flow;
mod grant;
mod healthcheck;
mod human;
mod input;
mod keys;
mod legacy;
mod logging;
mod open;
mod resource;
mod scope;
mod secrets;
mod serve;
mod token;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum};

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

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve with sample data on this machine, ready for a first sign-in.
    Dev(dev::Command),
    /// Serve.
    Serve(serve::Command),
    /// Make, check or show a configuration.
    #[command(subcommand)]
    Config(config::Command),
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
    /// Run a real flow against a running server.
    #[command(subcommand)]
    Flow(flow::Command),
    /// Ask a running server whether it is well: for a container's health check.
    Healthcheck(healthcheck::Command),
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
    let outcome = match cli.command {
        Command::Dev(command) => dev::run(global, command),
        Command::Serve(command) => serve::run(global, &command),
        Command::Config(command) => config::run(global, command),
        Command::Db(command) => db::run(global, &command),
        Command::Audit(command) => audit::run(global, command),
        Command::Secrets(command) => secrets::run(global, command),
        Command::User(command) => user::run(global, command),
        Command::Client(command) => client::run(global, command),
        Command::Scope(command) => scope::run(global, command),
        Command::Resource(command) => resource::run(global, command),
        Command::Keys(command) => keys::run(global, command),
        Command::Grant(command) => grant::run(global, command),
        Command::Human(command) => human::run(global, command),
        Command::Token(command) => token::run(global, command),
        Command::Legacy(command) => legacy::run(global, command),
        Command::Flow(command) => flow::run(global, command),
        Command::Healthcheck(command) => healthcheck::run(global, &command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("signet: {failure}");
            ExitCode::from(failure.code())
        }
    }
}
