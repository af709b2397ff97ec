//! The page at the root.

use askama::Template;

use super::Page;

/// What this service is.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
}

impl Home {
    /// The page.
    pub fn new(page: Page) -> Self {
        Self {
            title: page.t("home-title"),
            page,
        }
    }
}
