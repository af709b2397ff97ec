//! Hashes that are fast to compute, and so to guess: plain, salted and keyed digests. They are
//! not kept as they came, but wrapped: Argon2id of the digest, beside what the digest is made with.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{
    Recipe, Stored, Unreadable,
    kdf::Argon2,
    text::{base64, to_base64},
};
use crate::model::chain::unhex;

/// How a wrapped hash begins.
const WRAPPED: &str = "wrapped:";
const PASSWORD: &[u8] = b"{PASSWORD}";
const SALT: &[u8] = b"{SALT}";

/// A digest function, and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

/// The function, how it is called, and the names of a digest and of a keyed one, bare and wrapped.
type Row = (Function, &'static str, [&'static str; 4]);

const FUNCTIONS: [Row; 4] = [
    (
        Function::Md5,
        "md5",
        ["md5", "hmac-md5", "wrapped:md5", "wrapped:hmac-md5"],
    ),
    (
        Function::Sha1,
        "sha1",
        ["sha1", "hmac-sha1", "wrapped:sha1", "wrapped:hmac-sha1"],
    ),
    (
        Function::Sha256,
        "sha256",
        [
            "sha256",
            "hmac-sha256",
            "wrapped:sha256",
            "wrapped:hmac-sha256",
        ],
    ),
    (
        Function::Sha512,
        "sha512",
        [
            "sha512",
            "hmac-sha512",
            "wrapped:sha512",
            "wrapped:hmac-sha512",
        ],
    ),
];

impl Function {
    const fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn digest(self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(text).to_vec(),
            Self::Sha1 => Sha1::digest(text).to_vec(),
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sha512 => Sha512::digest(text).to_vec(),
        }
    }

    fn keyed(self, key: &[u8], text: &[u8]) -> Vec<u8> {
        fn with<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
            let mac = <M as KeyInit>::new_from_slice(key);
            mac.map_or_else(
                |_| Vec::new(),
                |mac| mac.chain_update(text).finalize().into_bytes().to_vec(),
            )
        }
        match self {
            Self::Md5 => with::<Hmac<Md5>>(key, text),
            Self::Sha1 => with::<Hmac<Sha1>>(key, text),
            Self::Sha256 => with::<Hmac<Sha256>>(key, text),
            Self::Sha512 => with::<Hmac<Sha512>>(key, text),
        }
    }
}

