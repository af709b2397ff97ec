//! Floor 2: keys, hashes, seals and tokens. The only room that knows a cryptographic library.

pub mod digest;
pub mod entropy;
pub mod id_token;
pub mod jws;
pub mod key;
pub mod password;
pub mod seal;
pub mod totp;

pub use digest::Pepper;
pub use entropy::SystemEntropy;
pub use key::SigningKey;
pub use password::PasswordHashing;
pub use seal::{DataKeys, Place};
