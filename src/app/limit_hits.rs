//! Refusals for too many tries, of which the audit trail has the first of each wait: an attack writes
//! no row for each of its requests (AU-15, DL-07). In memory, and so per node.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
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
    recent: HashMap<Mark, Wait>,
    before: HashMap<Mark, Wait>,
}

/// From when, and until when.
type Wait = (Timestamp, Timestamp);

/// By how much the clocks of two requests that run at once may be apart.
const CLOCK_JITTER: Duration = Duration::from_secs(1);

impl Table {
    /// F18: one that began in the future is over: the clock was put back, and nothing is left untold until it
    /// has caught up.
    fn knows(&self, who: &Mark, now: Timestamp) -> bool {
        let known = self.recent.get(who).or_else(|| self.before.get(who));
        known.is_some_and(|(since, until)| now < *until && now.plus(CLOCK_JITTER) >= *since)
    }
}

impl LimitHits {
    /// Whether a row tells of this wait already.
    pub fn is_known(&self, who: &Mark, now: Timestamp) -> bool {
        self.table().knows(who, now)
    }

    /// There is a row now of who has to wait so long. What is known already goes on no longer for that.
    pub fn note(&self, who: Mark, wait: Duration, now: Timestamp) {
        let mut table = self.table();
        if table.knows(&who, now) {
            return;
        }
        if table.recent.len() >= GENERATION {
            table.before = std::mem::take(&mut table.recent);
        }
        table.recent.insert(who, (now, now.plus(wait)));
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        let first = |who, now| {
            let is_first = !hits.is_known(&who, now);
            hits.note(who, wait, now);
            is_first
        };
        assert!(first([1; 8], at(100)));
        assert!(!first([1; 8], at(129)));
        assert!(first([2; 8], at(129)));
        // To be met again makes it no longer.
        assert!(first([1; 8], at(130)));
        for n in 0..100_000_u64 {
            first(n.to_be_bytes(), at(160));
        }
        let table = hits.0.lock().unwrap();
        assert!(table.recent.len() + table.before.len() <= 2 * GENERATION + 1);
    }

    // F18: a clock that was put back makes nobody's wait longer.
    #[test]
    fn a_wait_of_the_future_is_over() {
        let hits = LimitHits::default();
        let (then, now) = (Timestamp::from_secs(7_200), Timestamp::from_secs(0));
        hits.note([1; 8], Duration::from_secs(60), then);
        assert!(hits.is_known(&[1; 8], then));
        assert!(!hits.is_known(&[1; 8], now));
    }
}
