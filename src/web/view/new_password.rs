//! `/interaction/{flow}/password/new`: a new password before the sign-in ends.

use askama::Template;

use super::{
    account::password::flaw_text,
    page::{AppName, Page},
};
use crate::{config::policy, model::password::Flaw};

/// The page that asks for a new password.
#[derive(Clone, Debug, Template)]
#[template(path = "new_password.html")]
pub struct NewPassword {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `new_password`).
    pub action: String,
    /// Where another name is given (GET).
    pub restart: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// Fewest characters of a new password.
    pub least: usize,
    /// What went wrong.
    pub error: NewPasswordError,
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewPasswordError {
    /// Nothing.
    None,
    /// It was not filled in (422).
    Missing,
    /// It is the one that has to be changed (422).
    Same,
    /// It is not good enough (422; LG-01, LG-03).
    Flawed(Flaw),
    /// Too much to do (503).
    Unavailable,
}

impl NewPassword {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != NewPasswordError::None
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        match self.error {
            NewPasswordError::None | NewPasswordError::Unavailable => "",
            NewPasswordError::Missing | NewPasswordError::Same | NewPasswordError::Flawed(_) => {
                "new_password"
            }
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            NewPasswordError::None => String::new(),
            NewPasswordError::Missing => self.page.t("own-password-new-missing"),
            NewPasswordError::Same => self.page.t("new-password-same"),
            NewPasswordError::Flawed(flaw) => flaw_text(&self.page, flaw),
            NewPasswordError::Unavailable => self.page.t("login-unavailable"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |error| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/password/new"),
            restart: word("/interaction/01J9Z64K2M7Q/login"),
            csrf: word("sample-form-token"),
            app: AppName::sample(word),
            least: policy::PASSWORD_MIN,
            error,
        };
        vec![
            ("plain", with(NewPasswordError::None)),
            ("missing", with(NewPasswordError::Missing)),
            ("same", with(NewPasswordError::Same)),
            (
                "guessable",
                with(NewPasswordError::Flawed(Flaw::Guessable { score: 0 })),
            ),
            ("unavailable", with(NewPasswordError::Unavailable)),
        ]
    }
}
