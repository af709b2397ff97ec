//! `legacy.ocariot`: the login of the OCARIoT API.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{DoorConfig, check_client, check_origins};
use crate::{
    config::{
        error::{ConfigError, Problems},
        units::{duration, format_duration},
    },
    core::Door,
};

/// `legacy.ocariot`: the login of the OCARIoT API.
// No `deny_unknown_fields`: serde cannot combine it with `flatten`. The loader refuses unknown
// keys before serde sees them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Ocariot {
    /// What every door has; the prefix is "/legacy/ocariot" by default.
    #[serde(flatten)]
    pub door: DoorConfig,
    /// The `client_id` that its grants belong to. Default "legacy-ocariot".
    pub client: String,
    /// The `iss` of its tokens; not a URL. Default "ocariot".
    pub issuer: String,
    /// Lifetime of its tokens. Default 24h, as its contract says.
    #[serde(with = "duration")]
    pub lifetime: Duration,
    /// Whether people with a second factor may sign in here without it. Default false.
    pub mfa_exempt: bool,
    /// Origins that may call it from a browser, such as `"https://app.example"`. Default none.
    pub cors_origins: Vec<String>,
}

impl Default for Ocariot {
    fn default() -> Self {
        Self {
            door: DoorConfig::of(Door::Ocariot),
            client: "legacy-ocariot".into(),
            issuer: "ocariot".into(),
            lifetime: Duration::from_secs(24 * 3600),
            mfa_exempt: false,
            cors_origins: Vec::new(),
        }
    }
}

impl Ocariot {
    pub(super) fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.ocariot");
        self.door.validate(&mut problems);
        check_client(&self.client, &mut problems);
        if self.issuer.is_empty() {
            problems.add("issuer", "is empty").expected = "the text of the claim `iss`".into();
        }
        let day = Duration::from_secs(24 * 3600);
        let bounds = (Duration::from_secs(60), day);
        problems.within("lifetime", self.lifetime, bounds, format_duration);
        check_origins(&self.cors_origins, &mut problems);
        problems.done()
    }
}
