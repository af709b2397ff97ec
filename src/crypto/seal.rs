//! Secrets that have to be read again are sealed: AES-256-GCM under a key that the database does
//! not hold, tied to the place where they are kept (ST-03).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use thiserror::Error;
use zeroize::Zeroizing;

use super::digest::{derive, sha256_bytes};
use crate::core::{Entropy, Fault, Secret};

/// Where a sealed value is kept. Moved elsewhere, it does not open.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The row's key.
    pub row: &'a str,
    /// The column.
    pub column: &'static str,
}

/// A sealed value that does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// It was sealed under a key that is not configured.
    #[error("it was sealed under a data key that secrets.data_key does not list")]
    UnknownKey,
    /// It was changed, cut or moved.
    #[error("it was changed, or it was sealed for another place")]
    Broken,
}

impl From<SealError> for Fault {
    fn from(error: SealError) -> Self {
        Self::Internal(format!("a sealed value does not open: {error}"))
    }
}

const VERSION: u8 = 1;
/// Bytes of a key's id.
pub(super) const KEY_ID_LEN: usize = 4;

/// The ring of data keys: the first seals, all open.
pub struct DataKeys(Vec<DataKey>);

struct DataKey {
    id: [u8; KEY_ID_LEN],
    key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for DataKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKeys({} keys)", self.0.len())
    }
}

impl DataKeys {
    /// A ring of these keys, newest first; `None` without any.
    pub fn new(keys: Vec<Zeroizing<[u8; 32]>>) -> Option<Self> {
        let keys: Vec<_> = keys
            .into_iter()
            .map(|key| {
                let mut id = [0; KEY_ID_LEN];
                id.copy_from_slice(&sha256_bytes(&*key)[..KEY_ID_LEN]);
                DataKey { id, key }
            })
            .collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    pub(super) fn newest(&self) -> Option<([u8; KEY_ID_LEN], &[u8; 32])> {
        self.0.first().map(|newest| (newest.id, &*newest.key))
    }

    pub(super) fn find(&self, id: &[u8]) -> Option<&[u8; 32]> {
        let key = self.0.iter().find(|key| key.id == id);
        key.map(|key| &*key.key)
    }

    /// The ids of the keys, newest first: what a value that one has sealed begins with, behind the
    /// version.
    pub fn ids(&self) -> Vec<[u8; KEY_ID_LEN]> {
        self.0.iter().map(|key| key.id).collect()
    }

    /// The id of the key that a value was sealed under.
    pub fn id_of(sealed: &[u8]) -> Option<[u8; KEY_ID_LEN]> {
        let (version, rest) = sealed.split_first()?;
        (*version == VERSION).then(|| rest.first_chunk().copied())?
    }

    /// Seals `plain` for `place`: version, key id, nonce, ciphertext.
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        place: &Place<'_>,
        plain: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let Some(newest) = self.0.first() else {
            return Err(Fault::Internal("no data key".into()));
        };
        let mut out = vec![VERSION];
        out.extend_from_slice(&newest.id);
        out.extend(encrypt(
            &newest.key,
            entropy,
            &aad(place, newest.id),
            plain,
        )?);
        Ok(out)
    }

    /// Opens what was sealed for `place`.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let body = sealed.get(1 + KEY_ID_LEN..).ok_or(SealError::Broken)?;
        let id = Self::id_of(sealed).ok_or(SealError::Broken)?;
        let key = self.find(&id).ok_or(SealError::UnknownKey)?;
        decrypt(key, &aad(place, id), body)
    }
}

fn aad(place: &Place<'_>, key_id: [u8; KEY_ID_LEN]) -> Vec<u8> {
    let mut aad = format!("{}|{}|{}|", place.table, place.row, place.column).into_bytes();
    aad.extend_from_slice(&key_id);
    aad
}

/// Seals a text under a key for a place, as base 64.
pub fn seal_with(
    key: &[u8; 32],
    entropy: &dyn Entropy,
    place: &str,
    plain: &str,
) -> Result<String, Fault> {
    let sealed = encrypt(key, entropy, place.as_bytes(), plain.as_bytes())?;
    Ok(STANDARD_NO_PAD.encode(sealed))
}

/// Opens what was sealed so; `None` if the key or the place is another.
pub fn open_with(key: &[u8; 32], place: &str, sealed: &str) -> Option<String> {
    let sealed = STANDARD_NO_PAD.decode(sealed).ok()?;
    let plain = decrypt(key, place.as_bytes(), &sealed).ok()?;
    String::from_utf8(plain.to_vec()).ok()
}

