//! `consent`: how long an app that was allowed stays allowed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::duration,
};

/// Consent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Consent {
    /// Whether an answer spares the next question. Default true.
    pub remember: bool,
    /// For how long at most. Default 1y (365 days).
    #[serde(with = "duration")]
    pub max: Duration,
    /// Whether people may also let an app stay connected until they stop it. Default true.
    pub until_stopped: bool,
}

impl Default for Consent {
    fn default() -> Self {
        Self {
            remember: true,
            max: policy::CONSENT_MAX,
            until_stopped: true,
        }
    }
}

impl Consent {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("consent");
        if self.max.is_zero() {
            problems.add("max", "is zero").fix =
                "to ask every time, set consent.remember = false".into();
        }
        problems.done()
    }
}
