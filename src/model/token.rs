//! What an access token looks like.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{KeyPurpose, client::SigningAlgorithm};

/// What an access token looks like.
#[derive(Clone, Debug)]
pub enum TokenForm {
    /// A JWT of RFC 9068 for these audiences.
    AtJwt {
        /// Its `aud`.
        audience: Vec<String>,
    },
    /// A text without content for these audiences; introspection tells what it stands for.
    Opaque {
        /// Its `aud`.
        audience: Vec<String>,
    },
    /// A legacy door's own: key, header and claims as its contract says.
    Door {
        /// Whose key signs.
        purpose: KeyPurpose,
        /// With which algorithm.
        algorithm: SigningAlgorithm,
        /// The claims, in the contract's order; what the server adds follows.
        claims: Map<String, Value>,
        /// How long it lasts.
        lifetime: Duration,
    },
}
