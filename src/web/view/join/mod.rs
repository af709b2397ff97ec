//! `/join…` and `/invite`: how people get an account.

mod notes;

use askama::Template;

use super::{account::password::flaw_text, page::Page};
use crate::{config::policy, http::texts::Html, model::password::Flaw};

pub use notes::{EnterCode, JoinConfirm, JoinNote, JoinSent, JoinWaitlist, Note, SentError};

/// The form of somebody who joins, or comes back.
#[derive(Clone, Debug, Template)]
#[template(path = "join.html")]
pub struct Join {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `flow`, `email`, `name`, `new_password`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who joins.
    pub kind: JoinKind,
    /// Whether they have to set up two-step sign-in afterwards.
    pub enrols: bool,
    /// The authorization request that waits.
    pub flow: Option<String>,
    /// The address as it was sent, or that of the invitation.
    pub email: String,
    /// Whether the invitation is for that address only.
    pub is_bound: bool,
    /// The name as it was sent, or as the inviter knows it.
    pub name: String,
    /// Where people sign in who have an account.
    pub sign_in: String,
    /// Fewest characters of a password.
    pub least: usize,
    /// Where the terms are that have to be accepted.
    pub terms: Option<String>,
    /// What went wrong.
    pub error: JoinError,
}

/// Who joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// Anybody.
    Open,
    /// Somebody who is invited.
    Invited {
        /// By whom; nobody is named if it is the operator.
        by: Option<String>,
    },
    /// Somebody who is to run this service.
    Administrator,
    /// An administrator who comes back.
    Recover,
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinError {
    /// Nothing.
    None,
    /// No address (422).
    EmailMissing,
    /// No such address can be (422).
    EmailWrong,
    /// The invitation is for another address (422).
    OtherAddress,
    /// Whoever has proven the address has an account (422).
    Taken,
    /// No name (422).
    NameMissing,
    /// The name is too long, or holds what no name does (422).
    NameWrong,
    /// No password (422).
    NewMissing,
    /// The password is not good enough (422).
    Flawed(Flaw),
    /// The terms were not accepted (422).
    TermsMissing,
}

impl JoinError {
    fn field(self) -> &'static str {
        match self {
            Self::None => "",
            Self::EmailMissing | Self::EmailWrong | Self::OtherAddress | Self::Taken => "email",
            Self::NameMissing | Self::NameWrong => "name",
            Self::NewMissing | Self::Flawed(_) => "new_password",
            Self::TermsMissing => "terms",
        }
    }

    fn text(self, page: &Page) -> String {
        match self {
            Self::None => String::new(),
            Self::EmailMissing => page.t("join-email-missing"),
            Self::EmailWrong => page.t("join-email-wrong"),
            Self::OtherAddress => page.t("join-other-address"),
            Self::Taken => page.t("join-taken"),
            Self::NameMissing => page.t("join-name-missing"),
            Self::NameWrong => page.t("join-name-wrong"),
            Self::NewMissing => page.t("own-password-new-missing"),
            Self::Flawed(flaw) => flaw_text(page, flaw),
            Self::TermsMissing => page.t("terms-missing"),
        }
    }
}

impl Join {
    /// The form, empty.
    pub fn new(page: Page, action: &str, csrf: String) -> Self {
        Self {
            page,
            action: action.to_owned(),
            csrf,
            kind: JoinKind::Open,
            enrols: false,
            flow: None,
            email: String::new(),
            is_bound: false,
            name: String::new(),
            sign_in: "/account".to_owned(),
            least: policy::PASSWORD_MIN,
            terms: None,
            error: JoinError::None,
        }
    }

    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != JoinError::None
    }

    /// Whether somebody comes back.
    pub fn is_back(&self) -> bool {
        self.kind == JoinKind::Recover
    }

    /// The field that the error is about; empty if none.
    pub fn field(&self) -> &'static str {
        self.error.field()
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        self.error.text(&self.page)
    }

    /// The heading.
    pub fn title(&self) -> String {
        self.page.t(match self.kind {
            JoinKind::Open => "join-title",
            JoinKind::Invited { .. } => "join-invite-title",
            JoinKind::Administrator => "join-admin-title",
            JoinKind::Recover => "join-back-title",
        })
    }

    /// What this is, if nobody is named.
    pub fn lead(&self) -> String {
        self.page.t(match &self.kind {
            JoinKind::Open => "join-lead",
            JoinKind::Invited { .. } => "join-invite-lead",
            JoinKind::Administrator if self.enrols => "join-admin-lead",
            JoinKind::Administrator => "join-admin-lead-alone",
            JoinKind::Recover if self.enrols => "join-back-lead",
            JoinKind::Recover => "join-back-lead-alone",
        })
    }

    /// Who invites.
    pub fn by(&self) -> Option<Html> {
        match &self.kind {
            JoinKind::Invited { by: Some(by) } => {
                Some(self.page.html("join-invite-by", &[("by", by)]))
            }
            _ => None,
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |kind, error| Self {
            kind,
            flow: Some(word("01J9Z64K2M7Q")),
            email: word("nora@example.org"),
            name: word("Nora Nyberg"),
            error,
            ..Self::new(page.clone(), &word("/join"), word("sample-form-token"))
        };
        let enrols = |kind| Self {
            enrols: true,
            ..with(kind, JoinError::None)
        };
        let invited = || JoinKind::Invited {
            by: Some(word("Dr. Kim")),
        };
        vec![
            ("open", with(JoinKind::Open, JoinError::None)),
            ("invited", with(invited(), JoinError::None)),
            (
                "bound",
                Self {
                    is_bound: true,
                    ..with(JoinKind::Invited { by: None }, JoinError::None)
                },
            ),
            ("administrator", enrols(JoinKind::Administrator)),
            (
                "administrator-alone",
                with(JoinKind::Administrator, JoinError::None),
            ),
            ("back", enrols(JoinKind::Recover)),
            ("back-alone", with(JoinKind::Recover, JoinError::None)),
            (
                "back-missing",
                with(JoinKind::Recover, JoinError::NewMissing),
            ),
            (
                "email-missing",
                with(JoinKind::Open, JoinError::EmailMissing),
            ),
            ("email-wrong", with(JoinKind::Open, JoinError::EmailWrong)),
            ("other-address", with(invited(), JoinError::OtherAddress)),
            ("taken", with(invited(), JoinError::Taken)),
            ("name-missing", with(JoinKind::Open, JoinError::NameMissing)),
            ("name-wrong", with(JoinKind::Open, JoinError::NameWrong)),
            (
                "terms",
                Self {
                    terms: Some(word("/terms/2026-11")),
                    ..with(JoinKind::Open, JoinError::TermsMissing)
                },
            ),
            ("missing", with(JoinKind::Open, JoinError::NewMissing)),
            (
                "guessable",
                with(
                    JoinKind::Open,
                    JoinError::Flawed(Flaw::Guessable { score: 0 }),
                ),
            ),
        ]
    }
}
