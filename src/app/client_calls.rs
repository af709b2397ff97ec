//! How often each client calls, on this node (F23).

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{
    core::Timestamp,
    model::{Client, ClientId},
};

/// What a client may save up: as much as it may call in this time.
const BURST: Duration = Duration::from_secs(10);

/// By how much the clocks of two requests that run at once may be apart.
const CLOCK_JITTER: Duration = Duration::from_secs(1);

/// For each registered client the instant at which it would be even, in microseconds. Only who
/// proved to be a client has an entry, so that there are no more than clients.
#[derive(Debug, Default)]
pub struct ClientCalls(Mutex<HashMap<ClientId, i64>>);

impl ClientCalls {
    /// Counts a call of a client that may make so many a minute, or says how long it has to wait.
    /// Refused calls are not counted.
    pub fn take(&self, client: &Client, per_minute: u32, now: Timestamp) -> Result<(), Duration> {
        let micros = |duration: Duration| i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        let now = now.millis().saturating_mul(1000);
        let each = 60_000_000 / i64::from(per_minute.max(1));
        let mut even = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = even.entry(client.id.clone()).or_insert(now);
        // Further ahead than anybody can save up: the clock was put back (F18), and nobody waits
        // for it to catch up.
        if *at > now.saturating_add(micros(BURST + CLOCK_JITTER)) {
            *at = now;
        }
        let next = (*at).max(now).saturating_add(each);
        let ahead = next - now - micros(BURST);
        if ahead > 0 {
            return Err(Duration::from_micros(ahead.unsigned_abs()));
        }
        *at = next;
        Ok(())
    }

    /// Forgets clients that are gone.
    pub fn retain(&self, is_there: impl Fn(&ClientId) -> bool) {
        let mut even = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        even.retain(|id, _| is_there(id));
    }
}
