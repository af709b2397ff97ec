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
}

impl Default for Session {
    fn default() -> Self {
        Self {
            idle: policy::SESSION_IDLE,
            absolute: policy::SESSION_ABSOLUTE,
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
        if self.idle > self.absolute {
            let error = problems.add("idle", "is longer than session.absolute");
            error.fix = "lower session.idle, or raise session.absolute".into();
        }
        problems.done()
    }
}
