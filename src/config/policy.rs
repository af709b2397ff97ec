//! The policy numbers: what is promised about lifetimes, tries and costs, and how far a
//! configuration may move them.
//!
//! One file, pinned by the test below, so that a change is a decision. Section defaults refer to
//! these; `…_MAX` and `…_MIN` are hard bounds that `validate()` enforces and no flag lifts.

use std::time::Duration;

const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

const fn hours(n: u64) -> Duration {
    minutes(n * 60)
}

const fn days(n: u64) -> Duration {
    hours(n * 24)
}

// Authorization codes.

/// How long an authorization code may be redeemed (AZ-28).
pub const CODE_TTL: Duration = Duration::from_secs(60);
/// No code lives longer (FAPI 2.0 Security Profile §5.3.2.1).
pub const CODE_TTL_MAX: Duration = Duration::from_secs(60);
/// A second redemption this soon after the first is a race, refused without revoking the grant
/// (TK-15).
pub const CODE_RACE_ALLOWANCE: Duration = Duration::from_secs(1);

// Tokens.

/// Lifetime of an access token. A legacy door's is its contract's.
pub const ACCESS_TOKEN_TTL: Duration = minutes(5);
/// No standard access token lives longer.
pub const ACCESS_TOKEN_TTL_MAX: Duration = hours(1);
/// Lifetime of an ID token.
pub const ID_TOKEN_TTL: Duration = minutes(5);
/// No ID token lives longer.
pub const ID_TOKEN_TTL_MAX: Duration = hours(1);
/// A refresh token that is not used for this long is dead.
pub const REFRESH_IDLE: Duration = days(14);
/// A refresh lineage ends this long after its first token; use never extends it.
pub const REFRESH_ABSOLUTE: Duration = days(90);
/// Further uses of a refresh token this soon after the first are a race: each gets the same
/// successor.
pub const REFRESH_RACE: Duration = Duration::from_secs(10);
/// No race lasts longer.
pub const REFRESH_RACE_MAX_WINDOW: Duration = Duration::from_secs(60);
/// Answers within the race window; then 429, and nothing is revoked.
pub const REFRESH_RACE_MAX: i32 = 32;
/// A further use this soon after the first may be the retry of a lost answer.
pub const REFRESH_LOST: Duration = minutes(5);
/// No answer is looked for longer.
pub const REFRESH_LOST_MAX_WINDOW: Duration = minutes(10);
/// Answers within that window, after the race window; then it is reuse.
pub const REFRESH_LOST_MAX: i32 = 4;
/// Failed redemptions of a code by its own client after which it is over (TK-10).
pub const CODE_TRIES: i32 = 5;
/// What `exp` and `nbf` of our own tokens may be off by.
pub const CLOCK_LEEWAY: Duration = Duration::from_secs(5);

/// What a token that comes of an exchange lasts unless its rule says (LE-X3).
pub const EXCHANGE_TTL: Duration = minutes(5);
/// The longest that a rule may say.
pub const EXCHANGE_TTL_MAX: Duration = hours(1);
/// How many may act, one for the other (LE-X3).
pub const EXCHANGE_DEPTH: usize = 2;

// Client authentication.

/// A client assertion counts as ended this long after its `iat`; in profile `fapi2`, and without
/// `iat`, its `exp` may be this far ahead (CA-07).
pub const ASSERTION_LIFE: Duration = minutes(5);
/// How far ahead its `exp` may be otherwise (CA-07).
pub const ASSERTION_LIFE_MAX: Duration = hours(1);
/// How far ahead its `iat` and `nbf` may be: the clocks of others (CA-07).
pub const ASSERTION_AHEAD: Duration = Duration::from_secs(10);
/// Assertions of one client that are remembered at a time (DL-06).
pub const ASSERTIONS_PER_CLIENT: i64 = 10_000;
/// A key set that was fetched is asked for again after this (CA-10).
pub const KEY_SET_FRESH: Duration = minutes(5);
/// No client's key set is asked for more often than this (CA-10).
pub const KEY_SET_RETRY: Duration = Duration::from_secs(30);
/// When it cannot be had, the one before is used for this long (CA-10).
pub const KEY_SET_STALE: Duration = hours(24);
/// Most bytes of a key set (CA-10).
pub const KEY_SET_LIMIT: usize = 64 * 1024;
/// Failed authentications of a client from one address within [`CLIENT_FAILURES_WINDOW`] after
/// which both wait as long (CA-12).
pub const CLIENT_FAILURES: u32 = 10;
/// The window of [`CLIENT_FAILURES`].
pub const CLIENT_FAILURES_WINDOW: Duration = minutes(1);
/// A secret that is replaced works on for this long at most (CA-06).
pub const SECRET_OVERLAP_MAX: Duration = hours(24);

