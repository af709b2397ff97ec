//! Addresses for processes that are yet to start.

use std::{
    net::{SocketAddr, TcpListener},
    sync::atomic::{AtomicU16, Ordering},
};

/// An address that nobody listens at, of one's own within this process; below those that the system
/// gives to connections, one of which would take it while the process that is meant to listen there is
/// not yet up, or away.
pub fn free() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let at = u16::try_from(std::process::id() % 97).expect("fits") * 100;
        let port = 10_000 + (at + NEXT.fetch_add(1, Ordering::SeqCst)) % 9_900;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
