//! Consents: what a person allowed a client, in which words.

use super::Word;
use crate::{
    core::{Id, ScopeList, Timestamp},
    model::{ClientId, InteractionId, SessionId, UserId},
};

/// The id of a consent.
pub type ConsentId = Id<Consent>;

/// A record of consent (CO-02). Only ever added; withdrawal is a mark.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// The interaction it was given in; unique, so that a double submit makes one (CO-08).
    pub interaction_id: InteractionId,
    /// Who.
    pub user_id: UserId,
    /// To whom.
    pub client_id: ClientId,
    /// What, as a whole: what was allowed before and now.
    pub scope: ScopeList,
    /// The audience of the tokens besides the issuer: resources, with blanks between them.
    pub resource: Option<String>,
    /// Claims that were allowed one by one, besides those of the scopes.
    pub claims: Vec<String>,
    /// SHA-256 of the text that the person read, in hex.
    pub text_hash: String,
    /// The language they read it in.
    pub locale: String,
    /// When.
    pub granted_at: Timestamp,
    /// In which session.
    pub session_id: SessionId,
    /// The network part of their address.
    pub ip_prefix: String,
    /// How it was given: [`ON_PAGE`] or [`NARROWED`].
    pub method: &'static str,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

impl Consent {
    /// Whether it is for these resources, too.
    pub fn covers(&self, resources: &[String]) -> bool {
        let kept = self.resource.as_deref().unwrap_or_default();
        resources
            .iter()
            .all(|one| kept.split(' ').any(|kept| kept == one))
    }
}

/// On the page that asks.
pub const ON_PAGE: &str = "page";
/// By taking a part of it back.
pub const NARROWED: &str = "narrowed";

/// The end of what has none: the last second of the year 9999, which every date can say.
pub const NO_END: Timestamp = Timestamp::from_secs(253_402_300_799);

/// Until when an app may stay connected, as the person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// 90 days, or less where the operator allows less.
    Short,
    /// A year.
    Long,
    /// Until the person stops it.
    Stopped,
}

impl Word for Until {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Short, "90d"),
        (Self::Long, "1y"),
        (Self::Stopped, "stop"),
    ];
}
