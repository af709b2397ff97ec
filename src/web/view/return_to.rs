//! `/return/{id}`: the page from which the browser goes back to the app.

use askama::Template;

use super::page::{AppName, Page};

/// The way back to the app. A form may not end at another origin (`form-action 'self'`), a page
/// that refreshes may.
#[derive(Clone, Debug, Template)]
#[template(path = "return.html")]
pub struct ReturnTo {
    /// What every page has.
    pub page: Page,
    /// Whether there is a way.
    pub state: ReturnState,
}

/// Whether there is a way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnState {
    /// The browser goes on by itself, or by the link.
    Going {
        /// The app.
        app: AppName,
        /// The validated redirect target with the answer in it.
        url: String,
    },
    /// The browser posts a form to the app: by the script, or by its button
    /// (`response_mode=form_post`).
    Posting {
        /// The app.
        app: AppName,
        /// The validated redirect target.
        action: String,
        /// What it gets, by name.
        fields: Vec<(String, String)>,
    },
    /// The address was used before or is unknown (404 or 410).
    Gone,
}

impl ReturnTo {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.state == ReturnState::Gone
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |state| Self {
            page: page.clone(),
            state,
        };
        let app = AppName::sample(word);
        let url = word("https://diary.example.org/callback?code=a&state=b&iss=c");
        let posting = ReturnState::Posting {
            app: app.clone(),
            action: word("https://diary.example.org/callback"),
            fields: ["code", "state", "iss"]
                .map(|name| (name.to_owned(), word("value")))
                .to_vec(),
        };
        vec![
            ("going", with(ReturnState::Going { app, url })),
            ("posting", with(posting)),
            ("gone", with(ReturnState::Gone)),
        ]
    }
}
