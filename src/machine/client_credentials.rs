//! The client credentials machine: the scope that a client may have for itself.

use std::borrow::Cow;

use oxide_auth::{
    code_grant::client_credentials::{ClientCredentials, Input, Output, Request},
    primitives::{
        grant::Extensions,
        registrar::{BoundClient, ExactUrl, PreGrant, RegisteredUrl},
        scope::Scope,
    },
};

use super::{in_order, scope_of};
use crate::{
    core::{Reason, ScopeList},
    model::Client,
};

/// Drives the machine over one request of a client that was authenticated. `scope` is what was
/// asked, less what nobody knows.
pub fn negotiate(
    client: &Client,
    scope: &ScopeList,
    marker: &[u8; 32],
) -> Result<ScopeList, Reason> {
    enum Next {
        Start,
        Authenticate(bool),
        Bind,
        Extend,
        Negotiate(Option<Scope>),
    }
    let request = View {
        client,
        scope,
        marker,
    };
    let mut machine = ClientCredentials::new(&request);
    let mut next = Next::Start;
    loop {
        let input = match next {
            Next::Start => Input::None,
            Next::Authenticate(false) => return Err(Reason::ClientSecretWrong),
            Next::Authenticate(true) => Input::Authenticated,
            Next::Bind => Input::Bound {
                bound_client: nowhere(client)?,
            },
            Next::Extend => Input::Extended {
                extensions: Extensions::new(),
            },
            Next::Negotiate(asked) => {
                let asked = asked.ok_or(Reason::ScopeInvalid)?;
                // RFC 6749 §3.3, §4.4.2.
                if !scope_of(&client.scope()).priviledged_to(&asked) {
                    return Err(Reason::ScopeNotAllowed);
                }
                let bound = nowhere(client)?;
                Input::Negotiated {
                    pre_grant: PreGrant {
                        client_id: bound.client_id.into_owned(),
                        redirect_uri: bound.redirect_uri.into_owned(),
                        scope: asked,
                    },
                }
            }
        };
        next = match machine.advance(input) {
            Output::Authenticate {
                client: id,
                passdata,
            } => Next::Authenticate(
                id == client.id.as_str() && passdata == marker && !client.is_public(),
            ),
            Output::Binding { .. } => Next::Bind,
            Output::Extend => Next::Extend,
            Output::Negotiate { scope, .. } => Next::Negotiate(scope),
            Output::Ok { pre_grant, .. } => return Ok(in_order(scope, &pre_grant.scope)),
            Output::Err(_) => return Err(Reason::ParameterInvalid),
        };
    }
}

/// The machine wants a redirect URI even where nothing is redirected.
fn nowhere(client: &Client) -> Result<BoundClient<'static>, Reason> {
    let url = ExactUrl::new("about:blank".to_owned()).map_err(|_| Reason::Internal)?;
    Ok(BoundClient {
        client_id: Cow::Owned(client.id.to_string()),
        redirect_uri: Cow::Owned(RegisteredUrl::Exact(url)),
    })
}

struct View<'a> {
    client: &'a Client,
    scope: &'a ScopeList,
    marker: &'a [u8; 32],
}

impl Request for View<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        Some((
            Cow::Borrowed(self.client.id.as_str()),
            Cow::Borrowed(self.marker),
        ))
    }
    fn scope(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.scope.to_string()))
    }
    fn grant_type(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed("client_credentials"))
    }
    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}
