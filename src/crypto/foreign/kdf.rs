//! Schemes that are made to be slow: Argon2, bcrypt, scrypt (of Firebase, too) and PBKDF2.

use std::{
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
};

use argon2::{Algorithm, Block, Params, Version, password_hash::PasswordHash};
use aws_lc_rs::{
    cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
    pbkdf2,
};

use super::{
    Recipe, Stored, Unreadable,
    text::{base64, bcrypt64},
};

type Parsed = Result<Stored, Unreadable>;

fn damaged<T>(scheme: &'static str, what: &'static str) -> Result<T, Unreadable> {
    Err(Unreadable::Damaged { scheme, what })
}

fn beyond<T>(scheme: &'static str, bound: &'static str) -> Result<T, Unreadable> {
    Err(Unreadable::Beyond { scheme, bound })
}

/// Reads a text of one of these schemes; `None` if it begins like none of them.
pub(super) fn parse(text: &str) -> Option<Parsed> {
    let (scheme, rest) = match text.strip_prefix('$') {
        Some(text) => text.split_once('$')?,
        None => text.split_once('$')?,
    };
    Some(match scheme {
        "argon2id" => Argon2::parse("argon2id", text),
        "argon2i" => Argon2::parse("argon2i", text),
        "argon2d" => Argon2::parse("argon2d", text),
        "2a" | "2b" | "2y" => Bcrypt::parse(rest, false),
        "2x" => Bcrypt::parse(rest, true),
        "scrypt" => Scrypt::parse(rest),
        "firescrypt" => Scrypt::parse_firebase(rest),
        "pbkdf2" | "pbkdf2-sha1" => Pbkdf2::parse("pbkdf2-sha1", pbkdf2::PBKDF2_HMAC_SHA1, rest),
        "pbkdf2-sha256" => Pbkdf2::parse(scheme_256(), pbkdf2::PBKDF2_HMAC_SHA256, rest),
        "pbkdf2-sha512" => Pbkdf2::parse("pbkdf2-sha512", pbkdf2::PBKDF2_HMAC_SHA512, rest),
        "pbkdf2_sha1" => Pbkdf2::parse_django("pbkdf2-sha1", pbkdf2::PBKDF2_HMAC_SHA1, rest),
        "pbkdf2_sha256" => Pbkdf2::parse_django(scheme_256(), pbkdf2::PBKDF2_HMAC_SHA256, rest),
        _ => return None,
    })
}

const fn scheme_256() -> &'static str {
    "pbkdf2-sha256"
}

/// Memory that Argon2 has worked in, for the next computation. An allocator that has a heap for each thread
/// would keep as much in every thread that ever computed (F25).
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());
/// What is kept of it: as many pieces as may well be in use at once, and none that only a hash of another
/// system needed.
const PIECES: usize = 16;
const LARGEST: usize = 64 * 1024;

/// Computes Argon2 in memory that is used again.
pub(in crate::crypto) fn argon2(
    (algorithm, version, params): (Algorithm, Version, &Params),
    (text, salt): (&[u8], &[u8]),
    out: &mut [u8],
) -> Result<(), argon2::Error> {
    let needed = params.block_count();
    let held = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = held().pop().unwrap_or_default();
    if memory.len() < needed {
        memory = vec![Block::default(); needed];
    }
    let argon2 = argon2::Argon2::new(algorithm, version, params.clone());
    let blocks = &mut memory[..needed];
    let computed = argon2.hash_password_into_with_memory(text, salt, out, blocks);
    let mut held = held();
    if memory.len() <= LARGEST && held.len() < PIECES {
        held.push(memory);
    }
    computed
}

/// Argon2 (RFC 9106).
#[derive(Clone)]
pub(super) struct Argon2 {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Vec<u8>,
}

impl Argon2 {
    fn parse(scheme: &'static str, text: &str) -> Parsed {
        let (argon2, expected) = Self::read(scheme, text)?;
        Ok(Stored {
            name: scheme,
            recipe: Recipe::Argon2(argon2),
            expected,
        })
    }

    /// Reads the PHC form: the recipe and the digest.
    pub(super) fn read(scheme: &'static str, text: &str) -> Result<(Self, Vec<u8>), Unreadable> {
        let parts = || {
            let hash = PasswordHash::new(text).ok()?;
            let mut salt = [0; 64];
            let salt = hash.salt?.decode_b64(&mut salt).ok()?.to_vec();
            let version = hash.version.unwrap_or(Version::V0x10.into());
            let argon2 = Self {
                algorithm: Algorithm::try_from(hash.algorithm).ok()?,
                version: Version::try_from(version).ok()?,
                params: Params::try_from(&hash).ok()?,
                salt,
            };
            Some((argon2, hash.hash?.as_bytes().to_vec()))
        };
        let Some((argon2, expected)) = parts() else {
            return damaged(scheme, "it must be $argon2…$v=19$m=…,t=…,p=…$salt$digest");
        };
        let (m, t, p) = (
            argon2.params.m_cost(),
            argon2.params.t_cost(),
            argon2.params.p_cost(),
        );
        if m > 1024 * 1024 || t > 32 || p > 16 {
            return beyond(scheme, "at most 1 GiB (m=1048576), 32 passes and 16 lanes");
        }
        Ok((argon2, expected))
    }

