//! The access token machine: a code against what it is bound to.

use std::borrow::Cow;

use oxide_auth::{
    code_grant::{
        accesstoken::{AccessToken, Authorization, Input, Output, Request},
        error::AccessTokenErrorType,
        extensions::Pkce,
    },
    primitives::{
        grant::{Grant, Value},
        issuer::{IssuedToken, TokenType},
    },
};
use url::Url;

use super::{PKCE, in_order, never, private, scope_of};
use crate::{
    core::{Reason, ScopeList, Secret, secret::kind},
    model::{Client, Code},
};

/// What the machine looks at. The client was authenticated, and the code's client, end, redirect
/// URI and the verifier's form were judged before (TK-08).
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The authenticated client.
    pub client: &'a Client,
    /// The code as it was sent.
    pub sent: &'a Secret<kind::Code>,
    /// The code as it is kept.
    pub code: &'a Code,
    /// The verifier as it was sent.
    pub verifier: Option<&'a Secret<kind::Verifier>>,
    /// Proof, for this request only, that the client was authenticated: the machine knows
    /// passwords only.
    pub marker: &'a [u8; 32],
}

/// What the machine grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// The scope, in the order it was consented.
    pub scope: ScopeList,
}

/// Drives the machine over one redemption. It marks nothing: consuming the code is the caller's.
pub fn redeem(ask: &Ask<'_>) -> Result<Redeemed, Reason> {
    enum Next {
        Start,
        Authenticate(String, Option<Vec<u8>>),
        Recover,
        Extend(Option<String>),
        Issue,
    }
    let request = View(ask);
    let mut machine = AccessToken::new(&request);
    let mut next = Next::Start;
    loop {
        let input = match next {
            Next::Start => Input::None,
            Next::Authenticate(client, marker) => {
                let right = client == ask.client.id.as_str()
                    && match marker {
                        Some(marker) => !ask.client.is_public() && marker == ask.marker,
                        None => ask.client.is_public(),
                    };
                if !right {
                    return Err(Reason::ClientSecretWrong);
                }
                Input::Authenticated
            }
            Next::Recover => Input::Recovered(Some(Box::new(grant_of(ask.code)?))),
            Next::Extend(challenge) => {
                let verifier = ask.verifier.map(|v| Cow::Borrowed(v.expose()));
                let stored = challenge.map(|text| Value::private(Some(text)));
                // RFC 7636 §4.6: the machine compares; missing and surplus verifiers were judged before.
                Pkce::optional()
                    .verify(stored, verifier)
                    .map_err(|()| Reason::VerifierMismatch)?;
                Input::Extended {
                    access_extensions: oxide_auth::primitives::grant::Extensions::new(),
                }
            }
            Next::Issue => Input::Issued(IssuedToken {
                // The real token is made from the grant after the commit; the machine only
                // learns that there is one.
                token: String::new(),
                refresh: None,
                until: never(),
                token_type: TokenType::Bearer,
            }),
        };
        let issuing = match machine.advance(input) {
            Output::Authenticate { client, passdata } => {
                next = Next::Authenticate(client.to_owned(), passdata.map(<[u8]>::to_vec));
                continue;
            }
            Output::Recover { .. } => {
                next = Next::Recover;
                continue;
            }
            Output::Extend { extensions } => {
                let challenge = extensions
                    .private()
                    .find(|(name, _)| *name == PKCE)
                    .and_then(|(_, value)| value.map(str::to_owned));
                next = Next::Extend(challenge);
                continue;
            }
            Output::Issue { grant } => grant.clone(),
            Output::Ok(_) => {
                return Ok(Redeemed {
                    scope: ask.code.scope.clone(),
                });
            }
            Output::Err(error) => {
                let mut error = *error;
                return Err(
                    match error.description().map(|description| description.kind()) {
                        Some(AccessTokenErrorType::InvalidGrant) => Reason::CodeRedirectMismatch,
                        Some(AccessTokenErrorType::UnsupportedGrantType) => {
                            Reason::GrantTypeUnsupported
                        }
                        Some(_) => Reason::ParameterInvalid,
                        None => Reason::Internal,
                    },
                );
            }
        };
        // What the machine would issue must be what was consented.
        if in_order(&ask.code.scope, &issuing.scope) != ask.code.scope {
            return Err(Reason::Internal);
        }
        next = Next::Issue;
    }
}

fn grant_of(code: &Code) -> Result<Grant, Reason> {
    Ok(Grant {
        owner_id: code.user_id.to_string(),
        client_id: code.client_id.to_string(),
        scope: scope_of(&code.scope),
        redirect_uri: Url::parse(code.redirect_uri.as_str()).map_err(|_| Reason::Internal)?,
        until: never(),
        extensions: match &code.challenge {
            Some(challenge) => private(PKCE, Some(encoded(challenge)?)),
            None => oxide_auth::primitives::grant::Extensions::new(),
        },
    })
}

/// A challenge as the machine's extension stores it.
fn encoded(challenge: &str) -> Result<String, Reason> {
    Pkce::optional()
        .challenge(Some(Cow::Borrowed("S256")), Some(Cow::Borrowed(challenge)))
        .ok()
        .flatten()
        .and_then(|value| value.into_private_value().ok().flatten())
        .ok_or(Reason::Internal)
}

struct View<'a>(&'a Ask<'a>);

impl Request for View<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0.sent.expose()))
    }
    fn authorization(&self) -> Authorization<'_> {
        let id = Cow::Borrowed(self.0.client.id.as_str());
        if self.0.client.is_public() {
            Authorization::Username(id)
        } else {
            Authorization::UsernamePassword(id, Cow::Borrowed(self.0.marker))
        }
    }
    fn client_id(&self) -> Option<Cow<'_, str>> {
        // Beside `authorization` the machine would call it a duplicate.
        None
    }
    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        // The raw texts were compared before; the machine compares parsed URLs.
        Some(Cow::Borrowed(self.0.code.redirect_uri.as_str()))
    }
    fn grant_type(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed("authorization_code"))
    }
    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}
