//! Floor 4: the front channel. An authorization request comes in, goes through pages if it has
//! to, and ends with a code or an error at the client's redirect URI.
//!
//! Every page ends by asking [`next_step()`] again; a page never knows what comes next.

pub mod accounts;
pub mod acr;
pub mod backchannel;
pub mod challenge;
mod claims;
pub mod consent;
pub mod csrf;
pub mod destination;
mod device;
pub mod finish;
pub mod hint;
pub mod interaction;
pub mod logout;
pub mod negotiate;
pub mod new_password;
pub mod next_step;
pub mod own;
pub mod params;
pub mod passkey;
pub mod playground;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod start;
mod wishes;

pub use destination::{Answer, Destination};
pub use interaction::{Open, open};
pub use next_step::{Standing, Step, Why, next_step};
pub use params::Params;
pub use start::{Started, start};

use crate::core::{Secret, secret::kind};

/// The cookies of a browser, as they came.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Binds interactions to the browser; proves nothing about a person.
    pub binding: Option<Secret<kind::Browser>>,
    /// The session.
    pub session: Option<Secret<kind::Session>>,
    /// The list of accounts that signed in here, sealed.
    pub accounts: Option<Secret<kind::Accounts>>,
    /// Names the browser to the people who signed in on it before (LG-10).
    pub device: Option<Secret<kind::Device>>,
    /// What it calls itself, in words: `Firefox (Windows 10)`. Only shown, never believed.
    pub agent: String,
}