// Telling apps of sessions that ended (JW-20).

/// A logout token lives this long: "preferably at most two minutes in the future"
/// (Back-Channel Logout §2.4).
pub const LOGOUT_TOKEN: Duration = minutes(2);
/// How long a node has a notice for itself while it sends it.
pub const LOGOUT_TURN: Duration = minutes(1);
/// What lies between two of the five tries.
pub const LOGOUT_WAITS: [Duration; 4] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    minutes(3),
    minutes(15),
];

// Mail and text messages.

/// A letter that could not be sent for this long is given up (F21). One with a link or a code that
/// ends before goes with that.
pub const LETTER_LIFE: Duration = hours(24);
/// How long a node has a letter for itself while it sends it; longer than any try takes.
pub const LETTER_TURN: Duration = minutes(5);
/// The first pause after a try that failed; it doubles (F21).
pub const LETTER_FIRST_WAIT: Duration = Duration::from_secs(15);
/// The pause stops doubling here (F21).
pub const LETTER_MOST_WAIT: Duration = hours(1);
/// A whole try, from the look-up of the name to the last answer, takes no longer.
pub const MAIL_TIMEOUT: Duration = minutes(1);
/// No setting makes it longer.
pub const MAIL_TIMEOUT_MAX: Duration = minutes(4);

// Connecting sources.

/// A Connect page works for this long.
pub const CONNECT_PAGE_TTL: Duration = hours(1);
/// Pages that one token opens within their life.
pub const CONNECT_PAGES_MAX: i64 = 100;
/// Sign-ins at sources that one page begins.
pub const CONNECT_STARTS_MAX: i64 = 30;
/// The address that a token is exchanged for opens the page within this time, once.
pub const CONNECT_OPENING_TTL: Duration = minutes(1);
/// A sign-in at a source may take this long (UP-03).
pub const UPSTREAM_LOGIN_TTL: Duration = minutes(10);
/// How far ahead the `iat` of an ID token of another provider may be, and how far back (UP-02).
pub const UPSTREAM_IAT_AHEAD: Duration = minutes(1);
/// See [`UPSTREAM_IAT_AHEAD`].
pub const UPSTREAM_IAT_BACK: Duration = minutes(10);

// Browser sessions and interactions.

/// A browser session that is not used for this long is over (SE-04).
pub const SESSION_IDLE: Duration = minutes(60);
/// NIST SP 800-63B-4 at AAL2.
pub const SESSION_IDLE_MAX: Duration = hours(1);
/// A browser session is over this long after its sign-in (SE-04).
pub const SESSION_ABSOLUTE: Duration = hours(12);
/// NIST SP 800-63B-4 at AAL2.
pub const SESSION_ABSOLUTE_MAX: Duration = hours(24);
/// What is asked before a person changes how they sign in: a sign-in that is no older (SE-07,
/// TF-06, LG-15).
pub const STEP_UP_FRESH: Duration = minutes(5);
/// Most browser sessions of a person at once (SE-12).
pub const SESSIONS_PER_USER: u32 = 10;
/// What a setting may make of it.
pub const SESSIONS_PER_USER_MAX: u32 = 1000;
/// An authorization request that waits for its person lives this long, and so do the cookie that
/// binds it to the browser and the pending sign-in inside it.
pub const INTERACTION_TTL: Duration = minutes(60);
/// The shortest end that a person can choose for an app that stays connected.
pub const OFFLINE_SHORT: Duration = days(90);
/// The longest end by date that they can choose.
pub const OFFLINE_LONG: Duration = days(365);
/// A browser stays known to a person this long after they were last signed in on it (LG-10). No
/// browser keeps a cookie longer.
pub const DEVICE_TTL: Duration = days(400);
/// Nobody is told of a new browser while their account is younger: they are making it.
pub const DEVICE_FIRST: Duration = hours(1);
/// How often it is written down that a known browser was used.
pub const DEVICE_TOUCH: Duration = days(1);
/// Accounts that a browser remembers, for the choice between them.
pub const ACCOUNTS_PER_BROWSER: usize = 5;
/// Authorization requests on their way through the pages that one node keeps; more are refused
/// until some have ended (AZ-34).
pub const INTERACTIONS_MAX: usize = 10_000;
/// The same from one address (AZ-34).
pub const INTERACTIONS_PER_ADDRESS_MAX: usize = 1_000;
/// How long whoever is refused so is asked to wait.
pub const INTERACTIONS_RETRY: Duration = minutes(1);
/// How long a remembered consent spares the question.
pub const CONSENT_MAX: Duration = days(365);

