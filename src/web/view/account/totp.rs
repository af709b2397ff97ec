//! `/account/security/totp/…`: authenticator apps.

use askama::Template;

use super::{
    super::{page::Page, qr::Qr},
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
    /// The form's token.
    pub csrf: String,
    /// The key as a picture.
    pub qr: Qr,
    /// The key, in groups of four.
    pub key: String,
    /// Whose account the app will show.
    pub account: String,
    /// The key as an `otpauth:` address.
    pub uri: String,
    /// What the person calls the app.
    pub name: String,
    /// What went wrong.
    pub error: TotpError,
}

/// What went wrong at the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotpError {
    /// Nothing.
    None,
    /// The name is empty or too long (422).
    Name,
    /// The code was not filled in (422).
    Missing,
    /// The code is wrong (422).
    Wrong,
    /// It took too long: there is a new key (422; TF-01).
    Late,
    /// Too many wrong codes (429 with `Retry-After`; TF-04).
    Wait {
        /// For how long.
        seconds: u64,
    },
}

impl NewTotp {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != TotpError::None
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        match self.error {
            TotpError::Name => "name",
            TotpError::Missing | TotpError::Wrong => "code",
            TotpError::None | TotpError::Late | TotpError::Wait { .. } => "",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.error {
            TotpError::None => String::new(),
            TotpError::Name => self.page.t("totp-name-bad"),
            TotpError::Missing => self.page.t("mfa-missing"),
            TotpError::Wrong => self.page.t("mfa-wrong"),
            TotpError::Late => self.page.t("totp-late"),
            TotpError::Wait { seconds } => {
                let wait = self.page.texts.wait(seconds);
                self.page.text("mfa-wait", &[("wait", wait)])
            }
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let uri =
            "otpauth://totp/Example:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example";
        let with = |error| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            csrf: word("sample-form-token"),
            qr: Qr::new(uri),
            key: word("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"),
            account: word("anna"),
            uri: word(uri),
            name: word("My phone"),
            error,
        };
        vec![
            ("plain", with(TotpError::None)),
            ("name", with(TotpError::Name)),
            ("missing", with(TotpError::Missing)),
            ("wrong", with(TotpError::Wrong)),
            ("late", with(TotpError::Late)),
            ("wait", with(TotpError::Wait { seconds: 900 })),
        ]
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
        /// The name is empty or too long (422).
        wrong: bool,
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
        matches!(self.state, TotpState::Rename { wrong: true, .. })
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
            ("rename", rename(false)),
            ("rename-wrong", rename(true)),
            ("remove", remove(false)),
            ("remove-last", remove(true)),
            ("needed", with(TotpState::Needed)),
        ]
    }
}
