//! What somebody says who joins, how they do, and why they may not.

use serde_json::{Map, Value};

use super::super::{Invalid, invitation::NotGood};
use crate::{
    core::{Secret, secret::kind},
    model::{
        Identifier, Invitation, User,
        password::{Flaw, PasswordRules},
    },
};

/// What somebody says who wants an account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Their address.
    pub email: Option<String>,
    /// The name to sign in with.
    pub username: Option<String>,
    /// What else they sign in with, none of it proven: a mobile number, for instance.
    pub others: Vec<Identifier>,
    /// Their full name.
    pub name: Option<String>,
    /// A BCP 47 tag.
    pub locale: Option<String>,
    /// Further claims of OpenID Connect Core §5.1. Nothing here says that something is verified
    /// (RC-11).
    pub claims: Map<String, Value>,
    /// Their password.
    pub password: NewSecret,
    /// The version of the terms that they accepted.
    pub terms: Option<String>,
}

/// A password to begin with.
#[derive(Clone, Debug)]
pub enum NewSecret {
    /// As it was typed; the rule of [`How::rule`] holds for it.
    Clear(Secret<kind::Password>),
    /// The hash of one that was checked before, when the address was not proven yet.
    Hash(String),
}

/// By which rule a new password is judged.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// The service's own.
    Standard,
    /// A door's, whose contract takes passwords that the service would not: lengths and score, and
    /// no list of passwords that nobody may have.
    Contract(PasswordRules),
}

/// What is known of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Whoever joins has just shown that it is theirs.
    Address,
    /// It is theirs if the invitation proves it. If not, there is no account (LE-I4).
    Invitation,
    /// It is proven later, if at all; the invitation may prove it.
    Later,
}

/// How somebody joins.
#[derive(Clone, Debug)]
pub struct How {
    /// Where: `page`, or a door's name.
    pub at: &'static str,
    /// The code of their invitation.
    pub invitation: Option<Secret<kind::Invitation>>,
    /// Whether nobody joins here without one, even where `login.registration` is `open`.
    pub by_invitation_only: bool,
    /// What is known of their address.
    pub proof: Proof,
    /// By which rule their password is judged.
    pub rule: Rule,
}

/// Somebody who has an account now.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Who.
    pub user: User,
    /// By which invitation.
    pub invitation: Option<Invitation>,
}

/// Why there is no account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotJoined {
    /// Nobody joins here: `login.registration` is `closed`. LG-17: 404.
    Closed,
    /// It takes an invitation.
    InvitationMissing,
    /// The invitation is worth nothing.
    Invitation(NotGood),
    /// The address has to be proven first.
    Unproven,
    /// Somebody has one of these identifiers. A page must not tell (LG-17).
    Taken,
    /// The password is not good enough.
    Flawed(Flaw),
    /// Something else is wrong with what was said.
    Invalid(Invalid),
}
