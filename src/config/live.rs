//! The configuration in force, which a reload changes under requests that go on (OPERATIONS §2, R).

use std::{
    ops::Deref,
    sync::{PoisonError, RwLock},
};

use serde_json::{Map, Value};

use super::Config;

/// What a reload changes: keys, or whole sections. What else differs takes a restart, because it was
/// used up when the server started: addresses, the database, keys, workers, pages, hashing.
pub const RELOADED: &[&str] = &[
    "server.trusted_proxies",
    "server.proxy_header",
    "session",
    "tokens",
    "login",
    "consent",
    "mfa",
    "password.min_length",
    "password.profile",
    "password.zxcvbn_min",
    "rate_limit",
    "privacy",
    "legacy.*.callers",
    "legacy.*.max_per_user",
    "legacy.*.deprecated_at",
    "legacy.*.sunset_at",
    "legacy.*.brown_outs",
    "legacy.*.guide",
];

/// The configuration in force.
///
/// One that was replaced is kept: whoever has begun with it ends with it. An operator reloads a few
/// times in the life of a server, and each is some kilobytes.
#[derive(Debug)]
pub struct Live(RwLock<&'static Config>);

/// What a reload found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// Keys that have their new value.
    pub taken: Vec<String>,
    /// Keys that have it after a restart.
    pub waiting: Vec<String>,
}

impl Live {
    /// In force from the start.
    pub fn new(config: Config) -> Self {
        Self(RwLock::new(Box::leak(Box::new(config))))
    }

    /// Puts what can be changed while the server runs in force.
    pub fn reload(&self, fresh: &Config) -> Reloaded {
        let (before, after) = (flat(self), flat(fresh));
        let keys = before.keys().chain(after.keys());
        let mut changed: Vec<&String> = keys
            .filter(|key| before.get(*key) != after.get(*key))
            .collect();
        changed.sort_unstable();
        changed.dedup();
        let (taken, waiting): (Vec<_>, Vec<_>) = changed
            .into_iter()
            .cloned()
            .partition(|key| is_reloaded(key));
        if !taken.is_empty() {
            let next = Box::leak(Box::new(merged(self, fresh)));
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = next;
        }
        Reloaded { taken, waiting }
    }
}

impl Deref for Live {
    type Target = Config;

    fn deref(&self) -> &Config {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What runs, with what a reload changes of it.
fn merged(running: &Config, fresh: &Config) -> Config {
    let mut next = running.clone();
    next.server
        .trusted_proxies
        .clone_from(&fresh.server.trusted_proxies);
    next.server.proxy_header = fresh.server.proxy_header;
    next.session = fresh.session.clone();
    next.tokens = fresh.tokens.clone();
    next.login = fresh.login.clone();
    next.consent = fresh.consent.clone();
    next.mfa = fresh.mfa.clone();
    next.password.min_length = fresh.password.min_length;
    next.password.profile = fresh.password.profile;
    next.password.zxcvbn_min = fresh.password.zxcvbn_min;
    next.rate_limit = fresh.rate_limit.clone();
    next.privacy = fresh.privacy.clone();
    next.legacy.take_dates(&fresh.legacy);
    next
}

/// Whether a reload puts a new value of this key in force.
pub(super) fn is_reloaded(key: &str) -> bool {
    RELOADED.iter().any(|pattern| {
        let mut parts = key.split('.');
        pattern.split('.').all(|wanted| {
            parts
                .next()
                .is_some_and(|part| wanted == "*" || wanted == part)
        })
    })
}

/// Every key with its value; lists are values.
fn flat(config: &Config) -> Map<String, Value> {
    fn add(into: &mut Map<String, Value>, prefix: &str, value: Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let key = match prefix {
                        "" => name,
                        prefix => format!("{prefix}.{name}"),
                    };
                    add(into, &key, value);
                }
            }
            value => {
                into.insert(prefix.to_owned(), value);
            }
        }
    }
    let mut found = Map::new();
    let value = serde_json::to_value(config).unwrap_or_default();
    add(&mut found, "", value);
    found
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    // OPERATIONS §2: "Reload on SIGHUP for keys marked R": each key that is said to be reloaded is, and
    // what is not waits and is named.
    #[test]
    fn what_can_be_reloaded_is_and_what_cannot_is_named() {
        let live = Live::new(Config::default());
        let mut fresh = Config::default();
        assert_eq!(live.reload(&fresh), Reloaded::default());
        fresh.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        fresh.session.idle = Duration::from_secs(77);
        fresh.tokens.access = Duration::from_secs(78);
        fresh.mfa.required_for = vec!["clinician".into()];
        fresh.password.min_length = 20;
        fresh.rate_limit.failures_before_delay = 3;
        fresh.privacy.ip = super::super::IpPrivacy::Off;
        fresh.legacy.ocariot.door.max_per_user = 2;
        fresh.legacy.ocariot.door.guide = Some("https://x.example/".into());
        fresh.legacy.ocariot.door.prefix = "/legacy/other".into();
        fresh.database.pool = 3;
        fresh.password.permits = 99;
        let before: &Config = &live;
        let found = live.reload(&fresh);
        assert_eq!(
            found.taken,
            [
                "legacy.ocariot.guide",
                "legacy.ocariot.max_per_user",
                "mfa.required_for",
                "password.min_length",
                "privacy.ip",
                "rate_limit.failures_before_delay",
                "server.trusted_proxies",
                "session.idle",
                "tokens.access",
            ]
        );
        assert_eq!(
            found.waiting,
            ["database.pool", "legacy.ocariot.prefix", "password.permits"]
        );
        // Whoever began with the old one ends with it.
        assert_eq!(
            before.password.min_length,
            Config::default().password.min_length
        );
        let (now, wanted) = (flat(&live), flat(&fresh));
        for key in &found.taken {
            assert_eq!(now.get(key), wanted.get(key), "{key}");
        }
        for key in &found.waiting {
            assert_ne!(now.get(key), wanted.get(key), "{key}");
        }
        assert_eq!(live.reload(&fresh).taken, [""; 0]);
        // Every key that is listed is one.
        for pattern in RELOADED {
            let is = |key: &String| {
                let mut parts = key.split('.');
                pattern
                    .split('.')
                    .all(|wanted| parts.next().is_some_and(|p| wanted == "*" || wanted == p))
            };
            assert!(wanted.keys().any(is), "{pattern}");
        }
    }
}
