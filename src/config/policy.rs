//! The numbers of the security policy, in one place. A test pins them: a change is a decision.

use std::time::Duration;

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// Authorization code (FAPI 2.0: at most 60 s).
pub const CODE_TTL: Duration = secs(60);
/// Access token.
pub const ACCESS_TTL: Duration = secs(300);
/// Longest access and ID token.
pub const TOKEN_TTL_MAX: Duration = secs(3600);
/// ID token.
pub const ID_TOKEN_TTL: Duration = secs(300);
/// Refresh token without use.
pub const REFRESH_IDLE: Duration = secs(14 * 86400);
/// Refresh token in any case; never extended by use (RFC 9700).
pub const REFRESH_ABSOLUTE: Duration = secs(90 * 86400);
/// Browser session without use, and the most it may be (NIST 800-63B-4, AAL2).
pub const SESSION_IDLE: Duration = secs(3600);
/// Browser session in any case.
pub const SESSION_ABSOLUTE: Duration = secs(12 * 3600);
/// The most that a browser session may last.
pub const SESSION_ABSOLUTE_MAX: Duration = secs(24 * 3600);
/// An authorization request on its way through the pages.
pub const INTERACTION_TTL: Duration = secs(3600);
/// Longest password that is looked at, in bytes.
pub const PASSWORD_MAX_BYTES: usize = 1024;
/// Argon2id memory in KiB (OWASP): a floor.
pub const ARGON2_MEMORY: u32 = 19456;
/// Argon2id passes: a floor.
pub const ARGON2_TIME: u32 = 2;
/// Argon2id lanes: a floor.
pub const ARGON2_LANES: u32 = 1;
/// Password checks that may wait.
pub const ARGON2_QUEUE: usize = 32;
/// Consecutive failures that switch a password off (NIST: at most 100).
pub const FAILURES_DISABLE: u32 = 100;
/// Consecutive failures before tries have to wait (LG-09).
pub const FAILURES_DELAY: u32 = 5;
/// The first wait; it doubles.
pub const DELAY_FIRST: Duration = secs(30);
/// The longest wait.
pub const DELAY_MAX: Duration = secs(15 * 60);
/// Wrong one-time codes that end a sign-in (TF-04).
pub const OTP_TRIES: u8 = 5;
/// Wrong one-time codes of one person in an hour before the wait (TF-04).
pub const OTP_TRIES_HOUR: u32 = 10;
/// That wait.
pub const OTP_WAIT: Duration = secs(15 * 60);
/// A second use of a code within this time is a race, not theft (TK-15).
pub const CODE_RACE: Duration = secs(1);
/// How long others may keep our key set.
pub const JWKS_MAX_AGE: Duration = secs(300);
/// Longest `state`, in bytes (AZ-11).
pub const STATE_MAX: usize = 2048;
/// Longest `nonce`, in bytes (AZ-11).
pub const NONCE_MAX: usize = 255;
/// Most scopes in one request (DL-03).
pub const SCOPES_MAX: usize = 50;
/// Most fields in a form (DL-03).
pub const FIELDS_MAX: usize = 100;
/// Deepest JSON at a legacy door (DL-03).
pub const LEGACY_JSON_DEPTH: usize = 8;
/// Longest request body, in bytes (DL-01).
pub const BODY_MAX: usize = 32 * 1024;
/// Longest request line and headers, in bytes (DL-01).
pub const HEADER_MAX: usize = 16 * 1024;
/// Longest request target, in bytes (DL-01).
pub const URI_MAX: usize = 8 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_policy() {
        let minutes = |d: Duration| d.as_secs() / 60;
        assert_eq!(
            (
                CODE_TTL.as_secs(),
                ACCESS_TTL.as_secs(),
                ID_TOKEN_TTL.as_secs()
            ),
            (60, 300, 300)
        );
        assert_eq!(
            (
                minutes(TOKEN_TTL_MAX),
                minutes(REFRESH_IDLE),
                minutes(REFRESH_ABSOLUTE)
            ),
            (60, 20160, 129_600)
        );
        assert_eq!(
            (
                minutes(SESSION_IDLE),
                minutes(SESSION_ABSOLUTE),
                minutes(SESSION_ABSOLUTE_MAX)
            ),
            (60, 720, 1440)
        );
        assert_eq!(
            (ARGON2_MEMORY, ARGON2_TIME, ARGON2_LANES, ARGON2_QUEUE),
            (19456, 2, 1, 32)
        );
        assert_eq!(
            (
                FAILURES_DELAY,
                FAILURES_DISABLE,
                DELAY_FIRST.as_secs(),
                minutes(DELAY_MAX)
            ),
            (5, 100, 30, 15)
        );
        assert_eq!((OTP_TRIES, OTP_TRIES_HOUR, minutes(OTP_WAIT)), (5, 10, 15));
        assert_eq!(
            (
                CODE_RACE.as_secs(),
                JWKS_MAX_AGE.as_secs(),
                minutes(INTERACTION_TTL)
            ),
            (1, 300, 60)
        );
        assert_eq!(
            (
                STATE_MAX,
                NONCE_MAX,
                SCOPES_MAX,
                FIELDS_MAX,
                LEGACY_JSON_DEPTH
            ),
            (2048, 255, 50, 100, 8)
        );
        assert_eq!(
            (BODY_MAX, HEADER_MAX, URI_MAX, PASSWORD_MAX_BYTES),
            (32768, 16384, 8192, 1024)
        );
    }
}
