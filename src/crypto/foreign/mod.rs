//! Hashes of passwords as this and other systems keep them (OPERATIONS 6): how their texts are
//! read, what they may cost, and how a password is checked against them.

mod crypt;
mod fast;
mod kdf;
mod text;

use argon2::Params;
use subtle::ConstantTimeEq;
use thiserror::Error;

pub use fast::Fast;
pub(super) use kdf::argon2;

/// Why a stored hash is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// It begins like no scheme that is known here.
    #[error(
        "it is of no known scheme; known are $argon2id$, $argon2i$, $argon2d$, $2a$, $2b$, $2x$, \
         $2y$, $scrypt$, $firescrypt$, $pbkdf2-sha1$, $pbkdf2-sha256$, $pbkdf2-sha512$, \
         pbkdf2_sha256$, $1$, $apr1$, $5$, $6$, $P$, $H$, $S$, {{SHA}}, {{SSHA}} and their like, \
         $md5$, $sha1$, $sha256$, $sha512$ and $hmac-…$"
    )]
    Unknown,
    /// It is no whole hash of the scheme that its beginning names.
    #[error("it is no whole {scheme} hash: {what}")]
    Damaged {
        /// The scheme.
        scheme: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// To check a password against it would take too long, or too much memory.
    #[error("its {scheme} parameters are beyond what is computed here: {bound}")]
    Beyond {
        /// The scheme.
        scheme: &'static str,
        /// What they may be.
        bound: &'static str,
    },
}

/// A stored hash, read and found to be within bounds.
#[derive(Clone)]
pub struct Stored {
    name: &'static str,
    recipe: Recipe,
    expected: Vec<u8>,
}

/// All that a hash is made with besides the password.
#[derive(Clone)]
enum Recipe {
    Argon2(kdf::Argon2),
    Bcrypt(kdf::Bcrypt),
    Scrypt(kdf::Scrypt),
    Pbkdf2(kdf::Pbkdf2),
    Crypt(crypt::Crypt),
    Fast(Fast),
    Wrapped(Fast, kdf::Argon2),
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stored({})", self.name)
    }
}

impl Stored {
    /// Reads a stored hash. Its parameters are looked at before anything is computed: "bounded at
    /// import *and* at login" (OPERATIONS 6).
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        // No scheme needs more; a text that is longer is not looked at.
        if text.len() > 1024 {
            return Err(Unreadable::Unknown);
        }
        let found = kdf::parse(text)
            .or_else(|| crypt::parse(text))
            .or_else(|| fast::parse(text));
        found.unwrap_or(Err(Unreadable::Unknown))
    }

    /// The scheme, for metrics and reports.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether a password is the one that was hashed.
    pub fn matches(&self, password: &[u8]) -> bool {
        let length = self.expected.len();
        let (computed, whole) = match &self.recipe {
            Recipe::Argon2(argon2) => (argon2.compute(password, length), true),
            // bcrypt reads 72 bytes and stops at NUL; two passwords must not be the same to it
            // that are not the same (LG-04).
            Recipe::Bcrypt(bcrypt) => {
                let whole = password.len() <= 72 && !password.contains(&0);
                (Some(bcrypt.compute(password)), whole)
            }
            Recipe::Scrypt(scrypt) => (scrypt.compute(password, length), true),
            Recipe::Pbkdf2(pbkdf2) => (pbkdf2.compute(password, length), true),
            Recipe::Crypt(crypt) => (Some(crypt.compute(password)), true),
            Recipe::Fast(fast) => (Some(fast.compute(password)), true),
            Recipe::Wrapped(fast, argon2) => {
                (argon2.compute(&fast.compute(password), length), true)
            }
        };
        computed.is_some_and(|computed| bool::from(computed.ct_eq(&self.expected))) && whole
    }

    /// The same with a hash that nobody has: to compute for as long (LG-05).
    pub fn blank(mut self) -> Self {
        self.expected.fill(0);
        self
    }

    /// Whether it is weaker than what is made with these parameters, or of another scheme.
    pub fn is_weaker_than(&self, params: &Params) -> bool {
        match &self.recipe {
            Recipe::Argon2(argon2) => argon2.is_weaker_than(params),
            _ => true,
        }
    }

    /// A hash that is fast to compute, with its digest: to be wrapped before it is kept.
    pub fn fast(&self) -> Option<(&Fast, &[u8])> {
        match &self.recipe {
            Recipe::Fast(fast) => Some((fast, &self.expected)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
