//! Token exchange (RFC 8693): a token for one audience becomes one for another.

use super::{Issued, refuse};
use crate::{
    app::Ctx,
    authn::Caller,
    core::{Door, Reason, ScopeList, Secret, Settled, secret::kind},
};

/// The name in metrics and in the audit trail.
pub const NAME: &str = "token_exchange";

/// What `/token`, or a legacy door, was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The token to exchange.
    pub subject_token: Secret<kind::AccessToken>,
    /// What it says that this is: a URI of RFC 8693 §3.
    pub subject_token_type: String,
    /// What is wanted for it: a URI of RFC 8693 §3; an access token unless said.
    pub requested_token_type: Option<String>,
    /// Where the new token is to be used, by name: a door's, for instance.
    pub audience: Vec<String>,
    /// Where the new token is to be used, by address.
    pub resource: Vec<String>,
    /// The scope that is asked; all that can be had if none is.
    pub scope: Option<ScopeList>,
    /// The legacy door that asks, and gives the token in its own form. None at `/token`.
    pub at_door: Option<Door>,
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, _request: &Request) -> Settled<Issued> {
    refuse(ctx, caller, NAME, Reason::GrantTypeUnsupported.into())
}
