//! `/terms/{version}` and `/interaction/{flow}/terms`.

use askama::Template;

use super::{Page, guide};

/// The terms in force.
#[derive(Clone, Debug, Template)]
#[template(path = "terms.html")]
pub struct TermsText {
    /// What every page has.
    pub page: Page,
    /// Their version.
    pub version: String,
    /// Their Markdown.
    pub text: String,
}

impl TermsText {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The terms as HTML; what HTML stands in them is shown as text.
    pub fn html(&self) -> String {
        guide::html(&self.text)
    }

    /// The page.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        let view = Self {
            page: page.clone(),
            version: "2026-11".to_owned(),
            text: "# Terms\n\nBe kind.".to_owned(),
        };
        vec![("plain", view)]
    }
}

/// The page that asks for the terms to be accepted.
#[derive(Clone, Debug, Template)]
#[template(path = "accept_terms.html")]
pub struct AcceptTerms {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `terms=1`, `decision`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Where the terms are.
    pub address: String,
    /// Where it is told what has changed.
    pub changes: Option<String>,
    /// Whether they were not ticked (422).
    pub is_missing: bool,
}

impl AcceptTerms {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.is_missing
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |is_missing, changes| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/terms"),
            csrf: word("sample-form-token"),
            address: word("/terms/2026-11"),
            changes,
            is_missing,
        };
        vec![
            (
                "plain",
                with(false, Some(word("https://clinic.example/changes"))),
            ),
            ("missing", with(true, None)),
        ]
    }
}
