//! Floor 2: oxide-auth, the referee of the OAuth rules. The only room that knows it.
//!
//! Its sans-IO machines are driven over values that were loaded before; they hold no connection,
//! and what they decide comes back as a value. What oxide-auth does not do, or does otherwise
//! than the standards ask (error codes, exact redirect comparison, PKCE's limits, our clock),
//! its callers do around it; each such trap has a test.

pub mod access_token;
pub mod authorization;
pub mod client_credentials;
pub mod refresh;
pub mod resource;

use chrono::{DateTime, Utc};
use oxide_auth::primitives::{
    grant::{Extensions, Value},
    scope::Scope,
};

use crate::core::ScopeList;

/// The name under which a code challenge travels in a grant's extensions.
const PKCE: &str = "pkce";

/// An end that is never reached: oxide-auth compares ends with the wall clock, and we have
/// compared them with ours before.
fn never() -> DateTime<Utc> {
    DateTime::<Utc>::MAX_UTC
}

/// A scope list as oxide-auth has it. Values were checked when the list was made.
fn scope_of(list: &ScopeList) -> Scope {
    list.to_string().parse().unwrap_or_else(|_| empty_scope())
}

fn empty_scope() -> Scope {
    // An empty text is a scope: the machine's own parser says so.
    "".parse()
        .unwrap_or_else(|_| unreachable!("the empty scope parses"))
}

/// The values of `asked` that the machine let through, in the order they were asked: the
/// machine's set has none.
fn in_order(asked: &ScopeList, let_through: &Scope) -> ScopeList {
    asked.filtered(|value| let_through.iter().any(|v| v == value))
}

fn private(name: &str, value: Option<String>) -> Extensions {
    let mut extensions = Extensions::new();
    extensions.set_raw(name.to_owned(), Value::private(value));
    extensions
}
