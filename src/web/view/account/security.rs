//! `/account/security`: how a person signs in.

use askama::Template;

use super::{
    super::page::{Page, SAMPLE_TIME},
    Frame, Section,
};
use crate::core::Timestamp;

/// What a person signs in with, and where each part is changed.
#[derive(Clone, Debug, Template)]
#[template(path = "account_security.html")]
pub struct Security {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The authenticator apps that are on.
    pub authenticators: Vec<Named>,
    /// How many passkeys there are; `None` where none can be used.
    pub passkeys: Option<u64>,
    /// How many recovery codes are left.
    pub codes: u64,
    /// Whether their person has not said that they keep them.
    pub codes_unsaved: bool,
    /// The devices that are remembered.
    pub devices: Vec<Remembered>,
    /// The token of their forms.
    pub devices_csrf: String,
}

/// An authenticator app, as it is listed.
#[derive(Clone, Debug)]
pub struct Named {
    /// Where it is named and removed.
    pub path: String,
    /// What its person calls it.
    pub name: String,
    /// When it was turned on.
    pub since: Timestamp,
}

/// A device where no second factor is asked.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// What a form names it by.
    pub id: String,
    /// A browser and a system.
    pub label: String,
    /// Whether it is the one that looks.
    pub here: bool,
    /// Until when.
    pub until: Timestamp,
}

impl Security {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// Whether there is a second factor, which recovery codes can stand in for.
    pub fn has_factor(&self) -> bool {
        !self.authenticators.is_empty() || self.passkeys.is_some_and(|count| count > 0)
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let none = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            authenticators: Vec::new(),
            passkeys: None,
            codes: 0,
            codes_unsaved: false,
            devices: Vec::new(),
            devices_csrf: word("sample-form-token"),
        };
        let named = |id: &str, name: &str| Named {
            path: word(&format!("/account/security/totp/{id}")),
            name: word(name),
            since: SAMPLE_TIME,
        };
        let device = |id: &str, label: &str, here| Remembered {
            id: word(id),
            label: word(label),
            here,
            until: SAMPLE_TIME,
        };
        let all = Self {
            authenticators: vec![
                named("01J9Z64K2M7Q", "My phone"),
                named("01J9Z64K2M7R", "Tablet"),
            ],
            passkeys: Some(2),
            codes: 10,
            devices: vec![
                device("a1", "Firefox on Windows", true),
                device("a2", "Safari on iPhone", false),
            ],
            ..none.clone()
        };
        let few = Self {
            passkeys: Some(0),
            codes: 1,
            codes_unsaved: true,
            devices: Vec::new(),
            ..all.clone()
        };
        vec![("none", none), ("all", all), ("few", few)]
    }
}