// Passwords and their failures.

/// Fewest code points of a password that is set here (LG-01).
pub const PASSWORD_MIN: usize = 12;
/// No setting makes it shorter; with a second factor, profile `nist` takes as few.
pub const PASSWORD_FLOOR: usize = 8;
/// Fewest code points of a password that is the only factor, in profile `nist` (SP 800-63B-4
/// §3.1.1.2).
pub const NIST_SINGLE_FACTOR_MIN: usize = 15;
/// The least score of zxcvbn, of 4 (LG-03).
pub const ZXCVBN_MIN: u8 = 3;
/// Most code points of a password (LG-01).
pub const PASSWORD_MAX: usize = 256;
/// Most bytes of a password.
pub const PASSWORD_MAX_BYTES: usize = 1024;
/// Argon2id memory in KiB, a floor (LG-04).
pub const ARGON2_M_MIN: u32 = 19_456;
/// Argon2id passes, a floor (LG-04).
pub const ARGON2_T_MIN: u32 = 2;
/// Argon2id lanes, a floor (LG-04).
pub const ARGON2_P_MIN: u32 = 1;
/// How many sign-ins may wait for a hash; beyond it the answer is 503 (DL-04).
pub const PASSWORD_QUEUE: usize = 32;
/// Consecutive failures after which tries are delayed (LG-09).
pub const FAILURES_BEFORE_DELAY: u32 = 5;
/// The first delay; it doubles (LG-09).
pub const FIRST_DELAY: Duration = Duration::from_secs(30);
/// The delay stops doubling here (LG-09).
pub const MAX_DELAY: Duration = minutes(15);
/// Consecutive failures after which the password is disabled until it is reset (LG-09).
pub const DISABLE_AFTER: u32 = 100;
/// NIST SP 800-63B-4 §3.2.2: no more than 100 consecutive failures.
pub const DISABLE_AFTER_MAX: u32 = 100;

/// How long the keys of counters are hashed under one secret (SECURITY §6.10). No counter lives
/// longer, so that one period back is enough to look.
pub const LIMIT_KEYS: Duration = days(360);
/// Accounts at which a network, /24 or /48, fails within [`ADDRESS_WINDOW`] before that is a sign of
/// a spray (SECURITY §6.5).
pub const SPRAY_NETWORK_ACCOUNTS: usize = 60;
/// The same of what calls itself by one name.
pub const SPRAY_AGENT_ACCOUNTS: usize = 120;
/// Failures for one success of those: less is a crowd that mistypes.
pub const SPRAY_FAILURES: u32 = 4;
/// The window of the share of failures of all sign-ins.
pub const FAILING_WINDOW: Duration = minutes(5);
/// Tries within that window before their share says anything.
pub const FAILING_TRIES: u32 = 100;
/// The window of what is usual.
pub const FAILING_BASELINE: Duration = days(7);
/// The most bytes of a body that OCARIoT's contract has.
pub const OCARIOT_BODY: usize = 100 * 1024;
/// Failures of people from one address within [`ADDRESS_WINDOW`] after which it waits (LG-11).
pub const ADDRESS_FAILURES: usize = 30;
/// Accounts that failures from one address were at, within [`ADDRESS_WINDOW`], after which it is
/// blocked for [`ADDRESS_BLOCK`] (LG-11).
pub const ADDRESS_ACCOUNTS: usize = 20;
/// The window of [`ADDRESS_FAILURES`] and [`ADDRESS_ACCOUNTS`].
pub const ADDRESS_WINDOW: Duration = minutes(10);
/// How long an address that sprays is blocked (LG-11).
pub const ADDRESS_BLOCK: Duration = hours(1);
/// Calls of one client a minute, on one node (F23).
pub const CLIENT_CALLS: u32 = 120_000;

// Second factors.

