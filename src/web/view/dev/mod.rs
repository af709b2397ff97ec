//! The pages of the playground: they exist under `signet dev` only.

mod client;
mod home;
mod mail;
mod run;

pub use client::{DevClient, Link, Snippet};
pub use home::{ClientRow, DevHome, DoorRow, UserRow};
pub use mail::{DevMail, LetterRow};
pub use run::{DevRun, Do, Step, TokenView};
