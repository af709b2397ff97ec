//! `i18n`: the languages of the pages.

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// Languages, as BCP 47 tags.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct I18n {
    /// The language when nothing else is asked for. Default "en".
    pub default: String,
    /// The languages offered. Default `["en"]`.
    pub enabled: Vec<String>,
}

impl Default for I18n {
    fn default() -> Self {
        Self {
            default: "en".into(),
            enabled: vec!["en".into()],
        }
    }
}

/// Letters, then subtags of letters and digits (the shape of RFC 5646 §2.1, not its registry).
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

impl I18n {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("i18n");
        for tag in self.enabled.iter().filter(|tag| !is_tag(tag)) {
            problems
                .add("enabled", format!("{tag:?} is no language tag"))
                .expected = "tags such as \"en\" or \"pt-BR\"".into();
        }
        if !self.enabled.contains(&self.default) {
            let error = problems.add("default", format!("{:?} is not enabled", self.default));
            error.fix = "add it to i18n.enabled".into();
        }
        problems.done()
    }
}
