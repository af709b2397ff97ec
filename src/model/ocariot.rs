//! What OCARIoT knows of a user beyond a user: type, object id, scope override.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::{core::Timestamp, model::UserId};

/// The six user types; the `sub_type` claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OcariotType {
    /// An administrator.
    Admin,
    /// A child of the study.
    Child,
    /// A teacher.
    Educator,
    /// A health professional.
    HealthProfessional,
    /// A family of the study.
    Family,
    /// A service.
    Application,
}

impl Word for OcariotType {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Admin, "admin"),
        (Self::Child, "child"),
        (Self::Educator, "educator"),
        (Self::HealthProfessional, "healthprofessional"),
        (Self::Family, "family"),
        (Self::Application, "application"),
    ];
}

/// An OCARIoT user's own facts.
#[derive(Clone, Debug)]
pub struct OcariotUser {
    /// Whose.
    pub user_id: UserId,
    /// 24 hexadecimal digits: the `sub` of the door's tokens.
    pub oid: String,
    /// The type.
    pub kind: OcariotType,
    /// Their institution's object id.
    pub institution_id: Option<String>,
    /// Scopes of their own instead of their type's, space-delimited.
    pub scope_override: Option<String>,
    /// When they last signed in.
    pub last_login_at: Option<Timestamp>,
}
