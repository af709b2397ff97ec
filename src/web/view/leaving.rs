//! `/interaction/{flow}/leaving`.

use askama::Template;

use super::{AppName, Page};
use crate::core::Timestamp;

/// The page that asks whether an account is to stay.
#[derive(Clone, Debug, Template)]
#[template(path = "leaving.html")]
pub struct Leaving {
    /// What every page has.
    pub page: Page,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// Where the form goes.
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// When the account is deleted.
    pub delete_at: Timestamp,
}

impl Leaving {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let view = Self {
            page: page.clone(),
            app: AppName::sample(word),
            action: word("/interaction/01J9Z64K2M7Q/leaving"),
            csrf: word("sample-form-token"),
            delete_at: Timestamp::from_secs(1_800_000_000),
        };
        vec![("ask", view)]
    }
}
