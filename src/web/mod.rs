//! Floor 6: the standard endpoints and the pages.

pub mod assets;
pub mod texts;
pub mod view;
