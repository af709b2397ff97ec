//! Failures of people by the address that they come from, on this node (LG-11).

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{
    config::policy::{ADDRESS_ACCOUNTS, ADDRESS_BLOCK, ADDRESS_FAILURES, ADDRESS_WINDOW},
    core::{Digest, Timestamp, secret::kind},
    model::limit::{HELD, IN_FLIGHT},
};

/// Addresses of one generation. There are two, so that no more than twice as many are ever kept:
/// some ten megabytes at worst.
const GENERATION: usize = 8 * 1024;

/// An account, or a name that nobody has: the first bytes of its key.
pub type Mark = [u8; 8];

/// Why an address is refused from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Too many failures; until the first of them is out of the window.
    Failures,
    /// Failures at too many accounts: somebody tries a few passwords on many of them.
    Spray,
}

impl Block {
    /// The word in the audit trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failures => "failures",
            Self::Spray => "spray",
        }
    }
}

/// The counters. In memory, and so per node: with n nodes behind one address an attacker has n
/// times as many tries, each still charged to its account in the database.
#[derive(Debug, Default)]
pub struct Addresses(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    recent: HashMap<Key, Record>,
    before: HashMap<Key, Record>,
}

/// /32, or /64 of IPv6: whoever has one of its addresses has them all.
type Key = (bool, u64);

#[derive(Clone, Debug, Default)]
struct Record {
    failures: VecDeque<Timestamp>,
    accounts: Vec<(Mark, Timestamp)>,
    in_flight: usize,
    in_flight_until: Option<Timestamp>,
    blocked_until: Option<Timestamp>,
}

impl Record {
    fn forget(&mut self, now: Timestamp) {
        // F18: what is still to come is of a clock that was wrong.
        let old =
            |at: &Timestamp| now.since(*at) >= ADDRESS_WINDOW || at.since(now) > ADDRESS_WINDOW;
        while self.failures.front().is_some_and(old) {
            self.failures.pop_front();
        }
        self.accounts.retain(|(_, at)| !old(at));
        let is_over = |until: Timestamp, most| now >= until || until.since(now) > most;
        if self
            .in_flight_until
            .is_some_and(|until| is_over(until, IN_FLIGHT))
        {
            self.in_flight = 0;
            self.in_flight_until = None;
        }
        if self
            .blocked_until
            .is_some_and(|until| is_over(until, ADDRESS_BLOCK))
        {
            self.blocked_until = None;
        }
    }
}

fn key(ip: IpAddr) -> Key {
    match ip.to_canonical() {
        IpAddr::V4(ip) => (false, u64::from(u32::from(ip))),
        IpAddr::V6(ip) => (true, u64::try_from(u128::from(ip) >> 64).unwrap_or(0)),
    }
}

impl Addresses {
    /// Takes a place for a try from this address, or says how long it has to wait.
    ///
    /// LG-11: "Per IP (/32, /64): 30 failures/10 min → 429 + `Retry-After`".
    pub fn reserve(&self, ip: IpAddr, now: Timestamp) -> Result<(), Duration> {
        self.with(ip, |record| {
            record.forget(now);
            if let Some(until) = record.blocked_until {
                return Err(until.since(now));
            }
            if let (true, Some(first)) = (
                record.failures.len() >= ADDRESS_FAILURES,
                record.failures.front(),
            ) {
                return Err(first.plus(ADDRESS_WINDOW).since(now));
            }
            if record.failures.len() + record.in_flight >= ADDRESS_FAILURES {
                return Err(HELD);
            }
            record.in_flight += 1;
            record.in_flight_until = Some(now.plus(IN_FLIGHT));
            Ok(())
        })
    }

    /// Gives a place back: the try was right, or was not checked. No success takes a failure back
    /// (LG-11: "failures never reset by one success elsewhere").
    pub fn give_back(&self, ip: IpAddr) {
        self.with(ip, |record| {
            record.in_flight = record.in_flight.saturating_sub(1);
        });
    }

    /// A try was wrong; whether the address has to wait from now on.
    ///
    /// LG-11: "≥ 20 distinct accounts/10 min → blocked 1 h (spray)".
    pub fn fail(&self, ip: IpAddr, account: Mark, now: Timestamp) -> Option<Block> {
        self.with(ip, |record| {
            record.in_flight = record.in_flight.saturating_sub(1);
            record.forget(now);
            if record.blocked_until.is_some() {
                return None;
            }
            record.failures.push_back(now);
            match record
                .accounts
                .iter_mut()
                .find(|(known, _)| *known == account)
            {
                Some((_, at)) => *at = now,
                None => record.accounts.push((account, now)),
            }
            if record.accounts.len() >= ADDRESS_ACCOUNTS {
                *record = Record {
                    blocked_until: Some(now.plus(ADDRESS_BLOCK)),
                    ..Record::default()
                };
                return Some(Block::Spray);
            }
            (record.failures.len() == ADDRESS_FAILURES).then_some(Block::Failures)
        })
    }

