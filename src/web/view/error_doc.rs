//! `/docs/errors` and `/docs/errors/{code}`: what each reason means, for developers.

use askama::Template;

use super::page::Page;
use crate::core::Reason;

/// The page about one reason.
#[derive(Clone, Debug, Template)]
#[template(path = "error_doc.html")]
pub struct ErrorDoc {
    /// What every page has.
    pub page: Page,
    /// The reason.
    pub reason: Reason,
}

/// The list of all reasons.
#[derive(Clone, Debug, Template)]
#[template(path = "error_index.html")]
pub struct ErrorIndex {
    /// What every page has.
    pub page: Page,
}

impl ErrorDoc {
    /// Whether the page reports an error: it explains one.
    pub fn is_error(&self) -> bool {
        false
    }

    /// A text about the reason.
    pub fn says(&self, part: &str) -> String {
        self.page.texts.reason(self.reason, part)
    }

    /// The reason that answers show instead of this one, if they do.
    pub fn shown_as(&self) -> Option<Reason> {
        let public = self.reason.public();
        (public != self.reason).then_some(public)
    }

    /// The page for every reason.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        let with = |reason: &Reason| Self {
            page: page.clone(),
            reason: *reason,
        };
        Reason::ALL.iter().map(|r| (r.code(), with(r))).collect()
    }
}

impl ErrorIndex {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// Every reason.
    pub fn reasons(&self) -> &'static [Reason] {
        Reason::ALL
    }

    /// A reason's description.
    pub fn description(&self, reason: &Reason) -> String {
        self.page.texts.reason(*reason, "description")
    }

    /// The page.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        vec![("all", Self { page: page.clone() })]
    }
}
