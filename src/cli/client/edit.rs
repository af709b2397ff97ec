//! `signet client edit`: what is to change.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::super::{Failure, Outcome, input};
use crate::model::{Client, GrantType, Word, scope::OFFLINE_ACCESS};

/// What to change of a client.
#[derive(Debug, clap::Args)]
pub struct Edit {
    /// Its id.
    pub(super) id: String,
    /// What people are shown.
    #[arg(long)]
    name: Option<String>,
    /// A redirect URI; may be repeated; these replace those that were registered.
    #[arg(long)]
    redirect: Vec<String>,
    /// The scopes that it may ask for.
    #[arg(long)]
    scope: Option<String>,
    /// Whether it may be used: live, testing or disabled. Switching it off ends all that it was
    /// given.
    #[arg(long)]
    state: Option<String>,
    /// A file with a JSON object of RFC 7591 metadata to change; `null` takes a member out; `-`
    /// is standard input.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only say what it would be.
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl Edit {
    /// The members that change.
    pub(super) fn changes(&self, before: &Client) -> Outcome<Map<String, Value>> {
        let mut changes = match &self.json {
            None => Map::new(),
            Some(file) => match serde_json::from_str(&input::text(file)?)? {
                Value::Object(changes) => changes,
                _ => return Err(Failure::Usage("--json: it must be a JSON object".into())),
            },
        };
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                changes.insert(name.to_owned(), value);
            }
        };
        set("client_name", self.name.as_ref().map(|name| json!(name)));
        let redirect = (!self.redirect.is_empty()).then(|| json!(self.redirect));
        set("redirect_uris", redirect);
        set("scope", self.scope.as_ref().map(|scope| json!(scope)));
        set("state", self.state.as_ref().map(|state| json!(state)));
        if let Some(grants) = self.grants_with_refresh(before, &changes) {
            eprintln!(
                "signet: offline_access is given as a refresh token: that grant type is added, too"
            );
            changes.insert("grant_types".into(), grants);
        }
        if changes.is_empty() {
            return Err(Failure::Usage(
                "there is nothing to change; name it by a flag or by --json".into(),
            ));
        }
        Ok(changes)
    }

    /// As `client add` does: without the grant `offline_access` would be ignored at every request. Who
    /// names grant types means them.
    fn grants_with_refresh(&self, before: &Client, changes: &Map<String, Value>) -> Option<Value> {
        let asks = self.scope.as_deref().unwrap_or_default();
        let wanted = asks.split_whitespace().any(|value| value == OFFLINE_ACCESS)
            && !changes.contains_key("grant_types")
            && before.allows(GrantType::AuthorizationCode)
            && !before.allows(GrantType::RefreshToken);
        let grants = before.metadata.grant_types.iter();
        let grants = grants.copied().chain([GrantType::RefreshToken]);
        wanted.then(|| grants.map(GrantType::word).collect())
    }
}