    pub(super) fn compute(&self, password: &[u8], length: usize) -> Option<Vec<u8>> {
        let mut out = vec![0; length];
        let how = (self.algorithm, self.version, &self.params);
        let computed = argon2(how, (password, &self.salt), &mut out);
        computed.ok().map(|()| out)
    }

    pub(super) fn is_weaker_than(&self, params: &Params) -> bool {
        self.algorithm != Algorithm::Argon2id
            || self.version != Version::V0x13
            || self.params.m_cost() < params.m_cost()
            || self.params.t_cost() < params.t_cost()
            || self.params.p_cost() < params.p_cost()
    }
}

/// bcrypt.
#[derive(Clone)]
pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
    /// `$2x$`: made by crypt_blowfish before 1.1, which took bytes over 127 for negative numbers.
    is_faulty: bool,
}

impl Bcrypt {
    fn parse(rest: &str, is_faulty: bool) -> Parsed {
        const SHAPE: &str = "it must be $2b$cost$ and 53 letters";
        let read = || {
            let (cost, body) = rest.split_once('$')?;
            let (salt, digest) = body.split_at_checked(22)?;
            let salt = <[u8; 16]>::try_from(bcrypt64(salt)?).ok()?;
            let digest = bcrypt64(digest).filter(|digest| digest.len() == 23)?;
            Some((cost.parse::<u32>().ok()?, salt, digest))
        };
        let Some((cost, salt, expected)) = read() else {
            return damaged("bcrypt", SHAPE);
        };
        if !(4..=15).contains(&cost) {
            return beyond("bcrypt", "a cost from 4 to 15");
        }
        Ok(Stored {
            name: "bcrypt",
            recipe: Recipe::Bcrypt(Self {
                cost,
                salt,
                is_faulty,
            }),
            expected,
        })
    }

    pub(super) fn compute(&self, password: &[u8]) -> Vec<u8> {
        let mut key = password.to_vec();
        key.push(0);
        key.truncate(72);
        if self.is_faulty {
            key = faulty(&key);
        }
        bcrypt::bcrypt(self.cost, self.salt, &key)[..23].to_vec()
    }
}

/// The 18 words that the faulty crypt_blowfish took from a key, as the 72 bytes that give a right
/// one the same words: a byte over 127 sets all bits before it.
fn faulty(key: &[u8]) -> Vec<u8> {
    let mut letters = key.iter().cycle();
    let mut out = Vec::with_capacity(72);
    for _ in 0..18 {
        let word = (0..4).fold(0_u32, |word, _| {
            let byte = letters.next().copied().unwrap_or_default();
            word << 8 | i32::from(byte.cast_signed()).cast_unsigned()
        });
        out.extend_from_slice(&word.to_be_bytes());
    }
    out
}

/// scrypt (RFC 7914), and what Firebase makes of it.
#[derive(Clone)]
pub(super) struct Scrypt {
    params: scrypt::Params,
    salt: Vec<u8>,
    /// Firebase encrypts this under what scrypt gives.
    signer_key: Option<Vec<u8>>,
}

const SCRYPT_BOUND: &str = "at most 512 MiB (128·N·r bytes) and N·r·p up to 4194304";

impl Scrypt {
    fn parse(rest: &str) -> Parsed {
        const SHAPE: &str = "it must be $scrypt$ln=…,r=…,p=…$salt$digest";
        let parts: Vec<_> = rest.split('$').collect();
        let &[params, salt, digest] = &parts[..] else {
            return damaged("scrypt", SHAPE);
        };
        let params = Self::params("scrypt", params)?;
        let (Some(salt), Some(expected)) = (base64(salt), base64(digest)) else {
            return damaged("scrypt", SHAPE);
        };
        if !(16..=128).contains(&expected.len()) {
            return damaged("scrypt", "its digest must have 16 to 128 bytes");
        }
        Ok(Stored {
            name: "scrypt",
            recipe: Recipe::Scrypt(Self {
                params,
                salt,
                signer_key: None,
            }),
            expected,
        })
    }

    /// `ln=…,r=…,p=…$salt$digest$salt separator$signer key`.
    fn parse_firebase(rest: &str) -> Parsed {
        const SHAPE: &str =
            "it must be $firescrypt$ln=…,r=…,p=…$salt$digest$salt separator$signer key";
        let parts: Vec<_> = rest.split('$').collect();
        let &[params, salt, digest, separator, key] = &parts[..] else {
            return damaged("firescrypt", SHAPE);
        };
        let params = Self::params("firescrypt", params)?;
        let read = (base64(salt), base64(digest), base64(separator), base64(key));
        let (Some(mut salt), Some(expected), Some(separator), Some(key)) = read else {
            return damaged("firescrypt", SHAPE);
        };
        if key.is_empty() || key.len() != expected.len() {
            return damaged("firescrypt", "its digest must be as long as the signer key");
        }
        salt.extend(separator);
        Ok(Stored {
            name: "firescrypt",
            recipe: Recipe::Scrypt(Self {
                params,
                salt,
                signer_key: Some(key),
            }),
            expected,
        })
    }

