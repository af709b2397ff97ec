//! `/interaction/{flow}/recovery`: a recovery code, when the authenticator app is gone.

use askama::Template;

use super::page::{AppName, Page};

/// The page that asks for a recovery code.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery.html")]
pub struct Recovery {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `recovery_code`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// Where a code of the authenticator app is asked for (GET).
    pub mfa: String,
    /// Where the sign-in starts again with the same app (GET).
    pub restart: String,
    /// What went wrong.
    pub state: RecoveryState,
}

/// How the last try went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryState {
    /// There was none.
    First,
    /// The code was not filled in (422).
    Missing,
    /// The code is wrong (422).
    Wrong,
    /// The code was used before (422; TF-07).
    Used,
    /// Five wrong codes: the sign-in starts again (422; TF-04).
    Over,
    /// Too many wrong codes for this account (429 with `Retry-After`; TF-04).
    Wait {
        /// For how long.
        seconds: u64,
    },
}

impl Recovery {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.state != RecoveryState::First
    }

    /// Whether a code can be typed.
    pub fn has_form(&self) -> bool {
        !matches!(self.state, RecoveryState::Over | RecoveryState::Wait { .. })
    }

    /// Whether the field is marked as wrong.
    pub fn is_code_wrong(&self) -> bool {
        self.is_error() && self.has_form()
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        if self.is_code_wrong() {
            "recovery_code"
        } else {
            ""
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.state {
            RecoveryState::First => String::new(),
            RecoveryState::Missing => self.page.t("recovery-missing"),
            RecoveryState::Wrong => self.page.t("recovery-wrong"),
            RecoveryState::Used => self.page.t("recovery-used"),
            RecoveryState::Over => self.page.t("mfa-over"),
            RecoveryState::Wait { seconds } => {
                let wait = self.page.texts.wait(seconds);
                self.page.text("mfa-wait", &[("wait", wait)])
            }
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |state| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/recovery"),
            csrf: word("sample-form-token"),
            app: AppName::sample(word),
            mfa: word("/interaction/01J9Z64K2M7Q/mfa"),
            restart: word("/interaction/01J9Z64K2M7Q/restart"),
            state,
        };
        vec![
            ("first", with(RecoveryState::First)),
            ("missing", with(RecoveryState::Missing)),
            ("wrong", with(RecoveryState::Wrong)),
            ("used", with(RecoveryState::Used)),
            ("over", with(RecoveryState::Over)),
            ("wait", with(RecoveryState::Wait { seconds: 900 })),
        ]
    }
}
