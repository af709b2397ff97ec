//! Corsano's words for every refusal: `{"message"}` at `/login`, `{"message","errors"}` for
//! fields, `{"error"}` for all else.

use std::time::Duration;

use actix_web::{HttpResponse, http::header};
use serde_json::{Map, Value, json};

use super::super::answer::{self, after};
use crate::core::{Fault, Reason, Refusal};

/// A refusal as both clouds say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Fields that are missing or of another type, each with its message.
    Invalid(Vec<(&'static str, String)>),
    /// A sign-in or an exchange; what was wrong is not said.
    Credentials,
    /// A bearer token.
    Unauthenticated(&'static str),
    /// No such address.
    NotFound,
    /// Another method than these.
    Method {
        /// The one that was used.
        used: String,
        /// Those of the address.
        allowed: &'static str,
    },
    /// Too many tries.
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
    /// A request that no address takes: its status, and what that is called.
    Other(u16, &'static str),
    /// The door has ended; the guide to what replaces it.
    Ended {
        /// Its address.
        guide: String,
    },
    /// A planned outage.
    Outage {
        /// How long to wait.
        wait: Duration,
        /// The address of the guide to what replaces the door.
        guide: String,
    },
    /// Busy or without its database, for a moment.
    Busy,
    /// A fault.
    Internal,
}

pub(super) const EXPIRED: &str = "Token has expired";
const ENDED: &str = "Token has expired and can no longer be refreshed";
const MISSING: &str = "Token not provided";
const BLACKLISTED: &str = "The token has been blacklisted";
const SIGNATURE: &str = "Token Signature could not be verified.";
pub(super) const SEGMENTS: &str = "Wrong number of segments";
pub(super) const NOBODY: &str = "User not found";

/// The original's own limit, in each minute: what its headers tell.
const LIMIT: &str = "60";

/// The answer.
pub fn refuse(refused: &Refused) -> HttpResponse {
    let error = |status: u16, text: &str| json(status, &json!({ "error": text }));
    match refused {
        Refused::Invalid(errors) => {
            let errors: Map<String, Value> = errors
                .iter()
                .map(|(name, message)| ((*name).to_owned(), json!([message])))
                .collect();
            let message = "The given data was invalid.";
            json(422, &json!({ "message": message, "errors": errors }))
        }
        Refused::Credentials => json(401, &json!({ "message": "Authorization failed" })),
        Refused::Unauthenticated(text) => {
            with(error(401, text), header::WWW_AUTHENTICATE, "jwt-auth")
        }
        Refused::NotFound => error(404, ""),
        Refused::Method { used, allowed } => {
            let text = format!(
                "The {used} method is not supported for this route. Supported methods: {allowed}."
            );
            with(error(405, &text), header::ALLOW, allowed)
        }
        Refused::TooMany { wait } => {
            let mut response = after(error(429, "Too Many Attempts."), Some(*wait));
            for (name, value) in [("x-ratelimit-limit", LIMIT), ("x-ratelimit-remaining", "0")] {
                let name = header::HeaderName::from_static(name);
                response = with(response, name, value);
            }
            response
        }
        Refused::Other(status, text) => error(*status, text),
        Refused::Ended { guide } => error(410, &answer::ended(guide)),
        Refused::Outage { wait, guide } => after(error(503, &answer::outage(guide)), Some(*wait)),
        Refused::Busy => after(
            error(503, "Service Unavailable"),
            Some(Duration::from_secs(1)),
        ),
        Refused::Internal => error(500, "Server Error"),
    }
}

fn with(mut response: HttpResponse, name: header::HeaderName, value: &str) -> HttpResponse {
    if let Ok(value) = header::HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

pub(super) fn json(status: u16, body: &Value) -> HttpResponse {
    answer::json(status, answer::JSON, body)
}

impl Refused {
    /// The same at `/login`, where a token that fails is a sign-in that fails.
    pub fn at_login(self) -> Self {
        match self {
            Self::Unauthenticated(_) => Self::Credentials,
            other => other,
        }
    }
}

impl From<&Fault> for Refused {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Unavailable(_) | Fault::Overloaded(_) => Self::Busy,
            Fault::Internal(_) => Self::Internal,
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let guide = refusal.hint.unwrap_or_default();
        match (refusal.reason, refusal.retry_after) {
            (Reason::IdentifierLimited | Reason::RefreshBurst, Some(wait)) => {
                Self::TooMany { wait }
            }
            (Reason::DoorOutage, Some(wait)) => Self::Outage { wait, guide },
            (Reason::DoorSunset, _) => Self::Ended { guide },
            (reason, _) => Self::from(reason),
        }
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::UserUnknown
            | Reason::PasswordUnset
            | Reason::PasswordWrong
            | Reason::PasswordDisabled
            | Reason::UserLocked
            | Reason::UserNotAtDoor
            | Reason::SecondFactorUnsupported
            | Reason::MfaRequired
            | Reason::OtpWrong
            | Reason::OtpReused
            | Reason::PasskeyWrong
            | Reason::PasskeyCloned
            | Reason::SubjectTokenType
            | Reason::SubjectTokenInvalid
            | Reason::ExchangeNotAllowed
            | Reason::ScopeNotAllowed => Self::Credentials,
            Reason::TokenMissing => Self::Unauthenticated(MISSING),
            Reason::TokenExpired => Self::Unauthenticated(EXPIRED),
            Reason::GrantEnded | Reason::RefreshExpired => Self::Unauthenticated(ENDED),
            Reason::TokenRevoked
            | Reason::RefreshReused
            | Reason::RefreshDead
            | Reason::GrantRevoked
            | Reason::SessionEnded
            | Reason::ConsentWithdrawn => Self::Unauthenticated(BLACKLISTED),
            Reason::TokenInvalid
            | Reason::TokenAudience
            | Reason::TokenForeign
            | Reason::ScopeInsufficient
            | Reason::RefreshUnknown
            | Reason::RefreshClientMismatch => Self::Unauthenticated(SIGNATURE),
            Reason::UserDisabled => Self::Unauthenticated(NOBODY),
            Reason::IdentifierLimited | Reason::OtpLimited => Self::TooMany {
                wait: Duration::from_secs(30),
            },
            Reason::RefreshBurst => Self::TooMany {
                wait: Duration::from_secs(1),
            },
            Reason::BodyTooLarge => Self::Other(413, "Payload Too Large"),
            Reason::UriTooLong => Self::Other(414, "URI Too Long"),
            Reason::HeadersTooLarge => Self::Other(431, "Request Header Fields Too Large"),
            Reason::EncodingUnsupported => Self::Other(415, "Unsupported Media Type"),
            Reason::BodyMalformed => Self::Other(400, "Bad Request"),
            Reason::Overloaded | Reason::Unavailable => Self::Busy,
            Reason::DoorSunset => Self::Ended {
                guide: String::new(),
            },
            Reason::DoorOutage => Self::Outage {
                wait: Duration::from_secs(60),
                guide: String::new(),
            },
            // Which methods an address has, the call knows.
            Reason::NotFound | Reason::MethodNotAllowed | Reason::HostUnknown => Self::NotFound,
            // None of these can come of what these doors ask for: if one does, it is our defect.
            Reason::ParameterMissing
            | Reason::ParameterRepeated
            | Reason::ParameterInvalid
            | Reason::ContentTypeUnsupported
            | Reason::CredentialInUrl
            | Reason::CrossSite
            | Reason::ClientMissing
            | Reason::ClientUnknown
            | Reason::ClientDisabled
            | Reason::ClientAuthMissing
            | Reason::ClientAuthRepeated
            | Reason::ClientAuthMethod
            | Reason::ClientAuthMalformed
            | Reason::ClientSecretWrong
            | Reason::ClientAssertionWrong
            | Reason::ClientAssertionClaims
            | Reason::ClientAssertionReused
            | Reason::ClientLimited
            | Reason::GrantTypeNotAllowed
            | Reason::GrantTypeUnsupported
            | Reason::RedirectUriMissing
            | Reason::RedirectUriMismatch
            | Reason::ResponseTypeUnsupported
            | Reason::ResponseModeUnsupported
            | Reason::PkceMissing
            | Reason::PkceMethod
            | Reason::PkceMalformed
            | Reason::RequestUnsupported
            | Reason::RequestUriUnsupported
            | Reason::ScopeInvalid
            | Reason::ScopeUnknown
            | Reason::LoginRequired
            | Reason::ReauthRequired
            | Reason::ConsentRequired
            | Reason::InteractionRequired
            | Reason::AcrUnmet
            | Reason::ConsentDenied
            | Reason::ConsentEmpty
            | Reason::ConsentTampered
            | Reason::InteractionUnknown
            | Reason::InteractionExpired
            | Reason::InteractionFinished
            | Reason::CodeUnknown
            | Reason::CodeExpired
            | Reason::CodeReused
            | Reason::CodeRace
            | Reason::CodeClientMismatch
            | Reason::CodeRedirectMismatch
            | Reason::VerifierMissing
            | Reason::VerifierUnexpected
            | Reason::VerifierMismatch
            | Reason::ResourceUnknown
            | Reason::ResourceNotGranted
            | Reason::HintInvalid
            | Reason::AssertionWrong
            | Reason::AssertionReused
            | Reason::TermsNotAccepted
            | Reason::TermsOutdated
            | Reason::ApiKeyWrong
            | Reason::HumanUnknown
            | Reason::HumanBlocked
            | Reason::SessionWindowClosed
            | Reason::ClientTokenNotAllowed
            | Reason::SourceDisabled
            | Reason::SourceFailed
            | Reason::ActionCodeUnknown
            | Reason::ActionCodeExpired
            | Reason::ActionCodeUsed
            | Reason::ActionCodeWrong
            | Reason::Internal => Self::Internal,
        }
    }
}
