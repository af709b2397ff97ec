//! Error pages (PAGES row 20 and §7).

use askama::Template;

use super::Page;
use crate::core::{Reason, Timestamp};

/// Something could not be done.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub page: Page,
    /// What happened, in a few words.
    pub title: String,
    /// And what to do.
    pub text: String,
    /// A way on, if there is one: address and words.
    pub way_on: Option<(String, String)>,
    /// The request's id.
    pub reference: String,
    /// When.
    pub time: String,
    /// The OAuth error.
    pub error: String,
    /// The reason's code.
    pub code: String,
    /// The reason's description.
    pub description: String,
    /// Which parameter, for instance.
    pub hint: Option<String>,
    /// What was received; only in development and for clients in state testing.
    pub received: Option<String>,
    /// The registered value that is closest to it; likewise.
    pub closest: Option<String>,
}

impl ErrorPage {
    /// A page for a reason.
    pub fn new(
        page: Page,
        reason: Reason,
        hint: Option<String>,
        reference: &str,
        now: Timestamp,
    ) -> Self {
        let key = class(reason);
        Self {
            title: page.t(&format!("{key}-title")),
            text: page.t(key),
            way_on: None,
            reference: reference.to_owned(),
            time: utc(now),
            error: reason.oauth_error().to_owned(),
            code: if page.texts.has(reason) {
                reason.code()
            } else {
                reason.public().code()
            }
            .to_owned(),
            description: page.texts.description(reason),
            hint,
            received: None,
            closest: None,
            page: page.with_error(),
        }
    }

    /// A page of each class, and one with every detail.
    pub fn samples(page: &Page) -> Vec<Self> {
        let make = |reason: &Reason| {
            Self::new(
                page.clone(),
                *reason,
                Some("scope".into()),
                "01J9Z64K2M7Q",
                Timestamp::from_secs(0),
            )
        };
        let mut samples: Vec<_> = Reason::ALL.iter().map(make).collect();
        let mut full = make(&Reason::RedirectUriMismatch);
        full.received = Some("https://diary.example.org/callback/".into());
        full.closest = Some("https://diary.example.org/callback".into());
        full.way_on = Some(("/".into(), page.t("error-restart")));
        samples.push(full);
        samples
    }
}

/// An instant as people read it: UTC, to the second.
pub fn utc(at: Timestamp) -> String {
    chrono::DateTime::from_timestamp(at.secs(), 0).map_or_else(String::new, |at| {
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

/// What people are told, by kind of reason. Exhaustive: a new reason has to be placed.
fn class(reason: Reason) -> &'static str {
    match reason {
        Reason::InteractionExpired => "error-expired",
        Reason::InteractionFinished => "error-finished",
        Reason::InteractionUnknown => "error-unknown",
        Reason::CrossSite | Reason::ConsentTampered | Reason::InteractionRequired => "error-form",
        Reason::NotFound => "error-not-found",
        Reason::MethodNotAllowed | Reason::ContentTypeUnsupported | Reason::EncodingUnsupported => {
            "error-method"
        }
        Reason::BodyTooLarge | Reason::UriTooLong | Reason::HeadersTooLarge => "error-large",
        Reason::HostUnknown => "error-host",
        Reason::IdentifierLimited | Reason::OtpLimited => "error-wait",
        Reason::Overloaded | Reason::Unavailable => "error-busy",
        Reason::Internal => "error-internal",
        Reason::ParameterMissing
        | Reason::ParameterRepeated
        | Reason::ParameterInvalid
        | Reason::BodyMalformed
        | Reason::CredentialInUrl
        | Reason::ClientMissing
        | Reason::ClientUnknown
        | Reason::ClientDisabled
        | Reason::ClientAuthMissing
        | Reason::ClientAuthRepeated
        | Reason::ClientAuthMethod
        | Reason::ClientAuthMalformed
        | Reason::ClientSecretWrong
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
        | Reason::ScopeNotAllowed
        | Reason::LoginRequired
        | Reason::ConsentRequired
        | Reason::ConsentDenied
        | Reason::ConsentEmpty
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
        | Reason::UserUnknown
        | Reason::PasswordUnset
        | Reason::PasswordWrong
        | Reason::PasswordDisabled
        | Reason::UserLocked
        | Reason::SecondFactorUnsupported
        | Reason::OtpWrong
        | Reason::OtpReused
        | Reason::UserNotAtDoor
        | Reason::TokenMissing
        | Reason::TokenInvalid
        | Reason::TokenExpired
        | Reason::TokenRevoked
        | Reason::TokenAudience
        | Reason::ScopeInsufficient => "error-request",
    }
}
