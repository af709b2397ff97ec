//! The doors of old APIs, held to what was recorded of the originals.

pub mod connect;
pub mod corsano;
pub mod healthily;
pub mod humanapi;
pub mod ocariot;
mod retiring;
mod toy;
