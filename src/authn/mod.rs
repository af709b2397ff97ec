//! Floor 3: who is there? Clients, people, and the bearers of tokens.

pub mod assertion;
pub mod bearer;
pub mod client;
pub mod limits;
pub mod otp;
pub mod user;

pub use client::{Caller, Presented};
