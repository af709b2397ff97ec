//! `/account/data`: what is kept, and the end of the account.

use askama::Template;

use super::{super::page::Page, Frame, Section};
use crate::core::Timestamp;

/// The page of a person's data.
#[derive(Clone, Debug, Template)]
#[template(path = "account_data.html")]
pub struct Data {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The token of the form that downloads.
    pub export_csrf: String,
    /// The token of the form that asks for the end.
    pub delete_csrf: String,
    /// The token of the form that keeps the account.
    pub keep_csrf: String,
    /// When the account is deleted, if that was asked.
    pub delete_at: Option<Timestamp>,
    /// How many days there are to think again.
    pub days: u64,
    /// Whether the box was not ticked.
    pub unticked: bool,
}

impl Data {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.unticked
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |delete_at, unticked| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Data, word),
            export_csrf: word("sample-form-token"),
            delete_csrf: word("sample-form-token"),
            keep_csrf: word("sample-form-token"),
            delete_at,
            days: 14,
            unticked,
        };
        let at = Timestamp::from_secs(1_800_000_000);
        vec![
            ("first", with(None, false)),
            ("unticked", with(None, true)),
            ("leaving", with(Some(at), false)),
        ]
    }
}
