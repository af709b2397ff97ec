//! Claims: those that only the server states, and those that a client asks for one by one
//! (OpenID Connect Core §5.5).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Claims of the protocol. Nothing that is registered, imported or known of a person may set one
/// (JW-22).
const RESERVED: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "acr",
    "amr",
    "azp",
    "auth_time",
    "nonce",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "scope",
    "client_id",
    "cnf",
    "act",
    "may_act",
    "events",
    "sub_jwk",
];

/// Whether only the server itself may state this claim (JW-22).
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

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
    /// Those of them that no scope of the request gives: a person has to be asked for each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beyond: Vec<String>,
}

impl ClaimsRequest {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// The names that are asked, each once: those for userinfo first.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.userinfo.keys().chain(self.id_token.keys()) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// Who must be signed in, if a `sub` is asked for (§5.5.1).
    pub fn subject(&self) -> Option<String> {
        let of = |members: &Map<String, Value>| members.get("sub")?.get("value").cloned();
        let value = of(&self.id_token).or_else(|| of(&self.userinfo))?;
        value.as_str().map(str::to_owned)
    }

    /// The part whose names `keep` keeps.
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        let part = |members: &Map<String, Value>| {
            let kept = members.iter().filter(|(name, _)| keep(name));
            kept.map(|(name, wish)| (name.clone(), wish.clone()))
                .collect()
        };
        Self {
            userinfo: part(&self.userinfo),
            id_token: part(&self.id_token),
            beyond: self
                .beyond
                .iter()
                .filter(|name| keep(name))
                .cloned()
                .collect(),
        }
    }

    /// Whether the client says that it needs this claim (§5.5.1, `essential`).
    pub fn is_essential(&self, name: &str) -> bool {
        [&self.userinfo, &self.id_token].iter().any(|members| {
            members
                .get(name)
                .is_some_and(|wish| wish["essential"] == Value::Bool(true))
        })
    }
}

/// Whether a value is one that was asked for: any, if none is named (§5.5.1, `value`, `values`).
pub fn suits(wish: &Value, value: &Value) -> bool {
    match (wish.get("value"), wish.get("values")) {
        (Some(one), _) if one != value => false,
        (_, Some(Value::Array(many))) => many.contains(value),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_suits_what_was_asked_of_it() {
        let german = json!("de");
        for (wish, fits) in [
            (Value::Null, true),
            (json!({"essential": true}), true),
            (json!({"value": "de"}), true),
            (json!({"value": "en"}), false),
            (json!({"values": ["en", "de"]}), true),
            (json!({"values": ["en"]}), false),
            (json!({"value": "de", "values": ["en"]}), false),
        ] {
            assert_eq!(suits(&wish, &german), fits, "{wish}");
        }
    }
}
