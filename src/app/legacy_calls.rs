//! What happened at legacy doors that this node has counted and not yet written down.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    core::{Door, Timestamp},
    model::legacy_call::{CallCount, CallKey, Counted, PersonKey, day_of},
};

/// Most people kept between two writings; of more, some are only counted the next time they come.
const PEOPLE: usize = 10_000;

/// The counters. As many as there are doors, clients and reasons, and a day or two of each: a
/// caller makes no row, and no call waits for the disk.
#[derive(Debug, Default)]
pub struct LegacyCalls(Mutex<Counted>);

impl LegacyCalls {
    /// Counts a call.
    pub fn call(&self, door: Door, client_id: &str, outcome: &str, now: Timestamp) {
        let key = CallKey {
            door,
            client_id: client_id.to_owned(),
            day: day_of(now),
            outcome: outcome.to_owned(),
        };
        let count = CallCount {
            calls: 1,
            last_at: now,
        };
        self.put_back(Counted {
            calls: BTreeMap::from([(key, count)]),
            people: BTreeMap::new(),
        });
    }

    /// Notes that somebody came through a door.
    pub fn person(&self, door: Door, client_id: &str, person: &str, now: Timestamp) {
        let key = PersonKey {
            door,
            client_id: client_id.to_owned(),
            person: person.to_owned(),
        };
        self.put_back(Counted {
            calls: BTreeMap::new(),
            people: BTreeMap::from([(key, now)]),
        });
    }

    /// Takes all that was counted, to write it down.
    pub fn take(&self) -> Counted {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds to what is counted, or puts back what could not be written down.
    pub fn put_back(&self, counted: Counted) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in counted.calls {
            let kept = all
                .calls
                .entry(key)
                .or_insert(CallCount { calls: 0, ..count });
            kept.calls += count.calls;
            kept.last_at = kept.last_at.max(count.last_at);
        }
        for (key, at) in counted.people {
            if all.people.len() < PEOPLE || all.people.contains_key(&key) {
                let kept = all.people.entry(key).or_insert(at);
                *kept = at.max(*kept);
            }
        }
    }
}
