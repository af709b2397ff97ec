//! `/interaction/{flow}/enrol`.

use askama::Template;

use super::{AppName, Page};

/// The page that asks for a second factor to be set up.
#[derive(Clone, Debug, Template)]
#[template(path = "enrol.html")]
pub struct Enrol {
    /// What every page has.
    pub page: Page,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// Where it is set up (GET).
    pub setup: String,
    /// Where the sign-in goes on afterwards (GET).
    pub next: String,
}

impl Enrol {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let view = Self {
            page: page.clone(),
            app: AppName::sample(word),
            setup: word("/account/security"),
            next: word("/interaction/01J9Z64K2M7Q/enrol"),
        };
        vec![("first", view)]
    }
}
