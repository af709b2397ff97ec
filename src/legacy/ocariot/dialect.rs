//! OCARIoT's words for every refusal: `{"code", "message", "description"?}`.

use std::time::Duration;

use actix_web::HttpResponse;
use serde_json::json as object;

use super::super::answer::{JSON_UTF8, after, ended, json, outage};
use crate::{
    core::{Fault, Reason, Refusal},
    http::wait::seconds,
};

/// A refusal as this door says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Fields that are missing.
    Required {
        /// Their names, with commas.
        fields: String,
    },
    /// A field that is empty.
    Empty {
        /// Its name.
        field: &'static str,
    },
    /// A field of another type.
    NotAString {
        /// Its name.
        field: &'static str,
    },
    /// A body that is no JSON.
    Unreadable,
    /// A charset other than UTF-8.
    Charset {
        /// Its name.
        charset: String,
    },
    /// Name or password; which one is not said.
    Credentials,
    /// No such address or method.
    NotFound {
        /// The address as it was sent.
        path: String,
    },
    /// Too many tries.
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
    /// A body, an address or headers that are too long.
    TooLarge {
        /// The HTTP status.
        status: u16,
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

/// The answer.
pub fn refuse(refused: &Refused) -> HttpResponse {
    let fault = "An unexpected error has occurred. Please try again later...";
    let (status, message, description) = match refused {
        Refused::Required { fields } => {
            (400, "Required fields were not provided...".to_owned(), Some(format!("{fields} are required!")))
        }
        Refused::Empty { field } => (
            400,
            "One or more request fields are invalid...".to_owned(),
            Some(format!("{field} must have at least one character!")),
        ),
        Refused::NotAString { field } => {
            (400, "One or more request fields are invalid...".to_owned(), Some(format!("{field} must be a string!")))
        }
        // OCARIoT 2.8.0; at the document's date the message ended in a full stop.
        Refused::Unreadable => (
            400,
            "Unable to process request body!".to_owned(),
            Some("Please verify that the JSON provided in the request body has a valid format and try again.".to_owned()),
        ),
        Refused::Charset { charset } => (415, format!("unsupported charset \"{charset}\""), None),
        Refused::Credentials => (401, "Invalid username or password!".to_owned(), None),
        Refused::NotFound { path } => (404, format!("Endpoint {path} does not found!"), None),
        Refused::TooMany { wait } => (
            429,
            "Too Many Requests".to_owned(),
            Some(format!("There were too many failed tries. Please try again in {} seconds.", seconds(*wait))),
        ),
        Refused::TooLarge { status } => (*status, "request entity too large".to_owned(), None),
        Refused::Ended { guide } => (410, "Gone".to_owned(), Some(ended(guide))),
        Refused::Outage { guide, .. } => (
            503,
            "Service Unavailable".to_owned(),
            Some(outage(guide)),
        ),
        Refused::Busy | Refused::Internal => {
            (500, "An internal server error has occurred.".to_owned(), Some(fault.to_owned()))
        }
    };
    let mut body = object!({ "code": status, "message": message });
    if let Some(description) = description {
        body["description"] = object!(description);
    }
    let wait = match refused {
        Refused::TooMany { wait } | Refused::Outage { wait, .. } => Some(*wait),
        Refused::Busy => Some(Duration::from_secs(1)),
        _ => None,
    };
    after(json(status, JSON_UTF8, &body), wait)
}

impl From<&Fault> for Refused {
    fn from(fault: &Fault) -> Self {
        match fault {
            // O20: "database unavailable: 500 documented body".
            Fault::Unavailable(_) | Fault::Overloaded(_) => Self::Busy,
            Fault::Internal(_) => Self::Internal,
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let guide = refusal.hint.unwrap_or_default();
        match (refusal.reason, refusal.retry_after) {
            (Reason::IdentifierLimited, Some(wait)) => Self::TooMany { wait },
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
            | Reason::UserDisabled
            | Reason::UserNotAtDoor
            | Reason::SecondFactorUnsupported
            | Reason::MfaRequired
            | Reason::OtpWrong
            | Reason::OtpReused
            | Reason::PasskeyWrong
            | Reason::PasskeyCloned => Self::Credentials,
            Reason::IdentifierLimited | Reason::OtpLimited => Self::TooMany {
                wait: Duration::from_secs(30),
            },
            Reason::BodyTooLarge | Reason::UriTooLong | Reason::HeadersTooLarge => Self::TooLarge {
                status: reason.status(),
            },
            Reason::BodyMalformed | Reason::EncodingUnsupported => Self::Unreadable,
            Reason::Overloaded | Reason::Unavailable => Self::Busy,
            Reason::DoorSunset => Self::Ended {
                guide: String::new(),
            },
            Reason::DoorOutage => Self::Outage {
                wait: Duration::from_secs(60),
                guide: String::new(),
            },
            Reason::NotFound | Reason::MethodNotAllowed | Reason::HostUnknown => {
                Self::NotFound { path: "/".into() }
            }
            // None of these can come of a password login: if one does, it is our defect.
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
            | Reason::ScopeNotAllowed
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
            | Reason::ResourceNotGranted
            | Reason::HintInvalid
            | Reason::TokenForeign
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
