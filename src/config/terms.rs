//! `terms`: what people accept before they use the service.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::{ConfigError, Problems};

/// Most bytes of the name of a version.
const VERSION_MOST: usize = 64;

/// The terms in force. Without a version there are none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// The version in force, such as `"2026-11"`: people accept it when they join or sign in, once
    /// each version. Default none.
    pub version: Option<String>,
    /// A Markdown file with the terms, shown at `/terms/VERSION`: one text, in one language, to people of
    /// every language. Terms in several languages go into one file, one after the other, or behind
    /// `terms.url`. Default none.
    pub file: Option<PathBuf>,
    /// Where the terms are, if they are not in a file: https. Default none.
    pub url: Option<String>,
    /// Where it is told what has changed since the version before: https. Default none.
    pub changes_url: Option<String>,
}

impl Terms {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("terms");
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let is_version = |text: &String| {
            (1..=VERSION_MOST).contains(&text.len())
                && text.bytes().all(plain)
                && text.as_bytes()[0] != b'.'
        };
        if self
            .version
            .as_ref()
            .is_some_and(|version| !is_version(version))
        {
            problems.add("version", "is no name of a version").expected =
                "1 to 64 letters, digits, dashes and dots, such as \"2026-11\"".into();
        }
        if self.version.is_some() && self.file.is_some() == self.url.is_some() {
            problems.add("version", "has no text, or two").expected =
                "one of terms.file and terms.url".into();
        }
        for (key, value) in [("url", &self.url), ("changes_url", &self.changes_url)] {
            let Some(text) = value else { continue };
            if !Url::parse(text).is_ok_and(|url| ["https", "http"].contains(&url.scheme())) {
                problems
                    .add(key, format!("{text:?} is not such an address"))
                    .expected = "an absolute https URL".into();
            }
        }
        problems.done()
    }
}
