//! Digests: SHA-256 for values of 256 random bits, HMAC under the pepper for anything shorter.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use aws_lc_rs::{constant_time, digest, hkdf, hmac};
use zeroize::Zeroizing;

use crate::core::{Digest, Entropy, Secret};

/// The SHA-256 of a secret of at least 128 random bits (ST-02).
pub fn sha256<K>(secret: &Secret<K>) -> Digest<K> {
    Digest::new(sha256_bytes(secret.expose().as_bytes()))
}

/// The SHA-256 of some bytes.
pub fn sha256_bytes(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// The SHA-256 of what comes piece by piece.
#[derive(Clone)]
pub struct Sha256(digest::Context);

impl Sha256 {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was taken.
    pub fn finish(self) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(self.0.finish().as_ref());
        out
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether two byte strings are equal, in a time that depends on their length only.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// A key that the database holds only in sealed form. What is hashed under it cannot be guessed
/// from a stolen table.
pub struct Pepper {
    secret: Zeroizing<[u8; 32]>,
    /// The key of each purpose, once it was derived: that costs many times the digest.
    purposes: RwLock<HashMap<&'static str, hmac::Key>>,
}

impl Pepper {
    /// A new one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self::of(Zeroizing::new(entropy.bytes32()))
    }

    /// From its 32 bytes; `None` if there are not 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        Some(Self::of(Zeroizing::new(bytes.try_into().ok()?)))
    }

    fn of(secret: Zeroizing<[u8; 32]>) -> Self {
        Self {
            secret,
            purposes: RwLock::default(),
        }
    }

    /// Its bytes, to seal.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.secret
    }

    /// HMAC-SHA-256 of `text` for one purpose. Purposes cannot be mixed up: each has its key.
    pub fn keyed<K>(&self, purpose: &'static str, text: &[u8]) -> Digest<K> {
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&self.key_of(purpose), text).as_ref());
        Digest::new(out)
    }

    /// The key of a purpose, of which there are as many as the program has words for.
    fn key_of(&self, purpose: &'static str) -> hmac::Key {
        let known = self
            .purposes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(purpose)
            .cloned();
        known.unwrap_or_else(|| {
            let secret = derive(&*self.secret, purpose.as_bytes());
            let key = hmac::Key::new(hmac::HMAC_SHA256, &*secret);
            let mut purposes = self
                .purposes
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            purposes.insert(purpose, key.clone());
            key
        })
    }

    /// The same, with a key for one purpose and one period.
    pub fn keyed_in<K>(&self, purpose: &'static str, period: i64, text: &[u8]) -> Digest<K> {
        let info = [purpose.as_bytes(), &[0], &period.to_be_bytes()].concat();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*derive(&*self.secret, &info));
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&key, text).as_ref());
        Digest::new(out)
    }

    /// The key of one purpose, to hash many texts with.
    pub fn mac(&self, purpose: &'static str) -> Mac {
        Mac(self.key_of(purpose))
    }
}

/// HMAC-SHA-256 under a key that the database does not hold.
#[derive(Clone)]
pub struct Mac(hmac::Key);

impl Mac {
    /// With a key that somebody else has, too.
    pub fn of(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The hash of a text.
    pub fn sign(&self, text: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&self.0, text).as_ref());
        out
    }
}

impl std::fmt::Debug for Pepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pepper(***)")
    }
}

/// HKDF-SHA-256 (RFC 5869): 32 bytes for one purpose.
pub(super) fn derive(secret: &[u8], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    struct Bytes32;
    impl hkdf::KeyType for Bytes32 {
        fn len(&self) -> usize {
            32
        }
    }
    let mut out = Zeroizing::new([0; 32]);
    let pseudo_random_key = hkdf::Salt::new(hkdf::HKDF_SHA256, b"signet").extract(secret);
    let info = [purpose];
    let filled = pseudo_random_key
        .expand(&info, Bytes32)
        .and_then(|okm| okm.fill(&mut *out));
    // 32 bytes are always within HKDF's limit of 255 blocks.
    debug_assert!(filled.is_ok());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::secret::kind;

    #[test]
    fn purposes_are_separate_keys() {
        let pepper = Pepper::from_slice(&[7; 32]).unwrap();
        let a: Digest<kind::Limit> = pepper.keyed("a", b"x");
        assert_ne!(a, pepper.keyed("b", b"x"));
        assert_eq!(a, pepper.keyed("a", b"x"));
        let first: Digest<kind::Limit> = pepper.keyed_in("a", 1, b"x");
        assert!(first != a && first != pepper.keyed_in("a", 2, b"x"));
        assert_eq!(first, pepper.keyed_in("a", 1, b"x"));
        assert_eq!(format!("{pepper:?}"), "Pepper(***)");
    }
}
