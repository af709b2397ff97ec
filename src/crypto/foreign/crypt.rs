//! Schemes of `crypt(3)` and of PHP: digests taken over and over.

use md5::{Digest, Md5};
use sha2::Sha512;

use super::{
    Recipe, Stored, Unreadable,
    text::{is_crypt64, push, value},
};

/// Rounds of SHA-crypt that are computed.
const ROUNDS_MOST: u32 = 1_000_000;
/// The binary logarithm of the rounds of phpass that are computed.
const LOG_ROUNDS: std::ops::RangeInclusive<u32> = 7..=20;

/// A recipe of one of these schemes.
#[derive(Clone)]
pub(super) enum Crypt {
    Md5 { magic: &'static str, salt: String },
    Sha256 { rounds: u32, salt: String },
    Sha512 { rounds: u32, salt: String },
    Phpass { log_rounds: u32, salt: String },
    Drupal { log_rounds: u32, salt: String },
}

/// Reads a text of one of these schemes; `None` if it begins like none of them.
pub(super) fn parse(text: &str) -> Option<Result<Stored, Unreadable>> {
    let (scheme, rest) = text.strip_prefix('$')?.split_once('$')?;
    Some(match scheme {
        "1" => md5_crypt("$1$", rest),
        "apr1" => md5_crypt("$apr1$", rest),
        "5" => sha_crypt("sha256-crypt", 43, rest),
        "6" => sha_crypt("sha512-crypt", 86, rest),
        "P" | "H" => phpass("phpass", 22, rest),
        // Drupal cuts the text at 55 letters.
        "S" => phpass("drupal", 43, rest),
        _ => return None,
    })
}

fn md5_crypt(magic: &'static str, rest: &str) -> Result<Stored, Unreadable> {
    let name = "md5-crypt";
    match rest.split_once('$') {
        Some((salt, digest)) if salt.len() <= 8 && digest.len() == 22 && is_crypt64(digest) => {
            Ok(Stored {
                name,
                recipe: Recipe::Crypt(Crypt::Md5 {
                    magic,
                    salt: salt.to_owned(),
                }),
                expected: digest.into(),
            })
        }
        _ => Err(Unreadable::Damaged {
            scheme: name,
            what: "it must be $1$, a salt of at most 8 letters, $ and 22 letters",
        }),
    }
}

fn sha_crypt(name: &'static str, letters: usize, rest: &str) -> Result<Stored, Unreadable> {
    let damaged = Err(Unreadable::Damaged {
        scheme: name,
        what: "it must be $6$[rounds=…$]salt$ and 86 letters, or $5$… and 43",
    });
    let (rounds, rest) = match rest
        .strip_prefix("rounds=")
        .map(|rest| rest.split_once('$'))
    {
        None => (5_000, rest),
        Some(Some((rounds, rest))) => match rounds.parse::<u64>() {
            // The scheme takes fewer than 1,000 for 1,000.
            Ok(rounds) => (u32::try_from(rounds.max(1_000)).unwrap_or(u32::MAX), rest),
            Err(_) => return damaged,
        },
        Some(None) => return damaged,
    };
    let Some((salt, digest)) = rest.split_once('$') else {
        return damaged;
    };
    if salt.len() > 16 || digest.len() != letters || !is_crypt64(digest) {
        return damaged;
    }
    if rounds > ROUNDS_MOST {
        return Err(Unreadable::Beyond {
            scheme: name,
            bound: "at most 1000000 rounds",
        });
    }
    let salt = salt.to_owned();
    Ok(Stored {
        name,
        recipe: Recipe::Crypt(match letters {
            43 => Crypt::Sha256 { rounds, salt },
            _ => Crypt::Sha512 { rounds, salt },
        }),
        expected: digest.into(),
    })
}

fn phpass(name: &'static str, letters: usize, rest: &str) -> Result<Stored, Unreadable> {
    let read = || {
        let log_rounds = value(*rest.as_bytes().first()?)?;
        let (salt, digest) = rest.get(1..)?.split_at_checked(8)?;
        let whole = digest.len() == letters && is_crypt64(digest);
        whole.then(|| (log_rounds, salt.to_owned(), digest))
    };
    let Some((log_rounds, salt, digest)) = read() else {
        return Err(Unreadable::Damaged {
            scheme: name,
            what: "it must be $P$ and 31 letters, or $S$ and 52",
        });
    };
    if !LOG_ROUNDS.contains(&log_rounds) {
        return Err(Unreadable::Beyond {
            scheme: name,
            bound: "2^7 to 2^20 rounds",
        });
    }
    Ok(Stored {
        name,
        recipe: Recipe::Crypt(match letters {
            22 => Crypt::Phpass { log_rounds, salt },
            _ => Crypt::Drupal { log_rounds, salt },
        }),
        expected: digest.into(),
    })
}

impl Crypt {
    /// The digest, in the letters of the scheme.
    pub(super) fn compute(&self, password: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 { magic, salt } => of_md5_crypt(password, magic.as_bytes(), salt.as_bytes()),
            Self::Sha256 { rounds, salt } => {
                let params = sha_crypt::Params::new(*rounds).unwrap_or_default();
                let digest = sha_crypt::sha256_crypt(password, salt.as_bytes(), params);
                let mut out = Vec::with_capacity(43);
                let mut at = [0, 10, 20];
                for _ in 0..10 {
                    push(&mut out, at.map(|at| digest[at]), 4);
                    at = [at[2] + 1, at[0] + 1, at[1] + 1];
                }
                push(&mut out, [0, digest[31], digest[30]], 3);
                out
            }
            Self::Sha512 { rounds, salt } => {
                let params = sha_crypt::Params::new(*rounds).unwrap_or_default();
                let digest = sha_crypt::sha512_crypt(password, salt.as_bytes(), params);
                let mut out = Vec::with_capacity(86);
                let mut at = [0, 21, 42];
                for _ in 0..21 {
                    push(&mut out, at.map(|at| digest[at]), 4);
                    at = [at[1] + 1, at[2] + 1, at[0] + 1];
                }
                push(&mut out, [0, 0, digest[63]], 2);
                out
            }
            Self::Phpass { log_rounds, salt } => over_and_over::<Md5>(password, salt, *log_rounds),
            Self::Drupal { log_rounds, salt } => {
                let mut out = over_and_over::<Sha512>(password, salt, *log_rounds);
                out.truncate(43);
                out
            }
        }
    }
}

