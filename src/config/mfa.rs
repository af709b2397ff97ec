//! `mfa`: second factors.

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// Second factors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mfa {
    /// The name that an authenticator app shows beside the code. Default: `branding.name`.
    pub totp_issuer: Option<String>,
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
        problems.done()
    }
}
