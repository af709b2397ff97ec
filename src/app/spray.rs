//! Signs of a spray that no single address and no account gives away (SECURITY §6.5): "count distinct
//! identifiers per IP, per /24, per User-Agent hash and globally (failure ratio over 5 min vs 7-day
//! baseline)". They hold nobody up: a network and a browser are shared by the innocent.
//!
//! What is counted is in memory, and so of one node; what is usual is of all of them, in one row of
//! the database (`meta`), to which each node adds every five minutes.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::addresses::Mark;
use crate::{
    config::policy::{
        ADDRESS_WINDOW, FAILING_BASELINE, FAILING_TRIES, FAILING_WINDOW, SPRAY_AGENT_ACCOUNTS,
        SPRAY_FAILURES, SPRAY_NETWORK_ACCOUNTS,
    },
    core::Timestamp,
    crypto::digest::sha256_bytes,
};

/// Crowds of one generation; there are two. Some megabytes at worst, because few ever come near to
/// what is kept of one.
const GENERATION: usize = 8 * 1024;
/// What is usual before anything was seen: one try of ten fails.
const PRIOR: (f64, f64) = (1000.0, 100.0);

/// By what the tries belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The network, /24 or /48.
    Network,
    /// What calls itself by the same name.
    Agent,
    /// All of this node.
    All,
}

impl By {
    /// The word in the log, the metric and the audit trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Agent => "agent",
            Self::All => "all",
        }
    }
}

/// What looks like a spray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// By what.
    pub by: By,
    /// At how many accounts or names; 0 for [`By::All`].
    pub accounts: usize,
    /// How many tries failed in the window.
    pub failures: u32,
    /// How many did not.
    pub successes: u32,
}

/// Tries and failures of a while, the old ones of less and less weight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usual {
    at: Timestamp,
    tries: f64,
    failures: f64,
}

impl Usual {
    /// From the database; nothing is usual where that is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let (at, numbers) = text.split_once(' ').unwrap_or_default();
        let mut numbers = numbers
            .split(' ')
            .filter_map(|part| part.parse::<f64>().ok());
        match (at.parse(), numbers.next(), numbers.next()) {
            (Ok(at), Some(tries), Some(failures)) if tries >= failures && failures >= 0.0 => Self {
                at: Timestamp::from_millis(at),
                tries,
                failures,
            },
            _ => Self::default(),
        }
    }

    /// For the database.
    pub fn to_bytes(self) -> Vec<u8> {
        format!("{} {} {}", self.at.millis(), self.tries, self.failures).into_bytes()
    }

    /// With these added, and what was before of less weight.
    pub fn plus(self, (tries, failures): (u32, u32), now: Timestamp) -> Self {
        let age = now.since(self.at).as_secs_f64() / FAILING_BASELINE.as_secs_f64();
        let kept = (-age).exp();
        Self {
            at: now,
            tries: self.tries * kept + f64::from(tries),
            failures: self.failures * kept + f64::from(failures),
        }
    }

    /// The share of failures.
    pub fn ratio(self) -> f64 {
        (self.failures + PRIOR.1) / (self.tries + PRIOR.0)
    }
}

/// The counters.
#[derive(Debug, Default)]
pub struct Spray(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    recent: HashMap<Key, Crowd>,
    before: HashMap<Key, Crowd>,
    /// Minute, tries, failures; the last few.
    minutes: VecDeque<(i64, u32, u32)>,
    told_until: Timestamp,
    fresh: (u32, u32),
    usual: Usual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    V4(u32),
    V6(u64),
    Agent(Mark),
}

#[derive(Clone, Debug)]
struct Crowd {
    since: Timestamp,
    accounts: Vec<Mark>,
    failures: u32,
    successes: u32,
    told: bool,
}

impl Crowd {
    fn new(since: Timestamp) -> Self {
        Self {
            since,
            accounts: Vec::new(),
            failures: 0,
            successes: 0,
            told: false,
        }
    }
}

impl Spray {
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a try ended: where it came from, if that says anything, and at which account it
    /// failed. What it is a sign of comes back once in its window.
    pub fn note(
        &self,
        place: Option<(IpAddr, &str)>,
        failed: Option<Mark>,
        now: Timestamp,
    ) -> Vec<Suspicion> {
        let mut table = self.lock();
        let mut found = Vec::new();
        if let Some((ip, agent)) = place {
            let agent = Key::Agent(first(sha256_bytes(agent.as_bytes())));
            for (by, key, most) in [
                (By::Network, network(ip), SPRAY_NETWORK_ACCOUNTS),
                (By::Agent, agent, SPRAY_AGENT_ACCOUNTS),
            ] {
                found.extend(table.crowd(key, now).note(by, failed, most));
            }
        }
        found.extend(table.all(failed.is_some(), now));
        found
    }

