//! `/account/legacy`: an app still signs in the old way.

use askama::Template;

use super::{
    super::page::{Page, SAMPLE_TIME},
    Frame, Section,
};
use crate::core::Timestamp;

/// The notice.
#[derive(Clone, Debug, Template)]
#[template(path = "account_legacy.html")]
pub struct LegacyNotice {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The form's token (POST: `decision=upgrade` or `decision=later`).
    pub csrf: String,
    /// The apps.
    pub old: Vec<Old>,
}

/// An app that signs in the old way.
#[derive(Clone, Debug)]
pub struct Old {
    /// Its name.
    pub app: String,
    /// When that ends, if it is known.
    pub ends: Option<Timestamp>,
}

impl LegacyNotice {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |old| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Overview, word),
            csrf: word("sample-form-token"),
            old,
        };
        let one = |ends| Old {
            app: word("Old Diary"),
            ends,
        };
        vec![
            ("some", with(vec![one(Some(SAMPLE_TIME)), one(None)])),
            ("none", with(Vec::new())),
        ]
    }
}
