//! Why not: one precise list, of which every wire answer is a view.

mod code;
mod view;

use std::time::Duration;

use serde::Serialize;

/// Why something was refused, or what failed. Matched without `_`, so that a new reason does
/// not compile until every door has decided how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    // The request itself.
    /// A required parameter is missing or empty.
    ParameterMissing,
    /// A parameter occurs more than once (RFC 6749 §3.1, §3.2).
    ParameterRepeated,
    /// A parameter's value is too long, malformed or outside its allowed values.
    ParameterInvalid,
    /// The body is not of the content type that the endpoint takes.
    ContentTypeUnsupported,
    /// The body cannot be read.
    BodyMalformed,
    /// A secret or a code was sent in the URL.
    CredentialInUrl,
    /// No such address.
    NotFound,
    /// The address exists, the method does not.
    MethodNotAllowed,
    /// The body is over its limit (DL-01).
    BodyTooLarge,
    /// The request line is over its limit (DL-01).
    UriTooLong,
    /// The header fields are over their limit (DL-01).
    HeadersTooLarge,
    /// A compressed request body (DL-09).
    EncodingUnsupported,
    /// The `Host` is none of ours (HH-03).
    HostUnknown,
    /// The form's token or the request's origin does not fit (SE-08).
    CrossSite,
    /// The sign-in is too old for what the form would do (LG-15).
    ReauthRequired,

    // The client.
    /// No client was named.
    ClientMissing,
    /// No client has this id.
    ClientUnknown,
    /// The client is switched off.
    ClientDisabled,
    /// No client authentication where it is required.
    ClientAuthMissing,
    /// Two ways of client authentication in one request (CA-01).
    ClientAuthRepeated,
    /// Another way of client authentication than the registered one (CA-02).
    ClientAuthMethod,
    /// The client's credentials cannot be read (CA-04).
    ClientAuthMalformed,
    /// The client's secret is wrong.
    ClientSecretWrong,
    /// The client's assertion is not signed by a key of its own (CA-07).
    ClientAssertionWrong,
    /// The client signed the assertion, but what it says does not fit (CA-07).
    ClientAssertionClaims,
    /// The client's assertion was used before (CA-08).
    ClientAssertionReused,
    /// Too many failures of this client from this address; wait (CA-12).
    ClientLimited,
    /// The client may not use this grant type.
    GrantTypeNotAllowed,
    /// No such grant type here.
    GrantTypeUnsupported,

    // Authorization requests.
    /// No redirect URI was sent (AZ-04).
    RedirectUriMissing,
    /// The redirect URI is not a registered one (AZ-02).
    RedirectUriMismatch,
    /// A response type other than `code`.
    ResponseTypeUnsupported,
    /// A response mode that is not offered.
    ResponseModeUnsupported,
    /// No code challenge where it is required (AZ-08).
    PkceMissing,
    /// A code challenge method other than `S256` (AZ-09).
    PkceMethod,
    /// A code challenge that is not 43 base64url characters (AZ-10).
    PkceMalformed,
    /// A request object was sent by value (AZ-30).
    RequestUnsupported,
    /// A request object was sent by reference (AZ-30).
    RequestUriUnsupported,
    /// A scope value is malformed, or there are too many.
    ScopeInvalid,
    /// Nothing is left of the scope that was asked: nobody knows it, or it says nothing here (AZ-21).
    ScopeUnknown,
    /// A known scope that the client may not ask for (AZ-21).
    ScopeNotAllowed,
    /// `prompt=none`, and nobody is signed in.
    LoginRequired,
    /// `prompt=none`, and the person has to be asked.
    ConsentRequired,
    /// `prompt=none`, and something else has to be done.
    InteractionRequired,
    /// The sign-in cannot be as good as the request must have it (AZ-20).
    AcrUnmet,
    /// The person said no.
    ConsentDenied,
    /// The person refused everything that was asked.
    ConsentEmpty,
    /// The consent form named what was not on the page (CO-05).
    ConsentTampered,
    /// No such interaction in this browser.
    InteractionUnknown,
    /// The interaction was open too long.
    InteractionExpired,
    /// The interaction is over.
    InteractionFinished,

    // Codes.
    /// No code has this text.
    CodeUnknown,
    /// The code is over its time.
    CodeExpired,
    /// The code was used before; its grant is revoked (TK-15).
    CodeReused,
    /// The code was used within the last moment; nothing is revoked (TK-15).
    CodeRace,
    /// The code was issued to another client.
    CodeClientMismatch,
    /// Not the redirect URI of the authorization request.
    CodeRedirectMismatch,
    /// No verifier for a code with a challenge.
    VerifierMissing,
    /// A verifier for a code without a challenge (RFC 9700 §2.1.1).
    VerifierUnexpected,
    /// The verifier is malformed or does not fit its challenge.
    VerifierMismatch,
    /// The person was switched off since.
    UserDisabled,
    /// The browser session ended since.
    SessionEnded,
    /// The consent was withdrawn since.
    ConsentWithdrawn,

    // Refresh tokens, grants and resources.
    /// No refresh token has this text.
    RefreshUnknown,
    /// The refresh token was not used for too long.
    RefreshExpired,
    /// The refresh token was issued to another client.
    RefreshClientMismatch,
    /// An old refresh token was used again; its grant is revoked.
    RefreshReused,
    /// The refresh token's grant was revoked before.
    RefreshDead,
    /// One refresh token was used too often at once; nothing is revoked.
    RefreshBurst,
    /// The grant was revoked.
    GrantRevoked,
    /// The grant is over its time, which use does not extend.
    GrantEnded,
    /// No such resource is registered (RFC 8707 §2).
    ResourceUnknown,
    /// The resource is not among those that were granted (RFC 8707 §2.2).
    ResourceNotGranted,
    /// The `id_token_hint` is not an ID token of ours for this client.
    HintInvalid,
    /// The token to revoke was issued to another client (RFC 7009 §2.1).
    TokenForeign,

    // People.
    /// No account has this identifier.
    UserUnknown,
    /// The account has no password.
    PasswordUnset,
    /// The password is wrong.
    PasswordWrong,
    /// The password was switched off after too many failures (LG-09).
    PasswordDisabled,
    /// The account is locked.
    UserLocked,
    /// Too many failures for this identifier; wait (LG-09).
    IdentifierLimited,
    /// The person has a second factor, and this door cannot ask for it.
    SecondFactorUnsupported,
    /// The password was right, and a one-time code has to come with it.
    MfaRequired,
    /// The one-time code is wrong.
    OtpWrong,
    /// The one-time code was used before (TF-03).
    OtpReused,
    /// Too many wrong one-time codes (TF-04).
    OtpLimited,
    /// The passkey's answer is wrong, or nobody here has that passkey.
    PasskeyWrong,
    /// The passkey's counter went back: two authenticators seem to have its key.
    PasskeyCloned,
    /// The person is known, but not to this door.
    UserNotAtDoor,
    /// No link and no code like this was sent for this purpose, or a newer one was (RC-02).
    ActionCodeUnknown,
    /// The link or code that was sent is over its time or its tries, or the account has changed since.
    ActionCodeExpired,
    /// The link or code that was sent was used before.
    ActionCodeUsed,
    /// The short code is not the one that was sent (RC-08).
    ActionCodeWrong,

    // Bearer tokens.
    /// No token was sent.
    TokenMissing,
    /// The token is malformed, of another kind, or its signature is wrong.
    TokenInvalid,
    /// The token is over its time.
    TokenExpired,
    /// The token's grant was revoked.
    TokenRevoked,
    /// The token is for another audience (JW-02).
    TokenAudience,
    /// The token lacks a scope.
    ScopeInsufficient,

    // Legacy doors and tokens that are exchanged.
    /// The legacy door has ended (LE-02).
    DoorSunset,
    /// The legacy door is in a planned outage.
    DoorOutage,
    /// The token to exchange is of a type that is not exchanged (LE-X2).
    SubjectTokenType,
    /// The token to exchange is no live access token of ours (LE-X2).
    SubjectTokenInvalid,
    /// No rule allows this exchange to this client (LE-X1).
    ExchangeNotAllowed,
    /// The assertion that vouches for a person is wrong (RFC 7523).
    AssertionWrong,
    /// The assertion that vouches for a person was used before.
    AssertionReused,
    /// The terms were not accepted in this session.
    TermsNotAccepted,
    /// Other terms are in force than those that were accepted.
    TermsOutdated,
    /// The API key is missing, unknown or another partner's.
    ApiKeyWrong,
    /// The client vouches for a person whom it has not connected yet.
    HumanUnknown,
    /// The operator has blocked the person that the client vouches for.
    HumanBlocked,
    /// No session is started any more for a person who has connected a source.
    SessionWindowClosed,
    /// The client may not have a token of its own at this door.
    ClientTokenNotAllowed,
    /// The source that a person wants to connect is not offered (UP-04).
    SourceDisabled,
    /// The source cannot be reached, or what it says is not to be believed (UP-02).
    SourceFailed,

    // Ours.
    /// Too much work is queued (DL-04).
    Overloaded,
    /// Storage is away (TK-25).
    Unavailable,
    /// A defect.
    Internal,
}

/// A refusal: its reason, and what only the log may know.
#[must_use = "a refusal has to be answered"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What the caller may know besides: which parameter, for instance. ASCII, without any
    /// value that was received.
    pub hint: Option<String>,
    /// How long to wait before trying again.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal for this reason.
    pub const fn new(reason: Reason) -> Self {
        Self {
            reason,
            hint: None,
            retry_after: None,
        }
    }

    /// A refusal that names what it is about: a parameter, as a rule.
    pub fn of(reason: Reason, hint: impl Into<String>) -> Self {
        Self {
            reason,
            hint: Some(hint.into()),
            retry_after: None,
        }
    }

    /// A refusal that says how long to wait.
    pub const fn wait(reason: Reason, retry_after: Duration) -> Self {
        Self {
            reason,
            hint: None,
            retry_after: Some(retry_after),
        }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::new(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_listed_once_and_found_by_its_code() {
        for (at, reason) in Reason::ALL.iter().enumerate() {
            assert_eq!(Reason::ALL.iter().position(|r| r == reason), Some(at));
            assert_eq!(Reason::from_code(reason.code()), Some(*reason));
            assert_eq!(reason.public().public(), reason.public());
        }
    }
}
