//! `/account/security`: how a person signs in.

use askama::Template;

use super::{super::page::Page, Frame, Section};

/// What a person signs in with, and where each part is changed.
#[derive(Clone, Debug, Template)]
#[template(path = "account_security.html")]
pub struct Security {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
}

impl Security {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let plain = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
        };
        vec![("plain", plain)]
    }
}
