//! Runs of the playground: kept in memory, a bounded number, each for one browser.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::{
    core::{Secret, secret::kind},
    web::view::dev::Step,
};

/// How many runs are kept; the oldest goes first.
const RUNS_MAX: usize = 64;
/// How many steps of a run are kept.
const STEPS_MAX: usize = 40;

/// What to do wrong, to see what is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Another verifier than that of the challenge.
    WrongVerifier,
    /// A code that is over.
    ExpiredCode,
    /// A redirect URI that is not registered.
    ForeignRedirect,
    /// A wrong secret; for a public client, any secret.
    WrongSecret,
    /// The same code twice.
    ReplayedCode,
    /// Another redirect URI in the token request than in the authorization request.
    OtherRedirect,
    /// No challenge.
    NoChallenge,
    /// An answer with another `state` than the app kept.
    WrongState,
}

impl Break {
    /// Every choice: its word in URLs, and the key of its text.
    pub const ALL: &[(Self, &'static str, &'static str)] = &[
        (Self::WrongVerifier, "wrong-verifier", "dev-break-verifier"),
        (Self::ExpiredCode, "expired-code", "dev-break-expired"),
        (
            Self::ForeignRedirect,
            "foreign-redirect",
            "dev-break-foreign",
        ),
        (Self::WrongSecret, "wrong-secret", "dev-break-secret"),
        (Self::ReplayedCode, "replayed-code", "dev-break-replay"),
        (Self::OtherRedirect, "other-redirect", "dev-break-redirect"),
        (Self::NoChallenge, "no-challenge", "dev-break-challenge"),
        (Self::WrongState, "wrong-state", "dev-break-state"),
    ];

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, name, _)| *name == word);
        found.map(|(choice, ..)| *choice)
    }
}

/// One flow of one browser.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id, in addresses.
    pub id: String,
    /// Whose it is.
    pub browser: Secret<kind::Browser>,
    /// The client.
    pub client: String,
    /// The scopes that were asked for.
    pub scope: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// What to do wrong.
    pub choice: Option<Break>,
    /// Sent as `state`.
    pub state: String,
    /// Sent as `nonce`.
    pub nonce: String,
    /// Kept for the token request.
    pub verifier: Secret<kind::Verifier>,
    /// Whether the answer has come.
    pub is_answered: bool,
    /// What has been sent and answered.
    pub steps: Vec<Step>,
    /// The newest tokens.
    pub access: Option<Secret<kind::AccessToken>>,
    /// The newest refresh token.
    pub refresh: Option<Secret<kind::RefreshToken>>,
    /// The one before it.
    pub old_refresh: Option<Secret<kind::RefreshToken>>,
}

impl Run {
    /// Keeps a step; the second-oldest goes if there are too many.
    pub fn add(&mut self, step: Step) {
        if self.steps.len() >= STEPS_MAX {
            self.steps.remove(1);
        }
        self.steps.push(step);
    }

    /// Where the page about it is, at its newest step.
    pub fn address(&self) -> String {
        format!("/dev/runs/{}#step-{}", self.id, self.steps.len())
    }
}

/// The runs of this process.
#[derive(Debug, Default)]
pub struct Runs(Mutex<VecDeque<Run>>);

impl Runs {
    /// Keeps a new run.
    pub fn begin(&self, run: Run) {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.len() >= RUNS_MAX {
            runs.pop_front();
        }
        runs.push_back(run);
    }

    /// The run that `which` finds, if it is this browser's.
    pub fn with<T>(
        &self,
        browser: Option<&Secret<kind::Browser>>,
        which: impl Fn(&Run) -> bool,
        work: impl FnOnce(&mut Run) -> T,
    ) -> Option<T> {
        let browser = browser?.expose();
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let run = runs
            .iter_mut()
            .find(|run| run.browser.expose() == browser && which(run))?;
        Some(work(run))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: usize) -> Run {
        Run {
            id: id.to_string(),
            browser: Secret::new("b"),
            client: "web".into(),
            scope: String::new(),
            redirect_uri: String::new(),
            choice: None,
            state: String::new(),
            nonce: String::new(),
            verifier: Secret::new("v"),
            is_answered: false,
            steps: Vec::new(),
            access: None,
            refresh: None,
            old_refresh: None,
        }
    }

    #[test]
    fn runs_are_bounded_and_belong_to_a_browser() {
        let runs = Runs::default();
        (0..=RUNS_MAX).for_each(|id| runs.begin(run(id)));
        let found = |browser: Option<&str>, id: &str| {
            let browser = browser.map(Secret::new);
            runs.with(browser.as_ref(), |run| run.id == id, |_| ())
                .is_some()
        };
        assert!(!found(Some("b"), "0"), "the oldest went");
        assert!(found(Some("b"), "1") && found(Some("b"), "64"));
        assert!(!found(Some("c"), "1") && !found(None, "1"));
    }

    #[test]
    fn a_run_keeps_its_first_and_its_newest_steps() {
        let mut run = run(0);
        for at in 0..100 {
            run.add(Step {
                request: at.to_string(),
                ..Step::default()
            });
        }
        assert_eq!(run.steps.len(), STEPS_MAX);
        assert_eq!(
            (
                run.steps[0].request.as_str(),
                run.steps[STEPS_MAX - 1].request.as_str()
            ),
            ("0", "99")
        );
    }
}
