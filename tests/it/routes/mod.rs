//! The standard endpoints and the pages: `routes/<as the URL>.rs`.

mod authorize;
mod consent;
mod edge;
mod login;
mod logout;
mod management;
mod metadata;
mod mfa;
mod token;
mod userinfo;
