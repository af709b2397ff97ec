//! `secrets`: the master key that seals what the database holds (ST-03, ST-05).

use std::{fmt, path::PathBuf};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::core::{Entropy, Secret, secret::kind::KeyMaterial};

use super::error::{ConfigError, Problems};

/// A master key of 32 bytes. Prints as `***`, wiped when dropped.
#[derive(Clone)]
pub struct DataKey {
    text: Secret<KeyMaterial>,
    bytes: Zeroizing<[u8; 32]>,
}

/// What a data key looks like, for messages.
pub(super) const DATA_KEY_SHAPE: &str = "base64 of 32 random bytes";

/// Where one comes from, for messages.
pub(super) const DATA_KEY_FIX: &str = "take the key of this server's database, whole; only for a new server make one: `head -c 32 /dev/urandom | base64`";

/// Both alphabets, with or without padding.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [&STANDARD, &URL_SAFE]
        .into_iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, lenient).decode(text).ok())
        .map(Zeroizing::new)
}

impl DataKey {
    /// Reads base64 of 32 bytes; `None` if it is not that.
    pub fn from_base64(text: &str) -> Option<Self> {
        Some(Self {
            text: Secret::new(text),
            bytes: Zeroizing::new(decode(text)?.as_slice().try_into().ok()?),
        })
    }

    /// What is wrong with a text that is no such key; the text itself is not repeated.
    fn flaw(text: &str) -> String {
        match decode(text).map(|bytes| bytes.len()) {
            None => "is no base64".into(),
            Some(0) => "is empty".into(),
            Some(1) => "is 1 byte, not 32".into(),
            Some(long) => format!("is {long} bytes, not 32"),
        }
    }

    /// From the bytes themselves.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self {
            text: Secret::new(base64::engine::general_purpose::STANDARD.encode(bytes)),
            bytes: Zeroizing::new(*bytes),
        }
    }

    /// A fresh one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self::new(&entropy.bytes32())
    }

    /// The key in base64, for a key file.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Whether this is a value from a manual rather than from a generator: text in disguise, a
    /// counted row, or few different bytes. 32 random bytes look so less often than once in 10^9.
    fn is_placeholder(&self) -> bool {
        let bytes = self.bytes();
        let step = bytes[1].wrapping_sub(bytes[0]);
        let counted = bytes.windows(2).all(|w| w[1].wrapping_sub(w[0]) == step);
        let mut distinct = *bytes;
        distinct.sort_unstable();
        let different = 1 + distinct.windows(2).filter(|w| w[0] != w[1]).count();
        counted || different < 16 || bytes.iter().all(|b| (0x20..0x7f).contains(b))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// Always `***`: a serialized configuration is for reading, not for loading.
impl Serialize for DataKey {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str("***")
    }
}

impl<'de> Deserialize<'de> for DataKey {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        // The message must not repeat the value.
        Self::from_base64(&text).ok_or_else(|| de::Error::custom(Self::flaw(&text)))
    }
}

/// Keys that seal, and how their files are looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// Base64 of 32 bytes, or a list of such: the first is active, the others still open what
    /// they sealed. Required in serve, here or in a file. Default: none.
    #[serde(deserialize_with = "one_or_more")]
    pub data_key: Vec<DataKey>,
    /// A file with one key a line, the first active; its content is in `data_key` after loading.
    /// Also as the systemd credential `data_key` or `secrets.data_key`. Default: none.
    pub data_key_file: Option<PathBuf>,
    /// Do not refuse key, configuration and database files that others may read or write
    /// (ST-06). Default false.
    pub allow_lax_file_modes: bool,
}

fn one_or_more<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<DataKey>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    let texts = match OneOrMore::deserialize(input)? {
        OneOrMore::One(text) => vec![text],
        OneOrMore::More(texts) => texts,
    };
    // Read here, because an enum of keys would not say what is wrong with one.
    let key = |text: String| {
        DataKey::from_base64(&text).ok_or_else(|| de::Error::custom(DataKey::flaw(&text)))
    };
    texts.into_iter().map(key).collect()
}

/// Whether a text is one that manuals print in the place of a secret (OP-06).
pub(super) fn is_placeholder_text(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    text.starts_with('<')
        || text.starts_with("${")
        || [
            "changeme",
            "changeit",
            "changethis",
            "placeholder",
            "replaceme",
            "replacethis",
        ]
        .iter()
        .any(|word| bare.contains(word))
        || ["secret", "password", "todo", "example", "xxx", "insecure"].contains(&bare.as_str())
        || (bare.len() > 3 && bare.bytes().all(|b| b == b'x'))
}

