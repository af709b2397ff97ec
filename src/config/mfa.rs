//! `mfa`: second factors.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// Second factors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mfa {
    /// The name that an authenticator app shows beside the code. Default: `branding.name`.
    pub totp_issuer: Option<String>,
    /// How long a person may have a device remembered, so that no second factor is asked there.
    /// Default 0: not at all; at most 30d. Never for the role `admin`, and not where an app asks
    /// for a second factor (TF-10).
    #[serde(with = "duration")]
    pub remember_device: Duration,
}

impl Mfa {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("mfa");
        if let Some(name) = &self.totp_issuer
            && (name.trim().is_empty() || name.contains([':', '\n', '\r']))
        {
            let error = problems.add("totp_issuer", "is empty or has a colon or a line break");
            error.expected = "a short name; apps read a colon as its end".into();
        }
        let bounds = (Duration::ZERO, policy::REMEMBER_DEVICE_MAX);
        problems.within(
            "remember_device",
            self.remember_device,
            bounds,
            format_duration,
        );
        problems.done()
    }
}
