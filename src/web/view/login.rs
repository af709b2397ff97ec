//! `/interaction/{flow}/login`: sign in with username and password.

use askama::Template;

use super::page::{AppName, Page};

/// The sign-in page: one form, or its second step when only the username was sent.
#[derive(Clone, Debug, Template)]
#[template(path = "login.html")]
pub struct Login {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `username`, `password`, `remember=1`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// The username as it was sent, kept through errors.
    pub username: String,
    /// Which step.
    pub step: LoginStep,
    /// What went wrong.
    pub error: LoginError,
    /// Whether "keep me signed in" is ticked.
    pub remember: bool,
    /// Where a forgotten password is reset, if that is possible.
    pub forgot: Option<String>,
    /// Where an account is created, if that is possible.
    pub create: Option<String>,
    /// Where a passkey is asked for (POST: `csrf`, `at`), if there are any: the form then has
    /// `credential`.
    pub passkey: Option<String>,
    /// Where whoever has an invitation uses it, if accounts are made so.
    pub invited: Option<String>,
}

/// The steps of the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginStep {
    /// Username and password.
    Both,
    /// The password alone: the username is known and fixed.
    Password {
        /// Where another username is given (GET).
        other: String,
    },
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// Nothing.
    None,
    /// The username was not filled in (422).
    UsernameMissing,
    /// The password was not filled in (422).
    PasswordMissing,
    /// Username or password are wrong, for whatever reason (422; LG-06).
    Wrong,
    /// Too many tries (429 with `Retry-After`; LG-09).
    Wait {
        /// For how long.
        seconds: u64,
    },
    /// Too much to do, or maintenance (503).
    Unavailable,
    /// The form was not ours, or too old (403): the page was made anew.
    Stale,
    /// The passkey is wrong, for whatever reason (422).
    Passkey,
    /// The passkey was answered too late (422).
    Late,
}

impl Login {
    /// The first page, before anything was typed.
    pub fn new(page: Page, action: String, csrf: String, app: AppName) -> Self {
        Self {
            page,
            action,
            csrf,
            app,
            username: String::new(),
            step: LoginStep::Both,
            error: LoginError::None,
            remember: false,
            forgot: None,
            create: None,
            passkey: None,
            invited: None,
        }
    }

    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != LoginError::None
    }

    /// Whether the page is the first step.
    pub fn asks_username(&self) -> bool {
        self.step == LoginStep::Both
    }

    /// Whether the browser is to offer a passkey when the page opens: not the one that was just
    /// refused.
    pub fn offers_at_once(&self) -> bool {
        self.asks_username() && ![LoginError::Passkey, LoginError::Late].contains(&self.error)
    }

    /// Whether the username field is marked as wrong.
    pub fn is_username_wrong(&self) -> bool {
        let wrong = [LoginError::UsernameMissing, LoginError::Wrong].contains(&self.error);
        wrong && self.asks_username()
    }

    /// Whether the password field is marked as wrong.
    pub fn is_password_wrong(&self) -> bool {
        [LoginError::PasswordMissing, LoginError::Wrong].contains(&self.error)
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        if self.is_username_wrong() {
            "username"
        } else if self.is_password_wrong() {
            "password"
        } else {
            ""
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            LoginError::None => String::new(),
            LoginError::UsernameMissing => self.page.identifier_missing(),
            LoginError::PasswordMissing => self.page.t("login-password-missing"),
            LoginError::Wrong => self.page.identifier_wrong(),
            LoginError::Wait { seconds } => {
                let wait = self.page.texts.wait(seconds);
                self.page.text("login-wait", &[("wait", wait)])
            }
            LoginError::Unavailable => self.page.t("login-unavailable"),
            LoginError::Stale => self.page.t("form-stale"),
            LoginError::Passkey => self.page.t("passkey-wrong"),
            LoginError::Late => self.page.t("passkey-late"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let first = Self {
            forgot: Some(word("/recover")),
            create: Some(word("/join")),
            passkey: Some(word("/interaction/01J9Z64K2M7Q/passkey")),
            invited: None,
            ..Self::new(
                page.clone(),
                word("/interaction/01J9Z64K2M7Q/login"),
                word("sample-form-token"),
                AppName::sample(word),
            )
        };
        let plain = Self {
            forgot: None,
            create: None,
            passkey: None,
            invited: None,
            ..first.clone()
        };
        let tried = |error| Self {
            username: word("anna"),
            remember: true,
            error,
            ..first.clone()
        };
        let second = |error| Self {
            step: LoginStep::Password {
                other: word("/interaction/01J9Z64K2M7Q/login"),
            },
            ..tried(error)
        };
        vec![
            ("first", first.clone()),
            ("plain", plain),
            ("username-missing", tried(LoginError::UsernameMissing)),
            ("wrong", tried(LoginError::Wrong)),
            ("wait-seconds", tried(LoginError::Wait { seconds: 30 })),
            ("wait-minutes", tried(LoginError::Wait { seconds: 301 })),
            ("unavailable", tried(LoginError::Unavailable)),
            ("stale", tried(LoginError::Stale)),
            ("passkey-wrong", tried(LoginError::Passkey)),
            ("passkey-late", tried(LoginError::Late)),
            ("password", second(LoginError::None)),
            ("password-missing", second(LoginError::PasswordMissing)),
            ("password-wrong", second(LoginError::Wrong)),
        ]
    }
}
