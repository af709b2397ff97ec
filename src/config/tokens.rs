//! `tokens`: how long codes and tokens live.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// Lifetimes, written `"5m"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tokens {
    /// Access tokens. Default 5m, at most 1h. A legacy door has its own lifetime.
    #[serde(with = "duration")]
    pub access: Duration,
    /// ID tokens. Default 5m, at most 1h.
    #[serde(with = "duration")]
    pub id_token: Duration,
    /// Authorization codes. Default and at most 60s.
    #[serde(with = "duration")]
    pub code: Duration,
    /// A refresh token that is not used for this long is dead. Default 14d.
    #[serde(with = "duration")]
    pub refresh_idle: Duration,
    /// A refresh lineage ends after this; use never extends it. Default 90d.
    #[serde(with = "duration")]
    pub refresh_absolute: Duration,
    /// Further uses of a refresh token this soon after the first are a race, and get the same
    /// successor. Default 10s, at most 60s.
    #[serde(with = "duration")]
    pub refresh_race: Duration,
    /// Further uses this soon after the first may be the retry of a lost answer, a few times and
    /// while the successor was not used. Default 300s, at most 600s.
    #[serde(with = "duration")]
    pub refresh_lost: Duration,
    /// Whether the reuse of an old refresh token ends the browser session, too. Default false.
    pub reuse_ends_session: bool,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            access: policy::ACCESS_TOKEN_TTL,
            id_token: policy::ID_TOKEN_TTL,
            code: policy::CODE_TTL,
            refresh_idle: policy::REFRESH_IDLE,
            refresh_absolute: policy::REFRESH_ABSOLUTE,
            refresh_race: policy::REFRESH_RACE,
            refresh_lost: policy::REFRESH_LOST,
            reuse_ends_session: false,
        }
    }
}

impl Tokens {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("tokens");
        let none = Duration::ZERO;
        for (key, value, high) in [
            (
                "refresh_race",
                self.refresh_race,
                policy::REFRESH_RACE_MAX_WINDOW,
            ),
            (
                "refresh_lost",
                self.refresh_lost,
                policy::REFRESH_LOST_MAX_WINDOW,
            ),
        ] {
            problems.within(key, value, (none, high), format_duration);
        }
        for (key, value, low, high) in [
            ("access", self.access, 30, policy::ACCESS_TOKEN_TTL_MAX),
            ("id_token", self.id_token, 30, policy::ID_TOKEN_TTL_MAX),
            ("code", self.code, 5, policy::CODE_TTL_MAX),
        ] {
            let bounds = (Duration::from_secs(low), high);
            problems.within(key, value, bounds, format_duration);
        }
        if self.refresh_idle < self.access {
            let error = problems.add("refresh_idle", "is shorter than tokens.access");
            error.fix = "raise it: a refresh token must outlive the access token".into();
        }
        if self.refresh_idle > self.refresh_absolute {
            let error = problems.add("refresh_idle", "is longer than tokens.refresh_absolute");
            error.fix = "lower it, or raise tokens.refresh_absolute".into();
        }
        problems.done()
    }
}