    /// What was counted since it was last taken: tries, failures.
    pub fn take(&self) -> (u32, u32) {
        std::mem::take(&mut self.lock().fresh)
    }

    /// Gives it back: it could not be kept.
    pub fn put_back(&self, (tries, failures): (u32, u32)) {
        let mut table = self.lock();
        table.fresh.0 = table.fresh.0.saturating_add(tries);
        table.fresh.1 = table.fresh.1.saturating_add(failures);
    }

    /// What is usual, from now on.
    pub fn set_usual(&self, usual: Usual) {
        self.lock().usual = usual;
    }

    /// The share of failures of the last minutes, if there were any tries, and the usual one.
    pub fn ratios(&self, now: Timestamp) -> (Option<f64>, f64) {
        let mut table = self.lock();
        let (tries, failures) = table.recent_tries(now);
        let recent = (tries > 0).then(|| f64::from(failures) / f64::from(tries));
        (recent, table.usual.ratio())
    }
}

impl Table {
    fn crowd(&mut self, key: Key, now: Timestamp) -> &mut Crowd {
        if !self.recent.contains_key(&key) {
            let known = self.before.remove(&key);
            if self.recent.len() >= GENERATION {
                self.before = std::mem::take(&mut self.recent);
            }
            let known = known.unwrap_or_else(|| Crowd::new(now));
            self.recent.insert(key, known);
        }
        let crowd = self.recent.entry(key).or_insert_with(|| Crowd::new(now));
        if now.since(crowd.since) >= ADDRESS_WINDOW {
            *crowd = Crowd::new(now);
        }
        crowd
    }

    fn recent_tries(&mut self, now: Timestamp) -> (u32, u32) {
        let minutes = i64::try_from(FAILING_WINDOW.as_secs() / 60).unwrap_or(5);
        let minute = now.secs().div_euclid(60);
        while self
            .minutes
            .front()
            .is_some_and(|(at, ..)| *at <= minute - minutes)
        {
            self.minutes.pop_front();
        }
        let sum = |(tries, failures): (u32, u32), (_, t, f): &(i64, u32, u32)| {
            (tries.saturating_add(*t), failures.saturating_add(*f))
        };
        self.minutes.iter().fold((0, 0), sum)
    }

    fn all(&mut self, is_failure: bool, now: Timestamp) -> Option<Suspicion> {
        let minute = now.secs().div_euclid(60);
        if self.minutes.back().is_none_or(|(at, ..)| *at != minute) {
            self.minutes.push_back((minute, 0, 0));
        }
        if let Some((_, tries, failures)) = self.minutes.back_mut() {
            *tries = tries.saturating_add(1);
            *failures = failures.saturating_add(u32::from(is_failure));
        }
        self.fresh.0 = self.fresh.0.saturating_add(1);
        self.fresh.1 = self.fresh.1.saturating_add(u32::from(is_failure));
        let (tries, failures) = self.recent_tries(now);
        let ratio = f64::from(failures) / f64::from(tries.max(1));
        // Three times what is usual, and neither a trifle nor more than can be.
        let most = (self.usual.ratio() * 3.0).clamp(0.3, 0.9);
        if !is_failure || tries < FAILING_TRIES || ratio < most || now < self.told_until {
            return None;
        }
        self.told_until = now.plus(FAILING_WINDOW);
        Some(Suspicion {
            by: By::All,
            accounts: 0,
            failures,
            successes: tries - failures,
        })
    }
}

impl Crowd {
    fn note(&mut self, by: By, failed: Option<Mark>, most: usize) -> Option<Suspicion> {
        let Some(account) = failed else {
            self.successes = self.successes.saturating_add(1);
            return None;
        };
        self.failures = self.failures.saturating_add(1);
        if self.accounts.len() < most && !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
        let is_much = self.accounts.len() >= most
            && self.failures >= self.successes.saturating_mul(SPRAY_FAILURES);
        if !is_much || self.told {
            return None;
        }
        self.told = true;
        Some(Suspicion {
            by,
            accounts: self.accounts.len(),
            failures: self.failures,
            successes: self.successes,
        })
    }
}

fn network(ip: IpAddr) -> Key {
    match ip.to_canonical() {
        IpAddr::V4(ip) => Key::V4(u32::from(ip) >> 8),
        IpAddr::V6(ip) => Key::V6(u64::try_from(u128::from(ip) >> 80).unwrap_or(0)),
    }
}

