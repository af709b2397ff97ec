//! The small sections: `keys`, `password`, `mfa`, `consent`, `branding`, `i18n`, `telemetry`.

use serde::{Deserialize, Serialize};

use super::{Problem, Span, policy};

/// The `keys` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    /// Bits of the issuer's RSA key: 2048, 3072 or 4096.
    pub rsa_bits: u32,
}

/// The `password` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Password {
    /// Argon2id parameters.
    pub argon2: Argon2,
    /// Hashes computed at a time; the number of cores unless set.
    pub permits: Option<usize>,
    /// Hashes that may wait.
    pub queue: usize,
}

/// The `password.argon2` section: the floors of the policy, or more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Argon2 {
    /// Memory in KiB.
    pub m: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

/// The `mfa` section.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mfa {
    /// What authenticator apps show; `branding.name` unless set.
    pub totp_issuer: Option<String>,
}

/// The `consent` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Consent {
    /// Whether a consent is remembered.
    pub remember: bool,
    /// For how long; at most a year.
    pub max: Span,
}

/// The `branding` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The name of the service, as people know it.
    pub name: String,
    /// Who runs it.
    pub operator: Option<String>,
    /// Where people get help.
    pub support_url: Option<String>,
    /// The privacy policy.
    pub privacy_url: Option<String>,
}

/// The `i18n` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct I18n {
    /// The language when nothing says another.
    pub default: String,
    /// The languages that are offered.
    pub enabled: Vec<String>,
}

/// The `telemetry` section.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// Logs.
    pub log: Log,
}

/// The `telemetry.log` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `json`, `human`, or `auto`: human on a terminal.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug` or `trace`, or a filter of `tracing`.
    pub level: String,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Human,
    /// Human on a terminal, else JSON.
    Auto,
}

impl Default for Keys {
    fn default() -> Self {
        Self { rsa_bits: 2048 }
    }
}

impl Default for Password {
    fn default() -> Self {
        Self {
            argon2: Argon2::default(),
            permits: None,
            queue: policy::ARGON2_QUEUE,
        }
    }
}

impl Default for Argon2 {
    fn default() -> Self {
        Self {
            m: policy::ARGON2_MEMORY,
            t: policy::ARGON2_TIME,
            p: policy::ARGON2_LANES,
        }
    }
}

impl Default for Consent {
    fn default() -> Self {
        Self {
            remember: true,
            max: Span::secs(365 * 86400),
        }
    }
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: "Signet".into(),
            operator: None,
            support_url: None,
            privacy_url: None,
        }
    }
}

impl Default for I18n {
    fn default() -> Self {
        Self {
            default: "en".into(),
            enabled: vec!["en".into()],
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: "info".into(),
        }
    }
}

impl Keys {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if ![2048, 3072, 4096].contains(&self.rsa_bits) {
            problems.push(Problem::new(
                "keys.rsa_bits",
                "it must be 2048, 3072 or 4096",
            ));
        }
    }
}

impl Password {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let Argon2 { m, t, p } = self.argon2;
        if m < policy::ARGON2_MEMORY
            || t < policy::ARGON2_TIME
            || p < policy::ARGON2_LANES
            || m > 1024 * 1024
            || t > 16
            || p > 16
        {
            problems.push(Problem::new(
                "password.argon2",
                "it must be at least m = 19456 (KiB), t = 2, p = 1 (OWASP), and at most m = 1048576, t = 16, p = 16",
            ));
        }
    }
}

impl Consent {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.max.0.is_zero() || self.max > Span::secs(366 * 86400) {
            problems.push(Problem::new(
                "consent.max",
                "it must be over zero and at most a year",
            ));
        }
    }
}

impl I18n {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        const COMPLETE: [&str; 1] = ["en"];
        if let Some(unknown) = self
            .enabled
            .iter()
            .find(|tag| !COMPLETE.contains(&tag.as_str()))
        {
            problems.push(Problem::new(
                "i18n.enabled",
                format!("there are no texts in `{unknown}`; there are in: en"),
            ));
        }
        if !self.enabled.contains(&self.default) {
            problems.push(Problem::new(
                "i18n.default",
                "it is not one of i18n.enabled",
            ));
        }
    }
}
