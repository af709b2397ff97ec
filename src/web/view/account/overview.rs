//! `/account`: what there is, and what to do next.

use askama::Template;

use super::{
    super::page::{Page, SAMPLE_TIME},
    Frame, Section,
};
use crate::{core::Timestamp, model::Notice};

/// The first account page.
#[derive(Clone, Debug, Template)]
#[template(path = "account_overview.html")]
pub struct Overview {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// Who is signed in, as they are called.
    pub person: String,
    /// When they signed in.
    pub last: Timestamp,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Whether passkeys can be added.
    pub passkeys: bool,
    /// How many recovery codes are left.
    pub codes: u64,
    /// How many live sessions there are.
    pub sessions: u64,
    /// How many apps may use the account.
    pub apps: u64,
    /// Old apps that stop.
    pub ending: Vec<Ending>,
}

/// An old app that stops.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Its name.
    pub app: String,
    /// When.
    pub at: Timestamp,
}

/// Recovery codes that are few.
const FEW: u64 = 3;

impl Overview {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// What would help most: where it is done, and the key of what to do.
    pub fn next_steps(&self) -> Vec<(&'static str, &'static str)> {
        let app = ("/account/security/totp/new", "overview-next-factor");
        let passkey = ("/account/passkeys/new", "overview-next-passkey");
        match (self.second_factor, self.codes) {
            (false, _) if self.passkeys => vec![passkey, app],
            (false, _) => vec![app],
            (true, 0) => vec![("/account/security/recovery", "overview-next-codes")],
            (true, 1..=FEW) => vec![("/account/security/recovery", "overview-next-few")],
            (true, _) => Vec::new(),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let plain = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Overview, word),
            person: word("Anna Berg"),
            last: SAMPLE_TIME,
            second_factor: true,
            passkeys: true,
            codes: 10,
            sessions: 2,
            apps: 3,
            ending: Vec::new(),
        };
        let no_factor = Self {
            second_factor: false,
            codes: 0,
            sessions: 1,
            apps: 0,
            ending: vec![Ending {
                app: word("Step Counter"),
                at: SAMPLE_TIME,
            }],
            ..plain.clone()
        };
        let with_codes = |codes| Self {
            codes,
            ..plain.clone()
        };
        let no_passkeys = Self {
            passkeys: false,
            ..no_factor.clone()
        };
        let (no_codes, few) = (with_codes(0), with_codes(2));
        let mut told = plain.clone();
        told.frame.notice = Some(Notice::PasswordChanged);
        vec![
            ("plain", plain),
            ("notice", told),
            ("no-factor", no_factor),
            ("no-passkeys", no_passkeys),
            ("no-codes", no_codes),
            ("few-codes", few),
        ]
    }
}
