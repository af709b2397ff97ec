//! Floor 3: who is there? Clients, people, and the bearers of tokens.

pub mod api_key;
pub mod assertion;
pub mod bearer;
pub mod client;
pub mod door_token;
pub mod limits;
pub mod otp;
mod said;
pub mod user;
pub mod voucher;

pub use client::{Caller, Presented};
