//! What the account pages and a sign-in have in common that sets up a second factor: the form that
//! turns an authenticator app on, and the recovery codes that come with it.

use super::page::{Page, SAMPLE_TIME};
use crate::{core::Timestamp, http::qr::Qr};

/// The form that turns an authenticator app on.
#[derive(Clone, Debug)]
pub struct TotpForm {
    /// Where it goes.
    pub action: String,
    /// Its token.
    pub csrf: String,
    /// Where whoever would rather not goes (GET); none: they send it with `decision` = `cancel`.
    pub cancel: Option<String>,
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
    /// Another one has the name (422).
    Taken,
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

impl TotpForm {
    /// Whether it reports an error.
    pub fn is_error(&self) -> bool {
        self.error != TotpError::None
    }

    /// The field that the error is about, to which its text links; empty if none.
    pub fn field(&self) -> &'static str {
        match self.error {
            TotpError::Name | TotpError::Taken => "name",
            TotpError::Missing | TotpError::Wrong => "code",
            TotpError::None | TotpError::Late | TotpError::Wait { .. } => "",
        }
    }

    /// What went wrong and what to do.
    pub fn error_text(&self, page: &Page) -> String {
        match self.error {
            TotpError::None => String::new(),
            TotpError::Name => page.t("totp-name-bad"),
            TotpError::Taken => page.t("totp-name-taken"),
            TotpError::Missing => page.t("mfa-missing"),
            TotpError::Wrong => page.t("mfa-wrong"),
            TotpError::Late => page.t("totp-late"),
            TotpError::Wait { seconds } => {
                page.text("mfa-wait", &[("wait", page.texts.wait(seconds))])
            }
        }
    }

    /// The form in every state, on a page with this path.
    pub(super) fn samples(
        (path, cancel): (&str, Option<&str>),
        word: &dyn Fn(&str) -> String,
    ) -> Vec<(&'static str, Self)> {
        let uri =
            "otpauth://totp/Example:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example";
        let with = |error| Self {
            action: word(path),
            csrf: word("sample-form-token"),
            cancel: cancel.map(word),
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
            ("taken", with(TotpError::Taken)),
            ("missing", with(TotpError::Missing)),
            ("wrong", with(TotpError::Wrong)),
            ("late", with(TotpError::Late)),
            ("wait", with(TotpError::Wait { seconds: 900 })),
        ]
    }
}

/// Recovery codes that were just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCodes {
    /// The codes.
    pub codes: Vec<String>,
    /// Whose they are: what the person signs in with.
    pub account: String,
    /// When they were made.
    pub made_at: Timestamp,
    /// The tick is missing (422).
    pub wrong: bool,
    /// Where the form that brings them as a file goes.
    pub file: String,
    /// Its token.
    pub file_csrf: String,
    /// Where the form that says that they are kept goes.
    pub saved: String,
    /// Its token.
    pub saved_csrf: String,
}

impl ShownCodes {
    pub(super) fn sample(wrong: bool, word: &dyn Fn(&str) -> String) -> Self {
        let csrf = || word("sample-form-token");
        Self {
            account: word("anna"),
            made_at: SAMPLE_TIME,
            codes: vec![word("F7KQ-2MNP-9XWD-H4RT"); 10],
            wrong,
            file: word("/account/security/recovery-codes.txt"),
            file_csrf: csrf(),
            saved: word("/account/security/recovery/saved"),
            saved_csrf: csrf(),
        }
    }
}
