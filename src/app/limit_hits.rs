//! Refusals for too many tries, of which the audit trail has the first of each wait: an attack writes
//! no row for each of its requests (AU-15, DL-07). In memory, and so per node.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::addresses::Mark;
use crate::core::Timestamp;

/// Waits of one generation; there are two. A megabyte at most.
const GENERATION: usize = 16 * 1024;

/// Which waits have a row.
#[derive(Debug, Default)]
pub struct LimitHits(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    recent: HashMap<Mark, Timestamp>,
    before: HashMap<Mark, Timestamp>,
}

impl LimitHits {
    /// Whether a row tells of this wait already.
    pub fn is_known(&self, who: &Mark, now: Timestamp) -> bool {
        let table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = table.recent.get(who).or_else(|| table.before.get(who));
        known.is_some_and(|until| now < *until)
    }

    /// Whether this refusal of who has to wait so long is the first of its wait.
    pub fn is_first(&self, who: Mark, wait: Duration, now: Timestamp) -> bool {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = table.recent.get(&who).or_else(|| table.before.get(&who));
        if known.is_some_and(|until| now < *until) {
            return false;
        }
        if table.recent.len() >= GENERATION {
            table.before = std::mem::take(&mut table.recent);
        }
        table.recent.insert(who, now.plus(wait));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_refusal_of_a_wait_is_one() {
        let hits = LimitHits::default();
        let at = Timestamp::from_secs;
        let wait = Duration::from_secs(30);
        assert!(hits.is_first([1; 8], wait, at(0)));
        assert!(!hits.is_first([1; 8], wait, at(29)));
        assert!(hits.is_first([2; 8], wait, at(29)));
        assert!(hits.is_first([1; 8], wait, at(30)));
        for n in 0..100_000_u64 {
            hits.is_first(n.to_be_bytes(), wait, at(31));
        }
        let table = hits.0.lock().unwrap();
        assert!(table.recent.len() + table.before.len() <= 2 * GENERATION + 1);
    }
}
