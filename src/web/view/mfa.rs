//! `/interaction/{flow}/mfa`: the code of an authenticator app.

use askama::Template;

use super::page::{AppName, Page, SAMPLE_TIME};
use crate::core::Timestamp;

/// The page that asks for a one-time code.
#[derive(Clone, Debug, Template)]
#[template(path = "mfa.html")]
pub struct Mfa {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `code`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// Who is signing in.
    pub person: String,
    /// What they call the one authenticator app that will do, if only one will (TF-06).
    pub only: Option<String>,
    /// Where a recovery code is asked for in place of it (GET).
    pub recovery: String,
    /// Where a passkey is asked for (POST: `csrf`, `at`), if they have one that will do: the form
    /// then has `credential`.
    pub passkey: Option<String>,
    /// Whether a code of an authenticator app will do.
    pub has_code: bool,
    /// Whether the device can be remembered (TF-10).
    pub may_remember: bool,
    /// Where the sign-in starts again with the same app (GET).
    pub restart: String,
    /// What went wrong.
    pub state: MfaState,
}

/// How the last try went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaState {
    /// There was none.
    First,
    /// The code was not filled in (422).
    Missing,
    /// The code is wrong (422).
    Wrong,
    /// The code is wrong for the third time: perhaps the telephone's clock is (422).
    Clock {
        /// The server's time.
        now: Timestamp,
    },
    /// The code is of another authenticator app of theirs than the one that is asked for (422).
    Another,
    /// It looks like a recovery code, which has a page of its own (422).
    Recovery,
    /// The code was used before (422; TF-03).
    Used,
    /// Five wrong codes: the sign-in starts again (422; TF-04).
    Over,
    /// Too many wrong codes for this account (429 with `Retry-After`; TF-04).
    Wait {
        /// For how long.
        seconds: u64,
    },
    /// The form was not ours, or too old (403): the page was made anew.
    Stale,
    /// The passkey is wrong (422).
    Passkey,
    /// The passkey was answered too late (422).
    Late,
}

impl Mfa {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.state != MfaState::First
    }

    /// The key of the title.
    pub const fn title_key(&self) -> &'static str {
        match (&self.passkey, self.has_code) {
            (None, true) => "mfa-title",
            (Some(_), _) | (None, false) => "mfa-title-passkey",
        }
    }

    /// Whether a code can be typed.
    pub fn has_form(&self) -> bool {
        !matches!(self.state, MfaState::Over | MfaState::Wait { .. })
    }

    /// Whether the field is marked as wrong.
    pub fn is_code_wrong(&self) -> bool {
        match self.state {
            MfaState::Missing
            | MfaState::Wrong
            | MfaState::Another
            | MfaState::Recovery
            | MfaState::Clock { .. }
            | MfaState::Used => true,
            MfaState::First
            | MfaState::Over
            | MfaState::Wait { .. }
            | MfaState::Stale
            | MfaState::Passkey
            | MfaState::Late => false,
        }
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        if self.is_code_wrong() { "code" } else { "" }
    }

    /// The server's time, when it may help.
    pub fn clock(&self) -> Option<Timestamp> {
        match self.state {
            MfaState::Clock { now } => Some(now),
            MfaState::First
            | MfaState::Missing
            | MfaState::Wrong
            | MfaState::Another
            | MfaState::Recovery
            | MfaState::Used
            | MfaState::Over
            | MfaState::Wait { .. }
            | MfaState::Stale
            | MfaState::Passkey
            | MfaState::Late => None,
        }
    }

    /// Whether what was typed has a page of its own.
    pub fn is_recovery(&self) -> bool {
        self.state == MfaState::Recovery
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.state {
            MfaState::First => String::new(),
            MfaState::Missing => self.page.t("mfa-missing"),
            MfaState::Wrong | MfaState::Clock { .. } => self.page.t("mfa-wrong"),
            MfaState::Another => self.page.t("mfa-another"),
            MfaState::Recovery => self.page.t("mfa-looks-like-recovery"),
            MfaState::Used => self.page.t("mfa-used"),
            MfaState::Over => self.page.t("mfa-over"),
            MfaState::Wait { seconds } => {
                let wait = self.page.texts.wait(seconds);
                self.page.text("mfa-wait", &[("wait", wait)])
            }
            MfaState::Stale => self.page.t("form-stale"),
            MfaState::Passkey => self.page.t("passkey-wrong"),
            MfaState::Late => self.page.t("passkey-late"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |state| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/mfa"),
            csrf: word("sample-form-token"),
            app: AppName::sample(word),
            person: word("Anna Berg"),
            only: None,
            recovery: word("/interaction/01J9Z64K2M7Q/recovery"),
            passkey: None,
            has_code: true,
            may_remember: false,
            restart: word("/interaction/01J9Z64K2M7Q/restart"),
            state,
        };
        let mut remember = with(MfaState::First);
        remember.may_remember = true;
        let passkey = |state, has_code| Self {
            passkey: Some(word("/interaction/01J9Z64K2M7Q/passkey")),
            has_code,
            ..with(state)
        };
        let only = |state| Self {
            only: Some(word("My phone")),
            ..with(state)
        };
        let elsewhere = Self {
            has_code: false,
            ..with(MfaState::First)
        };
        vec![
            ("passkey", passkey(MfaState::First, true)),
            ("passkey-only", passkey(MfaState::First, false)),
            ("passkey-elsewhere", elsewhere),
            ("passkey-wrong", passkey(MfaState::Passkey, false)),
            ("passkey-late", passkey(MfaState::Late, true)),
            ("first", with(MfaState::First)),
            ("remember", remember),
            ("missing", with(MfaState::Missing)),
            ("wrong", with(MfaState::Wrong)),
            ("clock", with(MfaState::Clock { now: SAMPLE_TIME })),
            ("only", only(MfaState::First)),
            ("another", only(MfaState::Another)),
            ("recovery", with(MfaState::Recovery)),
            ("used", with(MfaState::Used)),
            ("over", with(MfaState::Over)),
            ("wait", with(MfaState::Wait { seconds: 900 })),
            ("stale", with(MfaState::Stale)),
        ]
    }
}
