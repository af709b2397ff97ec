//! `branding`: whose pages these are.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::{ConfigError, Problems};

/// What pages say about their operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The name on every page. Default "Signet".
    pub name: String,
    /// Where people get help: https, or mailto. Default: the page `/help`.
    pub support_url: Option<String>,
    /// The privacy notice. Default: the page `/privacy`.
    pub privacy_url: Option<String>,
    /// A Markdown file with the text of `/help`. Default: the program's own.
    pub help_file: Option<PathBuf>,
    /// A Markdown file with the text of `/privacy`. Default: the program's own.
    pub privacy_file: Option<PathBuf>,
    /// A Markdown file with the text of `/accessibility`. Default: the program's own.
    pub accessibility_file: Option<PathBuf>,
    /// Who runs this, in words ("St. Mary's Hospital"). Default: none.
    pub operator: Option<String>,
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: "Signet".into(),
            support_url: None,
            privacy_url: None,
            help_file: None,
            privacy_file: None,
            accessibility_file: None,
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
