//! `telemetry`: what the server says about itself.

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// How a log line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// One JSON object a line.
    Json,
    /// For people.
    Human,
}

/// `telemetry.log`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `auto`, `json` or `human`. Default auto.
    pub format: LogFormat,
    /// A level, or directives such as `"info,signet=debug"`. Default info.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: "info".into(),
        }
    }
}

/// Logs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// `telemetry.log.format` and `telemetry.log.level`.
    pub log: Log,
}

/// `info`, or `target=debug`.
fn is_directive(text: &str) -> bool {
    let level =
        text.rsplit_once('=').map_or(
            text,
            |(target, level)| {
                if target.trim().is_empty() { "" } else { level }
            },
        );
    ["off", "error", "warn", "info", "debug", "trace"].contains(&level.trim())
}

impl Telemetry {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("telemetry");
        if !self.log.level.split(',').all(is_directive) {
            let error = problems.add("log.level", format!("{:?} is no level", self.log.level));
            error.expected = "off, error, warn, info, debug or trace, or directives such as \
                              \"info,signet=debug\""
                .into();
        }
        problems.done()
    }
}
