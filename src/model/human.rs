//! Humans: people whom a client knows by an id of its own, and for whom it vouches.

use super::{ClientId, scope::OFFLINE_ACCESS};
use crate::core::{Id, ScopeList, Timestamp, hex};

/// The id of a human, which is the `sub` of tokens about them: 32 hexadecimal digits, random, and
/// of use to one client only.
pub type HumanId = Id<Human>;

/// The longest id that a client may have for a person, in bytes.
const MAX_USER_ID: usize = 255;

/// A person of a client's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Human {
    /// Their id.
    pub id: HumanId,
    /// Whose they are.
    pub client_id: ClientId,
    /// What the client calls them, byte by byte.
    pub client_user_id: String,
    /// Their email address, as the client last told it.
    pub email: Option<String>,
    /// When the client first named them.
    pub created_at: Timestamp,
    /// When they first connected a source, whatever became of it.
    pub first_connected_at: Option<Timestamp>,
    /// When an operator blocked them: what they have is dead, and nothing new is given.
    pub blocked_at: Option<Timestamp>,
}

/// A data source that a human connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HumanSource {
    /// Its name in the configuration.
    pub source: String,
    /// When it was connected, the last time.
    pub connected_at: Timestamp,
    /// When it was disconnected, if it is.
    pub disconnected_at: Option<Timestamp>,
}

impl Human {
    /// A new id, of 128 random bits.
    pub fn new_id(random: [u8; 32]) -> HumanId {
        let (first, _) = random.split_at(16);
        Id::new(hex(first))
    }

    /// Whether a client may call a person that: 1 to 255 bytes without NUL.
    pub fn is_user_id(text: &str) -> bool {
        (1..=MAX_USER_ID).contains(&text.len()) && !text.contains('\0')
    }
}

/// What a client asks for its person, by its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `connect`: to connect sources now.
    Session,
    /// `connect offline_access`: to come back and connect others.
    Id,
    /// `health:read offline_access`: to read what the sources have.
    Access,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Session, Self::Id, Self::Access];

    /// Its scope, as text.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Session => "connect",
            Self::Id => "connect offline_access",
            Self::Access => "health:read offline_access",
        }
    }

    /// Its scope.
    pub fn scope(self) -> ScopeList {
        ScopeList::parse(self.words()).unwrap_or_default()
    }

    /// What this scope asks for; `None` if it is no kind's.
    pub fn of(scope: &ScopeList) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| {
            let wanted = kind.scope();
            wanted.len() == scope.len() && wanted.iter().all(|value| scope.contains(value))
        })
    }

    /// Whether there is a refresh token with it.
    pub fn refreshes(self) -> bool {
        self.scope().contains(OFFLINE_ACCESS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_scope() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(&kind.scope()), Some(kind));
        }
        let of = |text: &str| Kind::of(&ScopeList::parse(text).unwrap());
        assert_eq!(of("offline_access connect"), Some(Kind::Id));
        for none in ["", "health:read", "connect health:read", "offline_access"] {
            assert_eq!(of(none), None, "{none}");
        }
        assert!(Kind::Id.refreshes() && !Kind::Session.refreshes());
    }

    #[test]
    fn a_new_id_is_32_hexadecimal_digits() {
        let id = Human::new_id([0xab; 32]);
        assert_eq!(id.as_str(), "ab".repeat(16));
    }

    #[test]
    fn a_user_id_is_any_text_of_255_bytes() {
        assert!(Human::is_user_id("Zoë 🩺 用户"));
        assert!(Human::is_user_id(&"x".repeat(255)));
        for bad in ["", "a\0b", &"x".repeat(256)] {
            assert!(!Human::is_user_id(bad), "{bad:?}");
        }
    }
}
