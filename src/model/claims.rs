//! Claims that a client asks for one by one (OpenID Connect Core §5.5).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The `claims` parameter: what to give at userinfo, and what in the ID token. A member is a
/// claim's name with `null` or an object of `essential`, `value`, `values` (§5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// At userinfo.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub userinfo: Map<String, Value>,
    /// In the ID token.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub id_token: Map<String, Value>,
}

impl ClaimsRequest {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }
}
