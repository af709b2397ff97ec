//! Floor 0: the words that every other room speaks. No I/O, no clock, no dice.

pub mod at_once;
pub mod door;
pub mod entropy;
pub mod escape;
pub mod failpoint;
pub mod fault;
pub mod hex;
pub mod id;
pub mod reason;
pub mod redirect;
pub mod role;
pub mod scope;
pub mod secret;
pub mod time;
pub mod token_text;
pub mod user_agent;
pub mod waiting;

pub use door::Door;
pub use entropy::Entropy;
pub use fault::Fault;
pub use hex::hex;
pub use id::Id;
pub use reason::{Reason, Refusal};
pub use redirect::RedirectUri;
pub use role::{ROLE_SHAPE, is_role};
pub use scope::ScopeList;
pub use secret::{Digest, Secret};
pub use time::{Clock, SystemClock, Timestamp};
pub use user_agent::UserAgent;

/// Refused is a value, failed is an error: the shape of every deciding function.
///
/// The outer error rolls back, the inner one commits (a burnt code, a counted failure).
pub type Settled<T> = Result<Result<T, Refusal>, Fault>;
