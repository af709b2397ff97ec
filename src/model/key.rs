//! Signing keys as they are kept.

use super::{Word, client::SigningAlgorithm};
use crate::core::Timestamp;

/// What a key signs for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyPurpose {
    /// The issuer's own tokens.
    Issuer,
    /// The tokens of one legacy door.
    Door(String),
}

impl KeyPurpose {
    /// The text in the `purpose` column.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Issuer => "issuer",
            Self::Door(door) => door,
        }
    }

    /// From the `purpose` column.
    pub fn from_column(text: &str) -> Self {
        if text == "issuer" {
            Self::Issuer
        } else {
            Self::Door(text.to_owned())
        }
    }
}

/// Where a key is in its life (JW-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published, not signing yet.
    Pending,
    /// Signing. One for each purpose and algorithm.
    Active,
    /// Published, only verifying.
    Retiring,
    /// Gone.
    Removed,
}

impl Word for KeyState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Pending, "pending"),
        (Self::Active, "active"),
        (Self::Retiring, "retiring"),
        (Self::Removed, "removed"),
    ];
}

/// A signing key as it is kept: the private half sealed.
#[derive(Clone, Debug)]
pub struct KeyRecord {
    /// Its id in token headers.
    pub kid: String,
    /// What it signs for.
    pub purpose: KeyPurpose,
    /// With which algorithm.
    pub algorithm: SigningAlgorithm,
    /// Where it is in its life.
    pub state: KeyState,
    /// PKCS #8, sealed under the data key.
    pub sealed_private: Vec<u8>,
    /// Exempt from scheduled rotation: somebody holds its public half in a file.
    pub pinned: bool,
    /// When it was made or imported.
    pub created_at: Timestamp,
}
