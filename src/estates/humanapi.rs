//! Human API's estate: which token a client may have for a person of its own, and when.

use std::time::Duration;

use super::{ClientEstate, Estate, allowed};
use crate::{
    core::{Door, Reason, ScopeList, Timestamp, hex},
    model::{Client, TokenForm, human::Kind},
};

/// `expires_in` of a session token: an hour.
pub const SESSION: Duration = Duration::from_secs(3600);
/// `expires_in` of every other token: a day.
pub const DAY: Duration = Duration::from_secs(86400);

/// How long a token of this kind lasts.
pub const fn lifetime(kind: Kind) -> Duration {
    match kind {
        Kind::Session => SESSION,
        Kind::Id | Kind::Access => DAY,
    }
}

/// At most so many id tokens of one human live at once; one more ends the oldest.
pub const ID_TOKENS_MAX: usize = 10;

/// What a session and an access token begin with.
pub const PREFIX: &str = "hapi_";
/// What an `id_refresh_token` begins with.
pub const ID_REFRESH: &str = "idrt-";
/// What the refresh token of an access token begins with.
pub const ACCESS_REFRESH: &str = "atrt-";

/// What a session or an id token is good for.
pub(super) const CONNECT_SCOPE: &str = "connect";
/// What a token of the client itself is good for.
pub(super) const CLIENT_SCOPE: &str = "appuser:write appuser:read";

/// What a client gets for itself: a JWT, as the original's was.
pub(super) fn of_client(client: &Client) -> ClientEstate {
    ClientEstate {
        estate: Estate {
            scope: allowed(client, &ScopeList::parse(CLIENT_SCOPE).unwrap_or_default()),
            form: TokenForm::AtJwt {
                audience: vec![Door::HumanApi.name().to_owned()],
            },
        },
        session: None,
        lifetime: DAY,
    }
}

/// The text of an `id_token`, which is none of OpenID Connect: 32 hexadecimal digits.
pub fn id_token_text(random: [u8; 32]) -> String {
    let (first, _) = random.split_at(16);
    hex(first)
}

/// What decides about a human whom the client has vouched for before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When they were first vouched for.
    pub created_at: Timestamp,
    /// Whether the operator has blocked them.
    pub blocked: bool,
    /// Whether they have ever connected a source: one that was taken away again counts.
    pub connected: bool,
}

/// Whether a session may be started for this human; `None` is one who was never seen. `window` is
/// how long it may be for somebody without a source, zero for ever.
///
/// "If you try to request a new session_token after a user connected a source, our authentication
/// service will respond with a HTTP 403 error."
pub fn may_begin(human: Option<&Standing>, window: Duration, now: Timestamp) -> Result<(), Reason> {
    match human {
        Some(human) if human.blocked => Err(Reason::HumanBlocked),
        Some(human) if human.connected || is_over(human, window, now) => {
            Err(Reason::SessionWindowClosed)
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether an id or an access token may be had for this human.
///
/// "Make sure that you have generated a session token for the user and that they have connected
/// sources."
pub fn may_come_back(human: Option<&Standing>) -> Result<(), Reason> {
    match human {
        Some(human) if human.blocked => Err(Reason::HumanBlocked),
        Some(human) if human.connected => Ok(()),
        Some(_) | None => Err(Reason::HumanUnknown),
    }
}

fn is_over(human: &Standing, window: Duration, now: Timestamp) -> bool {
    !window.is_zero() && now >= human.created_at.plus(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    fn human(connected: bool, blocked: bool) -> Standing {
        Standing {
            created_at: NOW,
            blocked,
            connected,
        }
    }

    #[test]
    fn who_may_have_which_token() {
        use Reason::{HumanBlocked, HumanUnknown, SessionWindowClosed};
        for (known, begin, back) in [
            (None, Ok(()), Err(HumanUnknown)),
            (Some(human(false, false)), Ok(()), Err(HumanUnknown)),
            (Some(human(true, false)), Err(SessionWindowClosed), Ok(())),
            (
                Some(human(true, true)),
                Err(HumanBlocked),
                Err(HumanBlocked),
            ),
            (
                Some(human(false, true)),
                Err(HumanBlocked),
                Err(HumanBlocked),
            ),
        ] {
            assert_eq!(
                may_begin(known.as_ref(), Duration::ZERO, NOW),
                begin,
                "{known:?}"
            );
            assert_eq!(may_come_back(known.as_ref()), back, "{known:?}");
        }
    }

    #[test]
    fn an_id_token_is_as_the_contract_has_it() {
        assert_eq!(id_token_text([0xab; 32]), "ab".repeat(16));
    }

    #[test]
    fn a_window_of_days_closes_to_the_second() {
        let (window, fresh) = (Duration::from_secs(30 * 86400), human(false, false));
        let at = |after: Duration| may_begin(Some(&fresh), window, NOW.plus(after));
        assert_eq!(at(window - Duration::from_secs(1)), Ok(()));
        assert_eq!(at(window), Err(Reason::SessionWindowClosed));
    }
}
