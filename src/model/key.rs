//! Signing keys as they are kept, and the schedule of their lives.

use std::time::Duration;

use super::{Word, client::SigningAlgorithm};
use crate::core::{Door, Entropy, Timestamp};

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

    /// The door, if it is the key of one.
    pub fn door(&self) -> Option<Door> {
        match self {
            Self::Issuer => None,
            Self::Door(name) => Door::from_name(name),
        }
    }

    /// The id of a key that is made for it; `None` if its content names it (RFC 7638).
    pub fn new_kid(&self, entropy: &dyn Entropy) -> Option<String> {
        match self.door() {
            // H07: the contract's `kid` is a UUID.
            Some(Door::Healthily) => Some(entropy.uuid()),
            Some(
                Door::Ocariot
                | Door::CorsanoUsers
                | Door::CorsanoHealth
                | Door::HumanApi
                | Door::Mycure,
            )
            | None => None,
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
    /// When it was made or imported; published since then.
    pub created_at: Timestamp,
    /// When it began to sign.
    pub active_at: Option<Timestamp>,
    /// When it ceased to sign.
    pub retiring_at: Option<Timestamp>,
    /// When it was taken out.
    pub removed_at: Option<Timestamp>,
}

/// How long a key is in each state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Published before it signs.
    pub pre_publish: Duration,
    /// From its first signature to the first of its successor.
    pub rotate_every: Duration,
    /// Published after its last signature: longer than any token that it signed.
    pub retire: Duration,
}

/// The next thing to do about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Publish a successor of the active key: of its purpose, its algorithm, and its `kid`.
    Publish(KeyPurpose, SigningAlgorithm, String),
    /// Let the published successor sign.
    Succeed {
        /// The `kid` of the active key.
        old: String,
        /// The `kid` of the pending key.
        new: String,
    },
    /// Take out a key whose last token is over: its `kid`.
    Remove(String),
}

impl KeyRecord {
    /// When this pending key is to sign.
    pub fn signs_from(&self, life: &Life) -> Timestamp {
        self.created_at.plus(life.pre_publish)
    }

    /// When this retiring key is to go.
    pub fn ends_at(&self, life: &Life) -> Option<Timestamp> {
        Some(self.retiring_at?.plus(life.retire))
    }
}

/// What is due at `now`. Pinned keys are exempt from rotation: somebody holds their public half in
/// a file. They go like others once another was put in their place.
pub fn due(keys: &[&KeyRecord], life: impl Fn(&KeyPurpose) -> Life, now: Timestamp) -> Vec<Step> {
    let mut steps = Vec::new();
    for key in keys {
        let life = life(&key.purpose);
        match key.state {
            // JW-08: "retiring (published, verify only) ≥ max TTL + 10 min → removed".
            KeyState::Retiring if key.ends_at(&life).is_some_and(|end| now >= end) => {
                steps.push(Step::Remove(key.kid.clone()));
            }
            KeyState::Active if !key.pinned => steps.extend(successor(keys, key, &life, now)),
            _ => {}
        }
    }
    steps
}

fn successor(keys: &[&KeyRecord], active: &KeyRecord, life: &Life, now: Timestamp) -> Option<Step> {
    let pending = keys.iter().find(|key| {
        key.state == KeyState::Pending
            && key.purpose == active.purpose
            && key.algorithm == active.algorithm
    });
    match pending {
        // JW-08: "pending (published, not signing …) ≥ 24 h → active".
        Some(pending) if now >= pending.signs_from(life) => Some(Step::Succeed {
            old: active.kid.clone(),
            new: pending.kid.clone(),
        }),
        Some(_) => None,
        None => {
            let began = active.active_at.unwrap_or(active.created_at);
            let publish = began.plus(life.rotate_every).minus(life.pre_publish);
            (now >= publish).then(|| {
                Step::Publish(active.purpose.clone(), active.algorithm, active.kid.clone())
            })
        }
    }
}
