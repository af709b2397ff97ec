//! Floor 1: the things that Signet keeps, and how they change. No I/O.

pub mod about;
pub mod action_code;
pub mod agent;
pub mod assertion;
pub mod audit;
pub mod authorization;
pub mod chain;
pub mod claims;
pub mod client;
pub mod client_secret;
pub mod code;
pub mod consent;
pub mod corsano;
pub mod device;
pub mod door;
pub mod exchange;
pub mod grant;
pub mod healthily;
pub mod human;
pub mod identifier;
pub mod interaction;
pub mod invitation;
pub mod key;
pub mod legacy_call;
pub mod letter;
pub mod limit;
pub mod logout;
pub mod mail_address;
pub mod mycure;
pub mod ocariot;
pub mod own_page;
pub mod passkey;
pub mod password;
pub mod refresh;
pub mod scope;
pub mod session;
pub mod token;
pub mod upstream;
pub mod user;
pub mod waitlist;

pub use audit::AuditEvent;
pub use authorization::{AcrWish, AuthorizationRequest, Prompt, ResponseMode};
pub use claims::ClaimsRequest;
pub use client::{AuthMethod, Client, ClientId, ClientMetadata, ClientState, GrantType};
pub use code::Code;
pub use consent::{Consent, ConsentId};
pub use device::Device;
pub use door::DoorKey;
pub use exchange::Exchange;
pub use grant::{Grant, GrantId, Subject};
pub use human::{Human, HumanId};
pub use identifier::{Identifier, Namespace};
pub use interaction::{Interaction, InteractionId, Stage};
pub use invitation::{Invitation, InvitationId, InvitationKind, Inviter};
pub use key::{KeyPurpose, KeyRecord, KeyState};
pub use letter::{Letter, Recipient, Template};
pub use logout::{LogoutMetadata, LogoutNotice};
pub use mail_address::MailAddress;
pub use own_page::{Notice, OwnPage, OwnPath, Purpose};
pub use passkey::{Passkey, PasskeyId};
pub use scope::{Resource, Scope};
pub use session::{Authentication, Factor, Session, SessionId};
pub use token::{DoorHeader, DoorJti, DoorToken, TokenForm};
pub use user::{User, UserId, UserState};
pub use waitlist::{WaitlistEntry, WaitlistId, WaitlistState};

/// A value that the database or a file holds as one of a few words.
pub trait Word: Sized + Copy + 'static {
    /// All values with their words.
    const WORDS: &'static [(Self, &'static str)];

    /// The word for this value.
    fn word(self) -> &'static str
    where
        Self: PartialEq,
    {
        Self::WORDS
            .iter()
            .find(|(value, _)| *value == self)
            .map_or("", |(_, word)| word)
    }

    /// The value for a word.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(_, w)| *w == word)
            .map(|(value, _)| *value)
    }
}
