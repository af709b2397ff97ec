//! Healthily's words for every refusal: `{"message"}`.

use std::time::Duration;

use actix_web::{HttpResponse, http::header};
use serde_json::{Value, json};

use super::super::answer::{JSON, after};
use crate::{
    core::{Fault, Reason, Refusal},
    grants::Issued,
    model::healthily::API,
};

/// A refusal as this door says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    status: u16,
    message: String,
    wait: Option<Duration>,
    /// RFC 6750 §3: what the token lacks.
    challenge: Option<String>,
}

/// The answer.
pub fn refuse(refused: &Refused) -> HttpResponse {
    let response = json(refused.status, &json!({ "message": refused.message }));
    let mut response = after(response, refused.wait);
    if let Some(challenge) = &refused.challenge
        && let Ok(challenge) = header::HeaderValue::from_str(challenge)
    {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// 200 with the three members of the contract; `bearer` in lower case.
pub fn answer(issued: &Issued) -> HttpResponse {
    json(
        200,
        &json!({
            "access_token": issued.access_token.expose(),
            "token_type": "bearer",
            "expires_in": issued.expires_in,
        }),
    )
}

pub(super) fn json(status: u16, body: &Value) -> HttpResponse {
    super::super::answer::json(status, JSON, body)
}

impl Refused {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            wait: None,
            challenge: None,
        }
    }

    fn challenged(self, challenge: impl Into<String>) -> Self {
        Self {
            challenge: Some(challenge.into()),
            ..self
        }
    }
}

impl From<&Fault> for Refused {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Unavailable(_) => Reason::Unavailable.into(),
            Fault::Overloaded(_) => Reason::Overloaded.into(),
            Fault::Internal(_) => Reason::Internal.into(),
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let mut refused = Self::from(refusal.reason);
        refused.wait = refusal.retry_after.or(refused.wait);
        let Some(hint) = refusal.hint else {
            return refused;
        };
        match refusal.reason {
            Reason::ParameterMissing | Reason::ParameterInvalid => refused.message = hint,
            Reason::DoorSunset | Reason::DoorOutage => {
                refused.message = format!("{}. How to move on: {hint}", refused.message);
            }
            Reason::ScopeInsufficient => {
                refused.challenge = Some(lacks(&hint));
                if hint != API {
                    refused.message = "Forbidden".into();
                }
            }
            _ => {}
        }
        refused
    }
}

/// RFC 6750 §3.1: the scope that would be needed.
fn lacks(scope: &str) -> String {
    format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"")
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        match reason {
            // H04: "literal AWS API Gateway answer".
            Reason::ApiKeyWrong | Reason::CrossSite | Reason::ExchangeNotAllowed => {
                Self::new(403, "Forbidden")
            }
            // H05: whatever is wrong with the partner, it is the same answer.
            Reason::ClientMissing
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
            | Reason::GrantTypeNotAllowed => Self::new(401, "Unauthorized"),
            Reason::TokenMissing => Self::new(401, "Unauthorized").challenged("Bearer"),
            Reason::TokenInvalid
            | Reason::TokenExpired
            | Reason::TokenRevoked
            | Reason::TokenAudience
            | Reason::TokenForeign
            | Reason::SubjectTokenType
            | Reason::SubjectTokenInvalid
            | Reason::GrantRevoked
            | Reason::GrantEnded => {
                Self::new(401, "Unauthorized").challenged("Bearer error=\"invalid_token\"")
            }
            // H11
            Reason::ScopeInsufficient | Reason::TermsNotAccepted => {
                Self::new(403, "The terms have to be accepted first").challenged(lacks(API))
            }
            // H13
            Reason::TermsOutdated => Self::new(409, "Terms version is out of date"),
            Reason::ParameterMissing | Reason::ParameterInvalid | Reason::ParameterRepeated => {
                Self::new(400, "Bad Request")
            }
            Reason::BodyMalformed => Self::new(400, "Invalid JSON"),
            Reason::CredentialInUrl => Self::new(
                400,
                "Credentials belong in headers and in the body, never in the URL: replace these",
            ),
            Reason::ContentTypeUnsupported | Reason::EncodingUnsupported => {
                Self::new(415, "Unsupported Media Type")
            }
            Reason::BodyTooLarge => Self::new(413, "Request Entity Too Large"),
            Reason::UriTooLong => Self::new(414, "URI Too Long"),
            Reason::HeadersTooLarge => Self::new(431, "Request Header Fields Too Large"),
            Reason::NotFound | Reason::HostUnknown => Self::new(404, "Not Found"),
            Reason::MethodNotAllowed => Self::new(405, "Method Not Allowed"),
            Reason::ClientLimited | Reason::IdentifierLimited | Reason::OtpLimited => Self {
                wait: Some(Duration::from_secs(30)),
                ..Self::new(429, "Too Many Requests")
            },
            Reason::Overloaded | Reason::Unavailable => Self {
                wait: Some(Duration::from_secs(1)),
                ..Self::new(503, "Service Unavailable")
            },
            Reason::DoorSunset => Self::new(410, "This API has ended"),
            Reason::DoorOutage => Self {
                wait: Some(Duration::from_secs(60)),
                ..Self::new(503, "This API will end and is closed for a planned outage")
            },
            // None of these can come of a partner's call: if one does, it is our defect.
            Reason::GrantTypeUnsupported
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
            | Reason::UserUnknown
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
            | Reason::PasskeyCloned
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
            | Reason::ResourceUnknown
            | Reason::ResourceNotGranted
            | Reason::HintInvalid
            | Reason::AssertionWrong
            | Reason::AssertionReused
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
            | Reason::Internal => Self::new(500, "Internal Server Error"),
        }
    }
}
