//! The one-time code page (PAGES row 2).

use std::time::Duration;

use askama::Template;

use super::Page;

/// The code of the authenticator app.
#[derive(Template)]
#[template(path = "mfa.html")]
pub struct Mfa {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// Where the form goes.
    pub action: String,
    /// Where "somebody else" goes.
    pub switch: String,
    /// The form's token.
    pub csrf: String,
    /// What went wrong.
    pub problem: Option<String>,
}

/// What went wrong with a code.
#[derive(Clone, Debug)]
pub enum MfaProblem {
    /// It is wrong.
    Wrong,
    /// It is wrong again: perhaps the clocks differ.
    Clock(String),
    /// It was used.
    Used,
    /// Too many tries.
    Wait(Duration),
}

impl Mfa {
    /// The page, with an error if there is one.
    pub fn new(
        page: Page,
        action: &str,
        switch: &str,
        csrf: &str,
        problem: Option<MfaProblem>,
    ) -> Self {
        let problem = problem.map(|problem| match problem {
            MfaProblem::Wrong => page.t("mfa-wrong"),
            MfaProblem::Clock(time) => page.with("mfa-clock", "time", &time),
            MfaProblem::Used => page.t("mfa-used"),
            MfaProblem::Wait(wait) => page.with("mfa-limited", "wait", &page.texts.wait(wait)),
        });
        Self {
            title: page.t("mfa-title"),
            page: if problem.is_some() {
                page.with_error()
            } else {
                page
            },
            action: action.into(),
            switch: switch.into(),
            csrf: csrf.into(),
            problem,
        }
    }

    /// Every state of the page.
    pub fn samples(page: &Page) -> Vec<Self> {
        [
            None,
            Some(MfaProblem::Wrong),
            Some(MfaProblem::Clock("10:15".into())),
            Some(MfaProblem::Used),
            Some(MfaProblem::Wait(Duration::from_secs(900))),
        ]
        .into_iter()
        .map(|problem| {
            Self::new(
                page.clone(),
                "/interaction/x/mfa",
                "/interaction/x/switch",
                "csrf",
                problem,
            )
        })
        .collect()
    }
}
