//! `secrets`: the data keys, which the database does not hold.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::Problem;
use crate::core::{Secret, secret::kind};

/// The `secrets` section.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// 32 random bytes in base64, or a list of such: the first seals, all open. Required.
    pub data_key: DataKeyTexts,
    /// Accept files with secrets that others may read or write.
    pub allow_lax_file_modes: bool,
}

/// The data keys as they are written.
#[derive(Clone, Debug, Default)]
pub struct DataKeyTexts(pub Vec<Secret<kind::KeyMaterial>>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for DataKeyTexts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match OneOrMany::deserialize(deserializer)? {
            OneOrMany::One(text) => text.split_whitespace().map(Secret::new).collect(),
            OneOrMany::Many(texts) => texts.into_iter().map(Secret::new).collect(),
        }))
    }
}

impl Serialize for DataKeyTexts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0.is_empty() { "" } else { "***" })
    }
}

impl Secrets {
    /// The keys, newest first; `None` if one of them cannot be read.
    pub fn data_keys(&self) -> Option<Vec<Zeroizing<[u8; 32]>>> {
        self.data_key.0.iter().map(decode).collect()
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let what = if self.data_key.0.is_empty() {
            "it is required; make one with `signet config init`, or point data_key_file at a file with 32 random bytes in base64"
        } else if self.data_keys().is_none() {
            "it is not 32 bytes in base64; make one with `head -c 32 /dev/urandom | base64`"
        } else if self
            .data_keys()
            .iter()
            .flatten()
            .any(|key| is_placeholder(key))
        {
            // OP-06: placeholder secrets are refused.
            "it is a placeholder; make a random one with `head -c 32 /dev/urandom | base64`"
        } else {
            return;
        };
        problems.push(Problem::new("secrets.data_key", what));
    }
}

fn decode(text: &Secret<kind::KeyMaterial>) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(STANDARD.decode(text.expose().trim()).ok()?);
    Some(Zeroizing::new(bytes.as_slice().try_into().ok()?))
}

/// 32 random bytes have nearly 32 different values among them; a text or a pattern has few.
fn is_placeholder(key: &[u8; 32]) -> bool {
    let mut seen = key.to_vec();
    seen.sort_unstable();
    seen.dedup();
    seen.len() < 16
}
