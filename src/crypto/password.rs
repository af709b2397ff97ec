//! Passwords: Argon2id, bounded and queued; hashes of other systems are verified and replaced.

use std::{
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, Output, ParamsString, PasswordHash, SaltString},
};

use super::{
    aside, blocks,
    foreign::{Stored, Unreadable},
};
use crate::core::{Entropy, Fault, Secret, at_once, secret::kind};

/// What a check of a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one that was hashed.
    pub matches: bool,
    /// The hash is weaker than what is made today; replace it.
    pub upgrade: bool,
}

/// How passwords are hashed, and how many at a time.
#[derive(Debug)]
pub struct PasswordHashing {
    params: Params,
    dummy: Stored,
    gate: Gate,
    computations: AtomicU64,
}

impl PasswordHashing {
    /// Argon2id with `memory` KiB, `time` passes and `lanes`; `permits` computations at a time,
    /// `queue` callers waiting, more are turned away (DL-04).
    pub fn new(
        memory: u32,
        time: u32,
        lanes: u32,
        permits: usize,
        queue: usize,
    ) -> Result<Self, Fault> {
        let params =
            Params::new(memory, time, lanes, None).map_err(|e| Fault::Internal(e.to_string()))?;
        let dummy = phc(&params, &[0; 16], &[0; Params::DEFAULT_OUTPUT_LEN])?;
        let dummy = Stored::parse(&dummy).map_err(|e| Fault::Internal(e.to_string()))?;
        Ok(Self {
            params,
            dummy: dummy.blank(),
            gate: Gate::new(permits, queue),
            computations: AtomicU64::new(0),
        })
    }

    /// Hashes a password, in PHC form.
    pub fn hash(
        &self,
        entropy: &dyn Entropy,
        password: &Secret<kind::Password>,
    ) -> Result<String, Fault> {
        self.argon2id(entropy, password.expose().as_bytes())
    }

    fn argon2id(&self, entropy: &dyn Entropy, text: &[u8]) -> Result<String, Fault> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let _permit = self.permit()?;
        let _timed = Timed::start("argon2id");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone());
        let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
        aside::compute(|| blocks::compute(&argon2, (text, &salt), &mut out))?
            .map_err(|e| Fault::Internal(e.to_string()))?;
        phc(&self.params, &salt, &out)
    }

    /// Takes a hash that was made elsewhere, as it is to be kept: one that is fast to compute is
    /// wrapped in Argon2id (OPERATIONS 6).
    pub fn adopt(
        &self,
        entropy: &dyn Entropy,
        foreign: &str,
    ) -> Result<Result<String, Unreadable>, Fault> {
        let stored = match Stored::parse(foreign) {
            Ok(stored) => stored,
            Err(unreadable) => return Ok(Err(unreadable)),
        };
        match stored.fast() {
            None => Ok(Ok(foreign.to_owned())),
            Some((fast, digest)) => Ok(Ok(fast.wrapped(&self.argon2id(entropy, digest)?))),
        }
    }

    /// Checks a password against a stored hash. A hash that cannot be read, or whose parameters
    /// are beyond reason, matches nothing.
    pub fn verify(
        &self,
        password: &Secret<kind::Password>,
        stored: &str,
    ) -> Result<Verdict, Fault> {
        match Stored::parse(stored) {
            Ok(stored) => self.check(password, &stored),
            Err(_) => {
                self.check(password, &self.dummy)?;
                Ok(Verdict {
                    matches: false,
                    upgrade: false,
                })
            }
        }
    }

    fn check(&self, password: &Secret<kind::Password>, stored: &Stored) -> Result<Verdict, Fault> {
        let _permit = self.permit()?;
        let _timed = Timed::start(stored.name());
        Ok(Verdict {
            matches: aside::compute(|| stored.matches(password.expose().as_bytes()))?,
            upgrade: stored.is_weaker_than(&self.params),
        })
    }

    /// Computes for nothing, as long as a check of a real hash takes: of this one, or of one that
    /// is made today (LG-05).
    pub fn dummy(
        &self,
        password: &Secret<kind::Password>,
        like: Option<&Stored>,
    ) -> Result<(), Fault> {
        self.check(password, like.unwrap_or(&self.dummy)).map(drop)
    }

    /// Whether a stored hash is weaker than what is made today.
    pub fn is_weak(&self, stored: &Stored) -> bool {
        stored.is_weaker_than(&self.params)
    }

    /// How many hashes were computed since the start.
    pub fn computations(&self) -> u64 {
        self.computations.load(Ordering::SeqCst)
    }

    fn permit(&self) -> Result<Permit<'_>, Fault> {
        // To wait for one's turn is to wait.
        at_once::may_wait()?;
        let permit = self
            .gate
            .enter()
            .ok_or(Fault::Overloaded("too many passwords are being checked"))?;
        self.computations.fetch_add(1, Ordering::SeqCst);
        Ok(permit)
    }
}

