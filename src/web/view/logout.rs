//! The sign-out page (PAGES row 11).

use askama::Template;

use super::Page;

/// Signing out.
#[derive(Template)]
#[template(path = "logout.html")]
pub struct Logout {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// How far it is.
    pub state: LogoutState,
}

/// How far a sign-out is.
pub enum LogoutState {
    /// The person is asked.
    Ask {
        /// Who they are.
        person: String,
        /// The form's token.
        csrf: String,
    },
    /// Nobody is signed in.
    Nobody,
    /// Done.
    Done,
}

impl Logout {
    /// The page.
    pub fn new(page: Page, state: LogoutState) -> Self {
        let title = match &state {
            LogoutState::Ask { .. } | LogoutState::Nobody => page.t("logout-title"),
            LogoutState::Done => page.t("logout-done-title"),
        };
        Self { page, title, state }
    }

    /// Every state of the page.
    pub fn samples(page: &Page) -> Vec<Self> {
        [
            LogoutState::Ask {
                person: "Anna Berg".into(),
                csrf: "csrf".into(),
            },
            LogoutState::Nobody,
            LogoutState::Done,
        ]
        .into_iter()
        .map(|state| Self::new(page.clone(), state))
        .collect()
    }
}
