//! How many authorization requests are on their way, so that nobody can fill the database with
//! them (AZ-34). Counted in memory by the node that took them in: no request asks the database.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{config::policy, core::Timestamp};

/// How often, at most, a full node looks which of its requests other nodes brought to an end.
const RECOUNT_EVERY: Duration = Duration::from_secs(10);

/// The authorization requests that this node took in and that are not over.
#[derive(Debug)]
pub struct Interactions {
    most: usize,
    most_of_one: usize,
    live: Mutex<Live>,
}

#[derive(Debug, Default)]
struct Live {
    /// By id: where from.
    all: HashMap<String, Option<IpAddr>>,
    /// How many by address.
    of: HashMap<Option<IpAddr>, usize>,
    /// In the order in which they end.
    ends: VecDeque<(Timestamp, String)>,
    /// When they were last compared with the database.
    recounted_at: Option<Timestamp>,
}

impl Default for Interactions {
    fn default() -> Self {
        Self::new(
            policy::INTERACTIONS_MAX,
            policy::INTERACTIONS_PER_ADDRESS_MAX,
        )
    }
}

impl Interactions {
    /// With at most so many in all, and so many from one address.
    pub fn new(most: usize, most_of_one: usize) -> Self {
        Self {
            most,
            most_of_one,
            live: Mutex::default(),
        }
    }

    /// Takes one in, if there is room for it.
    pub fn admit(
        &self,
        now: Timestamp,
        ip: Option<IpAddr>,
        id: &str,
        expires_at: Timestamp,
    ) -> bool {
        let from = ip.map(network);
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        live.end_until(now);
        let of_one = live.of.get(&from).copied().unwrap_or(0);
        if live.all.len() >= self.most || of_one >= self.most_of_one {
            return false;
        }
        live.all.insert(id.to_owned(), from);
        *live.of.entry(from).or_default() += 1;
        live.ends.push_back((expires_at, id.to_owned()));
        if live.ends.len() > 2 * self.most {
            let Live { all, ends, .. } = &mut *live;
            ends.retain(|(_, id)| all.contains_key(id));
        }
        true
    }

    /// Whether a node that has no room is to look again, and has not just done so.
    pub fn is_recount_due(&self, now: Timestamp) -> bool {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let due = live
            .recounted_at
            .is_none_or(|at| now.since(at) >= RECOUNT_EVERY);
        if due {
            live.recounted_at = Some(now);
        }
        due
    }

    /// Lets go of all but those that the database has as live.
    pub fn keep(&self, live_ones: &HashSet<String>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<String> = live
            .all
            .keys()
            .filter(|id| !live_ones.contains(*id))
            .cloned()
            .collect();
        for id in gone {
            live.forget(&id);
        }
    }

    /// Lets one go that a person brought to its end. One that another node took in is that node's
    /// to let go.
    pub fn finish(&self, id: &str) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        live.forget(id);
    }
}

impl Live {
    fn end_until(&mut self, now: Timestamp) {
        while self.ends.front().is_some_and(|(end, _)| *end <= now) {
            if let Some((_, id)) = self.ends.pop_front() {
                self.forget(&id);
            }
        }
    }

    fn forget(&mut self, id: &str) {
        let Some(from) = self.all.remove(id) else {
            return;
        };
        if let Some(count) = self.of.get_mut(&from) {
            *count -= 1;
            if *count == 0 {
                self.of.remove(&from);
            }
        }
    }
}

/// What counts as one address: of IPv6 the network, which one household has to itself.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("an address"))
    }

    // AZ-34: at most so many per node, and per address; what ends makes room.
    #[test]
    fn az_34_there_is_room_for_so_many() {
        let kept = Interactions::new(5, 2);
        let at = Timestamp::from_secs;
        let admit =
            |now: i64, from: &str, id: &str| kept.admit(at(now), ip(from), id, at(now + 10));
        assert!(admit(0, "192.0.2.1", "a") && admit(1, "192.0.2.1", "b"));
        assert!(!admit(2, "192.0.2.1", "c"), "two from one address");
        assert!(admit(2, "2001:db8::1", "d") && admit(2, "2001:db8::2", "e"));
        assert!(
            !admit(2, "2001:db8::ffff", "f"),
            "one network is one address"
        );
        assert!(admit(3, "192.0.2.2", "g"));
        assert!(!admit(3, "192.0.2.3", "h"), "five in all");
        kept.finish("d");
        kept.finish("d");
        kept.finish("of another node");
        assert!(admit(4, "192.0.2.3", "h"), "one was finished");
        assert!(!admit(9, "192.0.2.1", "i"));
        assert!(admit(10, "192.0.2.1", "i"), "the first one is over");
        assert!(!admit(10, "192.0.2.1", "j"));
        assert!(admit(21, "192.0.2.1", "k"));
        assert!(kept.is_recount_due(at(21)) && !kept.is_recount_due(at(30)));
        assert!(kept.is_recount_due(at(31)));
        assert!(admit(21, "192.0.2.1", "l") && !admit(21, "192.0.2.1", "m"));
        kept.keep(&HashSet::from(["k".to_owned()]));
        assert!(admit(21, "192.0.2.1", "m"), "another node finished one");
        kept.finish("m");
        let live = kept.live.lock().expect("a lock");
        assert_eq!((live.all.len(), live.of.len(), live.ends.len()), (1, 1, 3));
    }
}
