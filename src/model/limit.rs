//! A counter of tries: reserved before anything is checked, settled afterwards.
//!
//! A try that is being checked is no failure yet: it holds a place of what is left, and whoever
//! finds every place held comes back in a moment. `docs/limits.md` has the whole table.

use std::time::Duration;

use crate::core::{Digest, Timestamp, secret::kind};

/// How long a check may take; whoever is not heard of by then has failed.
pub const IN_FLIGHT: Duration = Duration::from_secs(30);
/// How long whoever finds every place held is asked to wait.
pub const HELD: Duration = Duration::from_secs(1);
/// Places that failures are attributed to; failures from more are never taken back.
const SOURCES: usize = 16;

/// Where a failure came from, as eight bytes of a keyed digest.
pub type Source = [u8; 8];

/// What a counter is kept under.
///
/// SECURITY §6.10: "keys are HMACs under a rotating secret": one of this period, and one of the last,
/// under which a counter stands that nothing has touched since.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// In this period.
    pub now: Digest<kind::Limit>,
    /// In the last one.
    pub before: Digest<kind::Limit>,
}

/// What a counter allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Failures in a row after which tries are delayed.
    pub before_delay: u32,
    /// The first delay; it doubles.
    pub first_delay: Duration,
    /// The longest one.
    pub max_delay: Duration,
    /// How long the counter is kept after its last try.
    pub keep: Duration,
}

/// A counter as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Failures that no success has taken back.
    pub failures: u32,
    /// Until when further tries are refused.
    pub blocked_until: Timestamp,
    /// When the first failure of this run was.
    pub first_at: Timestamp,
    /// When the row may be swept.
    pub expires_at: Timestamp,
    /// Tries that are being checked.
    pub in_flight: u32,
    /// Until when they may be.
    pub in_flight_until: Timestamp,
    /// The failures since the last success, and where those that stand came from.
    pub origins: Origins,
}

/// Failures since the last success, wherever from, and failures by source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    streak: u32,
    by_source: Vec<(Source, u32)>,
}

impl Origins {
    /// As a column holds them.
    pub fn to_bytes(&self) -> Vec<u8> {
        if *self == Self::default() {
            return Vec::new();
        }
        let mut bytes = self.streak.to_be_bytes().to_vec();
        for (source, failures) in &self.by_source {
            bytes.extend_from_slice(source);
            bytes.extend_from_slice(&failures.to_be_bytes());
        }
        bytes
    }

    /// From a column; what is damaged is nobody's.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_be_bytes);
        let Some((streak, rest)) = bytes.split_at_checked(4) else {
            return Self::default();
        };
        let entry = |bytes: &[u8]| {
            let (source, failures) = bytes.split_at_checked(8)?;
            Some((source.try_into().ok()?, number(failures)))
        };
        Self {
            streak: number(streak),
            by_source: rest.chunks_exact(12).filter_map(entry).collect(),
        }
    }

    fn add(&mut self, source: Source) {
        self.streak = self.streak.saturating_add(1);
        let known = self
            .by_source
            .iter_mut()
            .find(|(known, _)| *known == source);
        if let Some((_, failures)) = known {
            *failures = failures.saturating_add(1);
        } else if self.by_source.len() < SOURCES {
            self.by_source.push((source, 1));
        }
    }

    fn take(&mut self, source: Source) -> u32 {
        self.streak = 0;
        match self
            .by_source
            .iter()
            .position(|(known, _)| *known == source)
        {
            Some(at) => self.by_source.swap_remove(at).1,
            None => 0,
        }
    }
}

impl Counter {
    /// One that nobody has tried yet.
    pub fn new(now: Timestamp) -> Self {
        Self {
            failures: 0,
            blocked_until: now,
            first_at: now,
            expires_at: now,
            in_flight: 0,
            in_flight_until: now,
            origins: Origins::default(),
        }
    }

