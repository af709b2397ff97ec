//! Secrets that others gave us: printed and serialized as `***`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::core::{Secret, secret::kind};

/// The secret that a provider, a mail server or an operator gave us. Printed and serialized as
/// `***`.
#[derive(Clone)]
pub struct SecretText(Secret<kind::Client>);

impl SecretText {
    /// Takes the text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Secret::new(text))
    }

    /// The secret itself, to send it to whoever gave it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str("***")
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Ok(Self::new(String::deserialize(input)?))
    }
}