fn first(bytes: [u8; 32]) -> Mark {
    let [a, b, c, d, e, f, g, h, ..] = bytes;
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_secs(second)
    }

    fn mark(n: u32) -> Option<Mark> {
        Some([n.to_be_bytes(), [0; 4]].concat().try_into().unwrap())
    }

    fn by(found: &[Suspicion]) -> Vec<By> {
        found.iter().map(|one| one.by).collect()
    }

    // §6.5: a /24 from which no address fails often is seen by the accounts that it fails at, once in
    // its window; people who mistype and then get in are no spray.
    #[test]
    fn a_network_that_sprays_is_seen() {
        let (spray, honest) = (Spray::default(), Spray::default());
        let mut found = Vec::new();
        for n in 0..200_u32 {
            let ip = format!("192.0.2.{}", n % 250).parse().unwrap();
            let agent = format!("bot {n}");
            found.extend(spray.note(Some((ip, &agent)), mark(n % 70), at(0)));
            honest.note(Some((ip, &agent)), None, at(0));
            let seen = honest.note(Some((ip, &agent)), mark(n % 70), at(0));
            assert!(!by(&seen).contains(&By::Network));
        }
        assert_eq!(
            by(&found).iter().filter(|by| **by == By::Network).count(),
            1
        );
        // Slowly, over more than ten minutes each, it is none.
        let slow = Spray::default();
        for n in 0..200_u32 {
            let ip = "192.0.2.1".parse().unwrap();
            let agent = format!("bot {n}");
            let found = slow.note(Some((ip, &agent)), mark(n), at(i64::from(n) * 60));
            assert!(found.is_empty());
        }
    }

    // §6.5: one program on many networks.
    #[test]
    fn an_agent_that_sprays_is_seen() {
        let spray = Spray::default();
        let mut found = Vec::new();
        for n in 0..130_u32 {
            let ip = IpAddr::from(std::net::Ipv4Addr::from(0x0a00_0000 + n * 256));
            found.extend(spray.note(Some((ip, "curl/8")), mark(n), at(0)));
        }
        assert!(by(&found).contains(&By::Agent));
        assert!(!by(&found).contains(&By::Network));
    }

    // §6.5: "failure ratio over 5 min vs 7-day baseline": what fails as usual is no news, what fails
    // three times as often is, once in five minutes.
    #[test]
    fn more_failures_than_usual_are_seen() {
        let spray = Spray::default();
        let try_many = |tries: u32, failing: u32, second: i64| {
            (0..tries)
                .flat_map(|n| {
                    let failed = mark(n).filter(|_| n % 100 < failing);
                    by(&spray.note(None, failed, at(second)))
                })
                .count()
        };
        assert_eq!(try_many(500, 10, 60), 0);
        assert_eq!(try_many(500, 90, 400), 1);
        assert_eq!(try_many(500, 90, 460), 0, "told once");
        assert_eq!(try_many(500, 90, 1000), 1);
        let usual = Usual::default().plus((100_000, 40_000), at(1000));
        spray.set_usual(usual);
        assert!(spray.note(None, None, at(5000)).is_empty());
        let try_many = |failing: u32, second: i64| {
            (0..500)
                .flat_map(|n| {
                    let failed = mark(n).filter(|_| n % 100 < failing);
                    by(&spray.note(None, failed, at(second)))
                })
                .count()
        };
        assert_eq!(try_many(60, 5000), 0, "many fail here as a rule");
        assert_eq!(try_many(95, 9000), 1);
    }

    #[test]
    fn what_is_usual_fades_within_a_week_and_is_kept() {
        let usual = Usual::default().plus((1000, 500), at(0));
        let later = usual.plus((0, 0), at(7 * 86400));
        assert!((later.tries - 367.9).abs() < 1.0, "{later:?}");
        assert_eq!(Usual::from_bytes(&usual.to_bytes()), usual);
        assert_eq!(Usual::from_bytes(b"no"), Usual::default());
        assert_eq!(Usual::from_bytes(b"1 2 NaN"), Usual::default());
        assert!((Usual::default().ratio() - 0.1).abs() < f64::EPSILON);
    }

    // The memory is bounded.
    #[test]
    fn a_flood_of_networks_is_bounded() {
        let spray = Spray::default();
        for n in 0..50_000_u32 {
            let ip = IpAddr::from(std::net::Ipv4Addr::from(n << 8));
            spray.note(Some((ip, &n.to_string())), mark(n), at(1));
        }
        let table = spray.lock();
        assert!(table.recent.len() + table.before.len() <= 2 * GENERATION + 1);
    }
}
