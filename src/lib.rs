//! Signet: an OAuth 2.0 and OpenID Connect authorization server for health services, with doors
//! for the login APIs that they already have.
//!
//! # The floors
//!
//! Imports go down only; `tests/it/architecture` checks it.
//!
//! | floor | rooms |
//! |---|---|
//! | 7 | `main`, [`cli`], [`server`] |
//! | 6 | [`web`] (standard endpoints and pages), [`legacy`] (the doors of old APIs) |
//! | 5 | [`http`] (what doors share) |
//! | 4 | [`grants`] (the pipeline), [`authorize`] (the front channel), [`account`] (people and their credentials), [`estates`] (what one old system knows besides), [`upstream`] (Signet as a client of other providers) |
//! | 3 | [`app`] (what a request works with), [`authn`] (clients, people, limits, bearer tokens) |
//! | 2 | [`store`] (Diesel), [`crypto`] (keys, hashes, tokens), [`machine`] (oxide-auth), [`notify`] (mail), [`outbound`] (requests to others) |
//! | 1 | [`model`] (things and their transitions), [`config`] (one file a section) |
//! | 0 | [`core`] (words) |
//!
//! `docs/ARCHITECTURE.md` walks through an authorization, a token request and a legacy login.

pub mod account;
pub mod app;
pub mod authn;
pub mod authorize;
pub mod config;
pub mod core;
pub mod crypto;
pub mod estates;
pub mod grants;
pub mod http;
pub mod legacy;
pub mod machine;
pub mod model;
pub mod notify;
pub mod outbound;
pub mod store;
pub mod upstream;
pub mod web;

pub mod cli;
pub mod server;
