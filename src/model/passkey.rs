//! Passkeys: keys of Web Authentication that stand for a person.

use super::UserId;
use crate::core::{Digest, Id, Timestamp, secret::kind};

/// The id of a passkey's row. The authenticator knows it by its credential id.
pub type PasskeyId = Id<Passkey>;

/// A passkey of a person.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its row.
    pub id: PasskeyId,
    /// Whose.
    pub user_id: UserId,
    /// The credential id: what the authenticator calls it.
    pub credential: Vec<u8>,
    /// The domain that it was made for; it is of no use at another.
    pub rp_id: String,
    /// What its person calls it.
    pub name: String,
    /// The public key, the counter, and what the authenticator said of itself (JSON).
    pub document: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

/// A challenge on its way to an authenticator.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Its digest.
    pub digest: Digest<kind::Challenge>,
    /// Who is to answer; nobody, where the passkey says who it is.
    pub user_id: Option<UserId>,
    /// The digest of the cookie of the browser that asked.
    pub browser: [u8; 32],
    /// The sign-in, or the session, that asked.
    pub flow: String,
    /// What it takes to judge the answer (JSON).
    pub state: String,
    /// When it is over.
    pub expires_at: Timestamp,
    /// When it was answered.
    pub used_at: Option<Timestamp>,
}

impl Challenge {
    /// Whether it can still be answered.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}
