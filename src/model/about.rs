//! What the maker of an app says of it.

use serde::{Deserialize, Serialize};

/// What the maker of an app says of it, in a sentence each (PAGES 6, point 7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AboutApp {
    /// How it is paid for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// With whom it shares what it learns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing: Option<String>,
    /// How a person has it deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion: Option<String>,
}
