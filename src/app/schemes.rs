//! In what schemes passwords are kept, so that an unknown account costs what a known one might.

use std::collections::BTreeMap;

use crate::{
    crypto::{PasswordHashing, foreign::Stored},
    store::passwords::Share,
};

/// The schemes that are left in the database besides today's, each with its share.
#[derive(Debug, Default)]
pub struct Schemes {
    /// Up to which place, of 65,536, a scheme reaches, and a hash of it that nobody has.
    reaches: Vec<(u64, Stored)>,
    /// Those that were counted since the start, today's included.
    known: BTreeMap<&'static str, u64>,
}

impl Schemes {
    /// Counts them, and tells how many are weak. What was weak before is told to be none now.
    pub(super) fn count(before: &Self, hashing: &PasswordHashing, shares: Vec<Share>) -> Self {
        let all: u64 = shares.iter().map(|share| share.count.unsigned_abs()).sum();
        let mut known: BTreeMap<_, _> = before.known.keys().map(|name| (*name, 0)).collect();
        known.entry("bcrypt").or_default();
        let (mut reaches, mut old) = (Vec::new(), 0);
        for share in shares {
            let count = share.count.unsigned_abs();
            let Ok(stored) = Stored::parse(&share.sample) else {
                *known.entry("other").or_default() += count;
                continue;
            };
            if hashing.is_weak(&stored) {
                *known.entry(stored.name()).or_default() += count;
                old += count;
                let reach = (old * 65_536).checked_div(all).unwrap_or(0);
                reaches.push((reach, stored.blank()));
            }
        }
        for (name, count) in &known {
            metrics::gauge!("signet_weak_hashes", "algorithm" => *name).set(*count as f64);
        }
        Self { reaches, known }
    }

    /// The scheme at a place; `None` is today's.
    pub fn at(&self, place: u16) -> Option<&Stored> {
        let found = self
            .reaches
            .iter()
            .find(|(reach, _)| u64::from(place) < *reach);
        found.map(|(_, stored)| stored)
    }

    /// How many passwords are kept in each scheme that is weak.
    pub fn weak(&self) -> &BTreeMap<&'static str, u64> {
        &self.known
    }
}
