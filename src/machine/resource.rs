//! The resource machine: whether a token's scope opens a resource.

use std::borrow::Cow;

use oxide_auth::{
    code_grant::resource::{Error, ErrorCode, Input, Output, Request, Resource},
    primitives::{
        grant::{Extensions, Grant},
        scope::Scope,
    },
};
use url::Url;

use super::{never, scope_of};
use crate::core::{Reason, ScopeList};

/// Asks whether a token with `granted`, which was verified, may use a resource that needs
/// `needed`. `authorization` is the header as it was sent.
pub fn protect(authorization: &str, granted: &ScopeList, needed: &str) -> Result<(), Reason> {
    let scopes: Vec<Scope> = needed.parse().into_iter().collect();
    let grant = Grant {
        owner_id: String::new(),
        client_id: String::new(),
        scope: scope_of(granted),
        redirect_uri: Url::parse("about:blank").map_err(|_| Reason::Internal)?,
        until: never(),
        extensions: Extensions::new(),
    };
    let request = View(authorization);
    let mut machine = Resource::new();
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::GetRequest => Input::Request { request: &request },
            Output::DetermineScopes => Input::Scopes(&scopes),
            Output::Recover { .. } => Input::Recovered(Some(grant.clone())),
            Output::Ok(_) => return Ok(()),
            Output::Err(error) => {
                return Err(match error {
                    Error::NoAuthentication { .. } => Reason::TokenMissing,
                    // RFC 6750 §3.1; the machine calls a token that it does not know
                    // `invalid_request`.
                    Error::AccessDenied { failure, .. }
                        if matches!(failure.code, Some(ErrorCode::InsufficientScope)) =>
                    {
                        Reason::ScopeInsufficient
                    }
                    Error::AccessDenied { .. } | Error::InvalidRequest { .. } => {
                        Reason::TokenInvalid
                    }
                    Error::PrimitiveError => Reason::Internal,
                });
            }
        };
    }
}

struct View<'a>(&'a str);

impl Request for View<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn token(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_opens_what_needs_it_and_nothing_else() {
        let granted = ScopeList::parse("openid a").unwrap();
        assert_eq!(protect("Bearer x", &granted, "openid"), Ok(()));
        assert_eq!(
            protect("Bearer x", &granted, "b"),
            Err(Reason::ScopeInsufficient)
        );
        assert_eq!(
            protect("Basic x", &granted, "openid"),
            Err(Reason::TokenInvalid)
        );
    }
}
