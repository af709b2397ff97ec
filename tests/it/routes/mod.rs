//! The standard endpoints and the pages: `routes/<as the URL>.rs`.

pub mod account;
mod authorize;
mod claims;
mod client_assertion;
mod client_auth;
mod consent;
mod dev;
mod devices;
mod docs;
mod edge;
mod enrol;
mod exchange;
mod hostile;
pub mod introspect;
mod login;
mod logout;
mod management;
mod metadata;
mod mfa;
mod prompts;
mod refresh;
pub mod response_mode;
mod revoke;
mod subjects;
mod token;
mod userinfo;
mod vouching;