/// The text that is kept of a hash.
fn phc(params: &Params, salt: &[u8], digest: &[u8]) -> Result<String, Fault> {
    let failed = |error: password_hash::Error| Fault::Internal(error.to_string());
    let salt = SaltString::encode_b64(salt).map_err(failed)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(failed)?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(digest).map_err(failed)?),
    };
    Ok(hash.to_string())
}

/// Whether a stored hash is one that can be verified, within bounds that keep a login short.
pub fn is_supported(stored: &str) -> bool {
    Stored::parse(stored).is_ok()
}

/// The scheme of a stored hash, for metrics and reports; `other` if it cannot be verified.
pub fn algorithm(stored: &str) -> &'static str {
    Stored::parse(stored).map_or("other", |stored| stored.name())
}

/// Records how long a computation took, without the wait for its turn, when it goes.
struct Timed(&'static str, Instant);

impl Timed {
    fn start(algorithm: &'static str) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "measures how long a hash takes, decides nothing about time"
        )]
        Self(algorithm, Instant::now())
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        metrics::histogram!("signet_password_hash_duration_seconds", "algorithm" => self.0)
            .record(self.1.elapsed().as_secs_f64());
    }
}

/// At most so many inside, at most so many waiting.
#[derive(Debug)]
struct Gate {
    state: Mutex<GateState>,
    left: Condvar,
    permits: usize,
    queue: usize,
}

#[derive(Debug, Default)]
struct GateState {
    inside: usize,
    waiting: usize,
}

struct Permit<'g>(&'g Gate);

impl Gate {
    fn new(permits: usize, queue: usize) -> Self {
        Self {
            state: Mutex::default(),
            left: Condvar::new(),
            permits: permits.max(1),
            queue,
        }
    }

    fn enter(&self) -> Option<Permit<'_>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.inside >= self.permits {
            if state.waiting >= self.queue {
                return None;
            }
            state.waiting += 1;
            while state.inside >= self.permits {
                state = self
                    .left
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            state.waiting -= 1;
        }
        state.inside += 1;
        Some(Permit(self))
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .inside -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SystemEntropy;

    fn hashing() -> PasswordHashing {
        PasswordHashing::new(19456, 2, 1, 2, 32).unwrap()
    }

    // A look that would wait for its turn is given up, whoever holds it, and nothing is counted.
    #[test]
    fn a_look_waits_for_no_hash() {
        let hashing = std::sync::Arc::new(PasswordHashing::new(8192, 1, 1, 1, 32).unwrap());
        let _held = hashing.permit().unwrap();
        let before = hashing.computations();
        let (sender, receiver) = std::sync::mpsc::channel();
        let looks = hashing.clone();
        std::thread::spawn(move || {
            let look = || looks.verify(&Secret::new("x"), "unreadable").is_ok();
            sender.send(at_once::try_at_once(look))
        });
        let looked = receiver.recv_timeout(std::time::Duration::from_secs(10));
        assert_eq!(looked, Ok(None));
        assert_eq!(hashing.computations(), before);
    }

    // LG-04: Argon2id at or above the floor; bcrypt is verified, then replaced.
    #[test]
    fn hashes_are_argon2id_and_weaker_ones_ask_for_an_upgrade() {
        let (hashing, password) = (hashing(), Secret::new("correct horse"));
        let hash = hashing.hash(&SystemEntropy, &password).unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_eq!(
            hashing.verify(&password, &hash).unwrap(),
            Verdict {
                matches: true,
                upgrade: false
            }
        );
        assert!(!hashing.verify(&Secret::new("x"), &hash).unwrap().matches);
        let weak = PasswordHashing::new(8192, 1, 1, 1, 1)
            .unwrap()
            .hash(&SystemEntropy, &password)
            .unwrap();
        assert_eq!(
            hashing.verify(&password, &weak).unwrap(),
            Verdict {
                matches: true,
                upgrade: true
            }
        );
        let old = bcrypt::hash("correct horse", 4).unwrap();
        assert_eq!(
            hashing.verify(&password, &old).unwrap(),
            Verdict {
                matches: true,
                upgrade: true
            }
        );
    }

