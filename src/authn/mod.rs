//! Floor 3: who is there? Clients, people, and the bearers of tokens.

pub mod api_key;
pub mod assertion;
pub mod bearer;
pub mod client;
mod client_failures;
pub mod door_token;
mod hit;
pub mod limits;
pub mod otp;
pub mod passkey;
pub mod recovery;
mod said;
mod suspicion;
pub mod user;
pub mod voucher;

pub use client::{Caller, Presented};

use crate::core::Settled;

/// How something ended, as the labels `outcome` and `reason` of a metric.
pub(crate) fn outcome<T>(settled: &Settled<T>) -> (&'static str, &'static str) {
    match settled {
        Ok(Ok(_)) => ("ok", ""),
        Ok(Err(refusal)) => ("refused", refusal.reason.code()),
        Err(_) => ("fault", ""),
    }
}
