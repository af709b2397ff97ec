//! The page of a link that was sent: it says what the link does, and does it by a button (RC-03).

use askama::Template;

use super::page::Page;

/// What a link is for, and how far it is.
#[derive(Clone, Debug, Template)]
#[template(path = "action.html")]
pub struct Action {
    /// What every page has.
    pub page: Page,
    /// What for: a part of the keys of its texts, and its path.
    pub what: &'static str,
    /// Whether it still has to be done, or is.
    pub state: ActionState,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionState {
    /// The button waits.
    Ask {
        /// The form's token.
        csrf: String,
        /// Whether the account's password is asked for (POST: `password`).
        password: Asked,
    },
    /// It is done.
    Done {
        /// Where to go on, if it is here.
        next: Option<String>,
        /// Whether what somebody else may have added to sign in with was taken away, too.
        factors: bool,
    },
}

/// Whether a link asks for the password of the account that it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// No.
    No,
    /// Yes.
    Yes,
    /// Once more: it was another one (422).
    Again,
}

impl Action {
    /// Whether the page reports an error: that the password is another one. What else fails is an error page.
    pub fn is_error(&self) -> bool {
        match self.state {
            ActionState::Ask { password, .. } => password == Asked::Again,
            ActionState::Done { .. } => false,
        }
    }

    /// A text of this action.
    pub fn say(&self, part: &str) -> String {
        self.page.t(&format!("action-{}-{part}", self.what))
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let asking = |what, password| Self {
            page: page.clone(),
            what,
            state: ActionState::Ask {
                csrf: word("sample-form-token"),
                password,
            },
        };
        let ask = |what| asking(what, Asked::No);
        let done = |what, next: Option<&str>| Self {
            page: page.clone(),
            what,
            state: ActionState::Done {
                next: next.map(word),
                factors: false,
            },
        };
        let undone = Self {
            state: ActionState::Done {
                next: Some(word("/recover")),
                factors: true,
            },
            ..done("undo-email", None)
        };
        vec![
            ("verify", ask("verify-email")),
            ("verify-elsewhere", asking("verify-email", Asked::Yes)),
            ("verify-wrong", asking("verify-email", Asked::Again)),
            ("change", ask("change-email")),
            ("change-elsewhere", asking("change-email", Asked::Yes)),
            ("change-wrong", asking("change-email", Asked::Again)),
            ("undo", ask("undo-email")),
            ("undo-mobile", ask("undo-mobile")),
            ("verified", done("verify-email", None)),
            ("changed", done("change-email", Some("/account"))),
            ("undone", done("undo-email", Some("/recover"))),
            ("undone-factors", undone),
            ("undone-mobile", done("undo-mobile", Some("/recover"))),
            ("reset", done("recover", Some("/account"))),
        ]
    }
}