    // LG-04: "bcrypt inputs > 72 bytes or with NUL handled without truncation equality".
    #[test]
    fn bcrypt_never_equates_what_it_cannot_read() {
        let long = "a".repeat(72);
        let hash = bcrypt::hash(&long, 4).unwrap();
        assert!(
            hashing()
                .verify(&Secret::new(long.clone()), &hash)
                .unwrap()
                .matches
        );
        assert!(
            !hashing()
                .verify(&Secret::new(format!("{long}b")), &hash)
                .unwrap()
                .matches
        );
        let hash = bcrypt::hash("a", 4).unwrap();
        assert!(
            !hashing()
                .verify(&Secret::new("a\0b"), &hash)
                .unwrap()
                .matches
        );
    }

    #[test]
    fn a_hash_beyond_reason_matches_nothing() {
        for hash in [
            "",
            "x",
            "$2b$31$",
            "$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2i$v=19$m=99999999,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!is_supported(hash), "{hash}");
            assert!(!hashing().verify(&Secret::new("x"), hash).unwrap().matches);
        }
    }

    // LG-05: the dummy of each scheme really computes, and nobody has its password.
    #[test]
    fn an_unknown_account_costs_a_hash_of_either_scheme() {
        let (hashing, password) = (hashing(), Secret::new("correct horse"));
        hashing.dummy(&password, None).unwrap();
        let bcrypt = bcrypt::hash("correct horse", 4).unwrap();
        let like = Stored::parse(&bcrypt).unwrap().blank();
        hashing.dummy(&password, Some(&like)).unwrap();
        assert_eq!(hashing.computations(), 2);
        assert!(!hashing.check(&password, &like).unwrap().matches);
    }

    // OPERATIONS 6: "Fast hashes are wrapped at import: argon2id(legacy_digest), stored as
    // wrapped:md5:…"; LG-04: at the next right sign-in it is to be replaced.
    #[test]
    fn a_fast_hash_is_wrapped_and_takes_its_password_still() {
        let (hashing, password) = (hashing(), Secret::new("abc"));
        for (foreign, begins) in [
            (
                "$md5$kAFQmDzST7DWlj99KOF/cg==",
                "wrapped:md5:$argon2id$v=19$m=19456,t=2,p=1$",
            ),
            (
                "{SHA}qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
                "wrapped:sha1:$argon2id$",
            ),
            (
                "$md5$pf=cGVwcGVye1BBU1NXT1JEfXtTQUxUfQ==$c2FsdA==$/w7I43a1FFisjblEjDEF+w==",
                "wrapped:md5:$argon2id$",
            ),
            (
                "$hmac-md5$DCPcGaDzQfWWWTePRiG7Sw==$SmVmZQ==",
                "wrapped:hmac-md5:$argon2id$",
            ),
        ] {
            let kept = hashing.adopt(&SystemEntropy, foreign).unwrap().unwrap();
            assert!(kept.starts_with(begins), "{kept}");
            for digest in [
                "kAFQmDzST7DWlj99",
                "qZk+NkcGgWq6",
                "/w7I43a1FFisj",
                "DCPcGaDzQfWWWT",
            ] {
                assert!(!kept.contains(digest), "{kept}");
            }
            let right = hashing.verify(&password, &kept).unwrap();
            assert_eq!((right.matches, right.upgrade), (true, true), "{kept}");
            assert!(!hashing.verify(&Secret::new("abd"), &kept).unwrap().matches);
            // Who has the database has not the digest, and cannot sign in with it.
            assert!(
                !hashing
                    .verify(&Secret::new(foreign), &kept)
                    .unwrap()
                    .matches
            );
        }
        // A slow one is kept as it came, and one that is beyond its bounds not at all.
        let slow = "$1$28772684$iEwNOgGugqO9.bIz5sk8k/";
        assert_eq!(hashing.adopt(&SystemEntropy, slow).unwrap().unwrap(), slow);
        let beyond = "$6$rounds=2000000$52450745$k5ka2p8bFuSmoVT1tzOyyuaREkkKBcCNqoDKzYiJL9RaE8yMnPgh2XzzF0NDrUhgrcLwg78xs1w5pJiypEdFX/";
        assert!(hashing.adopt(&SystemEntropy, beyond).unwrap().is_err());
    }

    // DL-04: permits = cores, a bounded queue, and 503 beyond it.
    #[test]
    fn beyond_the_queue_a_caller_is_turned_away_at_once() {
        let gate = Gate::new(1, 1);
        let first = gate.enter().unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| gate.enter().is_some());
            while gate.state.lock().unwrap().waiting == 0 {
                std::thread::yield_now();
            }
            assert!(gate.enter().is_none());
            drop(first);
            assert!(second.join().unwrap());
        });
        assert_eq!(gate.state.lock().unwrap().inside, 0);
    }
}
