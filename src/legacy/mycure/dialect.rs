//! MyCure's words for every refusal: the envelope of Feathers,
//! `{"name","message","code","className","data","errors"}`.

use std::time::Duration;

use actix_web::{HttpResponse, http::header};
use serde_json::{Map, Value, json};

use super::super::answer::{self, JSON_UTF8, after};
use crate::core::{Fault, Reason, Refusal};

/// A refusal as this door says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    status: u16,
    message: String,
    /// `data.code`, by which apps tell sign-ins apart.
    code: Option<&'static str>,
    /// Each wrong field, and what is wrong with it.
    errors: Vec<(String, String)>,
    wait: Option<Duration>,
    /// RFC 6750 §3.
    challenge: Option<&'static str>,
}

/// A one-time code has to come with the password. "Real HTTP 206 is for ranges": the status is 200.
const MFA: u16 = 206;

/// The answer.
pub fn refuse(refused: &Refused) -> HttpResponse {
    if refused.status == MFA {
        let body = json!({
            "code": MFA,
            "message": refused.message,
            // No codes are sent to a phone here.
            "isMFAMobileNoEnabled": false,
        });
        return json(200, &body);
    }
    let (name, class) = names(refused.status);
    let errors = refused.errors.iter();
    let errors: Map<String, Value> = errors
        .map(|(field, what)| (field.clone(), json!(what)))
        .collect();
    let data = refused
        .code
        .map_or(json!({}), |code| json!({ "code": code }));
    let body = json!({
        "name": name,
        "message": refused.message,
        "code": refused.status,
        "className": class,
        "data": data,
        "errors": errors,
    });
    let mut response = after(json(refused.status, &body), refused.wait);
    if let Some(challenge) = refused.challenge {
        let value = header::HeaderValue::from_static(challenge);
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

pub(super) fn json(status: u16, body: &Value) -> HttpResponse {
    answer::json(status, JSON_UTF8, body)
}

/// What Feathers calls an error of this status.
const fn names(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("BadRequest", "bad-request"),
        401 => ("NotAuthenticated", "not-authenticated"),
        403 => ("Forbidden", "forbidden"),
        404 => ("NotFound", "not-found"),
        405 => ("MethodNotAllowed", "method-not-allowed"),
        409 => ("Conflict", "conflict"),
        410 => ("Gone", "gone"),
        413 => ("PayloadTooLarge", "payload-too-large"),
        414 => ("UriTooLong", "uri-too-long"),
        415 => ("UnsupportedMediaType", "unsupported-media-type"),
        429 => ("TooManyRequests", "too-many-requests"),
        431 => ("HeadersTooLarge", "headers-too-large"),
        503 => ("Unavailable", "unavailable"),
        _ => ("GeneralError", "general-error"),
    }
}

/// Which answer a bad sign-in has, and one of somebody who is not there.
pub(super) const WRONG_PASSWORD: &str = "auth/wrong-password";
pub(super) const USER_NOT_FOUND: &str = "auth/user-not-found";
const WRONG_OTP: &str = "auth/invalid-mfa-token";

impl Refused {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            code: None,
            errors: Vec::new(),
            wait: None,
            challenge: None,
        }
    }

    fn coded(self, code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    fn after(self, seconds: u64) -> Self {
        Self {
            wait: Some(Duration::from_secs(seconds)),
            ..self
        }
    }

    fn challenged(self, challenge: &'static str) -> Self {
        Self {
            challenge: Some(challenge),
            ..self
        }
    }

    /// A body with wrong fields, each with what is wrong with it.
    pub fn fields(errors: &[(&str, &str)]) -> Self {
        let errors = errors.iter();
        Self {
            errors: errors
                .map(|(field, what)| ((*field).to_owned(), (*what).to_owned()))
                .collect(),
            ..Self::new(400, "Invalid data")
        }
    }

    /// What is wrong with the fields of a body.
    pub(super) fn into_errors(self) -> Vec<(String, String)> {
        self.errors
    }

    /// With what else is wrong, field by field; a field that is named already stays as it is.
    pub(super) fn and(mut self, others: Vec<(String, String)>) -> Self {
        for (field, what) in others {
            if !self.errors.iter().any(|(known, _)| *known == field) {
                self.errors.push((field, what));
            }
        }
        self
    }

    /// Somebody who is not there, where the operator lets that be told.
    pub(super) fn user_not_found(self) -> Self {
        self.coded(USER_NOT_FOUND)
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
            Reason::ParameterMissing => {
                refused.errors.push((hint, "is required".into()));
            }
            Reason::ParameterInvalid | Reason::ParameterRepeated => {
                refused.errors.push((hint, "is invalid".into()));
            }
            Reason::DoorSunset => refused.message = answer::ended(&hint),
            Reason::DoorOutage => refused.message = answer::outage(&hint),
            _ => {}
        }
        refused
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        match reason {
            // M14: whatever is wrong with a sign-in, it is the same answer.
            Reason::UserUnknown
            | Reason::PasswordUnset
            | Reason::PasswordWrong
            | Reason::PasswordDisabled
            | Reason::UserLocked
            | Reason::UserDisabled
            | Reason::UserNotAtDoor
            | Reason::SecondFactorUnsupported
            | Reason::PasskeyWrong
            | Reason::PasskeyCloned => Self::new(401, "Invalid login").coded(WRONG_PASSWORD),
            // M21
            Reason::MfaRequired => Self::new(MFA, "Missing MFA token"),
            Reason::OtpWrong | Reason::OtpReused => {
                Self::new(401, "Invalid MFA token").coded(WRONG_OTP)
            }
            Reason::TokenMissing => Self::new(401, "No auth token").challenged("Bearer"),
            Reason::TokenInvalid
            | Reason::TokenExpired
            | Reason::TokenRevoked
            | Reason::TokenAudience
            | Reason::TokenForeign
            | Reason::SubjectTokenType
            | Reason::SubjectTokenInvalid
            | Reason::ExchangeNotAllowed => {
                Self::new(401, "Invalid access token").challenged("Bearer error=\"invalid_token\"")
            }
            Reason::RefreshUnknown
            | Reason::RefreshExpired
            | Reason::RefreshClientMismatch
            | Reason::RefreshReused
            | Reason::RefreshDead
            | Reason::GrantRevoked
            | Reason::GrantEnded
            | Reason::SessionEnded
            | Reason::ConsentWithdrawn => Self::new(401, "Invalid refresh token"),
            // M24
            Reason::ReauthRequired => Self::new(401, "Recent authentication required"),
            // M19
            Reason::ScopeInsufficient => Self::new(
                403,
                "A login credential of the account has to be verified first",
            ),
            Reason::CrossSite => Self::new(403, "Forbidden"),
            Reason::ParameterMissing | Reason::ParameterInvalid | Reason::ParameterRepeated => {
                Self::new(400, "Invalid data")
            }
            Reason::BodyMalformed => Self::new(400, "Invalid JSON"),
            Reason::CredentialInUrl => {
                Self::new(400, "Credentials belong in headers and in the body")
            }
            // M20: what was wrong with it is not said.
            Reason::CodeUnknown
            | Reason::CodeExpired
            | Reason::CodeReused
            | Reason::CodeRace
            | Reason::ActionCodeUnknown
            | Reason::ActionCodeExpired
            | Reason::ActionCodeUsed
            | Reason::ActionCodeWrong => Self::new(400, "Invalid action code"),
            Reason::ContentTypeUnsupported | Reason::EncodingUnsupported => {
                Self::new(415, "Unsupported Media Type")
            }
            Reason::BodyTooLarge => Self::new(413, "Payload Too Large"),
            Reason::UriTooLong => Self::new(414, "URI Too Long"),
            Reason::HeadersTooLarge => Self::new(431, "Request Header Fields Too Large"),
            Reason::NotFound | Reason::HostUnknown => Self::new(404, "Page not found"),
            Reason::MethodNotAllowed => Self::new(405, "Method not allowed"),
            Reason::ClientLimited | Reason::IdentifierLimited | Reason::OtpLimited => {
                Self::new(429, "Too many requests").after(30)
            }
            Reason::RefreshBurst => Self::new(429, "Too many requests").after(1),
            Reason::Overloaded | Reason::Unavailable => Self::new(503, "Unavailable").after(1),
            Reason::DoorSunset => Self::new(410, "This API has ended"),
            Reason::DoorOutage => {
                Self::new(503, "This API will end and is closed for a planned outage").after(60)
            }
            // None of these can come of what this door asks for: if one does, it is our defect.
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
            | Reason::ConsentRequired
            | Reason::InteractionRequired
            | Reason::AcrUnmet
            | Reason::ConsentDenied
            | Reason::ConsentEmpty
            | Reason::ConsentTampered
            | Reason::InteractionUnknown
            | Reason::InteractionExpired
            | Reason::InteractionFinished
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
            | Reason::Internal => Self::new(500, "General error"),
        }
    }
}
