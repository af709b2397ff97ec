//! `/interaction/{flow}/reauth`: whoever is signed in proves it anew.

use askama::Template;

use super::page::{AppName, Page};
use crate::model::Purpose;

/// The page that asks for the password again.
#[derive(Clone, Debug, Template)]
#[template(path = "reauth.html")]
pub struct Reauth {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `password`; `decision` = `cancel`).
    pub action: String,
    /// Where "not you?" goes (POST: `csrf`).
    pub switch: String,
    /// The forms' token.
    pub csrf: String,
    /// Who asks.
    pub app: AppName,
    /// Who is signed in, as they are called.
    pub person: String,
    /// The name that they sign in with: password managers need it.
    pub username: String,
    /// Where a passkey is asked for (POST: `csrf`, `at`), if they have one: the form then has
    /// `credential`.
    pub passkey: Option<String>,
    /// Why they are asked.
    pub why: ReauthWhy,
    /// Whether they signed in just now, and a remembered device spared them the second factor that this
    /// page wants (TF-10).
    pub spared: bool,
    /// What went wrong.
    pub error: ReauthError,
}

/// Why a person is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReauthWhy {
    /// The app wants it.
    Asked,
    /// The sign-in is some time ago.
    Age,
    /// A second factor is wanted.
    Class,
    /// The person is about to do this on their account pages.
    Own(Purpose),
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReauthError {
    /// Nothing.
    None,
    /// The password was not filled in (422).
    Missing,
    /// The password is wrong (422).
    Wrong,
    /// The passkey is wrong (422).
    Passkey,
    /// The passkey was answered too late (422).
    Late,
    /// Too many tries (429 with `Retry-After`).
    Wait {
        /// For how long.
        seconds: u64,
    },
    /// Too much to do (503).
    Unavailable,
}

impl Reauth {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != ReauthError::None
    }

    /// Whether the field is marked as wrong.
    pub fn is_password_wrong(&self) -> bool {
        matches!(self.error, ReauthError::Missing | ReauthError::Wrong)
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        if self.is_password_wrong() {
            "password"
        } else {
            ""
        }
    }

    /// The key of the reason.
    pub const fn why_key(&self) -> &'static str {
        match self.why {
            ReauthWhy::Asked => "reauth-asked",
            ReauthWhy::Age => "reauth-age",
            ReauthWhy::Class => "reauth-class",
            ReauthWhy::Own(Purpose::Account) => "reauth-own-account",
            ReauthWhy::Own(Purpose::Profile) => "reauth-own-profile",
            ReauthWhy::Own(Purpose::Password) => "reauth-own-password",
            ReauthWhy::Own(Purpose::AddAuthenticator) => "reauth-own-add-authenticator",
            ReauthWhy::Own(Purpose::ChangeAuthenticator) => "reauth-own-change-authenticator",
            ReauthWhy::Own(Purpose::AddPasskey) => "reauth-own-add-passkey",
            ReauthWhy::Own(Purpose::ChangePasskey) => "reauth-own-change-passkey",
            ReauthWhy::Own(Purpose::RecoveryCodes) => "reauth-own-recovery-codes",
            ReauthWhy::Own(Purpose::Devices) => "reauth-own-devices",
            ReauthWhy::Own(Purpose::Sessions) => "reauth-own-sessions",
            ReauthWhy::Own(Purpose::Apps) => "reauth-own-apps",
            ReauthWhy::Own(Purpose::Activity) => "reauth-own-activity",
            ReauthWhy::Own(Purpose::Data) => "reauth-own-data",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            ReauthError::None => String::new(),
            ReauthError::Missing => self.page.t("login-password-missing"),
            ReauthError::Wrong => self.page.t("reauth-wrong"),
            ReauthError::Passkey => self.page.t("passkey-wrong"),
            ReauthError::Late => self.page.t("passkey-late"),
            ReauthError::Wait { seconds } => {
                let wait = self.page.texts.wait(seconds);
                self.page.text("login-wait", &[("wait", wait)])
            }
            ReauthError::Unavailable => self.page.t("login-unavailable"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |why, error| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/reauth"),
            switch: word("/interaction/01J9Z64K2M7Q/switch"),
            csrf: word("sample-form-token"),
            app: AppName::sample(word),
            person: word("Anna Berg"),
            username: word("anna"),
            passkey: None,
            why,
            spared: false,
            error,
        };
        let spared = Self {
            spared: true,
            ..with(ReauthWhy::Own(Purpose::Password), ReauthError::None)
        };
        let tried = |error| with(ReauthWhy::Asked, error);
        let with_passkey = |error| Self {
            passkey: Some(word("/interaction/01J9Z64K2M7Q/passkey")),
            ..tried(error)
        };
        vec![
            ("asked", with(ReauthWhy::Asked, ReauthError::None)),
            ("passkey", with_passkey(ReauthError::None)),
            ("passkey-wrong", with_passkey(ReauthError::Passkey)),
            ("passkey-late", with_passkey(ReauthError::Late)),
            ("age", with(ReauthWhy::Age, ReauthError::None)),
            ("class", with(ReauthWhy::Class, ReauthError::None)),
            (
                "own",
                with(ReauthWhy::Own(Purpose::Password), ReauthError::None),
            ),
            ("spared", spared),
            ("missing", tried(ReauthError::Missing)),
            ("wrong", tried(ReauthError::Wrong)),
            ("wait", tried(ReauthError::Wait { seconds: 30 })),
            ("unavailable", tried(ReauthError::Unavailable)),
        ]
    }
}
