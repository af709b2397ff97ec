//! What tests share: a server of their own on a database of their own, a clock that they move,
//! a browser, an app.

pub mod app;
pub mod browser;
pub mod chain;
pub mod clock;
pub mod database;
pub mod server;
pub mod signer;
pub mod sink;

pub use app::{Tokens, query};
pub use browser::{Answer, Browser};
pub use database::Db;
pub use server::Server;
pub use sink::Sink;
