//! `/`: what this server is.

use askama::Template;

use super::page::Page;

/// The landing page.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub struct Home {
    /// What every page has.
    pub page: Page,
}

impl Home {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        let with = |dev| Self {
            page: Page {
                dev,
                ..page.clone()
            },
        };
        vec![("plain", with(false)), ("dev", with(true))]
    }
}
