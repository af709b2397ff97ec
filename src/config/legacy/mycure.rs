//! `legacy.mycure`: MyCure's EMR Accounts, which Hippocrades runs, too.

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

const DAY: Duration = Duration::from_secs(24 * 3600);

/// `legacy.mycure`: accounts, sign-in with all its actions, and personal details of MyCure's apps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Mycure {
    /// What every door has; the prefix is "/legacy/mycure" by default.
    #[serde(flatten)]
    pub door: DoorConfig,
    /// The `client_id` that its grants belong to. Default "legacy-mycure".
    pub client: String,
    /// The `iss` of its tokens; not a URL. Default "mycure".
    pub issuer: String,
    /// Lifetime of its access tokens. Default 1h.
    #[serde(with = "duration")]
    pub lifetime: Duration,
    /// How long a session lasts without use. Default 30d.
    #[serde(with = "duration")]
    pub idle: Duration,
    /// How long a session lasts in any case. Default 180d.
    #[serde(with = "duration")]
    pub refresh: Duration,
    /// Whether an app that resumes a session by its access token gets a refresh token, as the SDK
    /// demands. Default true.
    pub resume_issues_refresh: bool,
    /// Lifetime of tokens for the API, which people make for programs of their own. Default 180d.
    #[serde(with = "duration")]
    pub api_lifetime: Duration,
    /// Whether this is an on-premise server, where nobody makes an account. Default false.
    pub on_premise: bool,
    /// Whether a sign-in tells apart who has no account, as the original did. Default false.
    pub tells_unknown_users: bool,
    /// Origins that may call it from a browser, such as `"https://app.example"`. Default none.
    pub cors_origins: Vec<String>,
}

impl Default for Mycure {
    fn default() -> Self {
        Self {
            door: DoorConfig::of(Door::Mycure),
            client: "legacy-mycure".into(),
            issuer: "mycure".into(),
            lifetime: Duration::from_secs(3600),
            idle: 30 * DAY,
            refresh: 180 * DAY,
            resume_issues_refresh: true,
            api_lifetime: 180 * DAY,
            on_premise: false,
            tells_unknown_users: false,
            cors_origins: Vec::new(),
        }
    }
}

impl Mycure {
    pub(super) fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("legacy.mycure");
        self.door.validate(&mut problems);
        check_client(&self.client, &mut problems);
        if self.issuer.is_empty() {
            problems.add("issuer", "is empty").expected = "the text of the claim `iss`".into();
        }
        let minute = Duration::from_secs(60);
        for (name, value, most) in [
            ("lifetime", self.lifetime, DAY),
            ("refresh", self.refresh, 366 * DAY),
            ("idle", self.idle, self.refresh),
            ("api_lifetime", self.api_lifetime, 366 * DAY),
        ] {
            problems.within(name, value, (minute, most), format_duration);
        }
        check_origins(&self.cors_origins, &mut problems);
        problems.done()
    }
}
