//! Tokens, decoded to read: nothing is verified here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::web::view::dev::TokenView;

/// The tokens of an answer, decoded where they are JWTs.
pub fn of(answer: &Value) -> Vec<TokenView> {
    ["access_token", "id_token", "refresh_token"]
        .into_iter()
        .filter_map(|name| Some(view(name, answer[name].as_str()?)))
        .collect()
}

fn view(name: &str, token: &str) -> TokenView {
    let mut parts = token.split('.');
    let mut part = || {
        let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    TokenView {
        name: name.to_owned(),
        decoded: match (part(), part()) {
            (Some(header), Some(claims)) => Some(format!("{header:#}\n{claims:#}")),
            _ => None,
        },
    }
}
