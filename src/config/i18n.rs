//! `i18n`: the languages of the pages.

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// The languages that the program speaks, as BCP 47 tags: each is a folder in `locales/`.
pub const LANGUAGES: [&str; 5] = ["en", "de", "fr", "es", "ar"];

/// Languages, as BCP 47 tags.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct I18n {
    /// The language when nothing else is asked for. Default "en".
    pub default: String,
    /// The languages offered. Default: all that there are,
    /// `["en", "de", "fr", "es", "ar"]`.
    pub enabled: Vec<String>,
}

impl Default for I18n {
    fn default() -> Self {
        Self {
            default: "en".into(),
            enabled: LANGUAGES.map(str::to_owned).into(),
        }
    }
}

impl I18n {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("i18n");
        let is_spoken = |tag: &&String| LANGUAGES.contains(&tag.as_str());
        for tag in self.enabled.iter().filter(|tag| !is_spoken(tag)) {
            problems
                .add("enabled", format!("{tag:?} is no language of this program"))
                .expected = format!("some of {}", LANGUAGES.join(", "));
        }
        if !self.enabled.contains(&self.default) {
            let error = problems.add("default", format!("{:?} is not enabled", self.default));
            error.fix = "add it to i18n.enabled".into();
        }
        problems.done()
    }
}
