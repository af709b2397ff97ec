//! Browser sessions, and what was proven in them.

use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{PasskeyId, UserId, user::Totp},
};

/// The id of a session; the `sid` claim.
pub type SessionId = Id<Session>;

/// What a person proved, when, and how (OpenID Connect Core §2: `auth_time`, `acr`, `amr`).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Authentication {
    /// When.
    pub auth_time: Timestamp,
    /// Methods by RFC 8176: `pwd`, `otp`, `hwk` or `swk`, `user`, `mfa`.
    pub amr: Vec<String>,
}

/// `acr` of a sign-in by password alone.
pub const ACR_PASSWORD: &str = "urn:signet:acr:password";
/// `acr` of a sign-in with a second factor.
pub const ACR_MFA: &str = "urn:signet:acr:mfa";
/// `acr` of a sign-in through a legacy door (LE-03), so that resource servers can refuse it.
pub const ACR_LEGACY: &str = "urn:signet:acr:legacy";

impl Authentication {
    /// A password and nothing else.
    pub fn by_password(auth_time: Timestamp) -> Self {
        Self {
            auth_time,
            amr: vec!["pwd".into()],
        }
    }

    /// A password and a one-time code.
    pub fn by_password_and_otp(auth_time: Timestamp) -> Self {
        Self {
            auth_time,
            amr: vec!["pwd".into(), "otp".into(), "mfa".into()],
        }
    }

    /// A passkey, whose authenticator has verified the person by itself (a fingerprint, a PIN): two
    /// factors. RFC 8176 §2: "hwk: Proof-of-Possession of a hardware-secured key", "swk" of "a
    /// software-secured key": one that is `synced` can be copied, another stays where it was made, as
    /// its authenticator says. `user`: "User presence test".
    pub fn by_passkey(auth_time: Timestamp, synced: bool) -> Self {
        Self {
            auth_time,
            amr: passkey_methods(synced).map(str::to_owned).to_vec(),
        }
    }

    /// The same, after a password.
    pub fn by_password_and_passkey(auth_time: Timestamp, synced: bool) -> Self {
        let mut methods = vec!["pwd".to_owned()];
        methods.extend(passkey_methods(synced).map(str::to_owned));
        Self {
            auth_time,
            amr: methods,
        }
    }

    /// The class that these methods reach (TF-09).
    pub fn acr(&self) -> &'static str {
        if self.amr.iter().any(|method| method == "mfa") {
            ACR_MFA
        } else {
            ACR_PASSWORD
        }
    }
}

const fn passkey_methods(synced: bool) -> [&'static str; 3] {
    [if synced { "swk" } else { "hwk" }, "user", "mfa"]
}

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The digest of its cookie.
    pub digest: Digest<kind::Session>,
    /// Who is signed in.
    pub user_id: UserId,
    /// What they proved.
    pub authentication: Authentication,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends for lack of use.
    pub idle_at: Timestamp,
    /// When it ends in any case.
    pub absolute_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// The second factor that its last sign-in was proven by.
    pub factor: Option<Factor>,
    /// Where it was last used from, to the minute.
    pub whence: Whence,
}

/// Where a request came from, as far as that is kept: for people to know their sessions by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whence {
    /// The browser as it calls itself: `Firefox`.
    pub browser: Option<String>,
    /// The system that it runs on: `Windows`.
    pub system: Option<String>,
    /// The address, or the part of it that `privacy.ip` lets be kept.
    pub ip: Option<String>,
}

/// Which second factor was proven (TF-06).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Factor {
    /// A code of this authenticator app.
    Totp(Id<Totp>),
    /// A recovery code.
    Recovery,
    /// This passkey.
    Passkey(PasskeyId),
}

impl Factor {
    /// The text of a column.
    pub fn to_text(&self) -> String {
        match self {
            Self::Totp(id) => id.to_string(),
            Self::Recovery => RECOVERY.to_owned(),
            Self::Passkey(id) => format!("{PASSKEY}{id}"),
        }
    }

    /// From a column.
    pub fn from_text(text: String) -> Self {
        match text.strip_prefix(PASSKEY) {
            Some(id) => Self::Passkey(Id::new(id)),
            None if text == RECOVERY => Self::Recovery,
            None => Self::Totp(Id::new(text)),
        }
    }
}

/// No row of an authenticator app has this id: theirs are ULIDs.
const RECOVERY: &str = "recovery";
/// What stands before the id of a passkey.
const PASSKEY: &str = "passkey:";

impl Session {
    /// Whether it still stands (SE-04).
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.idle_at && now < self.absolute_at
    }
}
