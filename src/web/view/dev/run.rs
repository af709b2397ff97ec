//! `/dev/runs/{id}`: one flow: every request, every answer, every token.

use askama::Template;
use serde_json::Value;

use super::Link;
use crate::web::view::Page;

/// The page about a run.
#[derive(Clone, Debug, Template)]
#[template(path = "dev_run.html")]
pub struct DevRun {
    /// What every page has.
    pub page: Page,
    /// The client's name.
    pub client: String,
    /// Where the page about the client is.
    pub client_page: String,
    /// Where the same run begins anew.
    pub again: String,
    /// Where the form goes (POST: `csrf`, `do`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// What can be done with the tokens.
    pub choices: Vec<Do>,
    /// What can be done wrong.
    pub breaks: Vec<Link>,
    /// What was sent and answered.
    pub steps: Vec<Step>,
}

/// One request and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The key of what it is.
    pub title: &'static str,
    /// The key of what to know about it.
    pub note: Option<&'static str>,
    /// The request for a shell.
    pub curl: Option<String>,
    /// The request as text.
    pub request: String,
    /// The answer as text; empty while the browser has it.
    pub answer: String,
    /// The error code, or the status of an answer without one.
    pub error: Option<String>,
    /// Where the error is explained.
    pub explained: Option<String>,
    /// Where a browser can see the same answer.
    pub open: Option<String>,
    /// The tokens of the answer.
    pub tokens: Vec<TokenView>,
    /// The answer as JSON; not shown.
    pub json: Value,
}

/// A token of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenView {
    /// Its name in the answer.
    pub name: String,
    /// Header and claims; `None` for one that only the server can read.
    pub decoded: Option<String>,
}

/// What can be done with the tokens of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Do {
    /// Refresh.
    Refresh,
    /// Refresh with the token before the newest.
    RefreshOld,
    /// Ask userinfo.
    Userinfo,
    /// Ask userinfo with a broken token.
    UserinfoBroken,
    /// Introspect the access token.
    Introspect,
    /// Introspect the refresh token.
    IntrospectRefresh,
    /// Revoke the access token.
    Revoke,
    /// Revoke the refresh token.
    RevokeRefresh,
}

impl Do {
    /// Everything, in the order of the page.
    pub const ALL: &[Self] = &[
        Self::Refresh,
        Self::Userinfo,
        Self::Introspect,
        Self::Revoke,
        Self::IntrospectRefresh,
        Self::RevokeRefresh,
        Self::RefreshOld,
        Self::UserinfoBroken,
    ];

    /// The value of the form's `do`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refresh => "refresh",
            Self::RefreshOld => "refresh-old",
            Self::Userinfo => "userinfo",
            Self::UserinfoBroken => "userinfo-broken",
            Self::Introspect => "introspect",
            Self::IntrospectRefresh => "introspect-refresh",
            Self::Revoke => "revoke",
            Self::RevokeRefresh => "revoke-refresh",
        }
    }

    /// The key of its text, on the button and above the step.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Refresh => "dev-do-refresh",
            Self::RefreshOld => "dev-do-refresh-old",
            Self::Userinfo => "dev-do-userinfo",
            Self::UserinfoBroken => "dev-do-userinfo-broken",
            Self::Introspect => "dev-do-introspect",
            Self::IntrospectRefresh => "dev-do-introspect-refresh",
            Self::Revoke => "dev-do-revoke",
            Self::RevokeRefresh => "dev-do-revoke-refresh",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|what| what.word() == word)
    }
}

impl DevRun {
    /// Whether the page reports an error: it shows one of an app.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let asked = Step {
            title: "dev-step-authorize",
            curl: Some(word("curl -i")),
            request: word("GET /authorize"),
            ..Step::default()
        };
        let token = |decoded| TokenView {
            name: word("access_token"),
            decoded,
        };
        let answered = Step {
            title: "dev-step-token",
            answer: word("HTTP/1.1 200 OK"),
            tokens: vec![token(Some(word("claims"))), token(None)],
            ..asked.clone()
        };
        let refused = Step {
            note: Some("dev-note-foreign"),
            answer: word("HTTP/1.1 400 Bad Request"),
            error: Some(word("invalid_request")),
            explained: Some(word("/docs/errors/redirect-uri-mismatch")),
            open: Some(word("/authorize")),
            ..asked.clone()
        };
        let with = |steps, choices: &[Do]| Self {
            page: page.clone(),
            client: word("Glucose Diary"),
            client_page: word("/dev/clients/web"),
            again: word("/dev/try?client=web"),
            action: word("/dev/runs/01J9Z64K2M7Q"),
            csrf: word("sample-form-token"),
            choices: choices.to_vec(),
            breaks: vec![Link::sample(word)],
            steps,
        };
        vec![
            ("begun", with(vec![asked.clone()], &[])),
            ("answered", with(vec![asked, answered], Do::ALL)),
            ("refused", with(vec![refused], &[])),
        ]
    }
}
