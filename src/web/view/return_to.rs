//! The return page (PAGES row 28).

use askama::Template;

use super::Page;

/// On the way back to the app.
#[derive(Template)]
#[template(path = "return.html")]
pub struct ReturnTo {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// The app's name.
    pub app: String,
    /// The app's address; none if the page was used.
    pub address: Option<String>,
}

impl ReturnTo {
    /// On the way.
    pub fn new(page: Page, app: &str, address: &str) -> Self {
        Self {
            title: page.with("return-title", "app", app),
            page,
            app: app.into(),
            address: Some(address.into()),
        }
    }

    /// Used already, or never there.
    pub fn over(page: Page) -> Self {
        Self {
            title: page.t("return-over-title"),
            page,
            app: String::new(),
            address: None,
        }
    }

    /// Every state of the page.
    pub fn samples(page: &Page) -> Vec<Self> {
        vec![
            Self::new(
                page.clone(),
                "Glucose Diary",
                "https://diary.example.org/cb?code=x&state=y",
            ),
            Self::over(page.clone()),
        ]
    }
}