    /// Takes a place for a try, or says how long to wait.
    ///
    /// LG-08: "with 10 tries left, 200 parallel wrong passwords cause ≤ 10 hash computations".
    pub fn reserve(&self, pace: &Pace, now: Timestamp) -> Result<Self, Duration> {
        let mut next = self.lapsed(pace, now);
        let wait = next.blocked_until.since(now);
        // F18: what is further off than the longest wait is of a clock that was wrong.
        if !wait.is_zero() && wait <= pace.max_delay {
            return Err(wait);
        }
        // Once tries are delayed there is one place.
        let left = pace.before_delay.saturating_sub(next.origins.streak).max(1);
        if next.in_flight >= left {
            return Err(HELD);
        }
        next.in_flight += 1;
        next.in_flight_until = now.plus(IN_FLIGHT);
        next.expires_at = next.expires_at.max(now.plus(pace.keep));
        Ok(next)
    }

    /// A try was wrong.
    ///
    /// LG-09: "after 5 consecutive failures further tries within 30 s (doubling to 15 min)".
    pub fn fail(&self, pace: &Pace, source: Source, now: Timestamp) -> Self {
        let mut next = self.clone();
        next.in_flight = next.in_flight.saturating_sub(1);
        next.failures = next.failures.saturating_add(1);
        next.origins.add(source);
        let wait = next.wait(pace);
        if !wait.is_zero() {
            let longest = now.plus(pace.max_delay);
            next.blocked_until = next.blocked_until.max(now.plus(wait)).min(longest);
        }
        next.expires_at = now.plus(pace.keep);
        next
    }

    /// A try was right: the failures from there are taken back, and tries are not delayed any more.
    /// Failures from elsewhere stay: they are somebody else's guesses, whoever signs in meanwhile.
    /// `None` if nothing is left to remember.
    pub fn succeed(&self, source: Source, now: Timestamp) -> Option<Self> {
        let mut next = self.clone();
        next.in_flight = next.in_flight.saturating_sub(1);
        next.failures = next.failures.saturating_sub(next.origins.take(source));
        next.blocked_until = now;
        (next.failures > 0 || next.in_flight > 0).then_some(next)
    }

    /// A try was neither: it was never checked.
    pub fn give_back(&self) -> Option<Self> {
        let mut next = self.clone();
        next.in_flight = next.in_flight.saturating_sub(1);
        (next.failures > 0 || next.in_flight > 0).then_some(next)
    }

    /// Tries that nobody was heard of again have failed.
    fn lapsed(&self, pace: &Pace, now: Timestamp) -> Self {
        let mut next = self.clone();
        let is_over = now >= next.in_flight_until || next.in_flight_until.since(now) > IN_FLIGHT;
        if next.in_flight > 0 && is_over {
            next.failures = next.failures.saturating_add(next.in_flight);
            next.origins.streak = next.origins.streak.saturating_add(next.in_flight);
            next.in_flight = 0;
            let since = next.in_flight_until.min(now);
            next.blocked_until = next.blocked_until.max(since.plus(next.wait(pace)));
        }
        next
    }

