//! `/account/passkeys…`: passkeys.

use askama::Template;

use super::{
    super::page::{Page, SAMPLE_TIME},
    Frame, Section,
};
use crate::core::Timestamp;

/// The passkeys of a person.
#[derive(Clone, Debug, Template)]
#[template(path = "account_passkeys.html")]
pub struct Passkeys {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// All of them.
    pub passkeys: Vec<Listed>,
}

/// A passkey, as it is listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Where it is named and removed.
    pub path: String,
    /// What its person calls it.
    pub name: String,
    /// When it was added.
    pub since: Timestamp,
    /// When somebody last signed in with it.
    pub used: Option<Timestamp>,
    /// The other address that it was made for, if it is of no use here.
    pub elsewhere: Option<String>,
}

impl Passkeys {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let none = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            passkeys: Vec::new(),
        };
        let listed = |id: &str, name: &str, used, elsewhere: Option<&str>| Listed {
            path: word(&format!("/account/passkeys/{id}")),
            name: word(name),
            since: SAMPLE_TIME,
            used,
            elsewhere: elsewhere.map(word),
        };
        let some = Self {
            passkeys: vec![
                listed("01J9Z64K2M7Q", "My phone", Some(SAMPLE_TIME), None),
                listed("01J9Z64K2M7R", "Blue key", None, None),
                listed("01J9Z64K2M7S", "Old phone", None, Some("old.example.org")),
            ],
            ..none.clone()
        };
        vec![("none", none), ("some", some)]
    }
}

/// The page that adds a passkey.
#[derive(Clone, Debug, Template)]
#[template(path = "account_passkey_new.html")]
pub struct NewPasskey {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The form's token.
    pub csrf: String,
    /// The token of the script's question.
    pub ask_csrf: String,
    /// What the person calls it.
    pub name: String,
    /// What went wrong.
    pub error: NewPasskeyError,
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewPasskeyError {
    /// Nothing.
    None,
    /// The name is empty or too long (422).
    Name,
    /// No passkey came: there was no script (422).
    Missing,
    /// The passkey is no good (422).
    Wrong,
    /// It took too long (422).
    Late,
}

impl NewPasskey {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != NewPasskeyError::None
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        match self.error {
            NewPasskeyError::Name => "name",
            NewPasskeyError::None
            | NewPasskeyError::Missing
            | NewPasskeyError::Wrong
            | NewPasskeyError::Late => "",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            NewPasskeyError::None => String::new(),
            NewPasskeyError::Name => self.page.t("passkey-name-bad"),
            NewPasskeyError::Missing => self.page.t("passkey-missing"),
            NewPasskeyError::Wrong => self.page.t("passkey-new-wrong"),
            NewPasskeyError::Late => self.page.t("passkey-late"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |error| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            csrf: word("sample-form-token"),
            ask_csrf: word("sample-form-token"),
            name: word("My phone"),
            error,
        };
        vec![
            ("plain", with(NewPasskeyError::None)),
            ("name", with(NewPasskeyError::Name)),
            ("missing", with(NewPasskeyError::Missing)),
            ("wrong", with(NewPasskeyError::Wrong)),
            ("late", with(NewPasskeyError::Late)),
        ]
    }
}

/// The page of one passkey.
#[derive(Clone, Debug, Template)]
#[template(path = "account_passkey.html")]
pub struct OnePasskey {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// Where it is named and, one step on, removed.
    pub path: String,
    /// What its person calls it.
    pub name: String,
    /// What is to be done with it.
    pub state: PasskeyState,
}

/// What is to be done with a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyState {
    /// It gets another name.
    Rename {
        /// The form's token.
        csrf: String,
        /// The name is empty or too long (422).
        wrong: bool,
    },
    /// It is removed, if its person says so.
    Remove {
        /// The form's token.
        csrf: String,
        /// It is the last second factor.
        last: bool,
    },
    /// It cannot be removed: it is the last second factor, and one is needed.
    Needed,
    /// It cannot be removed: there is no password.
    NoPassword,
}

impl OnePasskey {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        matches!(self.state, PasskeyState::Rename { wrong: true, .. })
    }

    /// The key of the title.
    pub const fn title_key(&self) -> &'static str {
        match self.state {
            PasskeyState::Rename { .. } => "passkey-rename-title",
            PasskeyState::Remove { .. } | PasskeyState::Needed | PasskeyState::NoPassword => {
                "passkey-remove-title"
            }
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let csrf = || word("sample-form-token");
        let with = |state| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            path: word("/account/passkeys/01J9Z64K2M7Q"),
            name: word("My phone"),
            state,
        };
        let rename = |wrong| {
            with(PasskeyState::Rename {
                csrf: csrf(),
                wrong,
            })
        };
        let remove = |last| with(PasskeyState::Remove { csrf: csrf(), last });
        vec![
            ("rename", rename(false)),
            ("rename-wrong", rename(true)),
            ("remove", remove(false)),
            ("remove-last", remove(true)),
            ("needed", with(PasskeyState::Needed)),
            ("no-password", with(PasskeyState::NoPassword)),
        ]
    }
}
