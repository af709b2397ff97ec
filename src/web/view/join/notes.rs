//! The smaller pages of joining: a code, a mail that is waited for, a list, and how it stands.

use askama::Template;

use super::{super::page::Page, JoinError};

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
    /// The page itself, which leads on once the address is proven.
    pub here: String,
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
            here: word("/join/verify?flow=01J9Z64K2M7Q"),
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
    /// Whether this is the browser that asked; else the password is asked for (POST: `password`).
    pub is_here: bool,
    /// Whether that was not the one that was chosen.
    pub is_wrong: bool,
}

impl JoinConfirm {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.is_wrong
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |is_here, is_wrong| Self {
            page: page.clone(),
            action: word("/join/confirm"),
            csrf: word("sample-form-token"),
            email: word("nora@example.org"),
            is_here,
            is_wrong,
        };
        vec![
            ("plain", with(true, false)),
            ("elsewhere", with(false, false)),
            ("wrong", with(false, true)),
        ]
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
        /// Whether they had an account before.
        is_back: bool,
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
            Note::Done { is_back: true, .. } => "join-done-back",
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
        let done = |has_to_enrol, is_back| Note::Done {
            next: word("/account"),
            has_to_enrol,
            is_back,
        };
        let over = |waitlist| Note::InvitationOver { waitlist };
        vec![
            ("done", with(done(false, false))),
            ("done-enrol", with(done(true, false))),
            ("done-back", with(done(true, true))),
            ("asked", with(Note::Asked)),
            ("over", with(over(None))),
            ("over-ask", with(over(Some(word("/join/waitlist"))))),
            ("link-over", with(Note::LinkOver)),
        ]
    }
}
