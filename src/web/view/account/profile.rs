//! `/account/profile…`: what is known of a person, and how they are reached.

use askama::Template;

use super::{Frame, Section};
use crate::{
    core::Timestamp,
    http::texts::Html,
    web::view::page::{Page, SAMPLE_TIME},
};

/// The profile: a form for each block.
#[derive(Clone, Debug, Template)]
#[template(path = "account_profile.html")]
pub struct Profile {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The token of the form with names and language.
    pub csrf: String,
    /// The token of the form that has a message sent.
    pub csrf_verify: String,
    /// The token of the forms that take a change back (POST: `what`).
    pub csrf_cancel: String,
    /// The changes that are not confirmed yet.
    pub waiting: Vec<Waits>,
    /// The full name.
    pub name: String,
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// The language, as a tag; empty if none was chosen.
    pub locale: String,
    /// The languages to choose from: tag, name in itself.
    pub languages: Vec<(&'static str, &'static str)>,
    /// The time zone.
    pub zone: String,
    /// The name that they sign in with.
    pub username: Option<String>,
    /// The address, and whether it is proven.
    pub email: Option<(String, bool)>,
    /// The number, where there can be one: as it is, or none yet.
    pub mobile: Option<Option<String>>,
    /// Whether mail can be sent.
    pub mail: bool,
    /// The field that is wrong, if one is (422).
    pub wrong: Option<&'static str>,
}

/// Another address or number, before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Which.
    pub asks: Asks,
    /// The new one.
    pub to: String,
    /// When what was sent there ends.
    pub until: Timestamp,
}

impl Profile {
    /// What is said of a change that waits.
    pub fn waits(&self, one: &Waits) -> Html {
        let until = self.page.moment(&one.until);
        let values = [("to", one.to.as_str()), ("until", until.as_str())];
        match one.asks {
            Asks::Email => self.page.html("profile-email-waits", &values),
            Asks::Mobile | Asks::Code => self.page.html("profile-mobile-waits", &values),
        }
    }

    /// The key of the button that takes it back.
    pub fn cancel_key(&self, one: &Waits) -> &'static str {
        match one.asks {
            Asks::Email => "profile-email-cancel",
            Asks::Mobile | Asks::Code => "profile-mobile-cancel",
        }
    }

    /// The key of the link to another address: there may be none yet.
    pub fn email_key(&self) -> &'static str {
        title_key(Asks::Email, self.email.is_none())
    }

    /// The same for the number.
    pub fn mobile_key(&self) -> &'static str {
        title_key(
            Asks::Mobile,
            self.mobile.as_ref().is_none_or(Option::is_none),
        )
    }

    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.wrong.is_some()
    }

    /// The field that the error is about.
    pub fn field(&self) -> &'static str {
        self.wrong.unwrap_or_default()
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.wrong {
            None => String::new(),
            Some("zoneinfo") => self.page.t("profile-zone-wrong"),
            Some(_) => self.page.t("profile-name-wrong"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let full = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Profile, word),
            csrf: word("sample-form-token"),
            csrf_verify: word("sample-form-token"),
            csrf_cancel: word("sample-form-token"),
            waiting: Vec::new(),
            name: word("Anna Berg"),
            given_name: word("Anna"),
            family_name: word("Berg"),
            locale: "de".into(),
            languages: vec![("en", "English"), ("de", "Deutsch")],
            zone: word("Europe/Zurich"),
            username: Some(word("anna")),
            email: Some((word("anna@example.org"), false)),
            mobile: Some(Some(word("+41791234567"))),
            mail: true,
            wrong: None,
        };
        let bare = Self {
            username: None,
            email: None,
            mobile: Some(None),
            ..full.clone()
        };
        let proven = Self {
            email: Some((word("anna@example.org"), true)),
            mobile: None,
            ..full.clone()
        };
        let waits = |asks, to| Waits {
            asks,
            to: word(to),
            until: SAMPLE_TIME,
        };
        let waiting = Self {
            waiting: vec![
                waits(Asks::Email, "anna@new.example"),
                waits(Asks::Mobile, "+41797654321"),
            ],
            ..proven.clone()
        };
        let wrong = |field| Self {
            wrong: Some(field),
            ..full.clone()
        };
        vec![
            ("full", full.clone()),
            ("bare", bare),
            ("proven", proven),
            ("waiting", waiting),
            ("name-wrong", wrong("full_name")),
            ("zone-wrong", wrong("zoneinfo")),
        ]
    }
}

/// A page that asks for another address or number, or for the code that was sent to it.
#[derive(Clone, Debug, Template)]
#[template(path = "account_contact.html")]
pub struct ChangeContact {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The form's token.
    pub csrf: String,
    /// What is asked.
    pub asks: Asks,
    /// Whether there is none before it.
    pub is_first: bool,
    /// What was typed.
    pub typed: String,
    /// What went wrong, as the key of its text.
    pub error: Option<&'static str>,
}

/// What a page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// An address.
    Email,
    /// A number.
    Mobile,
    /// The code that was sent to the number.
    Code,
}

impl Asks {
    /// The field.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Mobile => "mobile",
            Self::Code => "code",
        }
    }
}

/// The key of the heading of a page that asks for it, and of what leads there.
const fn title_key(asks: Asks, is_first: bool) -> &'static str {
    match (asks, is_first) {
        (Asks::Email, true) => "contact-email-first",
        (Asks::Email, false) => "contact-email-title",
        (Asks::Mobile, true) => "contact-mobile-first",
        (Asks::Mobile, false) => "contact-mobile-title",
        (Asks::Code, _) => "contact-code-title",
    }
}

impl ChangeContact {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error.is_some()
    }

    /// The field.
    pub fn field(&self) -> &'static str {
        self.asks.field()
    }

    /// The heading.
    pub fn title(&self) -> String {
        self.page.t(title_key(self.asks, self.is_first))
    }

    /// Where the form goes.
    pub const fn action(&self) -> &'static str {
        match self.asks {
            Asks::Email => "/account/profile/email",
            Asks::Mobile => "/account/profile/mobile",
            Asks::Code => "/account/profile/mobile/code",
        }
    }

    /// A text of this page.
    pub fn say(&self, part: &str) -> String {
        self.page.t(&format!("contact-{}-{part}", self.field()))
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        self.error.map_or_else(String::new, |key| self.page.t(key))
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |asks, typed: &str, error| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Profile, word),
            csrf: word("sample-form-token"),
            asks,
            is_first: false,
            typed: word(typed),
            error,
        };
        let first = |asks| Self {
            is_first: true,
            ..with(asks, "", None)
        };
        vec![
            ("email-first", first(Asks::Email)),
            ("mobile-first", first(Asks::Mobile)),
            ("email", with(Asks::Email, "", None)),
            (
                "email-wrong",
                with(Asks::Email, "anna@", Some("contact-email-wrong")),
            ),
            ("mobile", with(Asks::Mobile, "", None)),
            (
                "mobile-wrong",
                with(Asks::Mobile, "079", Some("contact-mobile-wrong")),
            ),
            (
                "same",
                with(Asks::Mobile, "+41791234567", Some("contact-same")),
            ),
            ("code", with(Asks::Code, "", None)),
            (
                "code-wrong",
                with(Asks::Code, "", Some("action-code-wrong-what")),
            ),
            ("code-over", with(Asks::Code, "", Some("action-code-over"))),
        ]
    }
}
