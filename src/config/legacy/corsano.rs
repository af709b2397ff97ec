//! `legacy.corsano_users` and `legacy.corsano_health`: the two clouds of the Corsano API.

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

const MINUTE: Duration = Duration::from_secs(60);
/// 60 minutes, as the contract has it.
const LIFETIME: Duration = Duration::from_secs(3600);
/// 518,400 minutes, as the contract has it.
const REFRESH: Duration = Duration::from_secs(518_400 * 60);

/// `legacy.corsano_users`: sign-in, refresh and profile of the Users Cloud.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct CorsanoUsers {
    /// What every door has; the prefix is "/legacy/corsano-users" by default.
    #[serde(flatten)]
    pub door: DoorConfig,
    /// The `client_id` that its grants belong to. Default "legacy-corsano-users".
    pub client: String,
    /// The `iss` of its tokens is this and the path of the call that made them. Default
    /// `"http://api.users.cloud.corsano.com"`.
    pub issuer: String,
    /// Lifetime of its tokens, in whole minutes. Default 1h.
    #[serde(with = "duration")]
    pub lifetime: Duration,
    /// How long after the sign-in a token may be refreshed, in whole minutes. Default 360d.
    #[serde(with = "duration")]
    pub refresh: Duration,
    /// Whether people with a second factor may sign in here without it. Default false.
    pub mfa_exempt: bool,
    /// Origins that may call it from a browser, such as `"https://app.example"`. Default none.
    pub cors_origins: Vec<String>,
}

impl Default for CorsanoUsers {
    fn default() -> Self {
        Self {
            door: DoorConfig::of(Door::CorsanoUsers),
            client: "legacy-corsano-users".into(),
            issuer: "http://api.users.cloud.corsano.com".into(),
            lifetime: LIFETIME,
            refresh: REFRESH,
            mfa_exempt: false,
            cors_origins: Vec::new(),
        }
    }
}

/// `legacy.corsano_health`: the exchange and the profile of the Health Cloud.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct CorsanoHealth {
    /// What every door has; the prefix is "/legacy/corsano-health" by default.
    #[serde(flatten)]
    pub door: DoorConfig,
    /// The `client_id` that its grants belong to. Default "legacy-corsano-health".
    pub client: String,
    /// The `iss` of its tokens is this and the path of the call that made them. Default
    /// `"http://api.health.cloud.corsano.com"`.
    pub issuer: String,
    /// What a standard token exchange names as `resource` to get a token for this cloud. Default
    /// `"https://api.health.cloud.corsano.com"`.
    pub resource: String,
    /// Lifetime of its tokens, in whole minutes. Default 1h.
    #[serde(with = "duration")]
    pub lifetime: Duration,
    /// What its answers call `refresh_ttl`, in whole minutes. Default 360d.
    #[serde(with = "duration")]
    pub refresh: Duration,
    /// Origins that may call it from a browser, such as `"https://app.example"`. Default none.
    pub cors_origins: Vec<String>,
}

impl Default for CorsanoHealth {
    fn default() -> Self {
        Self {
            door: DoorConfig::of(Door::CorsanoHealth),
            client: "legacy-corsano-health".into(),
            issuer: "http://api.health.cloud.corsano.com".into(),
            resource: "https://api.health.cloud.corsano.com".into(),
            lifetime: LIFETIME,
            refresh: REFRESH,
            cors_origins: Vec::new(),
        }
    }
}

/// The contract counts in minutes.
fn check_minutes(name: &'static str, value: Duration, problems: &mut Problems) {
    if !value.as_millis().is_multiple_of(60_000) {
        let problem = format!("{} is no whole number of minutes", format_duration(value));
        problems.add(name, problem).expected = "whole minutes, such as \"60m\"".into();
    }
}

impl CorsanoUsers {
    pub(super) fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.corsano_users");
        self.door.validate(&mut problems);
        check_client(&self.client, &mut problems);
        let (life, session) = (self.lifetime, self.refresh);
        problems.within("lifetime", life, (MINUTE, LIFETIME), format_duration);
        problems.within("refresh", session, (life, REFRESH), format_duration);
        check_minutes("lifetime", life, &mut problems);
        check_minutes("refresh", session, &mut problems);
        check_origins(&self.cors_origins, &mut problems);
        problems.done()
    }
}

impl CorsanoHealth {
    pub(super) fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.corsano_health");
        self.door.validate(&mut problems);
        check_client(&self.client, &mut problems);
        let (life, session) = (self.lifetime, self.refresh);
        problems.within("lifetime", life, (MINUTE, LIFETIME), format_duration);
        problems.within("refresh", session, (life, REFRESH), format_duration);
        check_minutes("lifetime", life, &mut problems);
        check_minutes("refresh", session, &mut problems);
        check_origins(&self.cors_origins, &mut problems);
        problems.done()
    }
}
