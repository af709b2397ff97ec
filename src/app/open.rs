//! Opening a Signet: the database, the pepper, the keys.

use std::sync::{Arc, RwLock, atomic::AtomicI64};

use thiserror::Error;
use zeroize::Zeroizing;

use super::{App, Blocklist, Catalog, ClientFailures, Ctx, Interactions, KeySets};
use crate::{
    config::{Config, DatabaseTarget, KeyAlgorithm, Live},
    core::{Clock, Entropy, Fault},
    crypto::{
        DataKeys, PasswordHashing, Pepper, Place, SigningKey, passkey::RelyingParty,
        seal::SealError,
    },
    model::{Client, KeyPurpose, KeyRecord, KeyState, Resource, client::SigningAlgorithm},
    outbound::Outbound,
    store::{self, Store, Target, audit::Ledger},
};

/// Why a Signet cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The configuration does not fit: exit code 3.
    #[error("{0}")]
    Config(String),
    /// The database cannot be reached or is not migrated: exit code 4.
    #[error("{0}")]
    Database(String),
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        Self::Database(fault.to_string())
    }
}

/// What a Signet is made of besides its configuration: tests bring their own.
pub struct Parts {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The dice.
    pub entropy: Arc<dyn Entropy>,
}

/// How the store is to be opened.
pub fn store_options(config: &Config) -> store::Options {
    let database = &config.database;
    store::Options {
        target: match database.url.target() {
            DatabaseTarget::Sqlite(path) => Target::Sqlite(path),
            DatabaseTarget::Postgres(url) => Target::Postgres(url.expose().to_owned()),
        },
        pool: database.pool,
        statement_timeout: database.statement_timeout,
        lock_timeout: database.lock_timeout,
        allow_unsafe_durability: database.allow_unsafe_durability,
    }
}

const PEPPER: Place<'static> = Place {
    table: "meta",
    row: "pepper",
    column: "value",
};

impl App {
    /// Opens a migrated database, and makes what is missing: the pepper, the issuer's keys.
    pub fn open(config: Config, parts: Parts) -> Result<Arc<Self>, OpenError> {
        let options = store_options(&config);
        let status = store::migrate::status(&options)
            .map_err(|error| OpenError::Database(error.to_string()))?;
        if !status.unknown.is_empty() {
            return Err(OpenError::Database(format!(
                "the database is newer than this binary (it has {}); run the newer one",
                status.unknown.join(", ")
            )));
        }
        if !status.pending.is_empty() {
            return Err(OpenError::Database(
                "the database is not migrated; run `signet db migrate`".into(),
            ));
        }
        let store =
            Store::open(&options).map_err(|error| OpenError::Database(error.to_string()))?;
        let data_keys = data_keys(&config)?;
        assert_not_moved(&store)?;
        let pepper = open_pepper(&store, &data_keys, &*parts.entropy)?;
        let argon2 = &config.password.argon2;
        let hashing = PasswordHashing::new(
            argon2.m,
            argon2.t,
            argon2.p,
            config.password.permits,
            config.password.queue,
        )?;
        let blocklist = match &config.password.blocklist_file {
            Some(path) => Blocklist::read(path)
                .map_err(|why| OpenError::Config(format!("password.blocklist_file: {why}")))?,
            None => Blocklist::default(),
        };
        let outbound = open_outbound(&config)?;
        let passkeys = open_passkeys(&config)?;
        let audit_key = pepper.mac("audit");
        let key = audit_key.clone();
        let veil = super::veil::TrailVeil {
            key: audit_key.clone(),
            entropy: parts.entropy.clone(),
        };
        let node = parts.entropy.id::<Ledger>(parts.clock.now()).into_string();
        let app = Arc::new(Self {
            issuer: config
                .issuer()
                .map_err(|errors| OpenError::Config(errors.to_string()))?
                .to_owned(),
            config: Live::new(config),
            store,
            entropy: parts.entropy,
            pepper,
            data_keys,
            hashing,
            passkeys,
            blocklist,
            outbound,
            key_sets: KeySets::default(),
            client_failures: ClientFailures::default(),
            client_calls: super::ClientCalls::default(),
            addresses: super::Addresses::default(),
            spray: super::spray::Spray::default(),
            limit_hits: super::LimitHits::default(),
            ledger: Ledger::new(node, move |text| key.sign(text)).with_veil(veil),
            audit_key,
            interactions: Interactions::default(),
            legacy_calls: super::LegacyCalls::default(),
            client_labels: super::ClientLabels::default(),
            clock: parts.clock,
            clock_offset: AtomicI64::new(0),
            catalog: RwLock::new(Arc::new(Catalog::default())),
            schemes: std::sync::RwLock::default(),
        });
        app.measure()?;
        app.refresh()?;
        app.ensure_key(&KeyPurpose::Issuer, SigningAlgorithm::Es256, 0)?;
        app.ensure_key(
            &KeyPurpose::Issuer,
            SigningAlgorithm::Rs256,
            app.config.keys.rsa_bits,
        )?;
        let wanted = |client: &Arc<Client>| client.id_token_algorithm() == SigningAlgorithm::EdDsa;
        let asked = |one: &Resource| one.access_token_signing_alg == Some(SigningAlgorithm::EdDsa);
        if app.config.keys.algorithms.contains(&KeyAlgorithm::EdDsa)
            || app.catalog().clients().iter().any(wanted)
            || app.catalog().resources().iter().any(asked)
        {
            app.ensure_key(&KeyPurpose::Issuer, SigningAlgorithm::EdDsa, 0)?;
        }
        Ok(app)
    }