/// What a fast hash is made with besides the password.
#[derive(Clone)]
pub struct Fast {
    function: Function,
    names: [&'static str; 4],
    /// What is digested: a text with `{PASSWORD}` and `{SALT}`.
    template: Vec<u8>,
    salt: Vec<u8>,
    key: Option<Vec<u8>>,
}

/// Reads a text of one of these schemes, bare or wrapped; `None` if it begins like none of them.
pub(super) fn parse(text: &str) -> Option<Result<Stored, Unreadable>> {
    if let Some(rest) = text.strip_prefix(WRAPPED) {
        return Some(wrapped(rest));
    }
    if let Some(rest) = text.strip_prefix('{') {
        let (scheme, digest) = rest.split_once('}')?;
        let (is_salted, row) = match scheme.to_ascii_uppercase().as_str() {
            "SHA" => (false, &FUNCTIONS[1]),
            "SHA256" => (false, &FUNCTIONS[2]),
            "SHA512" => (false, &FUNCTIONS[3]),
            "SSHA" => (true, &FUNCTIONS[1]),
            "SSHA256" => (true, &FUNCTIONS[2]),
            "SSHA512" => (true, &FUNCTIONS[3]),
            "MD5" => (false, &FUNCTIONS[0]),
            "SMD5" => (true, &FUNCTIONS[0]),
            _ => return None,
        };
        return Some(of_ldap(row, is_salted, digest));
    }
    let (scheme, rest) = text.strip_prefix('$')?.split_once('$')?;
    let (name, is_keyed) = match scheme.strip_prefix("hmac-") {
        Some(name) => (name, true),
        None => (scheme, false),
    };
    let row = FUNCTIONS.iter().find(|row| row.1 == name)?;
    Some(of_template(row, is_keyed, rest))
}

fn damaged<T>(scheme: &'static str, what: &'static str) -> Result<T, Unreadable> {
    Err(Unreadable::Damaged { scheme, what })
}

/// RFC 2307: the digest, and behind it the salt.
fn of_ldap(row: &Row, is_salted: bool, text: &str) -> Result<Stored, Unreadable> {
    let (function, _, names) = *row;
    let length = function.length();
    let Some(mut bytes) = base64(text).filter(|bytes| match is_salted {
        true => bytes.len() > length,
        false => bytes.len() == length,
    }) else {
        return damaged(
            names[0],
            "it must be the base 64 of the digest, and of the salt behind it",
        );
    };
    let salt = bytes.split_off(length);
    let fast = Fast {
        function,
        names,
        template: match is_salted {
            true => [PASSWORD, SALT].concat(),
            false => PASSWORD.to_vec(),
        },
        salt,
        key: None,
    };
    Ok(fast.bare(bytes))
}

/// `[pf=template$salt$]digest`, and behind it `$key` if it is keyed: all in base 64.
fn of_template(row: &Row, is_keyed: bool, rest: &str) -> Result<Stored, Unreadable> {
    const SHAPE: &str = "it must be $md5$digest, $md5$pf=template$salt$digest or, for $hmac-…$, \
                         the same with $key behind it, each in base 64";
    let (function, _, names) = *row;
    let name = names[usize::from(is_keyed)];
    let parts: Vec<_> = rest.split('$').collect();
    let (form, parts) = match parts[0].strip_prefix("pf=") {
        Some(template) if parts.len() > 2 => (Some((template, parts[1])), &parts[2..]),
        Some(_) => return damaged(name, SHAPE),
        None => (None, &parts[..]),
    };
    let (digest, key) = match (is_keyed, parts) {
        (false, &[digest]) => (digest, None),
        (true, &[digest, key]) => (digest, Some(key)),
        _ => return damaged(name, SHAPE),
    };
    let (template, salt) = match form {
        None => (Some(PASSWORD.to_vec()), Some(Vec::new())),
        Some((template, salt)) => (base64(template), base64(salt)),
    };
    let key = match key.map(base64) {
        Some(None) => return damaged(name, SHAPE),
        key => key.flatten(),
    };
    let (Some(template), Some(salt), Some(digest)) = (template, salt, base64(digest)) else {
        return damaged(name, SHAPE);
    };
    // Some write the digest's hexadecimal text.
    let digest = match digest.len() == 2 * function.length() {
        true => std::str::from_utf8(&digest).ok().and_then(unhex),
        false => Some(digest),
    };
    let Some(digest) = digest.filter(|digest| digest.len() == function.length()) else {
        return damaged(name, "its digest has not the length of the function");
    };
    if !contains(&template, PASSWORD) {
        return damaged(name, "its template must have {PASSWORD} in it");
    }
    let fast = Fast {
        function,
        names,
        template,
        salt,
        key,
    };
    Ok(fast.bare(digest))
}

/// `name:Argon2id of the digest:template:salt[:key]`.
fn wrapped(rest: &str) -> Result<Stored, Unreadable> {
    const SHAPE: &str = "it must be wrapped:scheme:$argon2id$…:template:salt[:key]";
    let parts: Vec<_> = rest.split(':').collect();
    let (name, phc, template, salt, key) = match parts[..] {
        [name, phc, template, salt] => (name, phc, template, salt, None),
        [name, phc, template, salt, key] => (name, phc, template, salt, Some(key)),
        _ => return damaged("wrapped", SHAPE),
    };
    let place = usize::from(key.is_some());
    let row = FUNCTIONS.iter().find(|row| row.2[place] == name);
    let key = match key.map(base64) {
        Some(None) => return damaged("wrapped", SHAPE),
        key => key.flatten(),
    };
    let (Some(row), Some(template), Some(salt)) = (row, base64(template), base64(salt)) else {
        return damaged("wrapped", SHAPE);
    };
    let (function, _, names) = *row;
    let (argon2, expected) = Argon2::read(names[place + 2], phc)?;
    let fast = Fast {
        function,
        names,
        template,
        salt,
        key,
    };
    Ok(Stored {
        name: names[place + 2],
        recipe: Recipe::Wrapped(fast, argon2),
        expected,
    })
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

impl Fast {
    fn bare(self, digest: Vec<u8>) -> Stored {
        Stored {
            name: self.names[usize::from(self.key.is_some())],
            recipe: Recipe::Fast(self),
            expected: digest,
        }
    }

    /// The digest of a password. What is put in the template is not read as template again.
    pub(super) fn compute(&self, password: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let mut rest = &self.template[..];
        while let Some(first) = rest.first() {
            rest = if let Some(behind) = rest.strip_prefix(PASSWORD) {
                text.extend_from_slice(password);
                behind
            } else if let Some(behind) = rest.strip_prefix(SALT) {
                text.extend_from_slice(&self.salt);
                behind
            } else {
                text.push(*first);
                &rest[1..]
            };
        }
        match &self.key {
            Some(key) => self.function.keyed(key, &text),
            None => self.function.digest(&text),
        }
    }

    /// The text to keep, around `phc`, which is the Argon2id of the digest.
    pub fn wrapped(&self, phc: &str) -> String {
        let name = self.names[usize::from(self.key.is_some())];
        let (template, salt) = (to_base64(&self.template), to_base64(&self.salt));
        let key = self.key.as_ref().map(|key| format!(":{}", to_base64(key)));
        format!(
            "{WRAPPED}{name}:{phc}:{template}:{salt}{}",
            key.unwrap_or_default()
        )
    }
}
