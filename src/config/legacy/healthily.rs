//! `legacy.healthily`: the login of Healthily's partners.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::DoorConfig;
use crate::{
    config::{
        error::{ConfigError, Problems},
        units::{duration, format_duration},
    },
    core::Door,
};

/// 31 minutes, as the contract has it.
const LIFETIME: Duration = Duration::from_secs(1860);

/// `legacy.healthily`: partners sign in with their own client credentials, accept the terms, and
/// get an upgraded token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Healthily {
    /// What every door has; the prefix is "/legacy/healthily" by default.
    #[serde(flatten)]
    pub door: DoorConfig,
    /// The `iss` of its tokens; not a URL. Default "ymd-internal-service".
    pub issuer: String,
    /// Lifetime of its tokens. Default 31m, as its contract says.
    #[serde(with = "duration")]
    pub lifetime: Duration,
    /// The claim `version` of its tokens. Default "V5".
    pub version: String,
    /// The claim `language` of partners that have none of their own. Default "en-US".
    pub language: String,
}

impl Default for Healthily {
    fn default() -> Self {
        Self {
            door: DoorConfig::of(Door::Healthily),
            issuer: "ymd-internal-service".into(),
            lifetime: LIFETIME,
            version: "V5".into(),
            language: "en-US".into(),
        }
    }
}

impl Healthily {
    pub(super) fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.healthily");
        self.door.validate(&mut problems);
        if self.issuer.is_empty() {
            problems.add("issuer", "is empty").expected = "the text of the claim `iss`".into();
        }
        let bounds = (Duration::from_secs(60), LIFETIME);
        problems.within("lifetime", self.lifetime, bounds, format_duration);
        problems.done()
    }
}
