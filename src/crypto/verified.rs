//! Signatures that were found good once.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use super::digest::Sha256;

/// How many are known of one age: 32 bytes each, and about as much for their place.
const MOST: usize = 8192;

/// Digests of what a key has signed, as far as they were asked for lately. To verify an ECDSA or
/// RSA signature costs many times what a digest costs, and a resource server asks about one token
/// again and again.
///
/// It says nothing about a token but that its signature is right: whether the key still counts,
/// and whether all that the token rests on stands, is asked each time.
#[derive(Default)]
pub(super) struct Verified(Mutex<Ages>);

/// What was met lately, and what before that: when the first is full it takes the place of the
/// second, so that what is asked for often stays and the memory has a bound.
#[derive(Default)]
struct Ages {
    young: HashSet<[u8; 32]>,
    old: HashSet<[u8; 32]>,
}

impl Ages {
    fn note(&mut self, digest: [u8; 32]) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(digest);
    }
}

impl Verified {
    /// Whether this signature is known to be right, else whether `verify` finds so. One that is
    /// wrong is never kept.
    pub(super) fn check(
        &self,
        message: &[u8],
        signature: &str,
        verify: impl FnOnce() -> bool,
    ) -> bool {
        // Base64url has no dot: where the message ends is plain.
        let mut sha256 = Sha256::new();
        sha256.update(message);
        sha256.update(b".");
        sha256.update(signature.as_bytes());
        let digest = sha256.finish();
        if self.knows(&digest) {
            return true;
        }
        let right = verify();
        if right {
            self.ages().note(digest);
        }
        right
    }

    fn knows(&self, digest: &[u8; 32]) -> bool {
        let mut ages = self.ages();
        if ages.young.contains(digest) {
            return true;
        }
        let known = ages.old.contains(digest);
        if known {
            ages.note(*digest);
        }
        known
    }

    fn ages(&self) -> std::sync::MutexGuard<'_, Ages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_was_right_once_is_not_verified_again_and_what_was_wrong_is() {
        let (known, asked) = (Verified::default(), Cell::new(0));
        let check = |message: &[u8], signature: &str, right: bool| {
            known.check(message, signature, || {
                asked.set(asked.get() + 1);
                right
            })
        };
        assert!(!check(b"a.b", "c", false));
        assert!(!check(b"a.b", "c", false));
        assert!(check(b"a.b", "c", true));
        assert_eq!(asked.get(), 3);
        assert!(check(b"a.b", "c", false));
        assert_eq!(asked.get(), 3);
        // Another message, another signature, another cut.
        for (message, signature) in [(&b"a.d"[..], "c"), (b"a.b", "d"), (b"", "")] {
            assert!(!check(message, signature, false));
        }
        assert_eq!(asked.get(), 6);
    }

    #[test]
    fn the_memory_is_bounded_and_keeps_what_is_asked_for() {
        let known = Verified::default();
        for n in 0..4 * MOST {
            assert!(known.check(&n.to_be_bytes(), "s", || true));
            assert!(known.check(b"often", "s", || n == 0), "{n}");
        }
        let ages = known.ages();
        assert!(ages.young.len() <= MOST && ages.old.len() <= MOST);
        drop(ages);
        assert!(!known.check(&0_usize.to_be_bytes(), "s", || false));
    }
}
