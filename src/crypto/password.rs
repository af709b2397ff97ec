//! Passwords: Argon2id, bounded and queued; old bcrypt hashes are verified and replaced.

use std::{
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};

use crate::core::{Entropy, Fault, Secret, secret::kind};

/// The password of a hash that nobody has: what unknown accounts are checked against (LG-05).
const DUMMY_BCRYPT_SALT: &str = "CCCCCCCCCCCCCCCCCCCCC.";

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
    dummy: String,
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
        let salt = SaltString::encode_b64(&[0; 16]).map_err(|e| Fault::Internal(e.to_string()))?;
        let dummy = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password(b"nobody's password", &salt)
            .map_err(|e| Fault::Internal(e.to_string()))?
            .to_string();
        Ok(Self {
            params,
            dummy,
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
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let salt = SaltString::encode_b64(&salt).map_err(|e| Fault::Internal(e.to_string()))?;
        let _permit = self.permit()?;
        let _timed = Timed::start("argon2id");
        let hash = self
            .argon2()
            .hash_password(password.expose().as_bytes(), &salt);
        Ok(hash
            .map_err(|e| Fault::Internal(e.to_string()))?
            .to_string())
    }

    /// Checks a password against a stored hash. A hash that cannot be read, or whose parameters
    /// are beyond reason, matches nothing.
    pub fn verify(
        &self,
        password: &Secret<kind::Password>,
        stored: &str,
    ) -> Result<Verdict, Fault> {
        let password = password.expose().as_bytes();
        let _permit = self.permit()?;
        let _timed = Timed::start(algorithm(stored));
        if is_bcrypt(stored) {
            // bcrypt reads 72 bytes and stops at NUL; two passwords must not be the same to it
            // that are not the same (LG-04).
            let whole = password.len() <= 72 && !password.contains(&0);
            let matches = bcrypt::verify(password, stored).unwrap_or(false) && whole;
            return Ok(Verdict {
                matches,
                upgrade: true,
            });
        }
        let Some(hash) = argon2id(stored) else {
            return Ok(Verdict {
                matches: false,
                upgrade: false,
            });
        };
        let matches = self.argon2().verify_password(password, &hash).is_ok();
        let weaker = Params::try_from(&hash).is_ok_and(|stored| {
            stored.m_cost() < self.params.m_cost()
                || stored.t_cost() < self.params.t_cost()
                || stored.p_cost() < self.params.p_cost()
        });
        Ok(Verdict {
            matches,
            upgrade: weaker,
        })
    }

    /// Computes for nothing, as long as a check of a real hash takes: bcrypt of this cost, or
    /// Argon2id (LG-05).
    pub fn dummy(
        &self,
        password: &Secret<kind::Password>,
        bcrypt_cost: Option<u32>,
    ) -> Result<(), Fault> {
        let stored = match bcrypt_cost {
            None => self.dummy.clone(),
            Some(cost) => format!("$2b${cost:02}${DUMMY_BCRYPT_SALT}{}", "C".repeat(31)),
        };
        self.verify(password, &stored).map(drop)
    }

    /// How many hashes were computed since the start.
    pub fn computations(&self) -> u64 {
        self.computations.load(Ordering::SeqCst)
    }

    fn argon2(&self) -> Argon2<'_> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    fn permit(&self) -> Result<Permit<'_>, Fault> {
        let permit = self
            .gate
            .enter()
            .ok_or(Fault::Overloaded("too many passwords are being checked"))?;
        self.computations.fetch_add(1, Ordering::SeqCst);
        Ok(permit)
    }
}

/// Whether a stored hash is one that can be verified, within bounds that keep a login short:
/// Argon2id up to 1 GiB and 16 passes, bcrypt up to cost 15.
pub fn is_supported(stored: &str) -> bool {
    bcrypt_cost(stored).is_some() || argon2id(stored).is_some()
}

/// The algorithm of a stored hash, for metrics and reports: `argon2id`, `bcrypt` or `other`.
pub fn algorithm(stored: &str) -> &'static str {
    if stored.starts_with("$argon2id$") {
        "argon2id"
    } else if is_bcrypt(stored) {
        "bcrypt"
    } else {
        "other"
    }
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

/// The cost of a bcrypt hash (`$2a$`, `$2b$`, `$2y$`).
pub fn bcrypt_cost(stored: &str) -> Option<u32> {
    let rest = ["$2a$", "$2b$", "$2y$"]
        .iter()
        .find_map(|prefix| stored.strip_prefix(prefix))?;
    let (cost, digest) = rest.split_once('$')?;
    let cost = cost.parse().ok().filter(|cost| (4..=15).contains(cost))?;
    (digest.len() == 53).then_some(cost)
}

fn is_bcrypt(stored: &str) -> bool {
    bcrypt_cost(stored).is_some()
}

fn argon2id(stored: &str) -> Option<PasswordHash<'_>> {
    let hash = PasswordHash::new(stored).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let bounded = params.m_cost() <= 1024 * 1024 && params.t_cost() <= 16 && params.p_cost() <= 16;
    (hash.algorithm.as_str() == "argon2id" && bounded).then_some(hash)
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
            "$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!is_supported(hash), "{hash}");
            assert!(!hashing().verify(&Secret::new("x"), hash).unwrap().matches);
        }
    }

    // LG-05: the dummy of each scheme really computes.
    #[test]
    fn an_unknown_account_costs_a_hash_of_either_scheme() {
        let hashing = hashing();
        hashing.dummy(&Secret::new("x"), None).unwrap();
        hashing.dummy(&Secret::new("x"), Some(4)).unwrap();
        assert_eq!(hashing.computations(), 2);
        assert!(is_supported(&format!(
            "$2b$10${DUMMY_BCRYPT_SALT}{}",
            "C".repeat(31)
        )));
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
