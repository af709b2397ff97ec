//! How an app takes part in signing out, and what it is to be told of a session that ended.

use serde::{Deserialize, Serialize};

use super::{ClientId, SessionId, UserId};
use crate::core::{Id, RedirectUri, Timestamp};

/// The members of client metadata about signing out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogoutMetadata {
    /// Where people may be led after a sign-out that the client asked for: exact texts
    /// (RP-Initiated Logout §3.1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Where it is told that a session ended (Back-Channel Logout §2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Whether it cannot do without the session's id there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_session_required: bool,
}

/// A notice that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// Its row.
    pub id: Id<Self>,
    /// Whom to tell.
    pub client_id: ClientId,
    /// Who is signed out.
    pub user_id: UserId,
    /// The browser session that ended; all of them if none is named.
    pub session_id: Option<SessionId>,
    /// When that was.
    pub created_at: Timestamp,
    /// Tries that were begun.
    pub tries: i32,
    /// When the next try is due.
    pub due_at: Timestamp,
}