    fn with<T>(&self, ip: IpAddr, change: impl FnOnce(&mut Record) -> T) -> T {
        let key = key(ip);
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !table.recent.contains_key(&key) {
            let known = table.before.remove(&key).unwrap_or_default();
            if table.recent.len() >= GENERATION {
                table.turn();
            }
            table.recent.insert(key, known);
        }
        let record = table.recent.entry(key).or_default();
        change(record)
    }
}

impl Table {
    /// A new generation. Addresses that are blocked go along, so that a flood of others pushes none
    /// of them out; half of the room at most.
    fn turn(&mut self) {
        let old = std::mem::take(&mut self.recent);
        let blocked = |(_, record): &(&Key, &Record)| record.blocked_until.is_some();
        self.recent = old
            .iter()
            .filter(blocked)
            .take(GENERATION / 2)
            .map(|(key, record)| (*key, record.clone()))
            .collect();
        self.before = old;
    }
}

/// The mark of what a try is counted by.
pub fn mark(key: &Digest<kind::Limit>) -> Mark {
    let [a, b, c, d, e, f, g, h, ..] = *key.as_bytes();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_secs(second)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn fail(addresses: &Addresses, from: &str, account: u8, now: Timestamp) -> Option<Block> {
        addresses.reserve(ip(from), now).unwrap();
        addresses.fail(ip(from), [account; 8], now)
    }

    // LG-11: 30 failures in ten minutes; the wait ends when the first is ten minutes old, and no
    // success shortens it.
    #[test]
    fn an_address_waits_after_thirty_failures() {
        let addresses = Addresses::default();
        for n in 0..29 {
            assert_eq!(fail(&addresses, "192.0.2.1", 1, at(n)), None);
        }
        addresses.reserve(ip("192.0.2.1"), at(29)).unwrap();
        addresses.give_back(ip("192.0.2.1"));
        assert_eq!(
            fail(&addresses, "192.0.2.1", 1, at(30)),
            Some(Block::Failures)
        );
        let wait = |from: &str, now| addresses.reserve(ip(from), at(now)).err();
        assert_eq!(wait("192.0.2.1", 31), Some(Duration::from_secs(569)));
        assert_eq!(wait("192.0.2.2", 31), None);
        assert_eq!(wait("192.0.2.1", 600), None);
        // One address of IPv6 is its whole /64.
        for n in 0..30 {
            fail(&addresses, &format!("2001:db8::{n:x}"), 1, at(0));
        }
        assert!(wait("2001:db8::ffff:1", 1).is_some());
        assert_eq!(wait("2001:db8:0:1::1", 1), None);
    }

    // LG-11: twenty accounts: an hour.
    #[test]
    fn an_address_that_sprays_is_blocked_for_an_hour() {
        let addresses = Addresses::default();
        for account in 0..19 {
            assert_eq!(fail(&addresses, "192.0.2.1", account, at(0)), None);
        }
        assert_eq!(fail(&addresses, "192.0.2.1", 3, at(1)), None);
        assert_eq!(fail(&addresses, "192.0.2.1", 19, at(2)), Some(Block::Spray));
        let wait = |now| addresses.reserve(ip("192.0.2.1"), at(now)).err();
        assert_eq!(wait(3), Some(Duration::from_secs(3599)));
        assert_eq!(wait(3602), None);
        // Slowly, over more than ten minutes, it is nothing.
        for account in 0..100 {
            let now = at(4000 + 60 * i64::from(account));
            assert_eq!(fail(&addresses, "198.51.100.1", account, now), None);
        }
    }

    // LG-08, LG-11: thirty at once hold every place; whoever comes meanwhile waits a second.
    #[test]
    fn tries_in_flight_hold_places() {
        let addresses = Addresses::default();
        for _ in 0..30 {
            addresses.reserve(ip("192.0.2.1"), at(0)).unwrap();
        }
        let wait = |now| addresses.reserve(ip("192.0.2.1"), at(now)).err();
        assert_eq!(wait(0), Some(HELD));
        addresses.give_back(ip("192.0.2.1"));
        assert_eq!(wait(0), None);
        // Those who are not heard of again hold none for ever.
        assert_eq!(wait(31), None);
    }

    // The memory is bounded, and a flood of addresses unblocks none.
    #[test]
    fn a_flood_of_addresses_is_bounded() {
        let addresses = Addresses::default();
        for account in 0..20 {
            fail(&addresses, "192.0.2.1", account, at(0));
        }
        for n in 0..100_000_u32 {
            let from = std::net::Ipv4Addr::from(0x0a00_0000 + n).to_string();
            fail(&addresses, &from, 1, at(1));
        }
        assert!(addresses.reserve(ip("192.0.2.1"), at(2)).is_err());
        let table = addresses.0.lock().unwrap();
        assert!(table.recent.len() + table.before.len() <= 2 * GENERATION + 1);
    }
}
