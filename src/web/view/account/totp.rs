//! `/account/security/totp/…`: authenticator apps.

use askama::Template;

use super::{
    super::{enrolment::TotpForm, page::Page},
    Frame, Section,
};

/// The page that turns an authenticator app on.
#[derive(Clone, Debug, Template)]
#[template(path = "account_totp_new.html")]
pub struct NewTotp {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The form.
    pub form: TotpForm,
}

impl NewTotp {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.form.is_error()
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let forms = TotpForm::samples(
            ("/account/security/totp/new", Some("/account/security")),
            word,
        );
        let with = |form| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            form,
        };
        forms
            .into_iter()
            .map(|(name, form)| (name, with(form)))
            .collect()
    }
}

/// The page of one authenticator app.
#[derive(Clone, Debug, Template)]
#[template(path = "account_totp.html")]
pub struct OneTotp {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// Where it is named and, one step on, removed.
    pub path: String,
    /// What its person calls it.
    pub name: String,
    /// What is to be done with it.
    pub state: TotpState,
}

/// What is to be done with an authenticator app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TotpState {
    /// It gets another name.
    Rename {
        /// The form's token.
        csrf: String,
        /// The key of what is wrong with the name (422).
        wrong: Option<&'static str>,
    },
    /// It is removed, if its person says so.
    Remove {
        /// The form's token.
        csrf: String,
        /// It is the only one.
        last: bool,
    },
    /// It cannot be removed: it is the only one, and one is needed.
    Needed,
}

impl OneTotp {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.wrong().is_some()
    }

    /// The key of what went wrong.
    pub const fn wrong(&self) -> Option<&'static str> {
        match self.state {
            TotpState::Rename { wrong, .. } => wrong,
            TotpState::Remove { .. } | TotpState::Needed => None,
        }
    }

    /// The key of the title.
    pub const fn title_key(&self) -> &'static str {
        match self.state {
            TotpState::Rename { .. } => "totp-rename-title",
            TotpState::Remove { .. } | TotpState::Needed => "totp-remove-title",
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let csrf = || word("sample-form-token");
        let with = |state| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            path: word("/account/security/totp/01J9Z64K2M7Q"),
            name: word("My phone"),
            state,
        };
        let rename = |wrong| {
            with(TotpState::Rename {
                csrf: csrf(),
                wrong,
            })
        };
        let remove = |last| with(TotpState::Remove { csrf: csrf(), last });
        vec![
            ("rename", rename(None)),
            ("rename-wrong", rename(Some("totp-name-bad"))),
            ("rename-taken", rename(Some("totp-name-taken"))),
            ("remove", remove(false)),
            ("remove-last", remove(true)),
            ("needed", with(TotpState::Needed)),
        ]
    }
}
