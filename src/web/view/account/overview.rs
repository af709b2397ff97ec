//! `/account`: what there is, and what to do next.

use askama::Template;

use super::{
    super::page::{Page, SAMPLE_TIME},
    Frame, Section,
};
use crate::{core::Timestamp, model::Notice};

/// The first account page.
#[derive(Clone, Debug, Template)]
#[template(path = "account_overview.html")]
pub struct Overview {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// Who is signed in, as they are called.
    pub person: String,
    /// When they signed in.
    pub last: Timestamp,
}

impl Overview {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let plain = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Overview, word),
            person: word("Anna Berg"),
            last: SAMPLE_TIME,
        };
        let mut told = plain.clone();
        told.frame.notice = Some(Notice::PasswordChanged);
        vec![("plain", plain), ("notice", told)]
    }
}
