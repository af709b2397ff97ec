//! What breaks, and what is promised then (`docs/reliability.md`): processes die, disks fill up,
//! databases restart, connections are cut, clocks jump. A ledger keeps what clients were told and
//! compares it with the database afterwards. Small here; in full by `make faults`, ten times as much by
//! `FULL=1 make faults`.

mod clocks;
mod connections;
mod disk;
mod faketime;
mod hits;
mod kills;
mod ledger;
mod locked;
mod migrating;
mod network;
mod panics;
mod people;
mod postgres;
mod relay;
mod report;
mod restarts;
mod signals;
mod stage;
mod versions;

use std::time::{Duration, Instant};

/// How large the suite is: 0 in `make test`, 1 in `make faults`, 10 with `FULL=1`.
fn scale() -> usize {
    #[expect(
        clippy::disallowed_methods,
        reason = "how much to break is the caller's choice"
    )]
    let set = std::env::var("SIGNET_FAULTS");
    set.ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// How often something is done: `few` in `make test`, `many` in `make faults`, ten times as often with
/// `FULL=1`.
fn often(few: usize, many: usize) -> usize {
    match scale() {
        0 => few,
        scale => many * scale,
    }
}

/// A bound on time: as it is promised in `make faults`, where this suite is alone on the machine; the
/// tests run beside others, and there it says only that it ends.
fn within(promised: Duration) -> Duration {
    match scale() {
        0 => promised.max(Duration::from_secs(30)),
        _ => promised,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a fault lasts is what these tests are about"
)]
fn now() -> Instant {
    Instant::now()
}

/// Waits as long as a fault is to last.
async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// Numbers that nobody chose.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        use signet::core::Entropy;
        let mut seed = [0; 8];
        signet::crypto::SystemEntropy.fill(&mut seed);
        Self(u64::from_le_bytes(seed) | 1)
    }

    /// Less than `most`.
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// As many files as may be open: both ends of many sockets are in this process.
fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).expect("raises");
}
