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
    /// Roles whose people sign in with a second factor: who has none sets one up on the way, and an
    /// old API that cannot ask for one lets nobody of them in. Default none.
    pub required_for: Vec<String>,
}

impl Mfa {
    /// Whether somebody with these roles must have a second factor.
    pub fn is_required(&self, roles: &[String]) -> bool {
        roles.iter().any(|role| self.required_for.contains(role))
    }

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
        if self.required_for.iter().any(|role| role.trim().is_empty()) {
            let error = problems.add("required_for", "has an empty role");
            error.expected = "names of roles, such as \"admin\"".into();
        }
        problems.done()
    }
}
