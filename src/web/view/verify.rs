//! `/interaction/{flow}/verify`: an address that has to be proven before the person goes on.

use askama::Template;

use super::{
    page::{AppName, Page},
    recover::CodeState,
};

/// The page that waits until an address is proven, and goes on by itself then.
#[derive(Clone, Debug, Template)]
#[template(path = "verify.html")]
pub struct Verify {
    /// What every page has.
    pub page: Page,
    /// Where the forms go (POST: `csrf`, and `code` or `send=1`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// The address.
    pub address: String,
    /// Whether a message is on its way.
    pub sent: bool,
    /// How the last try went.
    pub state: CodeState,
}

impl Verify {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.state.is_error()
    }

    /// Whether the page looks by itself whether the link was opened: not while somebody reads what
    /// went wrong.
    pub fn refreshes(&self) -> bool {
        self.sent && !self.is_error()
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        self.state.text(&self.page)
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |sent, state| Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/verify"),
            csrf: word("sample-form-token"),
            app: AppName::sample(word),
            address: word("anna@example.org"),
            sent,
            state,
        };
        let mut samples = CodeState::samples(|state| with(true, state));
        samples.push(("ask", with(false, CodeState::First)));
        samples
    }
}
