//! Calls at legacy doors, counted by day.

use std::{collections::BTreeMap, time::Duration};

use crate::core::{Door, Timestamp};

/// Counters are by day in UTC.
const DAY: Duration = Duration::from_secs(86_400);

/// What calls are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallKey {
    /// At which door.
    pub door: Door,
    /// Whose; empty where it was not proven.
    pub client_id: String,
    /// Days since 1970-01-01 (UTC).
    pub day: i64,
    /// `ok`, or the code of a reason.
    pub outcome: String,
}

/// How often, and when last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallCount {
    /// How often.
    pub calls: i64,
    /// When last.
    pub last_at: Timestamp,
}

/// Who came through a door.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonKey {
    /// Which door.
    pub door: Door,
    /// By which client.
    pub client_id: String,
    /// `user:`, `human:` or `client:` and the id.
    pub person: String,
}

/// What a node has counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Calls.
    pub calls: BTreeMap<CallKey, CallCount>,
    /// People, and when they came last.
    pub people: BTreeMap<PersonKey, Timestamp>,
}

impl Counted {
    /// Whether there is nothing to write down.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.people.is_empty()
    }
}

/// The day of an instant, in days since 1970-01-01 (UTC).
pub fn day_of(at: Timestamp) -> i64 {
    at.secs().div_euclid(DAY.as_secs().cast_signed())
}

/// When a day began.
pub fn day_start(day: i64) -> Timestamp {
    Timestamp::from_secs(day.saturating_mul(DAY.as_secs().cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight() {
        let noon = Timestamp::from_secs(1_764_072_000);
        let day = day_of(noon);
        assert_eq!(day_start(day).rfc3339(), "2025-11-25T00:00:00Z");
        assert_eq!(
            day_of(day_start(day).minus(Duration::from_millis(1))),
            day - 1
        );
    }
}
