//! The life of signing keys.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use signet::{
    account::rotation,
    config::Config,
    core::{Secret, Timestamp, secret::kind},
    crypto::{
        SigningKey,
        jws::{self, Expected, Header},
    },
    model::{
        KeyPurpose, KeyRecord, KeyState,
        client::SigningAlgorithm,
        key::{Step, due},
    },
    store,
};

use crate::support::{Db, Server, app::header};

const ISSUER: &str = "https://as.example";
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// Numbers that are the same at every run.
struct Dice(u64);

impl Dice {
    /// From `low` up to, not including, `high`.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        low + (self.0 >> 33) % (high - low)
    }
}

/// A key set as it was served from an instant on.
type Served = (Timestamp, Vec<Arc<SigningKey>>);

/// A server that only has keys.
struct Simulation {
    dice: Dice,
    config: Config,
    now: Timestamp,
    keys: Vec<(KeyRecord, Arc<SigningKey>)>,
    served: Vec<Served>,
    tokens: Vec<(Secret<kind::AccessToken>, Timestamp, Timestamp)>,
    rotations: usize,
    checks: usize,
}

impl Simulation {
    fn new() -> Self {
        let mut simulation = Self {
            dice: Dice(7),
            config: Config::default(),
            now: Timestamp::from_secs(1_800_000_000),
            keys: Vec::new(),
            served: Vec::new(),
            tokens: Vec::new(),
            rotations: 0,
            checks: 0,
        };
        simulation.make(KeyState::Active);
        simulation.publish();
        simulation
    }

    fn make(&mut self, state: KeyState) {
        let key = SigningKey::generate(SigningAlgorithm::Es256, 0).expect("a key");
        let record = KeyRecord {
            kid: key.kid().to_owned(),
            purpose: KeyPurpose::Issuer,
            algorithm: SigningAlgorithm::Es256,
            state,
            sealed_private: Vec::new(),
            pinned: false,
            created_at: self.now,
            active_at: (state == KeyState::Active).then_some(self.now),
            retiring_at: None,
            removed_at: None,
        };
        self.keys.push((record, Arc::new(key)));
    }

    /// The key set changes.
    fn publish(&mut self) {
        let set = self.keys.iter().map(|(_, key)| key.clone()).collect();
        self.served.push((self.now, set));
    }

    fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
    }

    fn active(&self) -> Arc<SigningKey> {
        let active: Vec<_> = self
            .keys
            .iter()
            .filter(|(record, _)| record.state == KeyState::Active)
            .collect();
        assert_eq!(active.len(), 1, "one key signs");
        active[0].1.clone()
    }

    /// A token of a random life, signed with this key.
    fn sign(&mut self, key: &SigningKey) {
        let ends = self
            .now
            .plus(Duration::from_secs(self.dice.between(30, 3601)));
        let claims = json!({ "iss": ISSUER, "iat": self.now.secs(), "exp": ends.secs() });
        let header = Header {
            typ: Some("at+jwt"),
            kid: Some(key.kid()),
        };
        let token = jws::sign(key, &header, &claims).expect("signs");
        self.tokens.push((token, self.now, ends));
    }

    /// The server looks at what is due, as it does all the time.
    fn look(&mut self) {
        let records: Vec<&KeyRecord> = self.keys.iter().map(|(record, _)| record).collect();
        let life = |purpose: &KeyPurpose| rotation::life(&self.config, purpose);
        for step in due(&records, life, self.now) {
            let now = self.now;
            match step {
                Step::Publish(..) => self.make(KeyState::Pending),
                Step::Succeed { old, new } => {
                    let before = self.active();
                    for (record, _) in &mut self.keys {
                        if record.kid == old {
                            (record.state, record.retiring_at) = (KeyState::Retiring, Some(now));
                        } else if record.kid == new {
                            assert!(now.since(record.created_at) >= Duration::from_secs(DAY));
                            (record.state, record.active_at) = (KeyState::Active, Some(now));
                        }
                    }
                    self.rotations += 1;
                    // A node that has not looked yet still signs with the old one.
                    self.sign(&before);
                    self.now = self.now.plus(Duration::from_millis(999));
                    self.sign(&before);
                    self.now = now;
                    // The next life is another one.
                    let days = self.dice.between(2, 9);
                    self.config.keys.rotate_every = Duration::from_secs(days * DAY);
                }
                Step::Remove(kid) => self.keys.retain(|(record, _)| record.kid != kid),
            }
            self.publish();
        }
        assert!(self.keys.len() <= 3);
    }

    /// What was served at an instant.
    fn served_at(&self, at: Timestamp) -> &[Arc<SigningKey>] {
        let found = self.served.iter().rfind(|(from, _)| *from <= at);
        &found.unwrap_or(&self.served[0]).1
    }

    /// Every token that is over by now is looked at through its whole life.
    fn check(&mut self) {
        let leeway = Duration::from_secs(4);
        let over: Vec<_> = {
            let now = self.now;
            let (over, alive) = std::mem::take(&mut self.tokens)
                .into_iter()
                .partition(|(_, _, ends)| ends.plus(leeway) < now);
            self.tokens = alive;
            over
        };
        for (token, from, until) in over {
            let life = u64::try_from(until.since(from).as_millis()).expect("fits");
            let some = Duration::from_millis(self.dice.between(0, life));
            for at in [from, from.plus(some), until.plus(leeway)] {
                for served in [at, at.minus(Duration::from_secs(300))] {
                    let keys = self.served_at(served);
                    let expected = Expected {
                        typ: "at+jwt",
                        issuer: jws::Issuer::Is(ISSUER),
                        ended: false,
                        now: at,
                    };
                    let find = |kid: Option<&str>| {
                        keys.iter()
                            .find(|key| Some(key.kid()) == kid)
                            .map(|key| &**key)
                    };
                    let verified = jws::verify::<Value>(token.expose(), find, &expected);
                    assert!(
                        verified.is_ok(),
                        "{verified:?} at {at:?} by keys of {served:?}"
                    );
                    self.checks += 1;
                }
            }
        }
        // Nothing is asked about a day before any more.
        let old = self.now.minus(Duration::from_secs(DAY));
        let first = self.served.iter().rposition(|(from, _)| *from <= old);
        self.served.drain(..first.unwrap_or(0));
    }
}