/// Digits of a TOTP code.
pub const TOTP_DIGITS: u32 = 6;
/// Length of a TOTP step.
pub const TOTP_STEP: Duration = Duration::from_secs(30);
/// How many steps before the present one are accepted; none after it (TF-02).
pub const TOTP_STEPS_BACK: u64 = 1;
/// Bytes of a TOTP seed (TF-01: 160 bits).
pub const TOTP_SEED_BYTES: usize = 20;
/// An authenticator app that is not confirmed within this time was never begun (TF-01).
pub const ENROLMENT_TTL: Duration = minutes(10);
/// How long a browser may take to answer with a passkey.
pub const PASSKEY_CHALLENGE: Duration = minutes(5);
/// Passkeys of one person.
pub const PASSKEYS_MOST: usize = 20;
/// Recovery codes in a set (TF-07).
pub const RECOVERY_CODES: usize = 10;
/// How long new recovery codes can be shown, unless their person says before that they are kept.
pub const RECOVERY_SHOWN: Duration = minutes(10);
/// The longest that a device is remembered (TF-10).
pub const REMEMBER_DEVICE_MAX: Duration = days(30);
/// Wrong codes that end one pending sign-in (TF-04).
pub const OTP_TRIES_PER_CHALLENGE: u32 = 5;
/// Wrong codes per person within [`OTP_WINDOW`] that close the second factor (TF-04).
pub const OTP_TRIES_PER_IDENTITY: u32 = 10;
/// The window of [`OTP_TRIES_PER_IDENTITY`].
pub const OTP_WINDOW: Duration = hours(1);
/// How long the second factor then stays closed (TF-04).
pub const OTP_GATE: Duration = minutes(15);

// What is sent to people, and makes something true when it is shown (action codes).

/// A link that proves an address works for this long.
pub const VERIFY_TTL: Duration = hours(24);
/// A link to a new password works for this long (RC-02).
pub const RESET_TTL: Duration = minutes(30);
/// A link that confirms a change of the account works for this long.
pub const CHANGE_TTL: Duration = minutes(30);
/// A changed address or number can be changed back for this long (RC-09).
pub const UNDO_TTL: Duration = hours(72);
/// A link to an account that is not made yet works for this long.
pub const REGISTER_TTL: Duration = hours(24);
/// Whose sign-in it was not can say so for this long.
pub const NOT_ME_TTL: Duration = days(7);
/// Digits of a short code (RC-08: "≥ 8 digits").
pub const SHORT_CODE_DIGITS: u8 = 8;
/// A short code works for this long (RC-08).
pub const SHORT_CODE_TTL: Duration = minutes(10);
/// Tries that each short code has (RC-08).
pub const SHORT_CODE_TRIES: u32 = 5;
/// Wrong short codes an hour for one address or number (RC-08).
pub const SHORT_CODE_TRIES_PER_IDENTITY: u32 = 10;
/// Messages an hour to one recipient (RC-07).
pub const MESSAGES_PER_HOUR: u32 = 3;
/// Messages a day to one recipient (RC-07).
pub const MESSAGES_PER_DAY: u32 = 10;
/// Messages an hour that one address of the network causes (RC-07).
pub const MESSAGES_PER_ADDRESS: u32 = 20;

// Joining.

/// How long an invitation can be used.
pub const INVITATION_TTL: Duration = hours(72);
/// No invitation lives longer.
pub const INVITATION_TTL_MAX: Duration = days(14);
/// How long the link lives that makes an administrator, or lets one come back (LG-18).
pub const ADMIN_LINK_TTL: Duration = hours(1);
/// Most people who join by one invitation.
pub const INVITATION_USES_MAX: u32 = 10_000;

// Keys.

/// `Cache-Control: max-age` of the JWKS.
pub const JWKS_MAX_AGE: Duration = Duration::from_secs(300);
/// A key is published this long before it signs.
pub const KEY_PRE_PUBLISH: Duration = hours(24);
/// A key stays published this long after its last signature: the longest token and 10 minutes.
pub const KEY_RETIRE: Duration = minutes(70);
/// What a key stays published for beyond the end of the last thing that it signed.
pub const KEY_RETIRE_MARGIN: Duration = minutes(10);
/// From one key's first signature to its successor's.
pub const KEY_ROTATE: Duration = days(90);
/// A key is published for a day first, and for hours afterwards.
pub const KEY_ROTATE_MIN: Duration = days(2);
/// No key signs for longer than two years.
pub const KEY_ROTATE_MAX: Duration = days(2 * 365);

// Sizes.

/// Most bytes of a request body (DL-01).
pub const BODY_LIMIT: usize = 32 * 1024;
/// Most bytes of request line and headers (DL-01).
pub const HEADER_LIMIT: usize = 16 * 1024;
/// Most bytes of a request target (DL-01).
pub const URI_LIMIT: usize = 8 * 1024;
/// Connections that one address may hold at a time (DL-11).
pub const CONNECTIONS: usize = 200;

