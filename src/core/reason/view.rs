//! The views of a reason at the standard endpoints.

use super::Reason;

impl Reason {
    /// The reason as the other side may learn it: those that would tell an attacker what exists
    /// are one and the same (CA-03, LG-06).
    pub const fn public(self) -> Self {
        match self {
            // Who holds the client's key may learn more of its assertion.
            Self::ClientUnknown
            | Self::ClientDisabled
            | Self::ClientSecretWrong
            | Self::ClientAssertionWrong => Self::ClientSecretWrong,
            Self::UserUnknown
            | Self::PasswordUnset
            | Self::PasswordWrong
            | Self::PasswordDisabled
            | Self::UserLocked
            | Self::UserNotAtDoor
            | Self::SecondFactorUnsupported => Self::PasswordWrong,
            Self::CodeUnknown
            | Self::CodeExpired
            | Self::CodeReused
            | Self::CodeRace
            | Self::CodeClientMismatch => Self::CodeUnknown,
            Self::RefreshExpired
            | Self::RefreshClientMismatch
            | Self::RefreshReused
            | Self::RefreshDead => Self::RefreshUnknown,
            Self::PasskeyCloned => Self::PasskeyWrong,
            Self::TokenRevoked => Self::TokenInvalid,
            other => other,
        }
    }

