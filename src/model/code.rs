//! Authorization codes.

use crate::{
    core::{Digest, RedirectUri, ScopeList, Timestamp, secret::kind},
    model::{
        Authentication, ClaimsRequest, ClientId, ConsentId, GrantId, InteractionId, SessionId,
        UserId,
    },
};

/// An authorization code as it is kept (AZ-28): its digest, and all that it is bound to.
#[derive(Clone, Debug)]
pub struct Code {
    /// SHA-256 of the code.
    pub digest: Digest<kind::Code>,
    /// The interaction that it answers; unique, so that one interaction has one code (AZ-27).
    pub interaction_id: InteractionId,
    /// The client that it was issued to.
    pub client_id: ClientId,
    /// The person who allowed it.
    pub user_id: UserId,
    /// The session that they were in.
    pub session_id: SessionId,
    /// The consent that it rests on; none for a first-party client.
    pub consent_id: Option<ConsentId>,
    /// The redirect URI of the authorization request, byte for byte.
    pub redirect_uri: RedirectUri,
    /// The S256 challenge.
    pub challenge: Option<String>,
    /// What was granted.
    pub scope: ScopeList,
    /// Where its tokens may be used (RFC 8707).
    pub resource: Vec<String>,
    /// Claims that were asked for one by one.
    pub claims: Option<ClaimsRequest>,
    /// For the ID token.
    pub nonce: Option<String>,
    /// What the person proved.
    pub authentication: Authentication,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Failed redemptions by its own client (TK-10).
    pub failures: i32,
    /// When it was redeemed.
    pub used_at: Option<Timestamp>,
    /// The grant that it was redeemed for.
    pub grant_id: Option<GrantId>,
}

/// A code with the state of all that it rests on, as one query finds it.
#[derive(Clone, Debug)]
pub struct CodeState {
    /// The code.
    pub code: Code,
    /// Whether the person may still sign in.
    pub user_active: bool,
    /// Whether the session still stands.
    pub session_live: bool,
    /// Whether the consent, if there is one, still stands.
    pub consent_stands: bool,
    /// When that consent ends.
    pub consent_until: Option<Timestamp>,
}
