//! Failures of client authentication, counted by client and address, on this node.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{
    config::policy,
    core::{Digest, Timestamp, secret::kind},
};

/// Pairs of one generation. There are two generations of two kinds, so that no more than four
/// times as many are ever kept, some megabytes.
const GENERATION: usize = 16 * 1024;

type Key = Digest<kind::Limit>;

/// The counters. Pairs whose client does not exist are counted apart, and alike: whoever invents
/// ids pushes nobody else's pair out, and learns nothing (CA-03, CA-12).
#[derive(Default)]
pub struct ClientFailures {
    known: Mutex<Table>,
    unknown: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    recent: HashMap<[u8; 32], Counter>,
    before: HashMap<[u8; 32], Counter>,
}

#[derive(Clone, Copy)]
struct Counter {
    failures: u32,
    since: Timestamp,
    blocked_until: Option<Timestamp>,
}

impl Counter {
    fn is_over(&self, now: Timestamp) -> bool {
        let window = policy::CLIENT_FAILURES_WINDOW;
        // F18: what is still to come is of a clock that was wrong.
        match self.blocked_until {
            Some(until) => now >= until || until.since(now) > window,
            None => now.since(self.since) >= window || self.since.since(now) > window,
        }
    }
}

impl ClientFailures {
    fn table(&self, is_known: bool) -> std::sync::MutexGuard<'_, Table> {
        let table = if is_known { &self.known } else { &self.unknown };
        table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long this pair has to wait, if it has to.
    pub fn wait(&self, (is_known, key): (bool, &Key), now: Timestamp) -> Option<Duration> {
        let counter = self.table(is_known).find(key, now)?;
        counter.blocked_until.map(|until| until.since(now))
    }

    /// Counts a failure; whether the pair has to wait from now on.
    ///
    /// CA-12: "≥ 10 failures/min for (client, IP) → 429 + `Retry-After` for that pair only".
    pub fn note(&self, (is_known, key): (bool, &Key), now: Timestamp) -> bool {
        let mut table = self.table(is_known);
        let mut counter = table.find(key, now).unwrap_or(Counter {
            failures: 0,
            since: now,
            blocked_until: None,
        });
        if counter.blocked_until.is_some() {
            return false;
        }
        counter.failures += 1;
        let is_enough = counter.failures >= policy::CLIENT_FAILURES;
        if is_enough {
            counter.blocked_until = Some(now.plus(policy::CLIENT_FAILURES_WINDOW));
        }
        table.keep(key, counter);
        is_enough
    }
}

impl Table {
    fn find(&self, key: &Key, now: Timestamp) -> Option<Counter> {
        let key = key.as_bytes();
        let found = self.recent.get(key).or_else(|| self.before.get(key))?;
        (!found.is_over(now)).then_some(*found)
    }

    fn keep(&mut self, key: &Key, counter: Counter) {
        if self.recent.len() >= GENERATION {
            self.before = std::mem::take(&mut self.recent);
        }
        self.recent.insert(*key.as_bytes(), counter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u32) -> Key {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        Digest::new(bytes)
    }

    // CA-12: ten failures within a minute; a minute of waiting, which further tries do not extend.
    #[test]
    fn a_pair_waits_after_ten_failures_within_a_minute() {
        let failures = ClientFailures::default();
        let at = Timestamp::from_secs;
        for second in 0..9 {
            assert!(!failures.note((true, &key(1)), at(second)));
        }
        assert_eq!(failures.wait((true, &key(1)), at(9)), None);
        assert!(failures.note((true, &key(1)), at(59)));
        assert!(!failures.note((true, &key(1)), at(100)));
        let wait = |second| failures.wait((true, &key(1)), at(second));
        assert_eq!(wait(60), Some(Duration::from_secs(59)));
        assert_eq!(wait(118), Some(Duration::from_secs(1)));
        assert_eq!(wait(119), None);
        assert_eq!(failures.wait((true, &key(2)), at(60)), None);
        assert_eq!(failures.wait((false, &key(1)), at(60)), None);
        // Slowly is not often.
        for minute in 0..30 {
            assert!(!failures.note((true, &key(3)), at(minute * 60)));
        }
    }

    // CA-12: the memory is bounded, and a flood of invented ids pushes no client's pair out.
    #[test]
    fn a_flood_of_invented_ids_forgets_no_client() {
        let failures = ClientFailures::default();
        let now = Timestamp::from_secs(0);
        for _ in 0..10 {
            failures.note((true, &key(1)), now);
        }
        for n in 0..200_000 {
            failures.note((false, &key(n)), now);
        }
        assert!(failures.wait((true, &key(1)), now).is_some());
        let unknown = failures.table(false);
        assert!(unknown.recent.len() + unknown.before.len() <= 2 * GENERATION);
    }
}
