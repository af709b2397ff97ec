//! Which tokens a client may exchange for which (LE-X1): nothing that is not said.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Word;
use crate::core::ScopeList;

/// One exchange that a client may make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The audience of the token that it shows: a resource, or the name of a legacy door.
    pub from: String,
    /// The audience of the token that it gets.
    pub to: String,
    /// The most that it gets, with blanks between.
    pub scope: String,
    /// How long that lasts, in seconds. Unless said: 300, and no longer than what was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<u32>,
    /// What must be on record for it; then it may be more scope than the token shown has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// It is the same session with more scope: the new token has that session's id, and its whole
    /// lifetime even if the old one ends earlier.
    #[serde(default, skip_serializing_if = "super::client::is_default")]
    pub keeps_session: bool,
}

/// What must be on record for an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The terms in force were accepted in this session.
    TermsAccepted,
}

impl Word for Condition {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::TermsAccepted, "terms_accepted")];
}

impl Exchange {
    /// The most that it gets.
    pub fn scope(&self) -> ScopeList {
        ScopeList::parse(&self.scope).unwrap_or_default()
    }

    /// How long the new token lasts, if what was shown lasts for `rest`.
    pub fn lifetime(&self, default: Duration, rest: Duration) -> Duration {
        match self.lifetime {
            Some(seconds) => Duration::from_secs(seconds.into()),
            None => default.min(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // LE-X3: "lifetime by row (default ≤ 300 s and ≤ the subject's)".
    #[test]
    fn unless_said_it_lasts_no_longer_than_what_was_shown() {
        let seconds = Duration::from_secs;
        let rule = |lifetime| Exchange {
            from: "a".into(),
            to: "b".into(),
            scope: "x y".into(),
            lifetime,
            condition: None,
            keeps_session: false,
        };
        assert_eq!(rule(None).lifetime(seconds(300), seconds(9)), seconds(9));
        assert_eq!(
            rule(None).lifetime(seconds(300), seconds(900)),
            seconds(300)
        );
        assert_eq!(
            rule(Some(3600)).lifetime(seconds(300), seconds(9)),
            seconds(3600)
        );
        assert_eq!(rule(None).scope().len(), 2);
    }
}
