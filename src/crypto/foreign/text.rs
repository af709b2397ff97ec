//! The letters that hashes are written in.

use base64::{
    Engine,
    alphabet::{BCRYPT, STANDARD},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Base 64, with padding or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
const OF_BCRYPT: GeneralPurpose = GeneralPurpose::new(
    &BCRYPT,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The letters of `crypt(3)`, by value.
const LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Bytes from base 64, with padding or without; passlib writes `.` for `+`.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    match text.contains('.') {
        true => LENIENT.decode(text.replace('.', "+")).ok(),
        false => LENIENT.decode(text).ok(),
    }
}

/// Base 64 without padding.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    LENIENT.encode(bytes)
}

/// Bytes from the base 64 of bcrypt.
pub(super) fn bcrypt64(text: &str) -> Option<Vec<u8>> {
    OF_BCRYPT.decode(text).ok()
}

/// The value of a letter of `crypt(3)`.
pub(super) fn value(letter: u8) -> Option<u32> {
    let at = LETTERS.iter().position(|known| *known == letter)?;
    u32::try_from(at).ok()
}

/// Whether all of it is letters of `crypt(3)`.
pub(super) fn is_crypt64(text: &str) -> bool {
    text.bytes().all(|letter| LETTERS.contains(&letter))
}

/// Writes up to three bytes, the last of them first, as so many letters of `crypt(3)`.
pub(super) fn push(out: &mut Vec<u8>, bytes: [u8; 3], letters: usize) {
    let [high, middle, low] = bytes.map(usize::from);
    let mut bits = high << 16 | middle << 8 | low;
    for _ in 0..letters {
        out.push(LETTERS[bits & 63]);
        bits >>= 6;
    }
}