// Running.

/// How long a draining server goes on serving after it stopped being ready (OP-02).
pub const DRAIN: Duration = Duration::from_secs(2);
/// How long requests in flight may take to finish after that (OP-02).
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(20);
/// PostgreSQL ends a statement after this (ST-10).
pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// PostgreSQL gives up on a lock after this (ST-10).
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
/// PostgreSQL ends a transaction that stands idle for this long (ST-10).
pub const IDLE_IN_TRANSACTION_TIMEOUT: Duration = Duration::from_secs(10);

/// Longest `state`, in bytes (AZ-11).
pub const STATE_MAX: usize = 2048;
/// Longest `nonce`, in bytes (AZ-11).
pub const NONCE_MAX: usize = 255;
/// Most scopes in one request (DL-03).
pub const SCOPES_MAX: usize = 50;
/// Most fields in a form (DL-03).
pub const FIELDS_MAX: usize = 100;
/// Longest `claims` parameter, in bytes.
pub const CLAIMS_MAX: usize = 4096;
/// Deepest JSON (DL-03).
pub const JSON_DEPTH: usize = 32;
/// Deepest JSON at a legacy door (DL-03).
pub const LEGACY_JSON_DEPTH: usize = 8;

/// How long a person may think again who asked for the end of their account (PAGES 25).
pub const DELETION_GRACE: Duration = Duration::from_secs(14 * 86_400);
/// The longest that can be set: GDPR 17 wants it without undue delay.
pub const DELETION_GRACE_MAX: Duration = Duration::from_secs(90 * 86_400);
/// How long evidence of consent outlives its person (AU-12).
pub const EVIDENCE_KEPT: Duration = Duration::from_secs(1_095 * 86_400);
/// The longest that can be set.
pub const EVIDENCE_MAX: Duration = Duration::from_secs(3_650 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;

    // AZ-28, TK-15, JW-20, LG-01, LG-04, LG-09, RC-02, RC-07, RC-08, TF-02, TF-04, SE-04, DL-01, DL-04, OP-02, ST-10.
    #[test]
    fn the_policy_numbers_change_by_decision_only() {
        let seconds = [
            (CODE_TTL, 60),
            (CODE_TTL_MAX, 60),
            (CODE_RACE_ALLOWANCE, 1),
            (ACCESS_TOKEN_TTL, 300),
            (ACCESS_TOKEN_TTL_MAX, 3600),
            (ID_TOKEN_TTL, 300),
            (ID_TOKEN_TTL_MAX, 3600),
            (REFRESH_IDLE, 14 * 86_400),
            (REFRESH_ABSOLUTE, 90 * 86_400),
            (REFRESH_RACE, 10),
            (REFRESH_RACE_MAX_WINDOW, 60),
            (REFRESH_LOST, 300),
            (REFRESH_LOST_MAX_WINDOW, 600),
            (CLOCK_LEEWAY, 5),
            (LOGOUT_TOKEN, 120),
            (LOGOUT_TURN, 60),
            (LOGOUT_WAITS.iter().sum(), 5 + 30 + 180 + 900),
            (LETTER_LIFE, 86_400),
            (LETTER_TURN, 300),
            (LETTER_FIRST_WAIT, 15),
            (LETTER_MOST_WAIT, 3600),
            (MAIL_TIMEOUT, 60),
            (MAIL_TIMEOUT_MAX, 240),
            (CONNECT_PAGE_TTL, 3600),
            (CONNECT_OPENING_TTL, 60),
            (UPSTREAM_LOGIN_TTL, 600),
            (UPSTREAM_IAT_AHEAD, 60),
            (UPSTREAM_IAT_BACK, 600),
            (SESSION_IDLE, 3600),
            (SESSION_IDLE_MAX, 3600),
            (SESSION_ABSOLUTE, 43_200),
            (SESSION_ABSOLUTE_MAX, 86_400),
            (INTERACTION_TTL, 3600),
            (STEP_UP_FRESH, 300),
            (CONSENT_MAX, 365 * 86_400),
            (DEVICE_TTL, 400 * 86_400),
            (DEVICE_FIRST, 3600),
            (DEVICE_TOUCH, 86_400),
            (FIRST_DELAY, 30),
            (MAX_DELAY, 900),
            (ADDRESS_WINDOW, 600),
            (ADDRESS_BLOCK, 3600),
            (TOTP_STEP, 30),
            (OTP_WINDOW, 3600),
            (ENROLMENT_TTL, 600),
            (PASSKEY_CHALLENGE, 300),
            (RECOVERY_SHOWN, 600),
            (REMEMBER_DEVICE_MAX, 30 * 86_400),
            (OTP_GATE, 900),
            (VERIFY_TTL, 86_400),
            (RESET_TTL, 1800),
            (CHANGE_TTL, 1800),
            (UNDO_TTL, 72 * 3600),
            (REGISTER_TTL, 86_400),
            (NOT_ME_TTL, 7 * 86_400),
            (SHORT_CODE_TTL, 600),
            (INVITATION_TTL, 72 * 3600),
            (INVITATION_TTL_MAX, 14 * 86_400),
            (ADMIN_LINK_TTL, 3600),
            (JWKS_MAX_AGE, 300),
            (KEY_PRE_PUBLISH, 86_400),
            (KEY_RETIRE, 3600 + 600),
            (KEY_RETIRE_MARGIN, 600),
            (KEY_ROTATE, 90 * 86_400),
            (KEY_ROTATE_MIN, 2 * 86_400),
            (KEY_ROTATE_MAX, 730 * 86_400),
            (DRAIN, 2),
            (SHUTDOWN_GRACE, 20),
            (EXCHANGE_TTL, 300),
            (EXCHANGE_TTL_MAX, 3600),
            (ASSERTION_LIFE, 300),
            (ASSERTION_LIFE_MAX, 3600),
            (ASSERTION_AHEAD, 10),
            (KEY_SET_FRESH, 300),
            (KEY_SET_RETRY, 30),
            (KEY_SET_STALE, 86_400),
            (CLIENT_FAILURES_WINDOW, 60),
            (SECRET_OVERLAP_MAX, 86_400),
            (STATEMENT_TIMEOUT, 5),
            (LOCK_TIMEOUT, 2),
            (IDLE_IN_TRANSACTION_TIMEOUT, 10),
        ];
        for (at, (value, expected)) in seconds.iter().enumerate() {
            assert_eq!(value.as_secs(), *expected, "duration number {at}");
            assert_eq!(value.subsec_nanos(), 0, "duration number {at}");
        }
        assert_eq!(
            (PASSWORD_MIN, PASSWORD_MAX, PASSWORD_MAX_BYTES),
            (12, 256, 1024)
        );
        assert_eq!(
            (PASSWORD_FLOOR, NIST_SINGLE_FACTOR_MIN, ZXCVBN_MIN),
            (8, 15, 3)
        );
        assert_eq!((ARGON2_M_MIN, ARGON2_T_MIN, ARGON2_P_MIN), (19_456, 2, 1));
        assert_eq!((REFRESH_RACE_MAX, REFRESH_LOST_MAX, CODE_TRIES), (32, 4, 5));
        assert_eq!(PASSWORD_QUEUE, 32);
        assert_eq!(
            (ADDRESS_FAILURES, ADDRESS_ACCOUNTS, CLIENT_CALLS),
            (30, 20, 120_000)
        );
        assert_eq!((CLIENT_FAILURES, ASSERTIONS_PER_CLIENT), (10, 10_000));
        assert_eq!(EXCHANGE_DEPTH, 2);
        assert_eq!(KEY_SET_LIMIT, 65_536);
        assert_eq!(LOGOUT_WAITS.len() + 1, 5);
        assert_eq!(
            (FAILURES_BEFORE_DELAY, DISABLE_AFTER, DISABLE_AFTER_MAX),
            (5, 100, 100)
        );
        assert_eq!((TOTP_DIGITS, TOTP_STEPS_BACK, TOTP_SEED_BYTES), (6, 1, 20));
        assert_eq!((RECOVERY_CODES, PASSKEYS_MOST), (10, 20));
        assert_eq!((SHORT_CODE_DIGITS, SHORT_CODE_TRIES), (8, 5));
        assert_eq!(SHORT_CODE_TRIES_PER_IDENTITY, 10);
        assert_eq!(
            (MESSAGES_PER_HOUR, MESSAGES_PER_DAY, MESSAGES_PER_ADDRESS),
            (3, 10, 20)
        );
        assert_eq!((OTP_TRIES_PER_CHALLENGE, OTP_TRIES_PER_IDENTITY), (5, 10));
        assert_eq!(
            (BODY_LIMIT, HEADER_LIMIT, URI_LIMIT),
            (32_768, 16_384, 8_192)
        );
        assert_eq!(CONNECTIONS, 200);
    }
}
