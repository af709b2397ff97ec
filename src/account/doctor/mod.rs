//! `signet doctor`: what an operator should know before people do. Each check looks at one thing, and
//! says what was found and what to do.

mod checks;
mod clients;
mod config;
mod database;
mod document;
mod keys;
mod machine;
pub mod online;
mod online_checks;
mod people;
mod secrets;

use crate::{
    config::Config,
    core::{Secret, Timestamp, secret::kind},
    crypto::{DataKeys, PasswordHashing, Pepper, certificate::Leaf},
    store::Store,
};

pub use checks::CHECKS;
pub use document::to_markdown;

/// A check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name: the group and what is looked at.
    pub id: &'static str,
    /// What it asks.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do if it is not so, in one line.
    pub fix: &'static str,
}

impl Check {
    /// Where it is explained.
    pub fn link(&self) -> String {
        format!("docs/doctor.md#{}", self.id)
    }
}

const fn check(
    id: &'static str,
    title: &'static str,
    why: &'static str,
    fix: &'static str,
) -> Check {
    Check {
        id,
        title,
        why,
        fix,
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It works, and should be looked at.
    Warn,
    /// It does not work, or is not safe.
    Fail,
}

impl Verdict {
    /// `ok`, `warn` or `fail`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// How it ended.
    pub verdict: Verdict,
    /// What is so.
    pub found: String,
    /// What to do, in one line.
    pub fix: String,
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What each check that was made found, in the order of [`CHECKS`].
    pub findings: Vec<Finding>,
}

impl Report {
    /// Puts down what a check found.
    pub fn add(&mut self, id: &str, verdict: Verdict, found: impl Into<String>) {
        let Some(check) = CHECKS.iter().find(|check| check.id == id) else {
            return;
        };
        self.findings.push(Finding {
            check,
            verdict,
            found: found.into(),
            fix: check.fix.to_owned(),
        });
    }

    /// As it should be.
    pub fn ok(&mut self, id: &str, found: impl Into<String>) {
        self.add(id, Verdict::Ok, found);
    }

    /// It should be looked at if there is anything in `wrong`; else `fine` is so.
    fn none_of(&mut self, (id, verdict): (&str, Verdict), fine: &str, wrong: &[String]) {
        match wrong {
            [] => self.ok(id, fine),
            wrong => self.add(id, verdict, some(wrong)),
        }
    }

    /// The gravest verdict.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.findings.iter().map(|finding| finding.verdict);
        verdicts.max().unwrap_or(Verdict::Ok)
    }

    /// How many ended so.
    pub fn count(&self, verdict: Verdict) -> usize {
        let all = self.findings.iter();
        all.filter(|finding| finding.verdict == verdict).count()
    }

    /// The checks that were not made, such as those that need a server that runs.
    pub fn not_made(&self) -> Vec<&'static Check> {
        let made = |check: &&Check| self.findings.iter().any(|one| one.check.id == check.id);
        CHECKS.iter().filter(|check| !made(check)).collect()
    }

    /// Puts what was found into the order of the list.
    pub fn sort(&mut self) {
        let place = |finding: &Finding| CHECKS.iter().position(|c| c.id == finding.check.id);
        self.findings.sort_by_key(place);
    }
}

/// The first few of a list, in words.
fn some(all: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    match all.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Somebody whose name and password stand in a manual: the sample people of `signet dev`.
pub struct Known {
    /// The username.
    pub username: String,
    /// The password.
    pub password: Secret<kind::Password>,
}

/// What is looked at.
pub struct Subject<'s> {
    /// The configuration.
    pub config: &'s Config,
    /// The present instant, by the machine's clock.
    pub now: Timestamp,
    /// How long one password hash takes here, in milliseconds.
    pub hash_millis: u64,
    /// The TLS certificate, if one is configured, or why it cannot be used.
    pub certificate: Option<&'s Result<Leaf, String>>,
    /// People of manuals.
    pub known: &'s [Known],
}

/// Makes all checks that need no server that runs.
pub fn examine(subject: &Subject<'_>, report: &mut Report) {
    config::examine(subject, report);
    machine::examine(subject, report);
    if let Some(opened) = database::examine(subject, report) {
        secrets::examine(subject, &opened, report);
        keys::examine(subject, &opened, report);
        clients::examine(subject, &opened, report);
        people::examine(subject, &opened, report);
    }
    report.sort();
}

/// A database that can be looked into.
struct Opened {
    store: Store,
    data_keys: Option<DataKeys>,
    pepper: Option<Pepper>,
    hashing: Option<PasswordHashing>,
}
