//! Assertions by which clients prove themselves (RFC 7523; OpenID Connect Core §9).

use serde::{Deserialize, Serialize};

use super::{
    Client, Word,
    client::{GrantType, Profile},
};
use crate::core::Door;

/// Algorithms that a client may sign its assertions with (CA-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssertionAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// ECDSA on P-384 with SHA-384.
    #[serde(rename = "ES384")]
    Es384,
    /// Ed25519 (RFC 8037).
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// RSASSA-PSS with SHA-256.
    #[serde(rename = "PS256")]
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-384, which SMART asks for.
    #[serde(rename = "RS384")]
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-256; not in profile `fapi2`.
    #[serde(rename = "RS256")]
    Rs256,
}

impl Word for AssertionAlgorithm {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Es256, "ES256"),
        (Self::Es384, "ES384"),
        (Self::EdDsa, "EdDSA"),
        (Self::Ps256, "PS256"),
        (Self::Rs384, "RS384"),
        (Self::Rs256, "RS256"),
    ];
}

impl Client {
    /// Whether it asked to be held to this set of rules.
    pub fn is_in(&self, profile: Profile) -> bool {
        self.metadata.signet.profile == Some(profile)
    }

    /// Whether it may vouch for people of its own: allowed by its grant types, or flagged for the
    /// door where clients do.
    pub fn vouches(&self) -> bool {
        self.allows(GrantType::JwtBearer) || self.is_at(Door::HumanApi)
    }

    /// What it may sign its assertions with: one algorithm if it says which, else all that its
    /// profile has. The key narrows it further, and the header decides nothing (RFC 8725 §3.1).
    pub fn assertion_algorithms(&self) -> Vec<AssertionAlgorithm> {
        let asked = self.metadata.token_endpoint_auth_signing_alg;
        AssertionAlgorithm::WORDS
            .iter()
            .map(|(algorithm, _)| *algorithm)
            .filter(|one| asked.is_none_or(|asked| asked == *one))
            .filter(|one| *one != AssertionAlgorithm::Rs256 || !self.is_in(Profile::Fapi2))
            .collect()
    }
}
