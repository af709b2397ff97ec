//! The authorization machine: binding the redirect URI, the code challenge, the scope.

use std::borrow::Cow;

use oxide_auth::{
    code_grant::{
        authorization::{Authorization, Error, Input, Output, Request},
        extensions::Pkce,
    },
    primitives::{
        registrar::{
            BoundClient, ClientUrl, ExactUrl, PreGrant, RegisteredUrl, Registrar, RegistrarError,
        },
        scope::Scope,
    },
};

use super::{in_order, private, scope_of};
use crate::{
    core::{Reason, RedirectUri, ScopeList},
    model::Client,
};

/// What the machine looks at.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The client that the request names.
    pub client: &'a Client,
    /// Whether this is `signet dev`.
    pub dev: bool,
    /// The redirect URI of the request, byte for byte.
    pub redirect_uri: &'a str,
    /// The response type of the request.
    pub response_type: &'a str,
    /// The scope of the request, less what nobody knows (AZ-21).
    pub scope: &'a ScopeList,
    /// The code challenge of the request, whose form was checked.
    pub challenge: Option<&'a str>,
    /// Its method.
    pub challenge_method: Option<&'a str>,
}

/// What the machine accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// What may be granted, in the order it was asked.
    pub scope: ScopeList,
}

/// The registered redirect URI check alone: before it, an error has nowhere to go.
pub fn bind(client: &Client, dev: bool, redirect_uri: &str) -> Result<RedirectUri, Reason> {
    let registration = Registration { client, dev };
    let asked = ExactUrl::new(redirect_uri.to_owned()).map_err(|_| Reason::RedirectUriMismatch)?;
    registration
        .bound_redirect(ClientUrl {
            client_id: Cow::Borrowed(client.id.as_str()),
            redirect_uri: Some(Cow::Owned(asked)),
        })
        .map(|_| RedirectUri::new(redirect_uri))
        .map_err(|_| Reason::RedirectUriMismatch)
}

/// Drives the machine over one request.
pub fn negotiate(ask: &Ask<'_>) -> Result<Negotiated, Reason> {
    enum Next {
        Start,
        Bind(String, Option<ExactUrl>),
        Extend,
        Negotiate(BoundClient<'static>, Option<Scope>),
    }
    let registration = Registration {
        client: ask.client,
        dev: ask.dev,
    };
    let request = View(ask);
    let mut machine = Authorization::new(&request);
    let mut next = Next::Start;
    loop {
        let input = match next {
            Next::Start => Input::None,
            Next::Bind(client_id, redirect_uri) => {
                let asked = ClientUrl {
                    client_id: Cow::Owned(client_id),
                    redirect_uri: redirect_uri.map(Cow::Owned),
                };
                let bound_client = registration
                    .bound_redirect(asked)
                    .map_err(|_| Reason::RedirectUriMismatch)?;
                Input::Bound {
                    request: &request,
                    bound_client,
                }
            }
            Next::Extend => {
                let method = ask.challenge_method.map(Cow::Borrowed);
                let challenge = ask.challenge.map(Cow::Borrowed);
                // Never `plain` (AZ-09); whether a challenge is required is the client's policy (AZ-08).
                let value = Pkce::optional()
                    .challenge(method, challenge)
                    .map_err(|()| Reason::PkceMethod)?;
                Input::Extended(private(
                    super::PKCE,
                    value.and_then(|value| value.into_private_value().ok().flatten()),
                ))
            }
            Next::Negotiate(bound, scope) => {
                let pre_grant = registration
                    .negotiate(bound, scope)
                    .map_err(|_| Reason::ScopeNotAllowed)?;
                Input::Negotiated {
                    pre_grant,
                    state: None,
                }
            }
        };
        next = match machine.advance(input) {
            Output::Bind {
                client_id,
                redirect_uri,
            } => Next::Bind(client_id, redirect_uri),
            Output::Extend => Next::Extend,
            Output::Negotiate {
                bound_client,
                scope,
            } => Next::Negotiate(bound_client.clone(), scope),
            Output::Ok { pre_grant, .. } => {
                return Ok(Negotiated {
                    scope: in_order(ask.scope, &pre_grant.scope),
                });
            }
            Output::Err(Error::Ignore) => return Err(Reason::RedirectUriMismatch),
            Output::Err(Error::Redirect(mut url)) => {
                use oxide_auth::code_grant::error::AuthorizationErrorType as Kind;
                return Err(match url.description().kind() {
                    Kind::UnsupportedResponseType => Reason::ResponseTypeUnsupported,
                    Kind::InvalidScope => Reason::ScopeInvalid,
                    _ => Reason::ParameterInvalid,
                });
            }
            Output::Err(Error::PrimitiveError) => return Err(Reason::Internal),
        };
    }
}

struct Registration<'a> {
    client: &'a Client,
    dev: bool,
}

impl Registration<'_> {
    fn bound_redirect(&self, bound: ClientUrl<'_>) -> Result<BoundClient<'static>, RegistrarError> {
        // RFC 6749 §3.1.2.3; OpenID Connect Core §3.1.2.1: redirect_uri is required, and compared
        // with the registered ones "by simple string comparison".
        let asked = bound.redirect_uri.ok_or(RegistrarError::Unspecified)?;
        self.client
            .find_redirect(asked.as_str(), self.dev)
            .ok_or(RegistrarError::Unspecified)?;
        Ok(BoundClient {
            client_id: Cow::Owned(bound.client_id.into_owned()),
            redirect_uri: Cow::Owned(RegisteredUrl::Exact(asked.into_owned())),
        })
    }
}

impl Registrar for Registration<'_> {
    fn bound_redirect<'b>(&self, bound: ClientUrl<'b>) -> Result<BoundClient<'b>, RegistrarError> {
        Registration::bound_redirect(self, bound)
    }

    fn negotiate<'b>(
        &self,
        bound: BoundClient<'b>,
        scope: Option<Scope>,
    ) -> Result<PreGrant, RegistrarError> {
        let asked = scope.ok_or(RegistrarError::Unspecified)?;
        // RFC 6749 §3.3; AZ-21: "known but not allowed for the client → invalid_scope".
        if !scope_of(&self.client.scope()).priviledged_to(&asked) {
            return Err(RegistrarError::Unspecified);
        }
        Ok(PreGrant {
            client_id: bound.client_id.into_owned(),
            redirect_uri: bound.redirect_uri.into_owned(),
            scope: asked,
        })
    }

    fn check(&self, _: &str, _: Option<&[u8]>) -> Result<(), RegistrarError> {
        // The front channel authenticates no client.
        Err(RegistrarError::Unspecified)
    }
}

struct View<'a>(&'a Ask<'a>);

impl Request for View<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn client_id(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0.client.id.as_str()))
    }
    fn scope(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.0.scope.to_string()))
    }
    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0.redirect_uri))
    }
    fn state(&self) -> Option<Cow<'_, str>> {
        None
    }
    fn response_type(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0.response_type))
    }
    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}