    fn wait(&self, pace: &Pace) -> Duration {
        let doublings = self.origins.streak.checked_sub(pace.before_delay);
        doublings.map_or(Duration::ZERO, |n| {
            pace.first_delay
                .saturating_mul(1 << n.min(16))
                .min(pace.max_delay)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        before_delay: 5,
        first_delay: Duration::from_secs(30),
        max_delay: Duration::from_secs(900),
        keep: Duration::from_secs(86_400),
    };
    const HERE: Source = [1; 8];
    const THERE: Source = [2; 8];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_secs(second)
    }

    fn failed(counter: &Counter, source: Source, now: Timestamp) -> Counter {
        let reserved = counter.reserve(&PACE, now).unwrap();
        reserved.fail(&PACE, source, now)
    }

    // LG-08: places are held, not used up; who finds none comes back in a second.
    #[test]
    fn tries_in_flight_are_no_failures() {
        let mut counter = Counter::new(at(0));
        for _ in 0..5 {
            counter = counter.reserve(&PACE, at(0)).unwrap();
        }
        assert_eq!(counter.reserve(&PACE, at(0)), Err(HELD));
        assert_eq!((counter.failures, counter.in_flight), (0, 5));
        let counter = counter.succeed(HERE, at(0)).unwrap();
        let counter = counter.reserve(&PACE, at(0)).unwrap();
        assert_eq!(counter.reserve(&PACE, at(0)), Err(HELD));
        let left = (0..5).try_fold(counter, |counter, _| counter.succeed(HERE, at(0)));
        assert_eq!(left, None, "nothing is left to remember");
    }

    // LG-09: 30 s, doubled to 15 min; then one at a time.
    #[test]
    fn failures_in_a_row_delay() {
        let mut counter = Counter::new(at(0));
        let mut now = 0;
        for (nth, wait) in [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
            .into_iter()
            .enumerate()
        {
            counter = failed(&counter, HERE, at(now));
            assert_eq!(
                counter.blocked_until.since(at(now)).as_secs(),
                wait,
                "{nth}"
            );
            if wait > 0 {
                let early = counter.reserve(&PACE, at(now));
                assert_eq!(early, Err(Duration::from_secs(wait)));
            }
            now += i64::try_from(wait).unwrap();
        }
        let one = counter.reserve(&PACE, at(now)).unwrap();
        assert_eq!(one.reserve(&PACE, at(now)), Err(HELD));
    }

    // "success refunds only (identifier, IP)": what others have guessed stays counted.
    #[test]
    fn a_success_takes_back_its_own_failures_only() {
        let mut counter = Counter::new(at(0));
        for source in [HERE, THERE, THERE, HERE] {
            counter = failed(&counter, source, at(0));
        }
        let reserved = counter.reserve(&PACE, at(0)).unwrap();
        let counter = reserved.succeed(HERE, at(0)).unwrap();
        assert_eq!(counter.failures, 2);
        // But tries are not delayed: five in a row are free again.
        let mut counter = Counter {
            in_flight: 0,
            ..counter
        };
        for _ in 0..4 {
            counter = failed(&counter, THERE, at(1));
            assert!(counter.blocked_until <= at(1));
        }
        assert_eq!(counter.failures, 6);
        let kept = Origins::from_bytes(&counter.origins.to_bytes());
        assert_eq!(kept, counter.origins);
    }

    // A node that dies while it checks leaves failures behind, not places.
    #[test]
    fn whoever_is_not_heard_of_again_has_failed() {
        let mut counter = Counter::new(at(0));
        for _ in 0..5 {
            counter = counter.reserve(&PACE, at(0)).unwrap();
        }
        assert_eq!(counter.reserve(&PACE, at(29)), Err(HELD));
        assert_eq!(
            counter.reserve(&PACE, at(30)),
            Err(Duration::from_secs(30)),
            "five failures at the end of their time"
        );
        assert_eq!(counter.reserve(&PACE, at(60)).unwrap().failures, 5);
    }

    // However many places failures come from, a row stays small.
    #[test]
    fn origins_are_bounded() {
        let mut origins = Origins::default();
        for n in 0..1000_u64 {
            origins.add(n.to_be_bytes());
        }
        assert_eq!(origins.to_bytes().len(), 4 + SOURCES * 12);
        for junk in [&b""[..], b"abc", b"abcd", b"abcde", &[9; 17]] {
            Origins::from_bytes(junk);
        }
    }

    // F18: "lock-outs do not become eternal": neither a failure nor a wait of a time that is still to
    // come holds anybody up when the clock is right again.
    #[test]
    fn a_clock_that_was_ahead_locks_nobody_out() {
        let ahead = at(1_000_000 + 86_400);
        let now = at(1_000_000);
        let once = Counter::new(ahead).fail(&PACE, HERE, ahead);
        assert!(once.reserve(&PACE, now).is_ok());
        let mut often = Counter::new(ahead);
        for _ in 0..9 {
            often = often.fail(&PACE, HERE, ahead);
        }
        assert!(often.reserve(&PACE, ahead).is_err());
        let reserved = often.reserve(&PACE, now).expect("no wait is that long");
        // And what is wrong now waits as long as it should from now.
        let wrong = reserved.fail(&PACE, HERE, now);
        let wait = wrong.reserve(&PACE, now).expect_err("it waits");
        assert!(wait <= PACE.max_delay, "{wait:?}");
        // A place that was taken ahead of time is free again.
        let held = Counter::new(ahead).reserve(&PACE, ahead).expect("a place");
        assert!(held.reserve(&PACE, now).is_ok());
    }

    // LG-09: a failure that nobody has to wait for sets no wait, so that a request whose clock read is
    // a moment older is not held up.
    #[test]
    fn a_failure_without_a_wait_holds_nobody_up() {
        let counter = Counter::new(at(0)).fail(&PACE, HERE, at(100));
        assert!(counter.reserve(&PACE, at(99)).is_ok());
    }
}
