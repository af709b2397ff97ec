//! `/account/security/password`: another password.

use askama::Template;

use super::{super::page::Page, Frame, Section};
use crate::{config::policy, model::password::Flaw};

/// The page that changes a password.
#[derive(Clone, Debug, Template)]
#[template(path = "account_password.html")]
pub struct ChangePassword {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The form's token.
    pub csrf: String,
    /// The name that they sign in with: password managers need it.
    pub username: String,
    /// Fewest characters of a new password.
    pub least: usize,
    /// What went wrong.
    pub error: PasswordError,
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Nothing.
    None,
    /// The current password was not filled in (422).
    CurrentMissing,
    /// The current password is wrong (422).
    CurrentWrong,
    /// The new password was not filled in (422).
    NewMissing,
    /// The new password is the present one (422).
    Same,
    /// The new password is not good enough (422; LG-01, LG-03).
    Flawed(Flaw),
    /// Too many tries (429 with `Retry-After`).
    Wait {
        /// For how long.
        seconds: u64,
    },
    /// Too much to do (503).
    Unavailable,
}

impl ChangePassword {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != PasswordError::None
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        match self.error {
            PasswordError::CurrentMissing | PasswordError::CurrentWrong => "password",
            PasswordError::NewMissing | PasswordError::Same | PasswordError::Flawed(_) => {
                "new_password"
            }
            PasswordError::None | PasswordError::Wait { .. } | PasswordError::Unavailable => "",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            PasswordError::None => String::new(),
            PasswordError::CurrentMissing => self.page.t("own-password-current-missing"),
            PasswordError::CurrentWrong => self.page.t("own-password-current-wrong"),
            PasswordError::NewMissing => self.page.t("own-password-new-missing"),
            PasswordError::Same => self.page.t("own-password-same"),
            PasswordError::Flawed(flaw) => flaw_text(&self.page, flaw),
            PasswordError::Wait { seconds } => {
                let wait = self.page.texts.wait(seconds);
                self.page.text("login-wait", &[("wait", wait)])
            }
            PasswordError::Unavailable => self.page.t("login-unavailable"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |error| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            csrf: word("sample-form-token"),
            username: word("anna"),
            least: policy::PASSWORD_MIN,
            error,
        };
        vec![
            ("plain", with(PasswordError::None)),
            ("current-missing", with(PasswordError::CurrentMissing)),
            ("current-wrong", with(PasswordError::CurrentWrong)),
            ("new-missing", with(PasswordError::NewMissing)),
            ("same", with(PasswordError::Same)),
            (
                "too-short",
                with(PasswordError::Flawed(Flaw::TooShort { least: 12 })),
            ),
            (
                "too-long",
                with(PasswordError::Flawed(Flaw::TooLong { most: 256 })),
            ),
            (
                "guessable",
                with(PasswordError::Flawed(Flaw::Guessable { score: 1 })),
            ),
            ("listed", with(PasswordError::Flawed(Flaw::Listed))),
            ("wait", with(PasswordError::Wait { seconds: 30 })),
            ("unavailable", with(PasswordError::Unavailable)),
        ]
    }
}

/// Why a new password is not taken, with how long it would stand: the meter, in words.
pub fn flaw_text(page: &Page, flaw: Flaw) -> String {
    match flaw {
        Flaw::TooShort { least } => page.count(
            "password-too-short",
            &u64::try_from(least).unwrap_or(u64::MAX),
        ),
        Flaw::TooLong { most } => page.text("password-too-long", &[("most", most.to_string())]),
        Flaw::Guessable { score: 0 } => page.t("password-guessed-at-once"),
        Flaw::Guessable { score: 1 } => page.t("password-guessed-in-minutes"),
        Flaw::Guessable { .. } => page.t("password-guessed-in-hours"),
        Flaw::Listed => page.t("password-listed"),
    }
}
