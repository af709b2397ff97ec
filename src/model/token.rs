//! What an access token looks like.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::core::{Door, Secret, secret::kind};

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
    /// A legacy door's own JWT: key, header and claims as its contract says.
    Door(Box<DoorToken>),
    /// A legacy door's own text without content, of whatever shape its contract has.
    DoorOpaque {
        /// The door.
        door: Door,
        /// Its `aud`, for introspection.
        audience: Vec<String>,
        /// The token. It has no dot, which only JWTs have.
        text: Secret<kind::AccessToken>,
        /// How long it lasts.
        lifetime: Duration,
        /// The text of a first refresh token, where the contract has one of its own shape.
        refresh: Option<Secret<kind::RefreshToken>>,
    },
}

/// A JWT of a legacy door.
#[derive(Clone, Debug)]
pub struct DoorToken {
    /// The door, whose key signs.
    pub door: Door,
    /// The members of its header, in the contract's order.
    pub header: DoorHeader,
    /// The claims, in the contract's order; what the server adds follows.
    pub claims: Map<String, Value>,
    /// Whose its `jti` is.
    pub jti: DoorJti,
    /// How long it lasts.
    pub lifetime: Duration,
}

/// The header of a door's JWT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorHeader {
    /// `{"alg":…,"typ":"JWT"}`.
    AlgTyp,
    /// `{"typ":"JWT","alg":…}`.
    TypAlg,
    /// `{"kid":…,"alg":…}`.
    KidAlg,
}

/// The `jti` of a door's JWT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoorJti {
    /// The contract has none: ours follows its claims, and names the grant.
    Ours,
    /// The contract's own, which stands among the claims already; a row leads from it to the
    /// grant.
    Wire(String),
}

impl TokenForm {
    /// The legacy door whose own form it is.
    pub fn door(&self) -> Option<Door> {
        match self {
            Self::Door(token) => Some(token.door),
            Self::DoorOpaque { door, .. } => Some(*door),
            Self::AtJwt { .. } | Self::Opaque { .. } => None,
        }
    }

    /// How long a token of this form lasts, where its door says so.
    pub fn lifetime(&self) -> Option<Duration> {
        match self {
            Self::AtJwt { .. } | Self::Opaque { .. } => None,
            Self::Door(token) => Some(token.lifetime),
            Self::DoorOpaque { lifetime, .. } => Some(*lifetime),
        }
    }
}
