//! The key sets of clients that publish them at an address: kept for minutes, so that a request
//! rarely waits for somebody else.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    config::policy,
    core::Timestamp,
    crypto::KeySet,
    model::ClientId,
    outbound::{Outbound, OutboundError},
};

/// What is known, by client.
#[derive(Default)]
pub struct KeySets(Mutex<HashMap<ClientId, Arc<tokio::sync::Mutex<Known>>>>);

/// The keys of one client.
#[derive(Default)]
struct Known {
    /// Where they are from.
    uri: String,
    keys: Option<(Arc<KeySet>, Timestamp)>,
    tried_at: Option<Timestamp>,
}

impl Known {
    /// Whether to ask for them now. CA-10: "cached 5 min, refetch on unknown `kid` at most once
    /// per 30 s per client"; nor is one that does not answer asked more often.
    fn is_due(&self, kid: Option<&str>, now: Timestamp) -> bool {
        let wanted = self.keys.as_ref().is_none_or(|(keys, at)| {
            now.since(*at) >= policy::KEY_SET_FRESH || kid.is_some_and(|kid| !keys.has(kid))
        });
        let rested = |at: Timestamp| now.since(at) >= policy::KEY_SET_RETRY;
        wanted && self.tried_at.is_none_or(rested)
    }

    /// The keys, however old they may be. CA-10: "stale ≤ 24 h on error".
    fn usable(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        let (keys, at) = self.keys.as_ref()?;
        (now.since(*at) < policy::KEY_SET_STALE).then(|| keys.clone())
    }
}

impl KeySets {
    /// The keys of a client at this address, asked for if they are not known, too old, or without
    /// the one with this id. Of many that ask at once, one goes and the others wait for it.
    pub async fn load(
        &self,
        outbound: &Outbound,
        (client, uri): (&ClientId, &str),
        kid: Option<&str>,
        now: Timestamp,
    ) -> Option<Arc<KeySet>> {
        let known = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(client.clone()).or_default().clone()
        };
        let mut known = known.lock().await;
        if known.uri != uri {
            *known = Known {
                uri: uri.to_owned(),
                ..Known::default()
            };
        }
        if known.is_due(kid, now) {
            known.tried_at = Some(now);
            match fetch(outbound, uri).await {
                Ok(keys) => known.keys = Some((Arc::new(keys), now)),
                Err(why) => tracing::warn!(
                    client_id = client.as_str(),
                    why,
                    "the key set of a client cannot be had; the one before is used for a day"
                ),
            }
        }
        known.usable(now)
    }

    /// Forgets the clients that are not among these any more.
    pub(super) fn retain(&self, is_there: impl Fn(&ClientId) -> bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|client, _| is_there(client));
    }
}

async fn fetch(outbound: &Outbound, uri: &str) -> Result<KeySet, String> {
    let told = |error: OutboundError| error.to_string();
    let body = outbound
        .get(uri, policy::KEY_SET_LIMIT)
        .await
        .map_err(told)?;
    let document = serde_json::from_slice(&body.0).map_err(|error| error.to_string())?;
    KeySet::parse(&document).map_err(|error| error.to_string())
}