impl Secrets {
    /// Whether file modes are looked at (ST-06).
    pub const fn check_files(&self) -> bool {
        !self.allow_lax_file_modes
    }

    /// Checks the section; that there is a key at all is [`Self::require`].
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("secrets");
        if self.data_key.iter().any(DataKey::is_placeholder) {
            let error = problems.add("data_key", "is a placeholder, not a random key");
            error.expected = DATA_KEY_SHAPE.into();
            error.fix = "make one: head -c 32 /dev/urandom | base64".into();
        }
        problems.done()
    }

    /// That there is a key (ST-05).
    pub fn require(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("secrets");
        if self.data_key.is_empty() {
            let error = problems.add("data_key", "is required and not set");
            error.expected = DATA_KEY_SHAPE.into();
            error.fix = "if this server has one, say where it is: secrets.data_key_file, or under \
                         systemd the credential of the unit, which docs/deploy.md says how commands \
                         are given; another one opens nothing of its database. Only for a new server \
                         make one: `head -c 32 /dev/urandom | base64`"
                .into();
        }
        problems.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: &str = "fpxTu4Fxv8K9seiX1REyyZgS036OS/7mdLyGS+0Iiu0=";

    // ST-07: secret types print `***`.
    #[test]
    fn a_data_key_prints_as_stars() {
        let key = DataKey::from_base64(RANDOM).expect("key");
        assert_eq!(format!("{key:?}"), "***");
        assert_eq!(serde_json::to_value(&key).expect("text"), "***");
        assert_eq!(DataKey::new(key.bytes()).expose(), RANDOM);
    }

    #[test]
    fn both_alphabets_are_read_with_or_without_padding() {
        let bytes = *DataKey::from_base64(RANDOM).expect("key").bytes();
        let url_safe = RANDOM.replace('/', "_").replace('+', "-");
        for text in [
            &*url_safe,
            RANDOM.trim_end_matches('='),
            url_safe.trim_end_matches('='),
        ] {
            assert_eq!(DataKey::from_base64(text).expect("key").bytes(), &bytes);
        }
        for bad in [
            "",
            "changeme",
            "q83vEjRWeJA=",
            "not base64 at all, and far too long to be one",
        ] {
            assert!(DataKey::from_base64(bad).is_none(), "{bad}");
        }
    }

    // Without its text, which is a secret.
    #[test]
    fn what_is_wrong_with_a_key_is_told_without_it() {
        for (bad, said) in [
            ("YWJj", "is 3 bytes, not 32"),
            ("", "is empty"),
            ("no base64!", "is no base64"),
        ] {
            assert_eq!(DataKey::flaw(bad), said);
        }
    }

    // OP-06: placeholder secrets are refused.
    #[test]
    fn keys_from_manuals_are_refused() {
        let mut counted = [0; 32];
        for (at, byte) in (0..).zip(&mut counted) {
            *byte = at;
        }
        for bytes in [
            [0; 32],
            [7; 32],
            counted,
            *b"this-is-a-32-byte-long-secret-k!",
        ] {
            let secrets = Secrets {
                data_key: vec![
                    DataKey::from_base64(RANDOM).expect("key"),
                    DataKey::new(&bytes),
                ],
                ..Secrets::default()
            };
            assert_eq!(secrets.validate()[0].key, "secrets.data_key", "{bytes:?}");
        }
        let good = Secrets {
            data_key: vec![DataKey::from_base64(RANDOM).expect("key")],
            ..Secrets::default()
        };
        assert_eq!(good.validate(), []);
        assert_eq!(good.require(), []);
    }

    // ST-05: a missing master key is a configuration error.
    #[test]
    fn a_server_needs_a_data_key() {
        let none = Secrets::default();
        assert_eq!(none.validate(), []);
        assert_eq!(none.require()[0].key, "secrets.data_key");
    }

    #[test]
    fn placeholders_are_known_by_their_words() {
        for bad in [
            "changeme",
            "Change-Me!",
            "<password>",
            "${DB_PASSWORD}",
            "xxxxxx",
            "secret",
        ] {
            assert!(is_placeholder_text(bad), "{bad}");
        }
        for good in ["signet", "postgres", "s3cr3t-and-long", ""] {
            assert!(!is_placeholder_text(good), "{good}");
        }
    }
}
