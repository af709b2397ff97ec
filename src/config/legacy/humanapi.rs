//! `legacy.humanapi`: the sessions of Human API's clients, and its Connect page.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::DoorConfig;
use crate::{
    config::{
        error::{ConfigError, Problems},
        units::duration,
    },
    core::Door,
};

/// `legacy.humanapi`: clients start sessions for their own people, who connect data sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct HumanApi {
    /// What every door has; the prefix is "/legacy/humanapi" by default.
    #[serde(flatten)]
    pub door: DoorConfig,
    /// How long after a human was first seen sessions may be started for them, even without a
    /// connected source; `"0s"` is for ever. Default 0s.
    #[serde(with = "duration")]
    pub session_window: Duration,
}

impl Default for HumanApi {
    fn default() -> Self {
        Self {
            door: DoorConfig::of(Door::HumanApi),
            session_window: Duration::ZERO,
        }
    }
}

impl HumanApi {
    pub(super) fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.humanapi");
        self.door.validate(&mut problems);
        problems.done()
    }
}