/// Seals under a secret that the server gives away and does not keep: without that secret a
/// stolen database does not open it.
pub fn seal_under<K>(
    entropy: &dyn Entropy,
    secret: &Secret<K>,
    context: &str,
    plain: &[u8],
) -> Result<Vec<u8>, Fault> {
    encrypt(
        &derive(secret.expose().as_bytes(), context.as_bytes()),
        entropy,
        context.as_bytes(),
        plain,
    )
}

/// Opens what [`seal_under`] sealed.
pub fn open_under<K>(
    secret: &Secret<K>,
    context: &str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    decrypt(
        &derive(secret.expose().as_bytes(), context.as_bytes()),
        context.as_bytes(),
        sealed,
    )
}

pub(super) fn encrypt(
    key: &[u8; 32],
    entropy: &dyn Entropy,
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, Fault> {
    let failed = |_| Fault::Internal("sealing failed".into());
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce);
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(failed)?);
    let mut body = plain.to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(aad),
        &mut body,
    )
    .map_err(failed)?;
    let mut out = nonce.to_vec();
    out.append(&mut body);
    Ok(out)
}

pub(super) fn decrypt(
    key: &[u8; 32],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, body) = sealed
        .split_at_checked(NONCE_LEN)
        .ok_or(SealError::Broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Broken)?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| SealError::Broken)?);
    let mut body = Zeroizing::new(body.to_vec());
    let len = key
        .open_in_place(nonce, Aad::from(aad), &mut body)
        .map_err(|_| SealError::Broken)?
        .len();
    body.truncate(len);
    Ok(body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{core::secret::kind, crypto::SystemEntropy};

    fn ring(first: u8, rest: &[u8]) -> DataKeys {
        let keys = std::iter::once(&first)
            .chain(rest)
            .map(|b| Zeroizing::new([*b; 32]))
            .collect();
        DataKeys::new(keys).unwrap()
    }

    // ST-03: "moving a ciphertext to another row/column fails closed".
    proptest! {
        #[test]
        fn a_sealed_value_opens_in_its_place_only(plain: Vec<u8>, row in "[a-z]{0,8}", other in "[a-z]{0,8}", at: usize) {
            let keys = ring(1, &[]);
            let place = Place { table: "totps", row: &row, column: "sealed_seed" };
            let sealed = keys.seal(&SystemEntropy, &place, &plain).unwrap();
            prop_assert_eq!(&*keys.open(&place, &sealed).unwrap(), &plain);
            let moved = Place { column: "name", ..place };
            prop_assert_eq!(keys.open(&moved, &sealed), Err(SealError::Broken));
            if row != other {
                prop_assert_eq!(keys.open(&Place { row: &other, ..place }, &sealed), Err(SealError::Broken));
            }
            let mut broken = sealed.clone();
            let at = at % broken.len();
            broken[at] ^= 1;
            prop_assert!(keys.open(&place, &broken).is_err());
        }
    }

    // ST-05: a wrong data key does not open anything.
    #[test]
    fn the_newest_key_seals_and_all_open() {
        let place = Place {
            table: "meta",
            row: "pepper",
            column: "value",
        };
        let old = ring(1, &[]).seal(&SystemEntropy, &place, b"x").unwrap();
        assert_eq!(&**ring(2, &[1]).open(&place, &old).unwrap(), b"x");
        assert_eq!(ring(2, &[]).open(&place, &old), Err(SealError::UnknownKey));
    }

    // R-13: with the whole database, but without the text of the token that it was sealed under, a
    // successor cannot be opened: not by its digest, nor by any other token.
    #[test]
    fn a_value_sealed_under_a_secret_needs_that_secret() {
        let secret: Secret<kind::Return> = Secret::new("r");
        let sealed = seal_under(&SystemEntropy, &secret, "return", b"x").unwrap();
        assert_eq!(&**open_under(&secret, "return", &sealed).unwrap(), b"x");
        assert!(open_under(&secret, "other", &sealed).is_err());
        assert!(open_under(&Secret::<kind::Return>::new("s"), "return", &sealed).is_err());
        let digest = crate::crypto::digest::sha256(&secret);
        let hex: String = digest
            .as_bytes()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert!(open_under(&Secret::<kind::Return>::new(hex), "return", &sealed).is_err());
        assert!(!sealed.windows(1).all(|w| w == b"x"));
    }
}
