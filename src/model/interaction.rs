//! Interactions: an authorization request on its way through the pages.

use serde::{Deserialize, Serialize};

use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{Authentication, AuthorizationRequest, Factor, SessionId, UserId},
};

/// The id of an interaction: the `{flow}` of `/interaction/{flow}/…`. It names, it proves nothing.
pub type InteractionId = Id<Interaction>;

/// An authorization request on its way, bound to one browser (AZ-14).
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Its id.
    pub id: InteractionId,
    /// The digest of the cookie of the browser that began it.
    pub browser: Digest<kind::Browser>,
    /// What the client asked.
    pub request: AuthorizationRequest,
    /// How far it is.
    pub stage: Stage,
    /// Counts changes: a transition is a compare-and-swap on it.
    pub revision: i32,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// How far an interaction is. Transitions consume the old stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has signed in for it yet.
    Begun,
    /// Of the accounts of the browser, the one that is signed in was chosen for it.
    Chosen {
        /// Whose.
        user_id: UserId,
    },
    /// Whoever is signed in is not to be the one: somebody signs in for it.
    Another {
        /// Who was chosen, if anybody was; only a suggestion.
        user_id: Option<UserId>,
    },
    /// The password was right; the second factor is missing. Not a session (TF-05).
    SecondFactor {
        /// Who.
        user_id: UserId,
        /// When the password was proven.
        password_at: Timestamp,
        /// Wrong one-time codes so far (TF-04).
        failures: u8,
        /// Whether the browser is to keep the session when it is closed.
        remember: bool,
    },
    /// All was proven, with a password that has to be changed first. Not a session (TF-05).
    NewPassword {
        /// Who.
        user_id: UserId,
        /// What was proven.
        authentication: Authentication,
        /// By which second factor.
        factor: Option<Factor>,
        /// Whether the browser is to keep the session when it is closed.
        remember: bool,
    },
    /// Somebody signed in for it: only their session may go on (SE-11).
    SignedIn {
        /// Who.
        user_id: UserId,
        /// In which session.
        session_id: SessionId,
    },
    /// Answered with a code.
    Finished,
    /// Answered with an error, because the person said no (AZ-26).
    Denied,
}

impl Stage {
    /// The word in the `stage` column.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Chosen { .. } => "chosen",
            Self::Another { .. } => "another",
            Self::SecondFactor { .. } => "second_factor",
            Self::NewPassword { .. } => "new_password",
            Self::SignedIn { .. } => "signed_in",
            Self::Finished => "finished",
            Self::Denied => "denied",
        }
    }

    /// Whether the interaction is over.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Finished | Self::Denied)
    }
}
