//! How many connections are taken, in all and from one address (DL-11).

use std::{
    any::Any,
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::{dev::Extensions, rt::net::TcpStream};
use rustix::{
    net::Shutdown,
    process::{Resource, getrlimit},
};

use crate::app::App;

/// Descriptors that are kept for the database, the log, and what else is not a caller.
const RESERVED: u64 = 64;
/// Connections of one worker, however many descriptors there are.
const MOST: u64 = 25_000;

/// DL-11: "total cap below the fd limit with 64 reserved": how many connections each worker may have.
/// Beyond, nobody is let in until one has gone.
pub(super) fn most(workers: usize) -> usize {
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let workers = u64::try_from(workers.max(1)).unwrap_or(1);
    let each = limit.saturating_sub(RESERVED).max(limit / 8) / workers;
    usize::try_from(each.clamp(1, MOST)).unwrap_or(1)
}

/// /32, or /64 of IPv6: whoever has one of its addresses has them all.
type Key = (bool, u64);

fn key(ip: IpAddr) -> Key {
    match ip.to_canonical() {
        IpAddr::V4(ip) => (false, u64::from(u32::from(ip))),
        IpAddr::V6(ip) => (true, u64::try_from(u128::from(ip) >> 64).unwrap_or(0)),
    }
}

/// The connections that addresses hold at this moment.
pub(super) struct Connections {
    app: Arc<App>,
    held: Mutex<HashMap<Key, usize>>,
}

/// A connection that is counted, until it goes.
struct Place {
    of: Arc<Connections>,
    key: Key,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.of.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.key);
            }
        }
    }
}

impl Connections {
    pub(super) fn new(app: &Arc<App>) -> Self {
        Self {
            app: app.clone(),
            held: Mutex::default(),
        }
    }

    /// Counts a new connection as long as it lasts, or ends it if its address holds too many: a proxy
    /// that is trusted, and a network that many people share, are not counted.
    pub(super) fn meet(self: &Arc<Self>, io: &dyn Any, connection: &mut Extensions) {
        let plain = io.downcast_ref::<TcpStream>();
        let Some(stream) =
            plain.or_else(|| Some(io.downcast_ref::<TlsStream<TcpStream>>()?.get_ref().0))
        else {
            // A socket in the file system: a proxy of this machine.
            return;
        };
        let Ok(ip) = stream.peer_addr().map(|peer| peer.ip()) else {
            return;
        };
        let config = &self.app.config;
        let most = config.limits.connections;
        if config.server.trusts(ip) || config.rate_limit.is_shared(ip) {
            return;
        }
        match self.take(key(ip), most) {
            Some(place) => {
                connection.insert(place);
            }
            None => {
                let ip = config.privacy.ip.part(ip);
                tracing::warn!(
                    ip,
                    "an address holds too many connections: this one is closed"
                );
                // It ends by itself as soon as it is read from.
                let _gone = rustix::net::shutdown(stream, Shutdown::Both);
            }
        }
    }

    fn take(self: &Arc<Self>, key: Key, most: usize) -> Option<Place> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(key).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place {
            of: self.clone(),
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // DL-11: IPv6 callers are counted by their network.
    #[test]
    fn an_ipv6_network_is_one_address() {
        let of = |text: &str| key(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    // DL-11: "total cap below the fd limit with 64 reserved".
    #[test]
    fn descriptors_are_left_for_the_rest() {
        let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let all = u64::try_from(most(2) * 2).unwrap();
        assert!(all + RESERVED <= limit || all <= limit / 8 + 1);
    }
}
