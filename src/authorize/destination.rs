//! Where an answer may go. Owning a [`Destination`] is the permission to send it there.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    core::{Fault, Reason, RedirectUri, Secret, secret::kind},
    model::ResponseMode,
};

/// A validated redirect target, with what every answer to it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    redirect_uri: RedirectUri,
    mode: ResponseMode,
    state: Option<String>,
    issuer: String,
}

/// An answer to a client, on its way through the browser.
#[derive(Clone, Debug)]
pub enum Answer {
    /// By a redirect to this address.
    Query(Secret<kind::Return>),
    /// By a form that the browser posts.
    FormPost(Form),
}

/// OAuth 2.0 Form Post Response Mode §2: the parameters "are encoded as HTML form values that are
/// auto-submitted in the User Agent".
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is posted.
    pub action: RedirectUri,
    /// Its fields.
    pub fields: Vec<(String, Secret<kind::Return>)>,
}

/// A form as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptForm {
    action: RedirectUri,
    fields: Vec<(String, String)>,
}

impl Destination {
    /// For a redirect URI that was found to be the client's. Only the front channel can say so.
    pub(super) fn new(
        redirect_uri: RedirectUri,
        mode: ResponseMode,
        state: Option<String>,
        issuer: &str,
    ) -> Self {
        Self {
            redirect_uri,
            mode,
            state,
            issuer: issuer.to_owned(),
        }
    }

    /// The redirect URI.
    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// A success (RFC 6749 §4.1.2, RFC 9207 §2).
    pub fn with_code(&self, code: &Secret<kind::Code>) -> Answer {
        self.with(&[("code", Cow::Borrowed(code.expose()))])
    }

    /// An error (RFC 6749 §4.1.2.1, RFC 9207 §2).
    pub fn with_error(&self, reason: Reason, description: &str, uri: &str) -> Answer {
        self.with(&[
            ("error", Cow::Borrowed(reason.oauth_error())),
            ("error_description", Cow::Borrowed(description)),
            ("error_uri", Cow::Borrowed(uri)),
        ])
    }

    fn with(&self, answer: &[(&str, Cow<'_, str>)]) -> Answer {
        let mut pairs = answer.to_vec();
        if let Some(state) = &self.state {
            pairs.push(("state", Cow::Borrowed(state)));
        }
        // RFC 9207 §2: "iss: REQUIRED. The issuer identifier of the authorization server".
        pairs.push(("iss", Cow::Borrowed(&self.issuer)));
        match self.mode {
            ResponseMode::Query => Answer::Query(Secret::new(self.redirect_uri.with_query(&pairs))),
            ResponseMode::FormPost => {
                let field = |(name, value): (&str, Cow<'_, str>)| {
                    (name.to_owned(), Secret::new(value.into_owned()))
                };
                Answer::FormPost(Form {
                    action: self.redirect_uri.clone(),
                    fields: pairs.into_iter().map(field).collect(),
                })
            }
        }
    }
}

impl Answer {
    /// One text for it, to be sealed: the address, or the form as JSON, which no address is.
    pub(super) fn to_text(&self) -> Result<Secret<kind::Return>, Fault> {
        match self {
            Self::Query(address) => Ok(address.clone()),
            Self::FormPost(form) => {
                let field =
                    |(name, value): &(String, Secret<_>)| (name.clone(), value.expose().to_owned());
                let kept = KeptForm {
                    action: form.action.clone(),
                    fields: form.fields.iter().map(field).collect(),
                };
                let text = serde_json::to_string(&kept);
                text.map(Secret::new)
                    .map_err(|error| Fault::Internal(error.to_string()))
            }
        }
    }

    /// From that text.
    pub(super) fn from_text(text: &str) -> Result<Self, Fault> {
        if !text.starts_with('{') {
            return Ok(Self::Query(Secret::new(text)));
        }
        let damaged = |_| Fault::Internal("a return is damaged".into());
        let kept: KeptForm = serde_json::from_str(text).map_err(damaged)?;
        let field = |(name, value): (String, String)| (name, Secret::new(value));
        Ok(Self::FormPost(Form {
            action: kept.action,
            fields: kept.fields.into_iter().map(field).collect(),
        }))
    }
}
