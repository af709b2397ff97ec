//! `/logout`: ask, then done.

use askama::Template;

use super::page::{AppName, Page};

/// The sign-out page.
#[derive(Clone, Debug, Template)]
#[template(path = "logout.html")]
pub struct Logout {
    /// What every page has.
    pub page: Page,
    /// Before or after.
    pub state: LogoutState,
}

/// Before or after the sign-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutState {
    /// Whether to sign out.
    Ask {
        /// Where the form goes (POST: `csrf`, `decision` = `leave` or `stay`, `reach` = `all` if
        /// ticked, and `fields`).
        action: String,
        /// What the app asked for, to be sent along: names and values.
        fields: Vec<(&'static str, String)>,
        /// The form's token.
        csrf: String,
        /// Who is signed in.
        person: String,
        /// The app that asks, if it is known.
        app: Option<AppName>,
    },
    /// The person stays signed in.
    Stayed {
        /// The way back.
        back: Option<Back>,
    },
    /// The person is signed out, or was before.
    Done {
        /// The names of the apps that are told.
        told: Vec<String>,
        /// The way back.
        back: Option<Back>,
    },
}

/// A way back to the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// The app.
    pub app: AppName,
    /// A registered address of it.
    pub url: String,
}

impl Logout {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |state| Self {
            page: page.clone(),
            state,
        };
        let ask = |app| LogoutState::Ask {
            action: word("/logout"),
            fields: vec![("client_id", word("diary")), ("state", word("af0if"))],
            csrf: word("sample-form-token"),
            person: word("Anna Berg"),
            app,
        };
        let back = || {
            Some(Back {
                app: AppName::sample(word),
                url: word("https://diary.example.org/bye"),
            })
        };
        let done = |told, back| with(LogoutState::Done { told, back });
        vec![
            ("ask", with(ask(None))),
            ("ask-for-app", with(ask(Some(AppName::sample(word))))),
            ("stayed", with(LogoutState::Stayed { back: None })),
            ("stayed-for-app", with(LogoutState::Stayed { back: back() })),
            ("done", done(Vec::new(), None)),
            ("done-for-app", done(Vec::new(), back())),
            (
                "done-told",
                done(vec![word("Glucose Diary"), word("Step Counter")], back()),
            ),
        ]
    }
}
