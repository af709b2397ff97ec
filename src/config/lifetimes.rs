//! `session` and `tokens`: how long things last.

use serde::{Deserialize, Serialize};

use super::{Problem, Span, policy};

/// The `session` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// How long a session lasts without use; at most an hour.
    pub idle: Span,
    /// How long it lasts in any case; at most a day.
    pub absolute: Span,
}

/// The `tokens` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tokens {
    /// Access tokens; at most an hour.
    pub access: Span,
    /// ID tokens; at most an hour.
    pub id_token: Span,
    /// Authorization codes; at most 60 seconds.
    pub code: Span,
    /// How long a grant may live in any case.
    pub refresh_absolute: Span,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            idle: Span(policy::SESSION_IDLE),
            absolute: Span(policy::SESSION_ABSOLUTE),
        }
    }
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            access: Span(policy::ACCESS_TTL),
            id_token: Span(policy::ID_TOKEN_TTL),
            code: Span(policy::CODE_TTL),
            refresh_absolute: Span(policy::REFRESH_ABSOLUTE),
        }
    }
}

fn at_most(key: &str, span: Span, bound: std::time::Duration, problems: &mut Vec<Problem>) {
    if span.0.is_zero() || span.0 > bound {
        problems.push(Problem::new(
            key,
            format!(
                "it must be over zero and at most {} seconds",
                bound.as_secs()
            ),
        ));
    }
}

impl Session {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        at_most("session.idle", self.idle, policy::SESSION_IDLE, problems);
        at_most(
            "session.absolute",
            self.absolute,
            policy::SESSION_ABSOLUTE_MAX,
            problems,
        );
    }
}

impl Tokens {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        at_most(
            "tokens.access",
            self.access,
            policy::TOKEN_TTL_MAX,
            problems,
        );
        at_most(
            "tokens.id_token",
            self.id_token,
            policy::TOKEN_TTL_MAX,
            problems,
        );
        at_most("tokens.code", self.code, policy::CODE_TTL, problems);
        at_most(
            "tokens.refresh_absolute",
            self.refresh_absolute,
            policy::REFRESH_ABSOLUTE * 4,
            problems,
        );
    }
}
