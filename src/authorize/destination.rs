//! Where an answer may go. Owning a [`Destination`] is the permission to redirect there.

use std::borrow::Cow;

use crate::core::{Reason, RedirectUri, Secret, secret::kind};

/// A validated redirect target, with what every answer to it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    redirect_uri: RedirectUri,
    state: Option<String>,
    issuer: String,
}

impl Destination {
    /// For a redirect URI that was found to be the client's. Only the front channel can say so.
    pub(super) fn new(redirect_uri: RedirectUri, state: Option<String>, issuer: &str) -> Self {
        Self {
            redirect_uri,
            state,
            issuer: issuer.to_owned(),
        }
    }

    /// The redirect URI.
    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// The address of a success (RFC 6749 §4.1.2, RFC 9207 §2).
    pub fn with_code(&self, code: &Secret<kind::Code>) -> Secret<kind::Return> {
        Secret::new(self.with(&[("code", Cow::Borrowed(code.expose()))]))
    }

    /// The address of an error (RFC 6749 §4.1.2.1, RFC 9207 §2).
    pub fn with_error(&self, reason: Reason, description: &str, uri: &str) -> String {
        self.with(&[
            ("error", Cow::Borrowed(reason.oauth_error())),
            ("error_description", Cow::Borrowed(description)),
            ("error_uri", Cow::Borrowed(uri)),
        ])
    }

    fn with(&self, answer: &[(&str, Cow<'_, str>)]) -> String {
        let mut pairs = answer.to_vec();
        if let Some(state) = &self.state {
            pairs.push(("state", Cow::Borrowed(state)));
        }
        // RFC 9207 §2: "iss: REQUIRED. The issuer identifier of the authorization server".
        pairs.push(("iss", Cow::Borrowed(&self.issuer)));
        self.redirect_uri.with_query(&pairs)
    }
}
