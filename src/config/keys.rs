//! `keys`: what signing keys are made.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// An algorithm that signing keys are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: ID tokens unless the client says otherwise.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256: access tokens.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519: ID tokens of clients that say so. Its key is also made when the first of them is
    /// registered.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// Signing keys of the issuer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    /// One key is kept for each; `"EdDSA"` may be added. Default `["RS256", "ES256"]`.
    pub algorithms: Vec<KeyAlgorithm>,
    /// Bits of new RSA keys: 2048, 3072 or 4096. Default 2048.
    pub rsa_bits: u32,
    /// From one key's first signature to its successor's, from 2d to 2y. Default 90d. A legacy
    /// door's key is exempt.
    #[serde(with = "duration")]
    pub rotate_every: Duration,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            algorithms: vec![KeyAlgorithm::Rs256, KeyAlgorithm::Es256],
            rsa_bits: 2048,
            rotate_every: policy::KEY_ROTATE,
        }
    }
}

impl Keys {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("keys");
        let count = |wanted| self.algorithms.iter().filter(|a| **a == wanted).count();
        for (algorithm, name, why) in [
            (
                KeyAlgorithm::Rs256,
                "RS256",
                "OpenID Connect Discovery §3 requires it for ID tokens",
            ),
            (
                KeyAlgorithm::Es256,
                "ES256",
                "access tokens are signed with it",
            ),
        ] {
            match count(algorithm) {
                1 => {}
                0 => {
                    let error = problems.add("algorithms", format!("{name} is missing: {why}"));
                    error.fix = format!("add \"{name}\"");
                }
                _ => {
                    problems.add("algorithms", format!("{name} is listed twice"));
                }
            }
        }
        if count(KeyAlgorithm::EdDsa) > 1 {
            problems.add("algorithms", "EdDSA is listed twice".to_owned());
        }
        if ![2048, 3072, 4096].contains(&self.rsa_bits) {
            problems
                .add(
                    "rsa_bits",
                    format!("{} is not a size of ours", self.rsa_bits),
                )
                .expected = "2048, 3072 or 4096".into();
        }
        let bounds = (policy::KEY_ROTATE_MIN, policy::KEY_ROTATE_MAX);
        problems.within("rotate_every", self.rotate_every, bounds, format_duration);
        problems.done()
    }
}
