//! A client vouches for a person of its own (RFC 7523 §2.1).

use super::{Issued, refuse};
use crate::{
    app::Ctx,
    authn::{Caller, assertion::Voucher},
    core::{Door, Reason, ScopeList, Settled},
};

/// The name in metrics and in the audit trail.
pub const NAME: &str = "jwt_bearer";

/// What `/token`, or a legacy door, was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// How the client vouches.
    pub vouched: Vouched,
    /// The scope that is asked: one of [`crate::model::human::Kind`]; `connect` if none is.
    pub scope: Option<ScopeList>,
    /// Where the token is to be used (RFC 8707).
    pub resource: Vec<String>,
    /// The legacy door that asks, and gives the tokens in its own form. None at `/token`.
    pub at_door: Option<Door>,
}

/// How a client vouches for a person.
#[derive(Clone, Debug)]
pub enum Vouched {
    /// By an assertion that it signed.
    Assertion(Voucher),
    /// By its word, in a call that it proved itself by. It has no wire name at `/token`: only a
    /// legacy door can build it.
    Direct {
        /// What it calls the person.
        client_user_id: String,
        /// Their email address, if it tells.
        email: Option<String>,
    },
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, _request: &Request) -> Settled<Issued> {
    refuse(ctx, caller, NAME, Reason::GrantTypeUnsupported.into())
}
