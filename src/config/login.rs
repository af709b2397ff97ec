//! `login`: what a person may type to say who they are, and who may get an account.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// A kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginIdentifier {
    /// The user name.
    Username,
    /// The e-mail address.
    Email,
    /// The mobile number.
    Mobile,
    /// A code that a study gave.
    StudyCode,
}

/// Who may get an account by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Anybody who proves an address.
    Open,
    /// Whoever has an invitation.
    #[default]
    Invite,
    /// Nobody: only the operator makes accounts.
    Closed,
}

/// The sign-in page, and joining.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Login {
    /// What is accepted: of `"username"`, `"email"`, `"mobile"` and `"study-code"`. Default `["username", "email"]`.
    pub identifiers: Vec<LoginIdentifier>,
    /// Who may get an account: `open` anybody who proves an address, `invite` whoever has an
    /// invitation, `closed` nobody but by the operator. Default `invite`.
    pub registration: Registration,
    /// Whether people may ask for an invitation, at `/join/waitlist`, while registration is by
    /// invitation. Default true.
    pub waitlist: bool,
    /// Whether those who asked are told when they get none. Default true.
    pub waitlist_tell_rejected: bool,
    /// How long an invitation can be used, unless it says otherwise. Default 72h, at most 14d.
    #[serde(with = "duration")]
    pub invitation: Duration,
    /// Whether people prove their e-mail address before they go on to an app: a link is sent to it. Needs
    /// `mail`. Default false.
    pub require_verified_email: bool,
}

impl Default for Login {
    fn default() -> Self {
        Self {
            identifiers: vec![LoginIdentifier::Username, LoginIdentifier::Email],
            registration: Registration::default(),
            waitlist: true,
            waitlist_tell_rejected: true,
            invitation: policy::INVITATION_TTL,
            require_verified_email: false,
        }
    }
}

impl Login {
    /// Whether people may ask for an invitation.
    pub fn has_waitlist(&self) -> bool {
        self.waitlist && self.registration == Registration::Invite
    }

    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("login");
        let mut seen: Vec<LoginIdentifier> = Vec::new();
        for kind in &self.identifiers {
            if !seen.contains(kind) {
                seen.push(*kind);
            }
        }
        if self.identifiers.is_empty() {
            let error = problems.add("identifiers", "is empty: nobody could sign in");
            error.expected =
                "one or several of \"username\", \"email\", \"mobile\" and \"study-code\"".into();
        } else if seen.len() < self.identifiers.len() {
            problems.add("identifiers", "names one kind twice");
        }
        let invitation = (Duration::from_secs(60), policy::INVITATION_TTL_MAX);
        problems.within("invitation", self.invitation, invitation, format_duration);
        problems.done()
    }
}
