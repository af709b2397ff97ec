//! `/join…` and `/invite`: how people get an account.

use askama::Template;

use super::{account::password::flaw_text, page::Page};
use crate::{config::policy, model::password::Flaw};

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

    /// What this is.
    pub fn lead(&self) -> String {
        match &self.kind {
            JoinKind::Open => self.page.t("join-lead"),
            JoinKind::Invited { by: Some(by) } => self.page.text("join-invite-by", &[("by", by)]),
            JoinKind::Invited { by: None } => self.page.t("join-invite-lead"),
            JoinKind::Administrator => self.page.t("join-admin-lead"),
            JoinKind::Recover => self.page.t("join-back-lead"),
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
            (
                "administrator",
                with(JoinKind::Administrator, JoinError::None),
            ),
            ("back", with(JoinKind::Recover, JoinError::None)),
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

/// The field for the code of an invitation.
#[derive(Clone, Debug, Template)]
#[template(path = "join_code.html")]
pub struct EnterCode {
    /// What every page has.
    pub page: Page,
    /// The form's token.
    pub csrf: String,
    /// The authorization request that waits.
    pub flow: Option<String>,
    /// Where an invitation is asked for, if it can be.
    pub waitlist: Option<String>,
    /// Where people sign in who have an account.
    pub sign_in: String,
    /// Whether what was typed could be no code (422).
    pub is_wrong: bool,
}

impl EnterCode {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.is_wrong
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |is_wrong, waitlist| Self {
            page: page.clone(),
            csrf: word("sample-form-token"),
            flow: Some(word("01J9Z64K2M7Q")),
            waitlist,
            sign_in: word("/account"),
            is_wrong,
        };
        vec![
            ("plain", with(false, Some(word("/join/waitlist")))),
            ("wrong", with(true, None)),
        ]
    }
}

/// The page that waits for the address to be proven.
#[derive(Clone, Debug, Template)]
#[template(path = "join_sent.html")]
pub struct JoinSent {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `flow`, `code`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// The authorization request that waits.
    pub flow: Option<String>,
    /// Where to go on when the link was opened elsewhere.
    pub opened: String,
    /// What went wrong.
    pub error: SentError,
}

/// What went wrong with the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentError {
    /// Nothing.
    None,
    /// It is not the one, or too old (422).
    Wrong,
    /// Too many tries (429).
    Limited,
}

impl JoinSent {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != SentError::None
    }

    /// The field that the error is about.
    pub fn field(&self) -> &'static str {
        match self.error {
            SentError::Wrong => "code",
            SentError::None | SentError::Limited => "",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            SentError::None => String::new(),
            SentError::Wrong => self.page.t("join-sent-wrong"),
            SentError::Limited => self.page.t("join-sent-limited"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |error| Self {
            page: page.clone(),
            action: word("/join/verify"),
            csrf: word("sample-form-token"),
            flow: Some(word("01J9Z64K2M7Q")),
            opened: word("/interaction/01J9Z64K2M7Q/login"),
            error,
        };
        vec![
            ("plain", with(SentError::None)),
            ("wrong", with(SentError::Wrong)),
            ("limited", with(SentError::Limited)),
        ]
    }
}

/// The page that the link in the mail leads to.
#[derive(Clone, Debug, Template)]
#[template(path = "join_confirm.html")]
pub struct JoinConfirm {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// The address.
    pub email: String,
}

impl JoinConfirm {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let view = Self {
            page: page.clone(),
            action: word("/join/confirm"),
            csrf: word("sample-form-token"),
            email: word("nora@example.org"),
        };
        vec![("plain", view)]
    }
}

/// The form of somebody who asks for an invitation.
#[derive(Clone, Debug, Template)]
#[template(path = "join_waitlist.html")]
pub struct JoinWaitlist {
    /// What every page has.
    pub page: Page,
    /// The form's token.
    pub csrf: String,
    /// The address as it was sent.
    pub email: String,
    /// The name as it was sent.
    pub name: String,
    /// What went wrong.
    pub error: JoinError,
}

impl JoinWaitlist {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != JoinError::None
    }

    /// The field that the error is about; empty if none.
    pub fn field(&self) -> &'static str {
        self.error.field()
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        self.error.text(&self.page)
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |error| Self {
            page: page.clone(),
            csrf: word("sample-form-token"),
            email: word("nora@example.org"),
            name: word("Nora Nyberg"),
            error,
        };
        vec![
            ("plain", with(JoinError::None)),
            ("email-wrong", with(JoinError::EmailWrong)),
        ]
    }
}

/// A page that says how it stands, and where to go on.
#[derive(Clone, Debug, Template)]
#[template(path = "join_note.html")]
pub struct JoinNote {
    /// What every page has.
    pub page: Page,
    /// What it says.
    pub note: Note,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// There is an account.
    Done {
        /// Where to sign in.
        next: String,
        /// Whether two-step sign-in is set up then.
        has_to_enrol: bool,
    },
    /// Somebody asked for an invitation.
    Asked,
    /// An invitation is worth nothing (400).
    InvitationOver {
        /// Where another one is asked for, if it can be.
        waitlist: Option<String>,
    },
    /// A link in a mail is worth nothing (400).
    LinkOver,
}

impl JoinNote {
    /// Whether the page reports an error: what is over is no mistake of whoever reads it.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The heading.
    pub fn title(&self) -> String {
        self.page.t(match self.note {
            Note::Done { .. } => "join-done-title",
            Note::Asked => "join-asked-title",
            Note::InvitationOver { .. } => "join-over-title",
            Note::LinkOver => "join-link-over-title",
        })
    }

    /// What to know.
    pub fn lead(&self) -> String {
        self.page.t(match self.note {
            Note::Done {
                has_to_enrol: true, ..
            } => "join-done-enrol",
            Note::Done { .. } => "join-done-lead",
            Note::Asked => "join-asked-lead",
            Note::InvitationOver { .. } => "join-over-lead",
            Note::LinkOver => "join-link-over-lead",
        })
    }

    /// Where to go on, and what the link says.
    pub fn next(&self) -> Option<(String, String)> {
        let link = |address: &str, key| Some((address.to_owned(), self.page.t(key)));
        match &self.note {
            Note::Done { next, .. } => link(next, "join-sign-in"),
            Note::InvitationOver { waitlist } => {
                waitlist.as_deref().and_then(|ask| link(ask, "join-ask"))
            }
            Note::LinkOver => link("/join", "join-again"),
            Note::Asked => None,
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |note| Self {
            page: page.clone(),
            note,
        };
        let done = |has_to_enrol| Note::Done {
            next: word("/account"),
            has_to_enrol,
        };
        let over = |waitlist| Note::InvitationOver { waitlist };
        vec![
            ("done", with(done(false))),
            ("done-enrol", with(done(true))),
            ("asked", with(Note::Asked)),
            ("over", with(over(None))),
            ("over-ask", with(over(Some(word("/join/waitlist"))))),
            ("link-over", with(Note::LinkOver)),
        ]
    }
}