    /// Makes a key for a purpose that has none. Of several nodes that try, one wins (JW-09).
    pub fn ensure_key(
        self: &Arc<Self>,
        purpose: &KeyPurpose,
        algorithm: SigningAlgorithm,
        rsa_bits: u32,
    ) -> Result<(), Fault> {
        if self.catalog().keys().active(purpose, algorithm).is_ok() {
            return Ok(());
        }
        let kid = purpose.new_kid(&*self.entropy);
        let key = SigningKey::generate_named(algorithm, rsa_bits, kid.as_deref())?;
        let pinned = matches!(purpose, KeyPurpose::Door(_));
        let record = self.seal_key(&key, purpose.clone(), KeyState::Active, pinned)?;
        let ctx = Ctx::background(self.clone());
        let mut event = ctx.event("key.made", None, "server".into());
        event.subject = Some(format!("key:{}", record.kid));
        let app = self.clone();
        let inserted = self.store.attempt(move |conn| {
            store::keys::insert(conn, &record)?;
            store::audit::append(conn, &app.ledger, &event)
        });
        match inserted {
            // Another node was first; its key is the one.
            Ok(()) | Err(store::Error::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.refresh()
    }

    /// A record of a new key, its private half sealed.
    pub fn seal_key(
        &self,
        key: &SigningKey,
        purpose: KeyPurpose,
        state: KeyState,
        pinned: bool,
    ) -> Result<KeyRecord, Fault> {
        let now = self.now();
        let place = Place {
            table: "signing_keys",
            row: key.kid(),
            column: "sealed_private",
        };
        Ok(KeyRecord {
            kid: key.kid().to_owned(),
            purpose,
            algorithm: key.algorithm(),
            state,
            sealed_private: self
                .data_keys
                .seal(&*self.entropy, &place, &key.private_pkcs8()?)?,
            pinned,
            created_at: now,
            active_at: (state == KeyState::Active).then_some(now),
            retiring_at: None,
            removed_at: None,
        })
    }
}

/// The server as passkeys know it.
fn open_passkeys(config: &Config) -> Result<Option<RelyingParty>, OpenError> {
    let issuer = config.server.issuer();
    let Some((origin, domain)) = issuer.and_then(|issuer| config.mfa.passkey_party(issuer)) else {
        return Ok(None);
    };
    RelyingParty::new(&origin, &domain, &config.branding.name)
        .map(Some)
        .map_err(|why| OpenError::Config(format!("mfa.passkey_domain: {why}")))
}

/// The way out, with the certificate authorities of `outbound.ca_file`.
fn open_outbound(config: &Config) -> Result<Outbound, OpenError> {
    let section = &config.outbound;
    let wrong = |why: String| OpenError::Config(format!("outbound.ca_file: {why}"));
    let pem = match &section.ca_file {
        Some(path) => Some(std::fs::read(path).map_err(|error| wrong(error.to_string()))?),
        None => None,
    };
    Outbound::new(section.allow_loopback, pem.as_deref()).map_err(wrong)
}

/// The ring of data keys of a configuration.
pub fn data_keys(config: &Config) -> Result<DataKeys, OpenError> {
    let keys = config.secrets.data_key.iter();
    let keys = keys.map(|key| Zeroizing::new(*key.bytes())).collect();
    DataKeys::new(keys).ok_or_else(|| OpenError::Config("secrets.data_key: it is required".into()))
}

/// Opens the pepper of an estate.
pub fn pepper_of(data_keys: &DataKeys, sealed: &[u8]) -> Result<Pepper, SealError> {
    let plain = data_keys.open(&PEPPER, sealed)?;
    Pepper::from_slice(&plain).ok_or(SealError::Broken)
}

/// Of an estate that was copied elsewhere, nobody gives out the same tokens a second time.
fn assert_not_moved(store: &Store) -> Result<(), OpenError> {
    match store.read(|conn| store::meta::find(conn, store::meta::MOVED))? {
        None => Ok(()),
        Some(at) => Err(OpenError::Database(format!(
            "this database was copied to another by `signet db copy` at {}, and the estate goes on there: set database.url; if nobody has used the copy, `signet db copy --undo` takes that back",
            String::from_utf8_lossy(&at)
        ))),
    }
}

/// The pepper, which also proves that the data key is the right one (ST-05).
fn open_pepper(
    store: &Store,
    data_keys: &DataKeys,
    entropy: &dyn Entropy,
) -> Result<Pepper, OpenError> {
    let sealed = match store.read(|conn| store::meta::find(conn, PEPPER.row))? {
        Some(sealed) => sealed,
        None => {
            let fresh = data_keys.seal(entropy, &PEPPER, Pepper::generate(entropy).as_bytes())?;
            store.write(move |conn| store::meta::set_once(conn, PEPPER.row, &fresh))?
        }
    };
    pepper_of(data_keys, &sealed).map_err(|error| {
        OpenError::Config(format!(
            "secrets.data_key: it does not open this database: {error}"
        ))
    })
}
