//! `signet doctor`.

mod online;

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Failure, Global, Outcome, Output, count::counted, dev::seed, hash, open};
use crate::{
    account::doctor::{self, Known, Report, Subject, Verdict},
    config::{Config, ConfigErrors, strangers},
    core::{Clock, Secret, SystemClock},
    server::tls::Certificate,
};

/// Look for what is wrong, and say what to do.
#[derive(Debug, Args)]
pub struct Command {
    /// Ask the server that runs and its public address, too.
    #[arg(long)]
    online: bool,
    /// Print only what to do, one line each.
    #[arg(long)]
    fix_hints: bool,
    /// Exit with 8 also if there are only warnings.
    #[arg(long)]
    strict: bool,
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let mut report = Report::default();
    if let Some(config) = load(global, &mut report)? {
        let known = known()?;
        let argon2 = &config.password.argon2;
        let took = hash::measure((argon2.m, argon2.t, argon2.p))?;
        let certificate = Certificate::inspect(&config.tls);
        let subject = Subject {
            config: &config,
            now: SystemClock.now(),
            hash_millis: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            certificate: certificate.as_ref(),
            known: &known,
        };
        doctor::examine(&subject, &mut report);
        if command.online {
            online::examine(global, &config, &mut report)?;
        }
    }
    report.sort();
    match global.output {
        Output::Json => println!("{}", document(&report)),
        Output::Human if command.fix_hints => hints(&report),
        Output::Human => tell(&report),
    }
    let (warn, fail) = (report.count(Verdict::Warn), report.count(Verdict::Fail));
    match report.verdict() {
        Verdict::Fail => Err(Failure::Problems(format!(
            "{} failed",
            counted(fail, "check")
        ))),
        Verdict::Warn if command.strict => Err(Failure::Problems(format!(
            "{} warned",
            counted(warn, "check")
        ))),
        Verdict::Warn | Verdict::Ok => Ok(()),
    }
}

/// The configuration, if it loads; what is wrong with it is a finding.
fn load(global: &Global, report: &mut Report) -> Outcome<Option<Config>> {
    if global.dev.is_some() {
        let config = open::loaded(global, crate::config::Need::Serve)?.config;
        report.ok("config-valid", "it does");
        return Ok(Some(config));
    }
    let mut sources = open::sources(global, crate::config::Need::Serve);
    let errors = match crate::config::load(&sources) {
        Ok(loaded) => {
            report.ok("config-valid", "it does");
            owners(&loaded.config, &sources.files, report);
            return Ok(Some(loaded.config));
        }
        Err(errors) => errors,
    };
    let (modes, others): (Vec<_>, Vec<_>) = errors
        .0
        .into_iter()
        .partition(|error| error.fix.starts_with("chmod"));
    if !modes.is_empty() {
        report.add("files-modes", Verdict::Fail, lines(modes));
    }
    if !others.is_empty() {
        report.add("config-valid", Verdict::Fail, lines(others));
        return Ok(None);
    }
    // The rest can be looked at all the same.
    report.ok("config-valid", "it does, but for file modes");
    sources.set.push("secrets.allow_lax_file_modes=true".into());
    let mut config = crate::config::load(&sources)?.config;
    config.secrets.allow_lax_file_modes = false;
    Ok(Some(config))
}

/// Files that commands of another user have left behind.
fn owners(config: &Config, files: &[PathBuf], report: &mut Report) {
    let (database, configuration) = strangers(config, files);
    let (verdict, found) = match (database.is_empty(), configuration.is_empty()) {
        (true, true) => return report.ok("files-modes", "they are"),
        (true, false) => (Verdict::Warn, configuration),
        (false, _) => (Verdict::Fail, [database, configuration].concat()),
    };
    report.add("files-modes", verdict, found.join("\n"));
}

fn lines(errors: Vec<crate::config::ConfigError>) -> String {
    ConfigErrors(errors).to_string()
}

/// The sample people of `signet dev`.
fn known() -> Outcome<Vec<Known>> {
    let people = seed::passwords()?.into_iter();
    Ok(people
        .map(|(username, password)| Known {
            username,
            password: Secret::new(password),
        })
        .collect())
}

fn document(report: &Report) -> Value {
    let checks: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            json!({
                "id": finding.check.id,
                "title": finding.check.title,
                "verdict": finding.verdict.word(),
                "found": finding.found,
                "fix": finding.fix,
                "link": finding.check.link(),
            })
        })
        .collect();
    let not_made: Vec<_> = report.not_made().iter().map(|check| check.id).collect();
    json!({
        "verdict": report.verdict().word(),
        "ok": report.count(Verdict::Ok),
        "warn": report.count(Verdict::Warn),
        "fail": report.count(Verdict::Fail),
        "checks": checks,
        "not_made": not_made,
    })
}

fn hints(report: &Report) {
    let open = report.findings.iter();
    for finding in open.filter(|finding| finding.verdict != Verdict::Ok) {
        println!("{}: {}", finding.check.id, finding.fix);
    }
}

fn tell(report: &Report) {
    for finding in &report.findings {
        let found = finding.found.replace('\n', "\n     ");
        let word = finding.verdict.word().to_uppercase();
        println!("{word:4} {}: {found}", finding.check.title);
        if finding.verdict != Verdict::Ok {
            println!(
                "     fix: {}\n     see: {}",
                finding.fix,
                finding.check.link()
            );
        }
    }
    println!(
        "\n{} ok, {} warn, {} fail, {} not made (--online, another database, or after a failure)",
        report.count(Verdict::Ok),
        report.count(Verdict::Warn),
        report.count(Verdict::Fail),
        report.not_made().len(),
    );
}
