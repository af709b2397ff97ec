//! `/recover…`: a forgotten password.

use askama::Template;

use super::{account::password::flaw_text, page::Page};
use crate::{config::policy, model::password::Flaw};

/// The page that asks whose password was forgotten.
#[derive(Clone, Debug, Template)]
#[template(path = "recover.html")]
pub struct Recover {
    /// What every page has.
    pub page: Page,
    /// The form's token.
    pub csrf: String,
    /// The name or address, as it was typed.
    pub username: String,
    /// The sign-in that it is for, if there is one, and where that goes on (GET).
    pub flow: Option<(String, String)>,
    /// Whether nothing was filled in (422).
    pub missing: bool,
}

impl Recover {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.missing
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |username: &str, missing| Self {
            page: page.clone(),
            csrf: word("sample-form-token"),
            username: word(username),
            flow: Some((
                word("01J9Z64K2M7Q"),
                word("/interaction/01J9Z64K2M7Q/login"),
            )),
            missing,
        };
        let alone = Self {
            flow: None,
            username: String::new(),
            ..with("", false)
        };
        vec![
            ("prefilled", with("anna", false)),
            ("alone", alone),
            ("missing", with("", true)),
        ]
    }
}

/// The page that says what to do with the message, and takes the code.
#[derive(Clone, Debug, Template)]
#[template(path = "recover_sent.html")]
pub struct RecoverSent {
    /// What every page has.
    pub page: Page,
    /// The form's token.
    pub csrf: String,
    /// The sign-in that it is for, if there is one.
    pub flow: Option<String>,
    /// Where another message is asked for (GET).
    pub again: String,
    /// How the last try went.
    pub state: CodeState,
}

/// How the last try of a short code went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// There was none.
    First,
    /// The code was not filled in (422).
    Missing,
    /// The code is wrong (422).
    Wrong,
    /// The code works no more: another has to be sent (422; RC-08).
    Over,
    /// Too many wrong codes (429 with `Retry-After`).
    Wait {
        /// For how long.
        seconds: u64,
    },
}

impl CodeState {
    /// Whether it is an error.
    pub fn is_error(self) -> bool {
        self != Self::First
    }

    /// What went wrong and what to do.
    pub fn text(self, page: &Page) -> String {
        match self {
            Self::First => String::new(),
            Self::Missing => page.t("action-code-missing"),
            Self::Wrong => page.t("action-code-wrong-what"),
            Self::Over => page.t("action-code-over"),
            Self::Wait { seconds } => {
                let wait = page.texts.wait(seconds);
                page.text("mfa-wait", &[("wait", wait)])
            }
        }
    }

    const ALL: [(&'static str, Self); 5] = [
        ("first", Self::First),
        ("code-missing", Self::Missing),
        ("code-wrong", Self::Wrong),
        ("code-over", Self::Over),
        ("wait", Self::Wait { seconds: 900 }),
    ];

    /// A sample of each, made by `view`.
    pub(super) fn samples<T>(view: impl Fn(Self) -> T) -> Vec<(&'static str, T)> {
        let all = Self::ALL.into_iter();
        all.map(|(name, state)| (name, view(state))).collect()
    }
}

impl RecoverSent {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.state.is_error()
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        self.state.text(&self.page)
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        CodeState::samples(|state| Self {
            page: page.clone(),
            csrf: word("sample-form-token"),
            flow: Some(word("01J9Z64K2M7Q")),
            again: word("/recover"),
            state,
        })
    }
}

/// The page that asks for the new password.
#[derive(Clone, Debug, Template)]
#[template(path = "recover_new.html")]
pub struct RecoverNew {
    /// What every page has.
    pub page: Page,
    /// The form's token.
    pub csrf: String,
    /// Whose: password managers need it.
    pub username: String,
    /// Fewest characters of a new password.
    pub least: usize,
    /// Whether what was set up to sign in with goes with the old password.
    pub ends_factors: bool,
    /// What went wrong.
    pub error: NewError,
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewError {
    /// Nothing.
    None,
    /// It was not filled in (422).
    Missing,
    /// It is not good enough (422; LG-01, LG-03).
    Flawed(Flaw),
    /// Too much to do (503).
    Unavailable,
}

impl RecoverNew {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != NewError::None
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        match self.error {
            NewError::None | NewError::Unavailable => "",
            NewError::Missing | NewError::Flawed(_) => "new_password",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            NewError::None => String::new(),
            NewError::Missing => self.page.t("own-password-new-missing"),
            NewError::Flawed(flaw) => flaw_text(&self.page, flaw),
            NewError::Unavailable => self.page.t("login-unavailable"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |error| Self {
            page: page.clone(),
            csrf: word("sample-form-token"),
            username: word("anna"),
            least: policy::PASSWORD_MIN,
            ends_factors: false,
            error,
        };
        vec![
            ("plain", with(NewError::None)),
            ("missing", with(NewError::Missing)),
            (
                "too-short",
                with(NewError::Flawed(Flaw::TooShort { least: 12 })),
            ),
            ("unavailable", with(NewError::Unavailable)),
        ]
    }
}
