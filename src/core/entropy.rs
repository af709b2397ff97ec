//! Randomness as a parameter.

use crate::core::{Secret, Timestamp, hex, id::Id};

/// A source of cryptographic randomness. Tests bring their own.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with random values.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// 32 random bytes.
    pub fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    /// A secret of 256 bits, written in base62 behind `prefix`: 43 characters that need no
    /// escaping in a URL, a form or a shell.
    pub fn secret<K>(&self, prefix: &str) -> Secret<K> {
        Secret::new(format!("{prefix}{}", base62(self.bytes32())))
    }

    /// As many letters and digits, at most 32.
    pub fn alphanumeric(&self, len: usize) -> String {
        let digits = base62(self.bytes32());
        // The first ones are not all equally likely.
        digits[digits.len() - len.min(32)..].to_owned()
    }

    /// A UUID of version 4 (RFC 9562 section 5.4), in lower case.
    pub fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = hex(&bytes);
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        parts.join("-")
    }

    /// A fresh id: a ULID, sortable by the millisecond it was made in.
    pub fn id<K>(&self, now: Timestamp) -> Id<K> {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Id::new(ulid::Ulid::from_parts(millis, u128::from_be_bytes(bytes)).to_string())
    }
}

/// 256 bits as 43 base62 digits, most significant first (62^43 > 2^256).
fn base62(bytes: [u8; 32]) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // Ten digits at once: 62^10 is the largest power that fits 64 bits.
    const TEN: u128 = 62_u128.pow(10);
    let mut limbs = [0_u64; 4];
    for (limb, part) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = part
            .iter()
            .fold(0, |all, byte| (all << 8) | u64::from(*byte));
    }
    let mut out = [b'0'; 43];
    for ten in out.rchunks_mut(10) {
        let mut rest = 0_u128;
        for limb in &mut limbs {
            let value = (rest << 64) | u128::from(*limb);
            *limb = u64::try_from(value / TEN).unwrap_or(0);
            rest = value % TEN;
        }
        let mut rest = u64::try_from(rest).unwrap_or(0);
        for digit in ten.iter_mut().rev() {
            *digit = DIGITS[usize::try_from(rest % 62).unwrap_or(0)];
            rest /= 62;
        }
    }
    out.iter().map(|&b| char::from(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn ids_of_other_systems_have_their_shape() {
        let entropy: &dyn Entropy = &Fixed;
        assert_eq!(entropy.uuid(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        for len in [1, 16, 32] {
            let text = entropy.alphanumeric(len);
            assert!(text.len() == len && text.bytes().all(|b| b.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn base62_keeps_every_bit() {
        assert_eq!(base62([0; 32]), "0".repeat(43));
        let mut one = [0; 32];
        one[31] = 61;
        assert!(base62(one).ends_with("0z"));
        assert_ne!(base62([0xff; 32]), base62([0xfe; 32]));
        assert_eq!(base62([0xff; 32]).len(), 43);
    }

    proptest::proptest! {
        // Digit by digit, as one divides by hand.
        #[test]
        fn base62_is_long_division(bytes: [u8; 32]) {
            let (mut left, mut digits) = (bytes, Vec::new());
            for _ in 0..43 {
                let mut rest = 0_u32;
                for byte in &mut left {
                    let value = (rest << 8) | u32::from(*byte);
                    *byte = u8::try_from(value / 62).expect("fits");
                    rest = value % 62;
                }
                let letters = ('0'..='9').chain('A'..='Z').chain('a'..='z');
                digits.insert(0, letters.clone().nth(rest as usize).expect("a digit"));
            }
            proptest::prop_assert_eq!(base62(bytes), digits.into_iter().collect::<String>());
        }
    }
}
