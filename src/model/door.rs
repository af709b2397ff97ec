//! Whose key signs what a door gives.

use super::{KeyPurpose, client::SigningAlgorithm};
use crate::core::Door;

/// How a door's tokens are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorKey {
    /// Whose key.
    pub purpose: KeyPurpose,
    /// With which algorithm.
    pub algorithm: SigningAlgorithm,
    /// Bits of an RSA key; 0 for others.
    pub rsa_bits: u32,
}

impl Door {
    /// How its tokens are signed; `None` if they have no content.
    pub fn key(self) -> Option<DoorKey> {
        let (algorithm, rsa_bits) = match self {
            Self::Ocariot => (SigningAlgorithm::Rs256, 4096),
            Self::CorsanoUsers | Self::CorsanoHealth => (SigningAlgorithm::Hs256, 0),
            Self::Healthily => (SigningAlgorithm::Rs256, 2048),
            Self::Mycure => (SigningAlgorithm::Es256, 0),
            Self::HumanApi => return None,
        };
        Some(DoorKey {
            purpose: self.key_purpose(),
            algorithm,
            rsa_bits,
        })
    }

    /// Whether its JWTs have ids of the contract's own, from which a row leads to the grant; the
    /// others have ours, which names it.
    pub const fn has_own_ids(self) -> bool {
        match self {
            Self::CorsanoUsers | Self::CorsanoHealth | Self::Healthily => true,
            Self::Ocariot | Self::HumanApi | Self::Mycure => false,
        }
    }

    /// What refresh tokens of its contract begin with, where it has any.
    pub const fn refresh_prefixes(self) -> &'static [&'static str] {
        match self {
            Self::HumanApi => &["idrt-", "atrt-"],
            Self::Ocariot
            | Self::CorsanoUsers
            | Self::CorsanoHealth
            | Self::Healthily
            | Self::Mycure => &[],
        }
    }

    /// Whose key signs its tokens.
    pub fn key_purpose(self) -> KeyPurpose {
        KeyPurpose::Door(self.name().to_owned())
    }
}
