//! `branding`: whose pages these are.

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::{ConfigError, Problems};

/// What pages say about their operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The name on every page. Default "Signet".
    pub name: String,
    /// Where people get help: https, or mailto. Default: none, and no link.
    pub support_url: Option<String>,
    /// The privacy notice. Default: none, and no link.
    pub privacy_url: Option<String>,
    /// Who runs this, in words ("St. Mary's Hospital"). Default: none.
    pub operator: Option<String>,
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: "Signet".into(),
            support_url: None,
            privacy_url: None,
            operator: None,
        }
    }
}

impl Branding {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("branding");
        if self.name.trim().is_empty() || self.name.contains([':', '\n', '\r']) {
            let error = problems.add("name", "is empty or has a colon or a line break");
            error.expected = "a short name; authenticator apps show it too".into();
        }
        for (key, value, schemes) in [
            (
                "support_url",
                &self.support_url,
                &["https", "http", "mailto"][..],
            ),
            ("privacy_url", &self.privacy_url, &["https", "http"][..]),
        ] {
            let Some(text) = value else { continue };
            if !Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme())) {
                problems
                    .add(key, format!("{text:?} is not such an address"))
                    .expected = format!(
                    "an absolute URL with one of the schemes {}",
                    schemes.join(", ")
                );
            }
        }
        problems.done()
    }
}
