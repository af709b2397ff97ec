//! People with an account.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Device, Word};
use crate::core::{Id, Timestamp};

/// The id of a user; also their `sub`.
pub type UserId = Id<User>;

/// A person with an account.
#[derive(Clone, Debug)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Whether they may sign in.
    pub state: UserState,
    /// What is known of them, by the names of OpenID Connect Core §5.1.
    pub profile: Profile,
    /// Their roles here: `admin`, for instance.
    pub roles: Vec<String>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it is deleted, unless the person thinks again before.
    pub delete_at: Option<Timestamp>,
}

/// Where an account was brought along from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The other system, as the operator calls it.
    pub source: Option<String>,
    /// The account's id there: each is brought along once.
    pub external_id: Option<String>,
    /// The records that it was linked to there, as they came.
    pub patient_links: Vec<Value>,
}

/// Whether a person may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserState {
    /// May sign in.
    Active,
    /// Locked by an operator; everything stays, nothing works.
    Locked,
    /// Switched off.
    Disabled,
    /// Gone: only the id is left, so that it never names anybody else (JW-21).
    Deleted,
}

impl Word for UserState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Active, "active"),
        (Self::Locked, "locked"),
        (Self::Disabled, "disabled"),
        (Self::Deleted, "deleted"),
    ];
}

/// Standard claims of OpenID Connect Core §5.1; every member optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The name that they sign in with, for `preferred_username`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// Their full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their email address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether it was proven to be theirs.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub email_verified: bool,
    /// A BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The remaining standard claims (given_name, phone_number, address …), as they were given.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl User {
    /// Whether they may sign in, and use what they were given.
    pub fn is_active(&self) -> bool {
        self.state == UserState::Active
    }

    /// What a page calls them.
    pub fn display_name(&self) -> &str {
        let profile = &self.profile;
        profile
            .name
            .as_deref()
            .or(profile.preferred_username.as_deref())
            .or(profile.email.as_deref())
            .unwrap_or_else(|| self.id.as_str())
    }
}

/// A person's password as it is kept.
#[derive(Clone, Debug)]
pub struct Password {
    /// A PHC or MCF string.
    pub hash: String,
    /// When it was switched off after too many failures (LG-09).
    pub disabled_at: Option<Timestamp>,
    /// Since when it has to be changed at the next sign-in: somebody else has set it.
    pub must_change_since: Option<Timestamp>,
}

/// A person's authenticator app as it is kept.
#[derive(Clone, Debug)]
pub struct Totp {
    /// Its row.
    pub id: Id<Self>,
    /// The sealed seed.
    pub sealed_seed: Vec<u8>,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// 6 to 8.
    pub digits: u8,
    /// The length of a step, in seconds.
    pub period: u16,
    /// The last step that was accepted (TF-03).
    pub last_step: i64,
}

/// An authenticator app, as its person sees it.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// Its row.
    pub id: Id<Totp>,
    /// What they call it.
    pub name: String,
    /// When it was turned on.
    pub confirmed_at: Timestamp,
}

/// A user with what it takes to prove that they are there.
#[derive(Clone, Debug)]
pub struct UserCredentials {
    /// Who.
    pub user: User,
    /// Their password, if they have one.
    pub password: Option<Password>,
    /// Their authenticator app, if one is turned on.
    pub totp: Option<Totp>,
    /// Whether they have a passkey.
    pub passkeys: bool,
    /// The browser that they come with, if they signed in on it before; it may be over.
    pub device: Option<Device>,
    /// What was proven before this instant counts for nothing.
    pub not_before: Option<Timestamp>,
}

impl UserCredentials {
    /// Whether a password alone is not enough.
    pub fn has_second_factor(&self) -> bool {
        self.totp.is_some() || self.passkeys
    }
}
