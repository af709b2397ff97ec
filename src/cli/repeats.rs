//! Lines of the log that only repeat what was just said are left out after the first ones (DL-10).

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

/// How many lines that say the same are written in one [`WINDOW`].
const MOST: u32 = 100;
const WINDOW: Duration = Duration::from_secs(60);
/// Kinds of lines that are told apart; beyond, all are forgotten and begin anew.
const KINDS: usize = 4096;
/// What differs from line to line and says nothing about what happened. Whoever attacks has as many
/// addresses as they want; the audit trail has them all.
const OWN: [&str; 7] = ["request_id", "us", "db_us", "cpu_us", "trace", "seq", "ip"];

/// DL-10: "identical log lines rate-limited; disk use bounded under attack": of warnings and errors that
/// say the same, from whatever address, 100 a minute are written, and later how many were left out. What went well is one line
/// a request, always.
#[derive(Default)]
pub(super) struct Repeats(Mutex<HashMap<u64, Said>>);

struct Said {
    since: Instant,
    lines: u32,
}

impl Repeats {
    /// Whether a line is written at this moment, and how many like it were left out before it.
    fn judge(&self, kind: u64, now: Instant) -> (bool, u32) {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kinds.len() >= KINDS && !kinds.contains_key(&kind) {
            kinds.clear();
        }
        let said = kinds.entry(kind).or_insert(Said {
            since: now,
            lines: 0,
        });
        let mut left_out = 0;
        if now.duration_since(said.since) >= WINDOW {
            left_out = said.lines.saturating_sub(MOST);
            *said = Said {
                since: now,
                lines: 0,
            };
        }
        said.lines = said.lines.saturating_add(1);
        (said.lines <= MOST, left_out)
    }
}

impl<S: Subscriber> Layer<S> for Repeats {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let about = event.metadata();
        if *about.level() > Level::WARN {
            return true;
        }
        let mut kind = Kind(DefaultHasher::new());
        (about.target(), about.name(), about.level().as_str()).hash(&mut kind.0);
        event.record(&mut kind);
        #[expect(
            clippy::disallowed_methods,
            reason = "how often a line is written decides nothing but that"
        )]
        let (written, left_out) = self.judge(kind.0.finish(), Instant::now());
        if left_out > 0 {
            tracing::warn!(target: "log", left_out, "lines like the next one were left out");
        }
        written
    }
}

/// What an event says, but for what is its own.
struct Kind(DefaultHasher);

impl Visit for Kind {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if !OWN.contains(&field.name()) {
            (field.name(), format!("{value:?}")).hash(&mut self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // DL-10: 100 lines a minute that say the same, and then how many there were besides.
    #[test]
    fn what_repeats_is_left_out() {
        let repeats = Repeats::default();
        #[expect(clippy::disallowed_methods, reason = "a beginning, whatever it is")]
        let now = Instant::now();
        for line in 1..=250 {
            assert_eq!(repeats.judge(1, now), (line <= MOST, 0));
        }
        // Others are written all the while.
        assert_eq!(repeats.judge(2, now), (true, 0));
        assert_eq!(repeats.judge(1, now + WINDOW), (true, 150));
        assert_eq!(repeats.judge(1, now + WINDOW), (true, 0));
    }

    // DL-10: what happened is the same from whatever address; what else differs is another thing.
    #[test]
    fn addresses_make_no_other_line() {
        use std::sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        };

        use tracing_subscriber::{Registry, layer::SubscriberExt};

        struct Written(Arc<AtomicU32>);

        impl<S: Subscriber> Layer<S> for Written {
            fn on_event(&self, _: &Event<'_>, _: Context<'_, S>) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }

        let written = Arc::new(AtomicU32::new(0));
        let log = Registry::default()
            .with(Written(written.clone()))
            .with(Repeats::default());
        tracing::subscriber::with_default(log, || {
            for host in 0..150 {
                let ip = format!("192.0.2.{host}");
                tracing::warn!(target: "test", ip, status = 429, "refused");
            }
            assert_eq!(written.load(Ordering::Relaxed), MOST);
            tracing::warn!(target: "test", ip = "192.0.2.1", status = 503, "refused");
            assert_eq!(written.load(Ordering::Relaxed), MOST + 1);
        });
    }

    // DL-10: who makes every line another one does not make the memory grow.
    #[test]
    fn kinds_are_bounded() {
        let repeats = Repeats::default();
        #[expect(clippy::disallowed_methods, reason = "a beginning, whatever it is")]
        let now = Instant::now();
        for kind in 0..20_000 {
            assert!(repeats.judge(kind, now).0);
        }
        assert!(repeats.0.lock().unwrap().len() <= KINDS);
    }
}
