//! `/account/security/recovery`: recovery codes.

use askama::Template;

use super::{
    super::{enrolment::ShownCodes, page::Page},
    Frame, Section,
};

/// The page that makes recovery codes, and shows them until they are kept.
#[derive(Clone, Debug, Template)]
#[template(path = "account_recovery.html")]
pub struct RecoveryCodes {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// What there is.
    pub state: CodesState,
}

/// What there is of somebody's recovery codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodesState {
    /// They can be made.
    Make {
        /// How many are left.
        left: u64,
        /// The form's token.
        csrf: String,
    },
    /// They were just made.
    Shown {
        /// They.
        shown: ShownCodes,
    },
    /// There is no authenticator app that they could stand in for.
    NoFactor,
}

impl RecoveryCodes {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        matches!(&self.state, CodesState::Shown { shown } if shown.wrong)
    }

    /// The key of the title.
    pub const fn title_key(&self) -> &'static str {
        match self.state {
            CodesState::Shown { .. } => "codes-shown-title",
            CodesState::Make { .. } | CodesState::NoFactor => "codes-title",
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let csrf = || word("sample-form-token");
        let with = |state| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Security, word),
            state,
        };
        let shown = |wrong| {
            with(CodesState::Shown {
                shown: ShownCodes::sample(wrong, word),
            })
        };
        let make = |left| with(CodesState::Make { left, csrf: csrf() });
        vec![
            ("make", make(3)),
            ("make-first", make(0)),
            ("shown", shown(false)),
            ("tick", shown(true)),
            ("no-factor", with(CodesState::NoFactor)),
        ]
    }
}
