//! What tests share: a server of their own on a database of their own, a clock that they move,
//! a browser, an app.

pub mod app;
pub mod authenticator;
pub mod browser;
pub mod chain;
pub mod clock;
pub mod database;
pub mod mail;
pub mod ports;
pub mod processes;
pub mod provider;
pub mod proxy;
pub mod server;
pub mod signer;
pub mod sink;
pub mod smtp;

pub use app::{Tokens, query};
pub use authenticator::Authenticator;
pub use browser::{Answer, Browser};
pub use database::Db;
pub use server::Server;
pub use sink::Sink;
pub use smtp::Smtp;

/// A test of the store or the pipeline is run on either database: `both!(name);` stands above
/// `async fn name(db: Db)` and makes the tests `name::sqlite` and `name::postgres`.
/// What only looks at a page's look or at the edge of HTTP runs on SQLite alone.
macro_rules! both {
    ($name:ident) => {
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$name(crate::support::Db::Sqlite).await;
            }
            #[tokio::test]
            async fn postgres() {
                super::$name(crate::support::Db::Postgres).await;
            }
        }
    };
}
pub(crate) use both;
