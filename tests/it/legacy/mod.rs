//! The doors of old APIs, held to what was recorded of the originals.

pub mod corsano;
pub mod ocariot;
mod retiring;
