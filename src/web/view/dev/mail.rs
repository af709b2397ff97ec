//! `/dev/mail`: what people were written.

use askama::Template;

use crate::{core::Timestamp, http::page::SAMPLE_TIME, web::view::Page};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "dev_mail.html")]
pub struct DevMail {
    /// What every page has.
    pub page: Page,
    /// The letters, the newest first.
    pub letters: Vec<LetterRow>,
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// When it was written.
    pub at: Timestamp,
    /// Which.
    pub template: String,
    /// In which language.
    pub language: String,
    /// To whom; empty once that is erased.
    pub to: String,
    /// What it is about; empty in a text message.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Where its button leads.
    pub link: Option<String>,
    /// Why it was not sent.
    pub failure: Option<String>,
}

impl Default for LetterRow {
    fn default() -> Self {
        Self {
            at: SAMPLE_TIME,
            template: String::new(),
            language: String::new(),
            to: String::new(),
            subject: String::new(),
            text: String::new(),
            link: None,
            failure: None,
        }
    }
}

impl DevMail {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let mail = LetterRow {
            template: word("verify"),
            language: word("en"),
            to: word("anna@example.org"),
            subject: word("Is this your address?"),
            text: word("Please confirm that this address is yours."),
            link: Some(word("http://localhost:8080/verify-email")),
            ..LetterRow::default()
        };
        let text = LetterRow {
            subject: String::new(),
            link: None,
            ..mail.clone()
        };
        let gone = LetterRow {
            template: word("reset"),
            failure: Some(word("expired")),
            ..LetterRow::default()
        };
        let of = |letters| Self {
            page: page.clone(),
            letters,
        };
        vec![
            ("full", of(vec![mail, text, gone])),
            ("empty", of(Vec::new())),
        ]
    }
}
