//! Invitations: whoever has the code may make an account, or comes back into one.

use super::{UserId, WaitlistId, Word};
use crate::core::{Id, Timestamp};

/// The role that may invite people of every other role.
const ADMIN: &str = "admin";

/// The id of an invitation. It names, it proves nothing.
pub type InvitationId = Id<Invitation>;

/// An invitation, as it is kept: without its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Who invites.
    pub invited_by: Inviter,
    /// The only address that may join by it, if it is bound to one (LE-I4).
    pub email: Option<String>,
    /// Whether whoever has the code has that address, too: it was sent there and shown to nobody.
    pub proves_address: bool,
    /// The name of the person who is invited, as the inviter knows it.
    pub name: Option<String>,
    /// The roles of whoever joins by it.
    pub roles: Vec<String>,
    /// What it is for.
    pub kind: InvitationKind,
    /// Whose account is recovered by it.
    pub user_id: Option<UserId>,
    /// The language of its mail.
    pub language: String,
    /// How many may still join by it.
    pub uses_left: u32,
    /// How many could at first.
    pub uses_most: u32,
    /// The entry of the waitlist that it answers.
    pub waitlist_id: Option<WaitlistId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on it is worth nothing (LE-I2).
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// Who invites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inviter {
    /// The operator, at the command line or in the configuration.
    Operator,
    /// A person with an account.
    User(UserId),
}

impl Inviter {
    /// The text in the column: `operator`, or `user:` and the id.
    pub fn text(&self) -> String {
        match self {
            Self::Operator => "operator".into(),
            Self::User(id) => format!("user:{id}"),
        }
    }

    /// From the text of a column.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "operator" => Some(Self::Operator),
            text => Some(Self::User(Id::new(text.strip_prefix("user:")?))),
        }
    }
}

/// What an invitation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationKind {
    /// An account for whoever was asked to join.
    Join,
    /// An account for somebody who runs this service: made by the operator, for an hour, whatever
    /// `login.registration` says (LG-18).
    Administrator,
    /// No account: a person of the service comes back into theirs.
    Recover,
}

impl Word for InvitationKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Join, "join"),
        (Self::Administrator, "administrator"),
        (Self::Recover, "recover"),
    ];
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// It can be used.
    Open,
    /// It was used as often as it could be.
    Used,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl Word for InvitationState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Open, "open"),
        (Self::Used, "used"),
        (Self::Expired, "expired"),
        (Self::Revoked, "revoked"),
    ];
}

impl Invitation {
    /// How it stands at this instant.
    ///
    /// LE-I2: "Expiry checked at use, exact to the second".
    pub fn state(&self, now: Timestamp) -> InvitationState {
        if self.revoked_at.is_some() {
            InvitationState::Revoked
        } else if self.uses_left == 0 {
            InvitationState::Used
        } else if now >= self.expires_at {
            InvitationState::Expired
        } else {
            InvitationState::Open
        }
    }

    /// Whether somebody with these roles may give the roles of this invitation.
    ///
    /// LE-I3: "Role ≤ inviter's current role": those that they have, or any for an administrator.
    pub fn is_within(&self, roles: &[String]) -> bool {
        let is_given = |role: &String| roles.contains(role);
        is_given(&ADMIN.to_owned()) || self.roles.iter().all(is_given)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn invitation(roles: &[&str]) -> Invitation {
        Invitation {
            id: Id::new("i"),
            invited_by: Inviter::Operator,
            email: None,
            proves_address: false,
            name: None,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            kind: InvitationKind::Join,
            user_id: None,
            language: "en".into(),
            uses_left: 1,
            uses_most: 1,
            waitlist_id: None,
            created_at: Timestamp::from_millis(0),
            expires_at: Timestamp::from_millis(60_000),
            revoked_at: None,
        }
    }

    // LE-I2: exact to the second, and no job has to have run.
    #[test]
    fn an_invitation_ends_at_its_instant() {
        let one = invitation(&[]);
        let at = |secs| one.state(Timestamp::from_millis(0).plus(Duration::from_secs(secs)));
        assert_eq!(at(59), InvitationState::Open);
        assert_eq!(at(60), InvitationState::Expired);
        let used = Invitation {
            uses_left: 0,
            ..one.clone()
        };
        assert_eq!(used.state(one.created_at), InvitationState::Used);
    }

    // LE-I3: nobody gives what they do not have.
    #[test]
    fn roles_are_given_by_those_who_have_them() {
        let have =
            |roles: &[&str]| -> Vec<String> { roles.iter().map(|r| r.to_string()).collect() };
        let teacher = invitation(&["teacher"]);
        assert!(teacher.is_within(&have(&["teacher", "nurse"])));
        assert!(teacher.is_within(&have(&["admin"])));
        assert!(!teacher.is_within(&have(&["nurse"])));
        assert!(!invitation(&["admin"]).is_within(&have(&["teacher"])));
        assert!(invitation(&[]).is_within(&[]));
    }

    #[test]
    fn an_inviter_has_one_text() {
        for one in [Inviter::Operator, Inviter::User(Id::new("01"))] {
            assert_eq!(Inviter::read(&one.text()), Some(one));
        }
        assert_eq!(Inviter::read("else"), None);
    }
}