// JW-08: 1,000 rotations with tokens of random lives: every one that is not over verifies by the
// key set that is served at that instant, and by one that was cached up to max-age earlier.
#[test]
fn a_token_verifies_for_as_long_as_it_lives() {
    let mut simulation = Simulation::new();
    while simulation.rotations < 1000 {
        // Sometimes nobody looks for a while; near a change, they look closely.
        let wait = match simulation.dice.between(0, 4) {
            0 => simulation.dice.between(1, 60),
            1 => simulation.dice.between(60, HOUR),
            _ => simulation.dice.between(HOUR, 8 * HOUR),
        };
        if simulation.dice.between(0, 8) == 0 {
            let active = simulation.active();
            simulation.sign(&active);
        }
        simulation.wait(wait);
        let before = simulation.active();
        simulation.sign(&before);
        simulation.look();
        let after = simulation.active();
        if after.kid() != before.kid() {
            simulation.sign(&after);
        }
        simulation.check();
    }
    assert!(simulation.checks > 10_000, "{}", simulation.checks);
}

async fn kids(server: &Server, algorithm: &str) -> Vec<String> {
    let keys = server.browser().get("/jwks").await.json();
    let keys = keys["keys"].as_array().expect("a list").clone();
    keys.iter()
        .filter(|key| key["alg"] == algorithm)
        .map(|key| key["kid"].as_str().expect("a kid").to_owned())
        .collect()
}

fn look(server: &Server) {
    rotation::advance(&server.ctx()).expect("looks");
}

async fn signer(server: &Server) -> (String, String) {
    let tokens = server.tokens().await;
    let token = tokens.text("access_token").to_owned();
    let kid = header(&token)["kid"].as_str().expect("a kid").to_owned();
    (token, kid)
}

// JW-08: published a day before it signs, and there until the last token is over; a door's pinned
// key stays.
#[tokio::test]
async fn a_key_is_published_then_signs_then_verifies_then_goes() {
    for db in Db::BOTH {
        let settings = ["keys.rotate_every=2d", "legacy.ocariot.enabled=true"];
        let server = Server::with(db, &settings).await;
        server.open_doors();
        let door = |server: &Server| {
            let catalog = server.app.catalog();
            let records = catalog.keys().records();
            let door = records.iter().find(|key| key.pinned).expect("a key");
            (door.kid.clone(), door.state)
        };
        let (first, pinned) = (kids(&server, "ES256").await, door(&server));
        assert_eq!(first.len(), 1);
        server.advance(DAY - 1);
        look(&server);
        assert_eq!(kids(&server, "ES256").await, first);
        server.advance(1);
        look(&server);
        look(&server);
        let both = kids(&server, "ES256").await;
        assert_eq!((both.len(), &both[0]), (2, &first[0]));
        server.advance(DAY - 1);
        look(&server);
        let (token, kid) = signer(&server).await;
        assert_eq!(kid, first[0]);
        server.advance(1);
        look(&server);
        let (_, kid) = signer(&server).await;
        assert_eq!(kid, both[1]);
        assert_eq!(kids(&server, "ES256").await, both);
        assert_eq!(server.userinfo(&token).await.status, 200);
        // A browser session's length and ten minutes.
        server.advance(12 * HOUR + 599);
        look(&server);
        assert_eq!(kids(&server, "ES256").await, both);
        server.advance(1);
        look(&server);
        assert_eq!(kids(&server, "ES256").await, both[1..]);
        assert_eq!(door(&server), pinned);
        // What is gone has no private half, and its id is not used again.
        let history = server.app.store.read(store::keys::history).expect("reads");
        let gone = history
            .iter()
            .find(|key| key.kid == first[0])
            .expect("a row");
        assert_eq!(gone.state, KeyState::Removed);
        assert!(gone.sealed_private.is_empty());
        for event in ["key.published", "key.activated", "key.removed"] {
            assert!(server.audited(event, "success"), "{event}");
        }
        // F17: a clock that jumps years ahead makes one new key, not many.
        server.advance(3650 * DAY);
        look(&server);
        look(&server);
        assert_eq!(kids(&server, "ES256").await.len(), 2);
    }
}

