//! Files that are sealed piece by piece, so that none has to fit into memory: AES-256-GCM, each
//! piece bound to its place and to whether it is the last. A file that was cut, or whose pieces
//! were moved, does not open.

use zeroize::Zeroizing;

use super::{
    digest::derive,
    seal::{DataKeys, KEY_ID_LEN, SealError, decrypt, encrypt},
};
use crate::core::{Entropy, Fault};

/// Bytes of a piece before it is sealed.
pub const PIECE: usize = 64 * 1024;
/// Bytes that a piece grows by: the nonce and the tag.
pub const GROWTH: usize = 28;
/// Bytes at the head of a sealed file: the id of the key, and what makes the file's key its own.
pub const HEAD: usize = KEY_ID_LEN + SALT;
const SALT: usize = 32;

/// The key of one file.
pub struct FileKey {
    key: Zeroizing<[u8; 32]>,
    next: u64,
}

impl DataKeys {
    /// A key for a new file, under the newest of the ring, and what to write at the file's head.
    pub fn new_file(&self, entropy: &dyn Entropy) -> Result<(FileKey, [u8; HEAD]), Fault> {
        let (id, key) = self
            .newest()
            .ok_or_else(|| Fault::Internal("no data key".into()))?;
        let mut head = [0; HEAD];
        head[..KEY_ID_LEN].copy_from_slice(&id);
        entropy.fill(&mut head[KEY_ID_LEN..]);
        Ok((FileKey::of(key, &head), head))
    }

    /// The key of a file with this head.
    pub fn file(&self, head: &[u8; HEAD]) -> Result<FileKey, SealError> {
        let key = self
            .find(&head[..KEY_ID_LEN])
            .ok_or(SealError::UnknownKey)?;
        Ok(FileKey::of(key, head))
    }
}

impl FileKey {
    fn of(key: &[u8; 32], head: &[u8; HEAD]) -> Self {
        let purpose = [b"file".as_slice(), &head[KEY_ID_LEN..]].concat();
        Self {
            key: derive(key, &purpose),
            next: 0,
        }
    }

    fn place(&mut self, last: bool) -> [u8; 9] {
        let mut place = [0; 9];
        place[..8].copy_from_slice(&self.next.to_be_bytes());
        place[8] = u8::from(last);
        self.next += 1;
        place
    }

    /// Seals the next piece.
    pub fn seal(
        &mut self,
        entropy: &dyn Entropy,
        plain: &[u8],
        last: bool,
    ) -> Result<Vec<u8>, Fault> {
        let place = self.place(last);
        encrypt(&self.key, entropy, &place, plain)
    }

    /// Opens the next piece.
    pub fn open(&mut self, sealed: &[u8], last: bool) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let place = self.place(last);
        decrypt(&self.key, &place, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SystemEntropy;

    #[test]
    fn pieces_open_in_their_order_and_to_the_end_only() {
        let keys = DataKeys::new(vec![Zeroizing::new([1; 32])]).unwrap();
        let (mut key, head) = keys.new_file(&SystemEntropy).unwrap();
        let first = key.seal(&SystemEntropy, b"first", false).unwrap();
        let last = key.seal(&SystemEntropy, b"last", true).unwrap();
        assert_eq!(first.len(), 5 + GROWTH);
        let mut key = keys.file(&head).unwrap();
        assert_eq!(&**key.open(&first, false).unwrap(), b"first");
        assert_eq!(&**key.open(&last, true).unwrap(), b"last");
        // Cut off behind the first; moved; of another file.
        assert!(keys.file(&head).unwrap().open(&first, true).is_err());
        assert!(keys.file(&head).unwrap().open(&last, true).is_err());
        let (_, other) = keys.new_file(&SystemEntropy).unwrap();
        assert!(keys.file(&other).unwrap().open(&first, false).is_err());
        let stranger = DataKeys::new(vec![Zeroizing::new([2; 32])]).unwrap();
        assert_eq!(stranger.file(&head).err(), Some(SealError::UnknownKey));
    }
}
