//! Consents: what a person allowed a client, in which words.

use crate::{
    core::{Id, ScopeList, Timestamp},
    model::{ClientId, InteractionId, SessionId, UserId},
};

/// The id of a consent.
pub type ConsentId = Id<Consent>;

/// A record of consent (CO-02). Only ever added; withdrawal is a mark.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// The interaction it was given in; unique, so that a double submit makes one (CO-08).
    pub interaction_id: InteractionId,
    /// Who.
    pub user_id: UserId,
    /// To whom.
    pub client_id: ClientId,
    /// What, as a whole: what was allowed before and now.
    pub scope: ScopeList,
    /// The audience it is for; none means the issuer's own endpoints.
    pub resource: Option<String>,
    /// SHA-256 of the text that the person read, in hex.
    pub text_hash: String,
    /// The language they read it in.
    pub locale: String,
    /// When.
    pub granted_at: Timestamp,
    /// In which session.
    pub session_id: SessionId,
    /// The network part of their address.
    pub ip_prefix: String,
    /// How it was given: `page`.
    pub method: &'static str,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}
