//! `session`: how long a browser stays signed in (SE-04).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// Browser sessions. Durations are written `"60m"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// Ends a session that is not used. Default 60m, at most 1h.
    #[serde(with = "duration")]
    pub idle: Duration,
    /// Ends a session however much it is used. Default 12h, at most 24h.
    #[serde(with = "duration")]
    pub absolute: Duration,
    /// Most browser sessions of a person at once; who signs in once more ends the oldest (SE-12).
    /// Default 10.
    pub max_per_user: u32,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            idle: policy::SESSION_IDLE,
            absolute: policy::SESSION_ABSOLUTE,
            max_per_user: policy::SESSIONS_PER_USER,
        }
    }
}

impl Session {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("session");
        let minute = Duration::from_secs(60);
        let idle = (minute, policy::SESSION_IDLE_MAX);
        let absolute = (minute, policy::SESSION_ABSOLUTE_MAX);
        problems.within("idle", self.idle, idle, format_duration);
        problems.within("absolute", self.absolute, absolute, format_duration);
        let sessions = (1, policy::SESSIONS_PER_USER_MAX);
        problems.within("max_per_user", self.max_per_user, sessions, |n| {
            n.to_string()
        });
        if self.idle > self.absolute {
            let error = problems.add("idle", "is longer than session.absolute");
            error.fix = "lower session.idle, or raise session.absolute".into();
        }
        problems.done()
    }
}
