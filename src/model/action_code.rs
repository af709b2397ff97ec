//! What was sent to somebody to be shown again: a link, a short code, or both. Whoever shows it makes
//! one thing true, once.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{InteractionId, UserId, Word};
use crate::core::{Digest, Id, Timestamp, secret::kind};

/// The id of an action code. It names, it proves nothing.
pub type ActionCodeId = Id<ActionCode>;

/// What a code is for. LE-E2: "A code works for one purpose".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The address is this person's.
    VerifyEmail,
    /// The number is this person's.
    VerifyMobile,
    /// They choose a password without the one before.
    ResetPassword,
    /// They mean the password that they have chosen.
    ChangePassword,
    /// The new address is theirs, and takes the place of another.
    ChangeEmail,
    /// The new number is theirs, and takes the place of another.
    ChangeMobile,
    /// The old address comes back (RC-09).
    UndoEmail,
    /// The old number comes back (RC-09).
    UndoMobile,
    /// An account is made.
    Register,
    /// A sign-in was not theirs: everybody is signed out.
    NotMe,
}

impl Word for Purpose {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::VerifyEmail, "verify_email"),
        (Self::VerifyMobile, "verify_mobile"),
        (Self::ResetPassword, "reset_password"),
        (Self::ChangePassword, "change_password"),
        (Self::ChangeEmail, "change_email"),
        (Self::ChangeMobile, "change_mobile"),
        (Self::UndoEmail, "undo_email"),
        (Self::UndoMobile, "undo_mobile"),
        (Self::Register, "register"),
        (Self::NotMe, "not_me"),
    ];
}

impl Purpose {
    /// Whether each of these takes back what happened at its own time, so that no later one ends it.
    ///
    /// RC-09: whoever changes an address twice does not take the way back from whose it was first. LG-16:
    /// nor does whoever signs in twice end the letter that tells of the first time.
    pub const fn is_one_of_many(self) -> bool {
        matches!(self, Self::UndoEmail | Self::UndoMobile | Self::NotMe)
    }

    /// The first segment of the path of its link.
    pub const fn path(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::VerifyMobile => "verify-mobile",
            Self::ResetPassword => "recover",
            Self::ChangePassword => "change-password",
            Self::ChangeEmail => "change-email",
            Self::ChangeMobile => "change-mobile",
            Self::UndoEmail => "undo-email",
            Self::UndoMobile => "undo-mobile",
            Self::Register => "join",
            Self::NotMe => "not-me",
        }
    }
}

/// What a code makes true. Sealed while it waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Pending {
    /// An identifier is proven; it takes the place of another, if there is one.
    Identifier {
        /// Its namespace.
        namespace: String,
        /// The text as it was typed.
        text: String,
        /// The one that goes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
    /// The hash of a password that was chosen.
    Password {
        /// PHC.
        hash: String,
    },
    /// An identifier that was changed comes back.
    Undo {
        /// Its namespace.
        namespace: String,
        /// What was there before.
        before: String,
        /// Whether that was proven.
        was_verified: bool,
        /// What is there now, and goes.
        now: String,
    },
    /// What an account is to be made of, as those have it who make it.
    Registration {
        /// Whatever they need.
        document: Value,
    },
}

/// A code that was sent, as it is kept: by digests.
#[derive(Clone, Debug)]
pub struct ActionCode {
    /// Its id.
    pub id: ActionCodeId,
    /// What for.
    pub purpose: Purpose,
    /// Of the secret in the link.
    pub digest: Digest<kind::ActionCode>,
    /// Keyed, of the short code.
    pub short_digest: Option<Digest<kind::ShortCode>>,
    /// Whose; nobody's before there is an account, or where nobody has the address.
    pub user_id: Option<UserId>,
    /// Keyed, of the address or number that it was sent to.
    pub recipient: Digest<kind::Recipient>,
    /// Sealed: a [`Pending`].
    pub sealed_pending: Option<Vec<u8>>,
    /// Of the cookie of the browser that asked for it, and waits.
    pub browser: Option<Digest<kind::Browser>>,
    /// The authorization request that waits with it.
    pub interaction_id: Option<InteractionId>,
    /// How often the short code was typed.
    pub tries: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the link ends.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When a newer one, or a change of the account, ended it.
    pub ended_at: Option<Timestamp>,
}

impl ActionCode {
    /// Whether it works: not used, not ended, not too old.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.ended_at.is_none() && now < self.expires_at
    }
}
