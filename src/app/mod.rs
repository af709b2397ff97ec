//! Floor 3: what a request works with.

pub mod addresses;
mod blocklist;
mod catalog;
mod client_calls;
mod ctx;
mod failures;
mod interactions;
mod key_sets;
mod labels;
mod legacy_calls;
mod limit_hits;
mod noted;
mod open;
pub mod outbox;
mod schemes;
pub mod spray;
mod veil;

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

pub use addresses::Addresses;
pub use blocklist::Blocklist;
pub use catalog::{Catalog, Keys};
pub use client_calls::ClientCalls;
pub use ctx::Ctx;
pub use failures::ClientFailures;
pub use interactions::Interactions;
pub use key_sets::KeySets;
pub use labels::{CLIENTS_MAX, ClientLabels};
pub use legacy_calls::LegacyCalls;
pub use limit_hits::LimitHits;
pub use noted::Noted;
pub use open::{OpenError, Parts, data_keys, pepper_of, store_options};
pub use schemes::Schemes;

use crate::{
    config::Live,
    core::{Clock, Door, Entropy, Fault, Id, Timestamp, at_once},
    crypto::{DataKeys, Mac, PasswordHashing, Pepper, passkey::RelyingParty},
    outbound::Outbound,
    store::{self, Store, audit::Ledger},
};
pub use crate::{
    crypto::aside::{cpu_time, taken},
    outbound::{Trace, traced},
    store::spent,
};

/// A running Signet: its configuration, its database, its keys, its clock and its dice.
pub struct App {
    /// The configuration in force.
    pub config: Live,
    /// The issuer identifier.
    pub issuer: String,
    /// The database.
    pub store: Store,
    /// The dice.
    pub entropy: Arc<dyn Entropy>,
    /// The pepper of keyed digests.
    pub pepper: Pepper,
    /// The ring of data keys.
    pub data_keys: DataKeys,
    /// Password hashing.
    pub hashing: PasswordHashing,
    /// The server as passkeys know it, where there are any.
    pub passkeys: Option<RelyingParty>,
    /// Passwords that nobody may set.
    pub blocklist: Blocklist,
    /// The way to addresses that others name.
    pub outbound: Outbound,
    /// The key sets that clients publish.
    pub key_sets: KeySets,
    /// Failures of client authentication.
    pub client_failures: ClientFailures,
    /// How often clients call.
    pub client_calls: ClientCalls,
    /// Failures of people by address.
    pub addresses: Addresses,
    /// Signs of passwords that are tried on many accounts.
    pub spray: spray::Spray,
    /// The first of the refusals for too many tries.
    pub limit_hits: LimitHits,
    /// This node's place in the audit trail.
    pub ledger: Ledger,
    /// What the hashes of the audit trail are made with.
    pub audit_key: Mac,
    /// The authorization requests on their way that this node took in.
    pub interactions: Interactions,
    /// Calls at legacy doors that are not yet written down.
    pub legacy_calls: LegacyCalls,
    /// The clients that metrics name.
    pub client_labels: ClientLabels,
    clock: Arc<dyn Clock>,
    /// What to add to the clock to agree with the database's, in milliseconds.
    clock_offset: AtomicI64,
    catalog: RwLock<Arc<Catalog>>,
    /// In what schemes passwords are kept (LG-05).
    schemes: RwLock<Arc<Schemes>>,
}

impl App {
    /// The present instant, corrected to the database's clock.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(
            self.clock
                .now()
                .millis()
                .saturating_add(self.clock_offset.load(Ordering::Relaxed)),
        )
    }

    /// How far the database's clock is before this machine's, in milliseconds.
    pub fn clock_offset(&self) -> i64 {
        self.clock_offset.load(Ordering::Relaxed)
    }

    /// Whether time is a wall clock's, which may take a step.
    pub fn has_wall_clock(&self) -> bool {
        self.clock.is_wall()
    }

    /// The clients, scopes, resources and keys that this node knows, at most a second old.
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether this door answers: it is switched on, and so is the client that it speaks for, which
    /// is flagged for it (LE-01, LE-P1). One whose client is not registered is open, and says so by failing.
    pub fn is_door_open(&self, door: Door) -> bool {
        let legacy = &self.config.legacy;
        legacy.door(door).enabled
            && legacy
                .client(door)
                .and_then(|id| self.catalog().client(&Id::new(id)))
                .is_none_or(|client| client.is_enabled() && client.is_at(door))
    }

    /// Looks whether the catalog has changed, and loads it if so. Called in the background, and
    /// by whoever changed it.
    pub fn refresh(&self) -> Result<(), Fault> {
        at_once::may_wait()?;
        let known = self.catalog();
        if self.store.read(store::catalog::version)? == known.version {
            return Ok(());
        }
        let everything = self.store.read(store::catalog::load)?;
        let fresh = Catalog::build(everything, Some(&known), &self.data_keys)?;
        self.key_sets.retain(|id| fresh.client(id).is_some());
        self.client_calls.retain(|id| fresh.client(id).is_some());
        let mut held = self.catalog.write().unwrap_or_else(PoisonError::into_inner);
        // Of two that load at once the slower one may have the older state: it takes nothing back.
        if Arc::ptr_eq(&held, &known) || fresh.version >= held.version {
            *held = Arc::new(fresh);
        }
        Ok(())
    }

    /// Measures the clock against the database's, and what schemes passwords are kept in. Called
    /// at start and in the background, never in a request.
    pub fn measure(&self) -> Result<(), Fault> {
        if self.clock.is_wall()
            && let Some(theirs) = self.store.clock()?
        {
            self.clock_offset
                .store(theirs - self.clock.now().millis(), Ordering::Relaxed);
        }
        metrics::gauge!("signet_clock_offset_seconds").set(self.clock_offset() as f64 / 1000.0);
        let shares = self.store.read(store::passwords::shares)?;
        let fresh = Schemes::count(&self.schemes(), &self.hashing, shares);
        let mut held = self.schemes.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(fresh);
        Ok(())
    }

    /// In what schemes passwords are kept.
    pub fn schemes(&self) -> Arc<Schemes> {
        let held = self.schemes.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }
}
