//! `/not-me`: a sign-in was not its person's.

use askama::Template;

use super::Page;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "not_me.html")]
pub struct NotMe {
    /// What every page has.
    pub page: Page,
    /// Before or after.
    pub state: NotMeState,
}

/// Before or after the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotMeState {
    /// Whether to sign everybody out.
    Ask {
        /// Where the form goes (POST: `csrf`).
        action: String,
        /// Its token.
        csrf: String,
    },
    /// Everybody is signed out.
    Done {
        /// Where another password is chosen.
        recover: String,
        /// Whether what was added since to sign in with was taken away, too.
        factors: bool,
    },
}

impl NotMe {
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
        let ask = NotMeState::Ask {
            action: word("/not-me"),
            csrf: word("sample-form-token"),
        };
        let done = |factors| NotMeState::Done {
            recover: word("/recover"),
            factors,
        };
        vec![
            ("ask", with(ask)),
            ("done", with(done(false))),
            ("done-factors", with(done(true))),
        ]
    }
}
