//! `login`: what a person may type to say who they are.

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// A kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoginIdentifier {
    /// The user name.
    Username,
    /// The e-mail address.
    Email,
}

/// The sign-in page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Login {
    /// What is accepted. Default `["username", "email"]`.
    pub identifiers: Vec<LoginIdentifier>,
}

impl Default for Login {
    fn default() -> Self {
        Self {
            identifiers: vec![LoginIdentifier::Username, LoginIdentifier::Email],
        }
    }
}

impl Login {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("login");
        let mut seen = self.identifiers.clone();
        seen.dedup();
        if self.identifiers.is_empty() {
            let error = problems.add("identifiers", "is empty: nobody could sign in");
            error.expected = "one or both of \"username\" and \"email\"".into();
        } else if self.identifiers.len() > 2 || seen.len() < self.identifiers.len() {
            problems.add("identifiers", "names one kind twice");
        }
        problems.done()
    }
}