    /// The `error` value of RFC 6749 (§4.1.2.1, §5.2), RFC 6750 §3.1 or OpenID Connect Core
    /// §3.1.2.6.
    pub const fn oauth_error(self) -> &'static str {
        match self {
            Self::ParameterMissing
            | Self::ParameterRepeated
            | Self::ParameterInvalid
            | Self::ContentTypeUnsupported
            | Self::BodyMalformed
            | Self::CredentialInUrl
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::BodyTooLarge
            | Self::UriTooLong
            | Self::HeadersTooLarge
            | Self::EncodingUnsupported
            | Self::HostUnknown
            | Self::CrossSite
            | Self::ClientMissing
            | Self::ClientAuthRepeated
            | Self::RedirectUriMissing
            | Self::RedirectUriMismatch
            | Self::ResponseModeUnsupported
            | Self::PkceMissing
            | Self::PkceMethod
            | Self::PkceMalformed
            | Self::ConsentTampered
            | Self::InteractionUnknown
            | Self::InteractionExpired
            | Self::InteractionFinished
            | Self::HintInvalid
            | Self::TokenMissing
            | Self::DoorSunset
            | Self::TermsOutdated
            | Self::SubjectTokenType
            | Self::SubjectTokenInvalid => "invalid_request",
            Self::ClientUnknown
            | Self::ClientDisabled
            | Self::ClientAuthMissing
            | Self::ClientAuthMethod
            | Self::ClientAuthMalformed
            | Self::ClientSecretWrong
            | Self::ClientAssertionWrong
            | Self::ClientAssertionClaims
            | Self::ClientAssertionReused
            | Self::ApiKeyWrong => "invalid_client",
            Self::GrantTypeNotAllowed | Self::TokenForeign | Self::ClientTokenNotAllowed => {
                "unauthorized_client"
            }
            Self::ResourceUnknown | Self::ResourceNotGranted | Self::ExchangeNotAllowed => {
                "invalid_target"
            }
            Self::GrantTypeUnsupported => "unsupported_grant_type",
            Self::ResponseTypeUnsupported => "unsupported_response_type",
            Self::RequestUnsupported => "request_not_supported",
            Self::RequestUriUnsupported => "request_uri_not_supported",
            Self::ScopeInvalid
            | Self::ScopeUnknown
            | Self::ScopeNotAllowed
            | Self::TermsNotAccepted => "invalid_scope",
            Self::LoginRequired | Self::ReauthRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::AcrUnmet => "unmet_authentication_requirements",
            Self::ConsentDenied | Self::ConsentEmpty | Self::SourceDisabled => "access_denied",
            Self::CodeUnknown
            | Self::CodeExpired
            | Self::CodeReused
            | Self::CodeRace
            | Self::CodeClientMismatch
            | Self::CodeRedirectMismatch
            | Self::VerifierMissing
            | Self::VerifierUnexpected
            | Self::VerifierMismatch
            | Self::UserDisabled
            | Self::SessionEnded
            | Self::ConsentWithdrawn
            | Self::RefreshUnknown
            | Self::RefreshExpired
            | Self::RefreshClientMismatch
            | Self::RefreshReused
            | Self::RefreshDead
            | Self::GrantRevoked
            | Self::GrantEnded
            | Self::UserUnknown
            | Self::PasswordUnset
            | Self::PasswordWrong
            | Self::PasswordDisabled
            | Self::UserLocked
            | Self::SecondFactorUnsupported
            | Self::MfaRequired
            | Self::UserNotAtDoor
            | Self::ActionCodeUnknown
            | Self::ActionCodeExpired
            | Self::ActionCodeUsed
            | Self::ActionCodeWrong
            | Self::OtpWrong
            | Self::OtpReused
            | Self::PasskeyWrong
            | Self::PasskeyCloned
            | Self::AssertionWrong
            | Self::AssertionReused
            | Self::HumanUnknown
            | Self::HumanBlocked
            | Self::SessionWindowClosed => "invalid_grant",
            Self::TokenInvalid | Self::TokenExpired | Self::TokenRevoked | Self::TokenAudience => {
                "invalid_token"
            }
            Self::ScopeInsufficient => "insufficient_scope",
            Self::IdentifierLimited
            | Self::OtpLimited
            | Self::ClientLimited
            | Self::RefreshBurst
            | Self::Overloaded
            | Self::Unavailable
            | Self::DoorOutage
            | Self::SourceFailed => "temporarily_unavailable",
            Self::Internal => "server_error",
        }
    }

    /// The HTTP status of the answer at a standard endpoint that answers in JSON.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::BodyTooLarge => 413,
            Self::UriTooLong => 414,
            Self::HeadersTooLarge => 431,
            Self::EncodingUnsupported => 415,
            Self::HostUnknown => 421,
            Self::CrossSite | Self::ReauthRequired | Self::ScopeInsufficient => 403,
            Self::ClientUnknown
            | Self::ClientDisabled
            | Self::ClientAuthMissing
            | Self::ClientAuthMethod
            | Self::ClientAuthMalformed
            | Self::ClientSecretWrong
            | Self::ClientAssertionWrong
            | Self::ClientAssertionClaims
            | Self::ClientAssertionReused
            | Self::TokenMissing
            | Self::TokenInvalid
            | Self::TokenExpired
            | Self::TokenRevoked
            | Self::TokenAudience
            | Self::ApiKeyWrong => 401,
            Self::IdentifierLimited
            | Self::OtpLimited
            | Self::ClientLimited
            | Self::RefreshBurst => 429,
            Self::Overloaded | Self::Unavailable | Self::DoorOutage => 503,
            Self::DoorSunset => 410,
            Self::SourceFailed => 502,
            Self::Internal => 500,
            Self::ParameterMissing
            | Self::ParameterRepeated
            | Self::ParameterInvalid
            | Self::ContentTypeUnsupported
            | Self::BodyMalformed
            | Self::CredentialInUrl
            | Self::ClientMissing
            | Self::ClientAuthRepeated
            | Self::GrantTypeNotAllowed
            | Self::GrantTypeUnsupported
            | Self::RedirectUriMissing
            | Self::RedirectUriMismatch
            | Self::ResponseTypeUnsupported
            | Self::ResponseModeUnsupported
            | Self::PkceMissing
            | Self::PkceMethod
            | Self::PkceMalformed
            | Self::RequestUnsupported
            | Self::RequestUriUnsupported
            | Self::ScopeInvalid
            | Self::ScopeUnknown
            | Self::ScopeNotAllowed
            | Self::LoginRequired
            | Self::ConsentRequired
            | Self::InteractionRequired
            | Self::AcrUnmet
            | Self::ConsentDenied
            | Self::ConsentEmpty
            | Self::ConsentTampered
            | Self::InteractionUnknown
            | Self::InteractionExpired
            | Self::InteractionFinished
            | Self::CodeUnknown
            | Self::CodeExpired
            | Self::CodeReused
            | Self::CodeRace
            | Self::CodeClientMismatch
            | Self::CodeRedirectMismatch
            | Self::VerifierMissing
            | Self::VerifierUnexpected
            | Self::VerifierMismatch
            | Self::UserDisabled
            | Self::SessionEnded
            | Self::ConsentWithdrawn
            | Self::RefreshUnknown
            | Self::RefreshExpired
            | Self::RefreshClientMismatch
            | Self::RefreshReused
            | Self::RefreshDead
            | Self::GrantRevoked
            | Self::GrantEnded
            | Self::ResourceUnknown
            | Self::ResourceNotGranted
            | Self::HintInvalid
            | Self::TokenForeign
            | Self::UserUnknown
            | Self::PasswordUnset
            | Self::PasswordWrong
            | Self::PasswordDisabled
            | Self::UserLocked
            | Self::SecondFactorUnsupported
            | Self::MfaRequired
            | Self::UserNotAtDoor
            | Self::ActionCodeUnknown
            | Self::ActionCodeExpired
            | Self::ActionCodeUsed
            | Self::ActionCodeWrong
            | Self::OtpWrong
            | Self::OtpReused
            | Self::PasskeyWrong
            | Self::PasskeyCloned
            | Self::SubjectTokenType
            | Self::SubjectTokenInvalid
            | Self::ExchangeNotAllowed
            | Self::AssertionWrong
            | Self::AssertionReused
            | Self::TermsNotAccepted
            | Self::TermsOutdated
            | Self::HumanUnknown
            | Self::HumanBlocked
            | Self::SessionWindowClosed
            | Self::ClientTokenNotAllowed
            | Self::SourceDisabled => 400,
        }
    }
}
