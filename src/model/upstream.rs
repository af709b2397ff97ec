//! What is kept while people connect sources: the page they do it on, and sign-ins on their way.

use super::{ClientId, GrantId, Word, human::HumanId};
use crate::core::{Digest, Id, Timestamp, secret::kind};

/// The id of a Connect page.
pub type ConnectPageId = Id<ConnectPage>;

/// A Connect page: what a client's token for a human was exchanged for.
#[derive(Clone, Debug)]
pub struct ConnectPage {
    /// Its id.
    pub id: ConnectPageId,
    /// The client that vouches for the human.
    pub client_id: ClientId,
    /// Who connects sources.
    pub human_id: HumanId,
    /// The grant of the token.
    pub grant_id: GrantId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When the person closed it.
    pub closed_at: Option<Timestamp>,
}

/// What happened on a Connect page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectKind {
    /// A source was connected.
    Connected,
    /// A source was disconnected.
    Disconnected,
}

impl Word for ConnectKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Connected, "connected"),
        (Self::Disconnected, "disconnected"),
    ];
}

/// One thing that happened on a Connect page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectEvent {
    /// Its number on the page, from 1.
    pub seq: i32,
    /// What.
    pub kind: ConnectKind,
    /// With which source.
    pub source: String,
}

/// A sign-in at a source that is on its way.
#[derive(Clone, Debug)]
pub struct UpstreamLogin {
    /// The digest of `state`.
    pub state: Digest<kind::State>,
    /// The digest of the cookie of the browser that began.
    pub browser: Digest<kind::Browser>,
    /// The page it was begun on.
    pub page_id: ConnectPageId,
    /// The source.
    pub source: String,
    /// The code verifier and the nonce, sealed under `state`.
    pub sealed: Vec<u8>,
    /// When it ends.
    pub expires_at: Timestamp,
}
