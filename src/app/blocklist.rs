//! The operator's list of passwords that nobody may set (`password.blocklist_file`), in memory.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use crate::crypto::digest::sha256_bytes;

/// Most lines of a list: 160 MB of memory.
const LINES_MAX: usize = 20_000_000;
/// Most bytes of a line; no password is longer.
const LINE_MAX: usize = 4096;

/// Most bytes that are read of a line: a file without ends of lines is no list.
const READ_MAX: u64 = 1 << 20;

/// Eight bytes for each password, in order: a list of ten million takes 80 MB.
#[derive(Debug, Default)]
pub struct Blocklist(Vec<u64>);

impl Blocklist {
    /// Reads a list: one password a line, in UTF-8 (what is no UTF-8 is skipped). What it says is
    /// compared without regard to case.
    pub fn read(path: &Path) -> Result<Self, String> {
        let wrong = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut reader = BufReader::new(File::open(path).map_err(wrong)?);
        let mut marks = Vec::new();
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = (&mut reader).take(READ_MAX).read_until(b'\n', &mut line);
            let read = read.map_err(wrong)?;
            if u64::try_from(read).is_ok_and(|read| read == READ_MAX) && !line.ends_with(b"\n") {
                return Err(format!(
                    "{}: it has a line of more than 1 MiB; a list has one password a line",
                    path.display()
                ));
            }
            if read == 0 {
                break;
            }
            let Ok(text) = std::str::from_utf8(&line) else {
                continue;
            };
            let text = text.trim_end_matches(['\n', '\r']);
            if text.is_empty() || text.len() > LINE_MAX {
                continue;
            }
            if marks.len() >= LINES_MAX {
                return Err(format!(
                    "{}: it has more than {LINES_MAX} lines; shorten it to the most frequent",
                    path.display()
                ));
            }
            marks.push(mark(text));
        }
        marks.sort_unstable();
        marks.dedup();
        marks.shrink_to_fit();
        Ok(Self(marks))
    }

    /// Whether a password is in the list.
    pub fn contains(&self, password: &str) -> bool {
        self.0.binary_search(&mark(password)).is_ok()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn mark(password: &str) -> u64 {
    let digest = sha256_bytes(password.to_lowercase().as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = digest;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    // LG-03: "those of an optional `password.blocklist_file`".
    #[test]
    fn a_list_is_looked_up_without_regard_to_case() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.txt");
        std::fs::write(
            &path,
            b"Winter Palace 1917\r\n\n\xff\xfe\nsecond one\nsecond one",
        )
        .unwrap();
        let list = Blocklist::read(&path).unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.contains("winter palace 1917") && list.contains("SECOND ONE"));
        assert!(!list.contains("third one") && !list.contains(""));
        let gone = Blocklist::read(&dir.path().join("none")).unwrap_err();
        assert!(gone.contains("none"), "{gone}");
    }
}
