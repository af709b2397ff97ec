//! The refresh machine: whether a grant covers what a refresh asks for.

use std::borrow::Cow;

use oxide_auth::{
    code_grant::{
        error::AccessTokenErrorType,
        refresh::{Error, Input, Output, Refresh, Request},
    },
    primitives::{
        grant::{Extensions, Grant},
        issuer::{RefreshedToken, TokenType},
    },
};
use url::Url;

use super::{in_order, never, scope_of};
use crate::{
    core::{Reason, ScopeList, Secret, secret::kind},
    model::{self, Client},
};

/// What the machine looks at. The client was authenticated, and the token's own life is judged
/// by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The authenticated client.
    pub client: &'a Client,
    /// The token as it was sent.
    pub sent: &'a Secret<kind::RefreshToken>,
    /// The grant that it belongs to.
    pub grant: &'a model::Grant,
    /// The scope that is asked; all of the grant's if none is.
    pub scope: Option<&'a ScopeList>,
    /// Proof, for this request only, that the client was authenticated.
    pub marker: &'a [u8; 32],
}

/// Drives the machine over one refresh: the scope of the new access token, in the grant's order.
/// It marks nothing, and the grant keeps its own scope (RFC 6749 §6).
pub fn refresh(ask: &Ask<'_>) -> Result<ScopeList, Reason> {
    enum Next {
        Start,
        Authenticate(String, Option<Vec<u8>>),
        Recover,
        Issue,
    }
    let request = View(ask);
    let mut machine = Refresh::new(&request);
    let mut next = Next::Start;
    let mut covered = None;
    loop {
        let input = match next {
            Next::Start => Input::None,
            Next::Authenticate(client, marker) => {
                // The machine asks for the grant's client if nobody was named. A public client
                // was named by the request, and by nothing else.
                let right = client == ask.client.id.as_str()
                    && match marker {
                        Some(marker) => !ask.client.is_public() && marker == ask.marker,
                        None => ask.client.is_public(),
                    };
                if !right {
                    return Err(Reason::RefreshClientMismatch);
                }
                Input::Authenticated {
                    scope: request.scope(),
                }
            }
            Next::Recover => Input::Recovered {
                scope: request.scope(),
                grant: Some(Box::new(grant_of(ask.grant)?)),
            },
            Next::Issue => Input::Refreshed(RefreshedToken {
                // The real tokens are made after the commit.
                token: String::new(),
                refresh: None,
                until: never(),
                token_type: TokenType::Bearer,
            }),
        };
        next = match machine.advance(input) {
            Output::Unauthenticated { client, pass } => {
                Next::Authenticate(client.to_owned(), pass.map(<[u8]>::to_vec))
            }
            Output::RecoverRefresh { .. } => Next::Recover,
            Output::Refresh { grant, .. } => {
                covered = Some(in_order(&ask.grant.scope, &grant.scope));
                Next::Issue
            }
            Output::Ok(_) => return covered.ok_or(Reason::Internal),
            Output::Err(Error::Unauthorized(..)) => return Err(Reason::RefreshClientMismatch),
            Output::Err(Error::Primitive) => return Err(Reason::Internal),
            Output::Err(mut error @ Error::Invalid(_)) => {
                let kind = error.description().map(|description| description.kind());
                return Err(match kind {
                    Some(AccessTokenErrorType::InvalidScope) => Reason::ScopeNotAllowed,
                    Some(AccessTokenErrorType::InvalidGrant) => Reason::RefreshClientMismatch,
                    _ => Reason::ParameterInvalid,
                });
            }
        };
    }
}

fn grant_of(grant: &model::Grant) -> Result<Grant, Reason> {
    Ok(Grant {
        owner_id: grant.subject().claim(),
        client_id: grant.client_id.to_string(),
        scope: scope_of(&grant.scope),
        redirect_uri: Url::parse("about:blank").map_err(|_| Reason::Internal)?,
        // The machine compares with the wall clock, and would move the end to an hour from now;
        // ours was judged by our clock.
        until: never(),
        extensions: Extensions::new(),
    })
}

struct View<'a>(&'a Ask<'a>);

impl Request for View<'_> {
    fn valid(&self) -> bool {
        true
    }

    fn refresh_token(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0.sent.expose()))
    }

    fn scope(&self) -> Option<Cow<'_, str>> {
        self.0.scope.map(|scope| Cow::Owned(scope.to_string()))
    }

    fn grant_type(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed("refresh_token"))
    }

    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        (!self.0.client.is_public()).then(|| {
            (
                Cow::Borrowed(self.0.client.id.as_str()),
                Cow::Borrowed(&self.0.marker[..]),
            )
        })
    }

    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}
