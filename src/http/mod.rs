//! Floor 5: what doors share. No dialect: each door says in its own words what is refused here.

mod access_log;
pub mod address;
pub mod assets;
pub mod blocking;
pub mod body;
pub mod edge;
pub mod endpoint;
pub mod failing;
pub mod frames;
pub mod origin;
pub mod page;
pub mod qr;
pub mod retiring;
pub mod state;
pub mod texts;
pub mod wait;

pub use blocking::{Cost, blocking, looking, measured};
pub use frames::Frames;
pub use state::{HttpState, RequestFacts};
