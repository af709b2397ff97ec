//! Secrets of clients, as they are kept.

use crate::core::{Digest, Id, Timestamp, secret::kind};

/// A client's secret as it is kept.
#[derive(Clone, Debug)]
pub struct ClientSecret {
    /// Its row.
    pub id: Id<Self>,
    /// In which form.
    pub form: ClientSecretForm,
    /// When it stops to work; never if not set.
    pub expires_at: Option<Timestamp>,
}

impl ClientSecret {
    /// Whether it was brought along and is perhaps short.
    pub const fn is_weak(&self) -> bool {
        matches!(self.form, ClientSecretForm::Weak(_))
    }
}

/// The two forms in which a client's secret may be kept (CA-05).
#[derive(Clone, Debug)]
pub enum ClientSecretForm {
    /// Made by the server, 256 bits: HMAC-SHA-256 under the pepper.
    Keyed(Digest<kind::Client>),
    /// Imported, perhaps short: Argon2id, flagged `weak`.
    Weak(String),
}
