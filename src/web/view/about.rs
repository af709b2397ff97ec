//! `/help`, `/privacy`, `/accessibility`.

use askama::Template;

use super::{Page, guide};

/// A page that the foot leads to.
#[derive(Clone, Debug, Template)]
#[template(path = "about.html")]
pub struct About {
    /// What every page has.
    pub page: Page,
    /// Which.
    pub kind: AboutKind,
    /// The operator's text in Markdown; else the program's own is shown.
    pub text: Option<String>,
}

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboutKind {
    /// `/help`.
    Help,
    /// `/privacy`.
    Privacy,
    /// `/accessibility`.
    Accessibility,
}

impl About {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The heading of the program's own text; also the title.
    pub fn title(&self) -> String {
        self.page.t(match self.kind {
            AboutKind::Help => "about-help-title",
            AboutKind::Privacy => "about-privacy-title",
            AboutKind::Accessibility => "about-accessibility-title",
        })
    }

    /// The operator's text as HTML; what HTML stands in it is shown as text.
    pub fn html(&self) -> Option<String> {
        self.text.as_deref().map(guide::html)
    }

    /// The paragraphs of the program's own text.
    pub fn own(&self) -> Vec<String> {
        let keys: &[&str] = match self.kind {
            AboutKind::Help => &[
                "about-help-sign-in",
                "about-help-second",
                "about-help-passkeys",
                "about-help-apps",
                "about-help-contact",
            ],
            AboutKind::Privacy => &[
                "about-privacy-kept",
                "about-privacy-shared",
                "about-privacy-cookies",
                "about-privacy-rights",
            ],
            AboutKind::Accessibility => &[
                "about-accessibility-aim",
                "about-accessibility-how",
                "about-accessibility-tested",
                "about-accessibility-contact",
            ],
        };
        keys.iter().map(|key| self.page.t(key)).collect()
    }

    /// The pages with the program's own texts.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        let with = |kind| Self {
            page: page.clone(),
            kind,
            text: None,
        };
        vec![
            ("help", with(AboutKind::Help)),
            ("privacy", with(AboutKind::Privacy)),
            ("accessibility", with(AboutKind::Accessibility)),
        ]
    }

    /// A page with an operator's text.
    pub fn own_samples(page: &Page) -> Vec<(&'static str, Self)> {
        let view = Self {
            page: page.clone(),
            kind: AboutKind::Help,
            text: Some("# Help\n\nCall us.".to_owned()),
        };
        vec![("help", view)]
    }
}
