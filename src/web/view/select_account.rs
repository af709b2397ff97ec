//! `/interaction/{flow}/select-account`: with which account to go on.

use askama::Template;

use super::page::{AppName, Page};

/// The page that asks which account.
#[derive(Clone, Debug, Template)]
#[template(path = "select_account.html")]
pub struct SelectAccount {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`; `account` or `remove` with an account's id, `decision` =
    /// `another` or `cancel`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks.
    pub app: AppName,
    /// What there is to choose from.
    pub accounts: Vec<AccountChoice>,
}

/// An account that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChoice {
    /// Its id.
    pub id: String,
    /// What its person is called.
    pub person: String,
    /// The name that they sign in with.
    pub username: String,
    /// Whether they are signed in.
    pub signed_in: bool,
}

impl SelectAccount {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let account = |person: &str, username: &str, signed_in| AccountChoice {
            id: word(username),
            person: word(person),
            username: word(username),
            signed_in,
        };
        let with = |accounts| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/select-account"),
            csrf: word("sample-form-token"),
            app: AppName::sample(word),
            accounts,
        };
        let (anna, kim) = (
            account("Anna Berg", "anna", true),
            account("Dr Kim", "dr.kim", false),
        );
        vec![
            ("one", with(vec![anna.clone()])),
            ("two", with(vec![anna, kim.clone()])),
            ("signed-out", with(vec![kim])),
            ("none", with(Vec::new())),
        ]
    }
}
