//! What the page that frames Connect is told, as `humanapi-connect-client` reads it.

use serde_json::{Value, json};

use crate::{
    model::upstream::{ConnectEvent, ConnectKind},
    upstream::connect::{Closed, Standing},
};

/// How Connect was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The person is done.
    Success,
    /// The token is none that opens Connect.
    SessionTokenInvalid,
    /// The token has ended.
    SessionTokenExpired,
    /// There was no token.
    MissingSessionToken,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Success,
        Self::SessionTokenInvalid,
        Self::SessionTokenExpired,
        Self::MissingSessionToken,
    ];

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::SessionTokenInvalid => "SESSION_TOKEN_INVALID",
            Self::SessionTokenExpired => "SESSION_TOKEN_EXPIRED",
            Self::MissingSessionToken => "MISSING_SESSION_TOKEN",
        }
    }

    /// The status of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

impl From<Closed> for Status {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Missing => Self::MissingSessionToken,
            Closed::Invalid => Self::SessionTokenInvalid,
            Closed::Expired => Self::SessionTokenExpired,
        }
    }
}

/// A source, as messages have it.
fn source(standing: &Standing, name: &str) -> Value {
    let of_name = |seen: &&crate::upstream::connect::Seen| seen.name == name;
    let title = standing.sources.iter().find(of_name);
    json!({ "name": title.map_or(name, |seen| &seen.title), "id": name })
}

/// What every message of a page has: what happened until `last`, and what is connected now.
fn results(standing: &Standing, until: usize) -> Value {
    let so_far = &standing.events[..until];
    // Of a source that was connected and disconnected again, the last word counts.
    let ended_as = |kind: ConnectKind| {
        let mut found: Vec<&str> = Vec::new();
        for event in so_far {
            let last = so_far
                .iter()
                .rev()
                .find(|later| later.source == event.source);
            let is_last = last.is_some_and(|last| last.kind == kind);
            if is_last && !found.contains(&event.source.as_str()) {
                found.push(&event.source);
            }
        }
        let found = found.into_iter().map(|name| source(standing, name));
        found.collect::<Vec<_>>()
    };
    let connected = standing.sources.iter().filter(|seen| seen.connected);
    let connected: Vec<Value> = connected.map(|seen| source(standing, &seen.name)).collect();
    json!({
        "sessionResults": {
            "connectedSources": ended_as(ConnectKind::Connected),
            "disconnectedSources": ended_as(ConnectKind::Disconnected),
            "requestedSources": [],
        },
        "currentConnections": connected,
        "requestedProviders": [],
    })
}

/// A message of this type.
fn message(kind: &str, results: Value) -> Value {
    let mut message = json!({ "type": format!("hapi-connect-{kind}") });
    if let (Value::Object(message), Value::Object(results)) = (&mut message, results) {
        message.extend(results);
    }
    message
}

/// The messages of what happened after `seen`.
pub fn news(standing: &Standing, seen: i32) -> Vec<Value> {
    let events = standing.events.iter().enumerate();
    let after = events.filter(|(_, event)| event.seq > seen);
    let said = after.map(|(at, ConnectEvent { kind, .. })| {
        let kind = match kind {
            ConnectKind::Connected => "connect-source",
            ConnectKind::Disconnected => "disconnect-source",
        };
        message(kind, results(standing, at + 1))
    });
    said.collect()
}

/// The message that Connect is closed; of a page that was never open without results.
pub fn close(status: Status, standing: Option<&Standing>) -> Value {
    let results = match standing {
        Some(standing) => results(standing, standing.events.len()),
        None => json!({
            "sessionResults": {
                "connectedSources": [],
                "disconnectedSources": [],
                "requestedSources": [],
            },
            "currentConnections": [],
            "requestedProviders": [],
        }),
    };
    let mut message = message("close", results);
    message["status"] = json!(status.word());
    message
}
