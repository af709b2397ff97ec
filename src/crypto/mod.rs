//! Floor 2: keys, hashes, seals and tokens. The only room that knows a cryptographic library.

pub mod aside;
pub mod assertion;
mod blocks;
pub mod certificate;
pub mod digest;
pub mod entropy;
pub mod foreign;
pub mod hash_scheme;
pub mod id_token;
pub mod jws;
pub mod key;
pub mod key_set;
pub mod passkey;
pub mod password;
mod private_jwk;
pub mod seal;
pub mod stream;
pub mod totp;
mod verified;

pub use digest::{Mac, Pepper};
pub use entropy::SystemEntropy;
pub use key::SigningKey;
pub use key_set::KeySet;
pub use password::PasswordHashing;
pub use seal::{DataKeys, Place};
