//! Human API's words for every refusal: hapi's envelope, with an `errorCode` where the document has
//! one.

use std::time::Duration;

use actix_web::{HttpResponse, http::StatusCode};
use serde_json::json as object;

use super::{
    super::answer::{JSON_UTF8, after, ended, json, outage},
    ErrorCode,
};
use crate::core::{Fault, Reason, Refusal};

/// A refusal as this door says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// One of the document's errors.
    Code(ErrorCode),
    /// A field that is wrong.
    Field {
        /// Its name.
        key: &'static str,
        /// What is wrong with it, in Joi's words.
        problem: &'static str,
    },
    /// A request that makes no sense otherwise.
    Bad,
    /// A body that is no JSON, or no form.
    Unreadable,
    /// A body of another type.
    MediaType,
    /// No such address or method.
    NotFound,
    /// A body, an address or headers that are too long.
    TooLarge {
        /// The HTTP status.
        status: u16,
    },
    /// Too many tries.
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
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

/// The answer. The admin API's names the request, too.
pub fn refuse(refused: &Refused, request_id: Option<&str>) -> HttpResponse {
    let (status, code, message) = words(refused);
    let mut body = object!({ "statusCode": status, "error": name(status) });
    if let Some(code) = code {
        body["errorCode"] = object!(code);
    }
    body["message"] = object!(message);
    if let Refused::Field { key, .. } = refused {
        body["validation"] = object!({ "source": "payload", "keys": [key] });
    }
    if let Some(id) = request_id {
        body["x-humanapi-request-id"] = object!(id);
    }
    let wait = match refused {
        Refused::TooMany { wait } | Refused::Outage { wait, .. } => Some(*wait),
        Refused::Busy => Some(Duration::from_secs(1)),
        _ => None,
    };
    after(json(status, JSON_UTF8, &body), wait)
}

fn words(refused: &Refused) -> (u16, Option<&'static str>, String) {
    let plain = |status: u16| (status, None, name(status).to_owned());
    match refused {
        Refused::Code(code) => {
            let (status, code, text) = code.words();
            (status, Some(code), text.to_owned())
        }
        Refused::Field { key, problem } => (
            400,
            None,
            format!("child \"{key}\" fails because [\"{key}\" {problem}]"),
        ),
        Refused::Bad => plain(400),
        Refused::Unreadable => (400, None, "Invalid request payload JSON format".to_owned()),
        Refused::MediaType => plain(415),
        Refused::NotFound => plain(404),
        Refused::TooLarge { status } => plain(*status),
        Refused::TooMany { .. } => plain(429),
        Refused::Ended { guide } => (410, None, ended(guide)),
        Refused::Outage { guide, .. } => (503, None, outage(guide)),
        Refused::Busy => plain(503),
        Refused::Internal => (500, None, "An internal server error occurred".to_owned()),
    }
}

/// The name of a status, as hapi has it.
fn name(status: u16) -> &'static str {
    match status {
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Large",
        _ => StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Unknown"),
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
            (Reason::ClientLimited, Some(wait)) => Self::TooMany { wait },
            (Reason::DoorOutage, Some(wait)) => Self::Outage { wait, guide },
            (Reason::DoorSunset, _) => Self::Ended { guide },
            (reason, _) => Self::from(reason),
        }
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::ClientMissing => Self::Code(ErrorCode::ClientId),
            Reason::ClientUnknown
            | Reason::ClientAuthMissing
            | Reason::ClientAuthRepeated
            | Reason::ClientAuthMethod
            | Reason::ClientAuthMalformed
            | Reason::ClientSecretWrong
            | Reason::ClientAssertionWrong
            | Reason::ClientAssertionClaims
            | Reason::ClientAssertionReused => Self::Code(ErrorCode::ClientSecret),
            Reason::GrantTypeUnsupported => Self::Code(ErrorCode::TokenType),
            Reason::ClientTokenNotAllowed => Self::Code(ErrorCode::ClientToken),
            Reason::HumanUnknown => Self::Code(ErrorCode::ClientUserId),
            Reason::HumanBlocked => Self::Code(ErrorCode::IdToken),
            Reason::SessionWindowClosed => Self::Code(ErrorCode::SessionToken),
            Reason::ClientDisabled
            | Reason::GrantTypeNotAllowed
            | Reason::ScopeUnknown
            | Reason::ScopeNotAllowed
            | Reason::CrossSite => Self::Code(ErrorCode::NotAuthorized),
            Reason::ClientLimited => Self::TooMany {
                wait: Duration::from_secs(60),
            },
            Reason::BodyMalformed => Self::Unreadable,
            Reason::ContentTypeUnsupported | Reason::EncodingUnsupported => Self::MediaType,
            Reason::ParameterMissing
            | Reason::ParameterRepeated
            | Reason::ParameterInvalid
            | Reason::CredentialInUrl => Self::Bad,
            Reason::NotFound | Reason::MethodNotAllowed | Reason::HostUnknown => Self::NotFound,
            Reason::BodyTooLarge | Reason::UriTooLong | Reason::HeadersTooLarge => Self::TooLarge {
                status: reason.status(),
            },
            Reason::DoorSunset => Self::Ended {
                guide: String::new(),
            },
            Reason::DoorOutage => Self::Outage {
                wait: Duration::from_secs(60),
                guide: String::new(),
            },
            Reason::Overloaded | Reason::Unavailable => Self::Busy,
            // None of these can come of such a call: if one does, it is our defect.
            Reason::RedirectUriMissing
            | Reason::RedirectUriMismatch
            | Reason::ResponseTypeUnsupported
            | Reason::ResponseModeUnsupported
            | Reason::PkceMissing
            | Reason::PkceMethod
            | Reason::PkceMalformed
            | Reason::RequestUnsupported
            | Reason::RequestUriUnsupported
            | Reason::ScopeInvalid
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
            | Reason::UserDisabled
            | Reason::SessionEnded
            | Reason::ConsentWithdrawn
            | Reason::RefreshUnknown
            | Reason::RefreshExpired
            | Reason::RefreshClientMismatch
            | Reason::RefreshReused
            | Reason::RefreshDead
            | Reason::RefreshBurst
            | Reason::GrantRevoked
            | Reason::GrantEnded
            | Reason::ResourceUnknown
            | Reason::SourceDisabled
            | Reason::SourceFailed
            | Reason::ResourceNotGranted
            | Reason::HintInvalid
            | Reason::TokenForeign
            | Reason::UserUnknown
            | Reason::PasswordUnset
            | Reason::PasswordWrong
            | Reason::PasswordDisabled
            | Reason::UserLocked
            | Reason::IdentifierLimited
            | Reason::SecondFactorUnsupported
            | Reason::MfaRequired
            | Reason::OtpWrong
            | Reason::OtpReused
            | Reason::PasskeyWrong
            | Reason::PasskeyCloned
            | Reason::OtpLimited
            | Reason::UserNotAtDoor
            | Reason::TokenMissing
            | Reason::TokenInvalid
            | Reason::TokenExpired
            | Reason::TokenRevoked
            | Reason::TokenAudience
            | Reason::ScopeInsufficient
            | Reason::SubjectTokenType
            | Reason::SubjectTokenInvalid
            | Reason::ExchangeNotAllowed
            | Reason::AssertionWrong
            | Reason::AssertionReused
            | Reason::TermsNotAccepted
            | Reason::TermsOutdated
            | Reason::ApiKeyWrong
            | Reason::ActionCodeUnknown
            | Reason::ActionCodeExpired
            | Reason::ActionCodeUsed
            | Reason::ActionCodeWrong
            | Reason::Internal => Self::Internal,
        }
    }
}
