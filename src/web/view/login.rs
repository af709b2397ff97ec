//! The sign-in page (PAGES row 1).

use std::time::Duration;

use askama::Template;

use super::Page;

/// Name and password.
#[derive(Template)]
#[template(path = "login.html")]
pub struct Login {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// The app's name.
    pub app: String,
    /// The host that the answer goes to.
    pub host: String,
    /// Where the form goes.
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// What was typed, or hinted.
    pub username: String,
    /// Whether the name is fixed and only the password is asked.
    pub password_step: bool,
    /// What went wrong.
    pub problem: Option<Problem>,
}

/// What went wrong.
pub struct Problem {
    /// In a few words.
    pub title: String,
    /// And what to do.
    pub text: String,
    /// Whether it is about the fields.
    pub names_field: bool,
}

/// What went wrong at sign-in.
#[derive(Clone, Copy, Debug)]
pub enum LoginProblem {
    /// Name or password; which one is not said.
    Wrong,
    /// Too many tries.
    Wait(Duration),
    /// Too many wrong one-time codes: start over.
    Restarted,
    /// The server is busy.
    Busy,
}

impl Login {
    /// The page, with an error if there is one.
    pub fn new(
        page: Page,
        app: &str,
        host: &str,
        action: &str,
        csrf: &str,
        problem: Option<LoginProblem>,
    ) -> Self {
        let title = page.t("login-title");
        let problem = problem.map(|problem| {
            let (title, text) = match problem {
                LoginProblem::Wrong => (page.t("login-wrong-title"), page.t("login-wrong")),
                LoginProblem::Wait(wait) => (
                    page.t("login-wait-title"),
                    page.with("login-wait", "wait", &page.texts.wait(wait)),
                ),
                LoginProblem::Restarted => (page.t("mfa-over-title"), page.t("mfa-over")),
                LoginProblem::Busy => (page.t("login-busy-title"), page.t("login-busy")),
            };
            Problem {
                title,
                text,
                names_field: matches!(problem, LoginProblem::Wrong),
            }
        });
        Self {
            page: if problem.is_some() {
                page.with_error()
            } else {
                page
            },
            title,
            app: app.into(),
            host: host.into(),
            action: action.into(),
            csrf: csrf.into(),
            username: String::new(),
            password_step: false,
            problem,
        }
    }

    fn invalid(&self) -> bool {
        self.problem
            .as_ref()
            .is_some_and(|problem| problem.names_field)
    }

    /// Every state of the page.
    pub fn samples(page: &Page) -> Vec<Self> {
        let make = |problem| {
            Self::new(
                page.clone(),
                "Glucose Diary",
                "diary.example.org",
                "/interaction/x/login",
                "csrf",
                problem,
            )
        };
        let mut states: Vec<_> = [
            None,
            Some(LoginProblem::Wrong),
            Some(LoginProblem::Wait(Duration::from_secs(30))),
            Some(LoginProblem::Restarted),
            Some(LoginProblem::Busy),
        ]
        .into_iter()
        .map(make)
        .collect();
        states.push(Self {
            username: "anna".into(),
            password_step: true,
            ..make(None)
        });
        states
    }
}
