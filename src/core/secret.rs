//! Secrets that cannot be printed, and digests, the only form of them that can be stored.

use std::{fmt, marker::PhantomData};

use zeroize::Zeroizing;

/// A secret text of kind `K` (a code, a session cookie, a password). Wiped when dropped.
///
/// It has no `Display` and no `Serialize`; [`Secret::expose`] is where it leaves.
pub struct Secret<K>(Zeroizing<String>, PhantomData<fn() -> K>);

impl<K> Secret<K> {
    /// Takes the text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()), PhantomData)
    }

    /// The secret itself. Each call is a place to look at in review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<K> Clone for Secret<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}
impl<K> fmt::Debug for Secret<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The 32-byte digest of a `Secret<K>`: what a column holds and what a look-up compares.
pub struct Digest<K>([u8; 32], PhantomData<fn() -> K>);

impl<K> Digest<K> {
    /// Takes 32 digest bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes, PhantomData)
    }

    /// From a column; `None` unless it holds 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        Some(Self::new(bytes.try_into().ok()?))
    }

    /// The bytes, for a column.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl<K> Clone for Digest<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Digest<K> {}
impl<K> PartialEq for Digest<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Digest<K> {}
impl<K> fmt::Debug for Digest<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(***)")
    }
}

/// Kinds of secrets: the marker types of [`Secret`] and [`Digest`].
pub mod kind {
    /// An authorization code (RFC 6749 §4.1.2).
    pub enum Code {}
    /// A PKCE code verifier (RFC 7636 §4.1).
    pub enum Verifier {}
    /// The cookie of a browser session.
    pub enum Session {}
    /// The cookie that binds authorization requests to one browser.
    pub enum Browser {}
    /// The cookie that lists the accounts of a browser.
    pub enum Accounts {}
    /// The cookie that names a browser to the people who signed in on it.
    pub enum Device {}
    /// The one-time address of a Connect page.
    pub enum Opening {}
    /// What a Connect page works by.
    pub enum Page {}
    /// The `state` of a sign-in at another provider (RFC 6749 §4.1.1).
    pub enum State {}
    /// The one-time id of a return page.
    pub enum Return {}
    /// A person's password.
    pub enum Password {}
    /// A one-time code of an authenticator app.
    pub enum Otp {}
    /// A recovery code.
    pub enum Recovery {}
    /// What stands in a link that was sent to somebody (RC-02).
    pub enum ActionCode {}
    /// Where it was sent, keyed.
    pub enum Recipient {}
    /// The short code that was sent along with it, or in place of it (RC-08).
    pub enum ShortCode {}
    /// The code of an invitation.
    pub enum Invitation {}
    /// A client's secret (RFC 6749 §2.3.1).
    pub enum Client {}
    /// An API key of a legacy door's partner.
    pub enum ApiKey {}
    /// The id of a client's assertion.
    pub enum Assertion {}
    /// An access token, in any format.
    pub enum AccessToken {}
    /// A refresh token.
    pub enum RefreshToken {}
    /// A token of whatever kind, as it was sent to be inspected or revoked.
    pub enum AnyToken {}
    /// An ID token (OpenID Connect Core §2).
    pub enum IdToken {}
    /// A logout token (Back-Channel Logout §2.4).
    pub enum LogoutToken {}
    /// A form's token against cross-site posts.
    pub enum Csrf {}
    /// What a passkey signs, once.
    pub enum Challenge {}
    /// What a limit is counted by: an identifier, keyed.
    pub enum Limit {}
    /// A subject that only one sector sees.
    pub enum Subject {}
    /// Key material in PEM or base64 text.
    pub enum KeyMaterial {}
    /// The seed of an authenticator app, in base32.
    pub enum TotpSeed {}
}

#[cfg(test)]
mod tests {
    use super::*;

    // ST-07: secret types print `***`.
    #[test]
    fn a_secret_prints_as_stars() {
        let secret: Secret<kind::Password> = Secret::new("canary");
        assert_eq!(format!("{secret:?}"), "***");
        assert_eq!(
            format!("{:?}", Digest::<kind::Code>::new([7; 32])),
            "Digest(***)"
        );
    }

    // ST-07: nor does the text of a panic tell one.
    #[test]
    fn a_panic_tells_no_secret() {
        let secret: Secret<kind::TotpSeed> = Secret::new("canary");
        let told = std::panic::catch_unwind(|| {
            panic!("found {:?}", (&secret, Some(&secret)));
        });
        let told = told.unwrap_err();
        let told = told.downcast_ref::<String>().unwrap();
        assert!(told.contains("***") && !told.contains("canary"), "{told}");
    }
}