// JW-09: the databases themselves allow one active key, and one pending, for a purpose and
// algorithm.
#[tokio::test]
async fn the_database_holds_one_key_of_a_kind() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let put = |state: KeyState, purpose: KeyPurpose| {
            let key = SigningKey::generate(SigningAlgorithm::Es256, 0).expect("a key");
            let record = server
                .app
                .seal_key(&key, purpose, state, false)
                .expect("seals");
            let inserted = server
                .app
                .store
                .attempt(move |conn| store::keys::insert(conn, &record));
            match inserted {
                Ok(()) => true,
                Err(store::Error::Exists(_)) => false,
                Err(error) => panic!("{error}"),
            }
        };
        assert!(!put(KeyState::Active, KeyPurpose::Issuer));
        assert!(put(KeyState::Pending, KeyPurpose::Issuer));
        assert!(!put(KeyState::Pending, KeyPurpose::Issuer));
        assert!(put(KeyState::Retiring, KeyPurpose::Issuer));
        assert!(put(KeyState::Retiring, KeyPurpose::Issuer));
        assert!(put(KeyState::Active, KeyPurpose::Door("another".into())));
    }
}

// JW-11: a revoked key is gone from every node, and another signs.
#[tokio::test]
async fn a_revoked_key_is_gone_from_every_node() {
    for db in Db::BOTH {
        let first = Server::start(db).await;
        let second = match db {
            Db::Postgres => Some(first.beside().await),
            Db::Sqlite => None,
        };
        for with_pending in [false, true] {
            let (token, kid) = signer(&first).await;
            let key = record(&first, &kid);
            let pending = with_pending.then(|| {
                rotation::rotate(&first.ctx(), &KeyPurpose::Issuer, SigningAlgorithm::Es256)
                    .expect("rotates")
                    .kid
            });
            let revoked = rotation::revoke(&first.ctx(), &key)
                .expect("revokes")
                .expect("was there");
            let active = revoked.active.expect("it was the active one");
            // One that waits is known to clients already.
            assert!(pending.is_none_or(|pending| pending == active));
            assert!(
                rotation::revoke(&first.ctx(), &key)
                    .expect("looks")
                    .is_none()
            );
            if let Some(node) = &second {
                // Nobody tells it; it looks several times a second.
                for _ in 0..200 {
                    if !kids(node, "ES256").await.contains(&kid) {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            for node in std::iter::once(&first).chain(&second) {
                let kids = kids(node, "ES256").await;
                assert!(!kids.contains(&kid) && kids.contains(&active), "{kids:?}");
                let answer = node.userinfo(&token).await;
                assert_eq!(answer.status, 401, "{}", answer.body);
            }
            let (token, signed_by) = signer(&first).await;
            assert_eq!(signed_by, active);
            assert_eq!(first.userinfo(&token).await.status, 200);
        }
        assert!(first.audited("key.revoked", "success"));
    }
}

// JW-11: a key that signs nothing goes, and none comes in its place; one that was taken for such a
// key and signs by now is followed by a new one.
#[tokio::test]
async fn a_key_that_signs_nothing_has_no_successor() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let ctx = server.ctx();
        let keys = || {
            server
                .app
                .store
                .read(store::keys::history)
                .expect("reads")
                .len()
        };
        let rotate = || {
            let next = rotation::rotate(&ctx, &KeyPurpose::Issuer, SigningAlgorithm::Es256);
            record(&server, &next.expect("rotates").kid)
        };
        let revoke = |key: &KeyRecord| rotation::revoke(&ctx, key).expect("revokes");
        let (_, signs) = signer(&server).await;
        let pending = rotate();
        let before = keys();
        assert_eq!(revoke(&pending).expect("was there").active, None);
        assert_eq!(keys(), before);
        assert_eq!(signer(&server).await.1, signs);
        let next = rotate();
        server.advance(DAY);
        rotation::advance(&server.ctx()).expect("advances");
        assert_eq!(signer(&server).await.1, next.kid);
        let before = keys();
        let retiring = record(&server, &signs);
        assert_eq!(retiring.state, KeyState::Retiring);
        assert_eq!(revoke(&retiring).expect("was there").active, None);
        assert_eq!((keys(), next.state), (before, KeyState::Pending));
        let active = revoke(&next).expect("was there").active.expect("it signed");
        assert_eq!((keys(), signer(&server).await.1), (before + 1, active));
        assert_eq!(revoke(&next), None);
    }
}

fn record(server: &Server, kid: &str) -> KeyRecord {
    let catalog = server.app.catalog();
    let found = catalog
        .keys()
        .records()
        .into_iter()
        .find(|key| key.kid == kid);
    found.expect("a key").clone()
}
