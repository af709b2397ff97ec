//! Grants: what a client was given, by whom, until when. Every token belongs to one.

use serde::{Deserialize, Serialize};

use crate::{
    core::{Id, Reason, ScopeList, Timestamp},
    model::{Authentication, ClaimsRequest, ClientId, ConsentId, HumanId, SessionId, User, UserId},
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
    /// A person of the client's own, for whom it vouches (RFC 7523).
    ClientUser(HumanId),
}

impl Subject {
    /// The `sub` claim. A client's cannot collide with a user's (TK-19, RFC 9700 §4.15).
    pub fn claim(&self) -> String {
        match self {
            Self::User(id) => id.to_string(),
            Self::Client(id) => format!("client:{id}"),
            Self::ClientUser(id) => id.to_string(),
        }
    }

    /// The person, if it is one with an account.
    pub fn user(&self) -> Option<&UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::Client(_) | Self::ClientUser(_) => None,
        }
    }

    /// The person, if it is one of the client's own.
    pub fn human(&self) -> Option<&HumanId> {
        match self {
            Self::ClientUser(id) => Some(id),
            Self::User(_) | Self::Client(_) => None,
        }
    }
}

/// Who acts for the person of a token, and who acted before (RFC 8693 §4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Who acts.
    pub sub: String,
    /// Who had it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Box<Self>>,
}

impl Act {
    /// How many act, one for the other.
    pub fn depth(&self) -> usize {
        1 + self.act.as_ref().map_or(0, |before| before.depth())
    }
}

/// A grant as it is kept.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its id; the `jti` of a token names it, too.
    pub id: GrantId,
    /// The client that holds it.
    pub client_id: ClientId,
    /// The person it speaks for; none for the client itself, or a person of its own.
    pub user_id: Option<UserId>,
    /// The person of the client's own that it speaks for.
    pub human_id: Option<HumanId>,
    /// The grant that it was made from by token exchange: it ends with that.
    pub parent_id: Option<GrantId>,
    /// The `jti` of the access token that was exchanged for it.
    pub parent_jti: Option<String>,
    /// Who acts for the person (RFC 8693 §4.1, `act`).
    pub act: Option<Act>,
    /// What its tokens are bound to (RFC 7800, `cnf`), as JSON; nothing so far.
    pub cnf: Option<String>,
    /// The browser session it came from.
    pub session_id: Option<SessionId>,
    /// The consent it rests on.
    pub consent_id: Option<ConsentId>,
    /// The legacy door it came through.
    pub door: Option<String>,
    /// The session as that door names it, where its contract has one.
    pub door_session: Option<String>,
    /// What was granted.
    pub scope: ScopeList,
    /// The audience of its tokens.
    pub audience: Vec<String>,
    /// Claims that were asked for one by one.
    pub claims: Option<ClaimsRequest>,
    /// Whether it ends with the browser session that it came from.
    pub bound: bool,
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
    /// Why it was revoked.
    pub revoke_reason: Option<String>,
    /// The epoch of the database that it was made in; a restored backup begins a new one.
    pub epoch: i64,
}

/// A grant with the state of all that it rests on, as one query finds it.
#[derive(Clone, Debug)]
pub struct GrantState {
    /// The grant.
    pub grant: Grant,
    /// The person, if it speaks for one.
    pub user: Option<User>,
    /// Whether the person may still sign in (true if there is none).
    pub user_active: bool,
    /// Whether the person of the client's own is known and not blocked (true if there is none).
    pub human_active: bool,
    /// Whether the consent still stands (true if there is none).
    pub consent_stands: bool,
    /// Whether the session still stands (true if there is none).
    pub session_live: bool,
    /// Everything of this person that is older is dead.
    pub user_not_before: Option<Timestamp>,
}

/// What the catalog says of everything that is older.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cutoffs {
    /// Everything of this client that is older is dead.
    pub client: Option<Timestamp>,
    /// Everything that is older is dead.
    pub everybody: Option<Timestamp>,
    /// Every grant of an older epoch is dead.
    pub epoch: i64,
}

impl Cutoffs {
    /// Whether what was made then is dead.
    pub fn reach(&self, made_at: Timestamp) -> bool {
        let after = |cutoff: Option<Timestamp>| cutoff.is_some_and(|at| made_at < at);
        after(self.client) || after(self.everybody)
    }
}

impl Grant {
    /// Whom it speaks for.
    pub fn subject(&self) -> Subject {
        match (&self.user_id, &self.human_id) {
            (Some(user), _) => Subject::User(user.clone()),
            (None, Some(human)) => Subject::ClientUser(human.clone()),
            (None, None) => Subject::Client(self.client_id.clone()),
        }
    }
}

impl GrantState {
    /// Why the tokens of this grant are good for nothing, if so (JW-13, R-08).
    pub fn ended(&self, cutoffs: &Cutoffs, now: Timestamp) -> Option<Reason> {
        let grant = &self.grant;
        if grant.revoked_at.is_some() {
            Some(Reason::GrantRevoked)
        } else if now >= grant.absolute_at {
            Some(Reason::GrantEnded)
        } else if !self.user_active {
            Some(Reason::UserDisabled)
        } else if !self.human_active {
            Some(Reason::HumanBlocked)
        } else if grant.bound && !self.session_live {
            Some(Reason::SessionEnded)
        } else if !self.consent_stands {
            Some(Reason::ConsentWithdrawn)
        } else if self.user_not_before.is_some_and(|at| grant.created_at < at)
            || cutoffs.reach(grant.created_at)
            || grant.epoch < cutoffs.epoch
        {
            Some(Reason::GrantRevoked)
        } else {
            None
        }
    }
}