fn over_and_over<D: Digest>(password: &[u8], salt: &str, log_rounds: u32) -> Vec<u8> {
    let mut digest = D::new()
        .chain_update(salt)
        .chain_update(password)
        .finalize();
    for _ in 0..1_u32 << log_rounds {
        digest = D::new()
            .chain_update(&digest)
            .chain_update(password)
            .finalize();
    }
    let mut out = Vec::new();
    for three in digest.chunks(3) {
        let byte = |at: usize| three.get(at).copied().unwrap_or_default();
        push(&mut out, [byte(2), byte(1), byte(0)], three.len() + 1);
    }
    out
}

/// Poul-Henning Kamp's scheme of 1994.
fn of_md5_crypt(password: &[u8], magic: &[u8], salt: &[u8]) -> Vec<u8> {
    let other = Md5::new()
        .chain_update(password)
        .chain_update(salt)
        .chain_update(password)
        .finalize();
    let mut first = Md5::new()
        .chain_update(password)
        .chain_update(magic)
        .chain_update(salt);
    for part in password.chunks(16) {
        first.update(&other[..part.len()]);
    }
    let mut left = password.len();
    while left > 0 {
        match left & 1 {
            1 => first.update([0]),
            _ => first.update(&password[..1]),
        }
        left >>= 1;
    }
    let mut digest = first.finalize();
    for round in 0..1_000 {
        let mut next = Md5::new();
        match round & 1 {
            1 => next.update(password),
            _ => next.update(digest),
        }
        if round % 3 != 0 {
            next.update(salt);
        }
        if round % 7 != 0 {
            next.update(password);
        }
        match round & 1 {
            1 => next.update(digest),
            _ => next.update(password),
        }
        digest = next.finalize();
    }
    let mut out = Vec::with_capacity(22);
    for at in 0..5 {
        let last = if at == 4 { 5 } else { at + 12 };
        push(&mut out, [digest[at], digest[at + 6], digest[last]], 4);
    }
    push(&mut out, [0, 0, digest[11]], 2);
    out
}
