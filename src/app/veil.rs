//! The seal of what the audit trail tells of people.

use std::sync::Arc;

use crate::{
    core::Entropy,
    crypto::{
        Mac,
        seal::{open_with, seal_with},
    },
    store::veil::{Key, Veil},
};

/// Makes people's keys with the key of the trail.
pub(super) struct TrailVeil {
    pub(super) key: Mac,
    pub(super) entropy: Arc<dyn Entropy>,
}

impl Veil for TrailVeil {
    fn salt(&self) -> Key {
        let mut salt = [0; 32];
        self.entropy.fill(&mut salt);
        salt
    }

    fn key(&self, salt: &[u8]) -> Key {
        self.key.sign(&[b"person\0", salt].concat())
    }

    fn seal(&self, key: &Key, place: &str, plain: &str) -> Option<String> {
        seal_with(key, &*self.entropy, place, plain).ok()
    }

    fn open(&self, key: &Key, place: &str, sealed: &str) -> Option<String> {
        open_with(key, place, sealed)
    }
}
