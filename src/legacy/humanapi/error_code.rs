//! The errors that Human API's document names.

/// The document's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// `type` is none of those that are known.
    TokenType,
    /// The human may have no id token.
    IdToken,
    /// The client may have no token of its own.
    ClientToken,
    /// No client is named, or nobody has heard of it and it has no secret.
    ClientId,
    /// The secret is missing, or fits no client of that id.
    ClientSecret,
    /// The time in which sessions are started is over.
    SessionToken,
    /// No human who could come back.
    ClientUserId,
    /// Anything else that the client may not do.
    NotAuthorized,
}

impl ErrorCode {
    /// Its status, its name and its description: the document's, and the status where it has one.
    pub(super) const fn words(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::TokenType => (
                400,
                "INVALID_TOKEN_TYPE",
                "The specified token type parameter is invalid",
            ),
            Self::IdToken => (
                403,
                "ID_TOKEN_GENERATION_NOT_ALLOWED",
                "User is not allowed to generate ID tokens",
            ),
            Self::ClientToken => (
                403,
                "CLIENT_TOKEN_GENERATION_NOT_ALLOWED",
                "client_id is not allowed to generate client tokens",
            ),
            Self::ClientId => (401, "INVALID_CLIENT_ID", "Invalid client_id"),
            Self::ClientSecret => (
                401,
                "INVALID_CLIENT_ID_OR_SECRET",
                "Invalid client_id or client_secret",
            ),
            Self::SessionToken => (
                403,
                "SESSION_TOKEN_GENERATION_NOT_ALLOWED",
                "Session token time window expired: no longer allowed to generate session tokens",
            ),
            Self::ClientUserId => (404, "UNKNOWN_CLIENT_USER_ID", "Unknown client_user_id"),
            Self::NotAuthorized => (
                403,
                "NOT_AUTHORIZED",
                "Not authorized to perform this action",
            ),
        }
    }
}
