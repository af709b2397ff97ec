//! Grants: what a client was given, by whom, until when. Every token belongs to one.

use crate::{
    core::{Id, ScopeList, Timestamp},
    model::{Authentication, ClientId, ConsentId, SessionId, UserId},
};

/// The id of a grant.
pub type GrantId = Id<Grant>;

/// Whom a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person with an account.
    User(UserId),
    /// The client itself (RFC 6749 §4.4).
    Client(ClientId),
}

impl Subject {
    /// The `sub` claim. A client's cannot collide with a user's (TK-19, RFC 9700 §4.15).
    pub fn claim(&self) -> String {
        match self {
            Self::User(id) => id.to_string(),
            Self::Client(id) => format!("client:{id}"),
        }
    }

    /// The person, if it is one.
    pub fn user(&self) -> Option<&UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::Client(_) => None,
        }
    }
}

/// A grant as it is kept.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its id; the `jti` of a token names it, too.
    pub id: GrantId,
    /// The client that holds it.
    pub client_id: ClientId,
    /// The person it speaks for; none for the client itself.
    pub user_id: Option<UserId>,
    /// The browser session it came from.
    pub session_id: Option<SessionId>,
    /// The consent it rests on.
    pub consent_id: Option<ConsentId>,
    /// The legacy door it came through.
    pub door: Option<String>,
    /// What was granted.
    pub scope: ScopeList,
    /// The audience of its tokens.
    pub audience: Vec<String>,
    /// The authentication class of its tokens.
    pub acr: Option<String>,
    /// What the person proved.
    pub authentication: Option<Authentication>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends in any case.
    pub absolute_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A grant with the state of all that it rests on, as one query finds it.
#[derive(Clone, Debug)]
pub struct GrantState {
    /// The grant.
    pub grant: Grant,
    /// Whether the person may still sign in (true if there is none).
    pub user_active: bool,
    /// Whether the consent still stands (true if there is none).
    pub consent_stands: bool,
}

impl GrantState {
    /// Whether tokens of this grant are good for anything.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.grant.revoked_at.is_none()
            && now < self.grant.absolute_at
            && self.user_active
            && self.consent_stands
    }
}