    /// `ln` is the binary logarithm of N; some write N itself.
    fn params(scheme: &'static str, text: &str) -> Result<scrypt::Params, Unreadable> {
        let (mut ln, mut r, mut p) = (None, None, None);
        for pair in text.split(',') {
            let (name, value) = pair.split_once('=').unwrap_or_default();
            let slot = match name {
                "ln" => &mut ln,
                "r" => &mut r,
                "p" => &mut p,
                _ => return damaged(scheme, "its parameters must be ln, r and p"),
            };
            *slot = value.parse::<u32>().ok();
        }
        let (Some(ln), Some(r), Some(p)) = (ln, r, p) else {
            return damaged(scheme, "its parameters must be ln, r and p");
        };
        let log_n = match ln {
            0 => return damaged(scheme, "ln must be 1 or more"),
            1..=31 => ln,
            n if n.is_power_of_two() => n.ilog2(),
            _ => return beyond(scheme, SCRYPT_BOUND),
        };
        let n = 1_u64 << log_n;
        let memory = (n * 128).checked_mul(u64::from(r));
        let work = (n * u64::from(r)).checked_mul(u64::from(p));
        let fits = memory.is_some_and(|bytes| bytes <= 512 << 20)
            && work.is_some_and(|work| work <= 1 << 22);
        if !fits {
            return beyond(scheme, SCRYPT_BOUND);
        }
        match u8::try_from(log_n).map(|log_n| scrypt::Params::new(log_n, r, p)) {
            Ok(Ok(params)) => Ok(params),
            _ => damaged(scheme, "its parameters are none of scrypt"),
        }
    }

    pub(super) fn compute(&self, password: &[u8], length: usize) -> Option<Vec<u8>> {
        let Some(signer_key) = &self.signer_key else {
            let mut out = vec![0; length];
            scrypt::scrypt(password, &self.salt, &self.params, &mut out).ok()?;
            return Some(out);
        };
        let mut key = [0; 32];
        scrypt::scrypt(password, &self.salt, &self.params, &mut key).ok()?;
        let key = EncryptingKey::ctr(UnboundCipherKey::new(&AES_256, &key).ok()?).ok()?;
        let mut out = signer_key.clone();
        let zero = EncryptionContext::Iv128(FixedLength::from([0; 16]));
        key.less_safe_encrypt(&mut out, zero).ok()?;
        Some(out)
    }
}

/// PBKDF2 (RFC 8018).
#[derive(Clone)]
pub(super) struct Pbkdf2 {
    algorithm: pbkdf2::Algorithm,
    rounds: NonZeroU32,
    salt: Vec<u8>,
}

impl Pbkdf2 {
    /// `i=…[,l=…]$salt$digest`, or with the bare number of rounds, as passlib writes it.
    fn parse(name: &'static str, algorithm: pbkdf2::Algorithm, rest: &str) -> Parsed {
        const SHAPE: &str = "it must be $pbkdf2-sha256$i=…$salt$digest";
        let parts: Vec<_> = rest.split('$').collect();
        let &[params, salt, digest] = &parts[..] else {
            return damaged(name, SHAPE);
        };
        let rounds = params.split(',').next().unwrap_or_default();
        let rounds = rounds.strip_prefix("i=").unwrap_or(rounds);
        Self::whole(name, algorithm, rounds, base64(salt), digest, SHAPE)
    }

    /// `rounds$salt$digest`, with the salt as it is.
    fn parse_django(name: &'static str, algorithm: pbkdf2::Algorithm, rest: &str) -> Parsed {
        const SHAPE: &str = "it must be pbkdf2_sha256$rounds$salt$digest";
        let parts: Vec<_> = rest.split('$').collect();
        let &[rounds, salt, digest] = &parts[..] else {
            return damaged(name, SHAPE);
        };
        let salt = Some(salt.as_bytes().to_vec());
        Self::whole(name, algorithm, rounds, salt, digest, SHAPE)
    }

    fn whole(
        name: &'static str,
        algorithm: pbkdf2::Algorithm,
        rounds: &str,
        salt: Option<Vec<u8>>,
        digest: &str,
        shape: &'static str,
    ) -> Parsed {
        let rounds = rounds.parse::<NonZeroU32>();
        let (Ok(rounds), Some(salt), Some(expected)) = (rounds, salt, base64(digest)) else {
            return damaged(name, shape);
        };
        if !(16..=128).contains(&expected.len()) {
            return damaged(name, "its digest must have 16 to 128 bytes");
        }
        if rounds.get() > 5_000_000 {
            return beyond(name, "at most 5000000 rounds");
        }
        Ok(Stored {
            name,
            recipe: Recipe::Pbkdf2(Self {
                algorithm,
                rounds,
                salt,
            }),
            expected,
        })
    }

    pub(super) fn compute(&self, password: &[u8], length: usize) -> Option<Vec<u8>> {
        let mut out = vec![0; length];
        pbkdf2::derive(self.algorithm, self.rounds, &self.salt, password, &mut out);
        Some(out)
    }
}
