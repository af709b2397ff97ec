//! The text of tokens without content: `<prefix><256 bits in base62>_<CRC-32>`.
//!
//! The prefix tells a secret scanner what it found; the checksum lets the server refuse what was
//! mistyped or cut off without asking the database.

use super::{Entropy, Secret};

/// Base62 digits of 256 bits.
const RANDOM: usize = 43;
/// Hexadecimal digits of the checksum.
const CHECK: usize = 8;

/// A new token behind `prefix`, which ends in an underscore.
pub fn new<K>(entropy: &dyn Entropy, prefix: &str) -> Secret<K> {
    let body = entropy.secret::<K>(prefix);
    let check = crc32(body.expose().as_bytes());
    Secret::new(format!("{}_{check:08x}", body.expose()))
}

/// Whether this can be a token behind `prefix`.
pub fn is_well_formed(text: &str, prefix: &str) -> bool {
    let Some((body, check)) = text.rsplit_once('_') else {
        return false;
    };
    body.len() == prefix.len() + RANDOM
        && body.starts_with(prefix)
        && body[prefix.len()..]
            .bytes()
            .all(|b| b.is_ascii_alphanumeric())
        && check.len() == CHECK
        && check == format!("{:08x}", crc32(body.as_bytes()))
}

/// Whether this can be a secret of 256 bits behind `prefix`, without a checksum.
pub fn is_bare(text: &str, prefix: &str) -> bool {
    let body = text.strip_prefix(prefix);
    body.is_some_and(|body| body.len() == RANDOM && body.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// CRC-32 as in ISO 3309, bit by bit: the texts are short.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::secret::kind;

    struct Fixed;
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0x5a);
        }
    }

    #[test]
    fn the_checksum_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    // JW-14: "Every proper prefix, extension, case flip and one-character change of an opaque
    // token is inactive": nearly all are refused by their text alone.
    #[test]
    fn what_is_not_whole_is_not_well_formed() {
        let token: Secret<kind::RefreshToken> = new(&Fixed, "sig_rt_");
        let text = token.expose();
        assert!(is_well_formed(text, "sig_rt_"));
        assert!(!is_well_formed(text, "sig_at_"));
        for end in 0..text.len() {
            assert!(!is_well_formed(&text[..end], "sig_rt_"));
        }
        assert!(!is_well_formed(&format!("{text}0"), "sig_rt_"));
        assert!(!is_well_formed(&format!("{text}\u{e9}"), "sig_rt_"));
        for at in 0..text.len() {
            let mut changed = text.as_bytes().to_vec();
            changed[at] ^= 0x01;
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(!is_well_formed(&changed, "sig_rt_"), "{changed}");
        }
    }
}
