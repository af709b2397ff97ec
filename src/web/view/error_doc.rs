//! What an error means and how to fix it, for developers: one template for every reason.

use askama::Template;

use super::Page;
use crate::core::Reason;

/// One reason, or the list of all.
#[derive(Template)]
#[template(path = "error_doc.html")]
pub struct ErrorDoc {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// The reason.
    pub doc: Option<Doc>,
    /// All reasons, as code and description.
    pub entries: Vec<(&'static str, String)>,
}

/// A reason, explained.
pub struct Doc {
    /// What happened.
    pub what: String,
    /// How to fix it.
    pub fix: String,
    /// The OAuth error.
    pub error: &'static str,
    /// The HTTP status.
    pub status: u16,
}

impl ErrorDoc {
    /// One reason.
    pub fn one(page: Page, reason: Reason) -> Self {
        let doc = Doc {
            what: page.texts.description(reason),
            fix: page.texts.fix(reason),
            error: reason.oauth_error(),
            status: reason.status(),
        };
        Self {
            title: page.with("doc-title", "code", reason.code()),
            page,
            doc: Some(doc),
            entries: Vec::new(),
        }
    }

    /// All reasons.
    pub fn index(page: Page) -> Self {
        let entries = Reason::ALL
            .iter()
            .filter(|reason| page.texts.has(**reason))
            .map(|reason| (reason.code(), page.texts.description(*reason)))
            .collect();
        Self {
            title: page.t("doc-index-title"),
            page,
            doc: None,
            entries,
        }
    }

    /// Every state of the page.
    pub fn samples(page: &Page) -> Vec<Self> {
        let known = Reason::ALL.iter().filter(|reason| page.texts.has(**reason));
        known
            .map(|reason| Self::one(page.clone(), *reason))
            .chain([Self::index(page.clone())])
            .collect()
    }
}
