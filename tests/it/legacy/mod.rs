//! The doors of old APIs, held to what was recorded of the originals.

pub mod connect;
pub mod corsano;
pub mod doors;
pub mod healthily;
pub mod humanapi;
mod matrix;
pub mod mycure;
pub mod ocariot;
mod retiring;
mod rules;
mod stops;
mod toy;
mod world;
