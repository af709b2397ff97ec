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
fn base62(mut bytes: [u8; 32]) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = [b'0'; 43];
    for digit in out.iter_mut().rev() {
        let mut rest = 0u32;
        for byte in &mut bytes {
            let value = (rest << 8) | u32::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(0);
            rest = value % 62;
        }
        *digit = DIGITS[rest as usize];
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
}
