//! The file of a backup: JSON Lines, sealed or not. The first line says what it is, a line with
//! `table` begins a table, an array is a row of it, and the last line has the digest of all before.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Error, ErrorKind, Read, Result, Write},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    core::{Entropy, Fault},
    crypto::{
        DataKeys,
        digest::Sha256,
        seal::SealError,
        stream::{FileKey, GROWTH, HEAD, PIECE},
    },
    store::carry::Cell,
};

/// What a sealed file begins with.
const SEALED: &[u8; 24] = b"signet sealed backup 1\r\n";

/// What is told of a file that does not go on to its end.
pub(super) const CUT: &str = "the file is cut off: its end is missing, as when a disk was full or a transfer broke off; take another copy of it";

/// A cell, as a row of the file has it.
pub(super) fn to_json(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::String(text),
        Cell::Number(number) => number.into(),
        Cell::Bool(bool) => bool.into(),
        Cell::Bytes(bytes) => json!({ "b64": STANDARD.encode(bytes) }),
    }
}

/// A cell of a row of the file.
pub(super) fn from_json(value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Null => Cell::Null,
        Value::String(text) => Cell::Text(text.clone()),
        Value::Number(number) => Cell::Number(number.as_i64()?),
        Value::Bool(bool) => Cell::Bool(*bool),
        Value::Object(bytes) => Cell::Bytes(STANDARD.decode(bytes.get("b64")?.as_str()?).ok()?),
        Value::Array(_) => return None,
    })
}

/// Writes a file, which only its owner may read (0600).
pub(super) struct Writer<'e> {
    out: BufWriter<File>,
    digest: Sha256,
    key: Option<FileKey>,
    waiting: Vec<u8>,
    entropy: &'e dyn Entropy,
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

fn fault(fault: Fault) -> Error {
    Error::other(fault.to_string())
}

impl<'e> Writer<'e> {
    pub(super) fn create(
        path: &Path,
        keys: Option<&DataKeys>,
        entropy: &'e dyn Entropy,
    ) -> Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        // What a try before has left goes: its mode may be another.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = std::fs::OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(path)?;
        let mut out = BufWriter::new(file);
        let mut key = None;
        if let Some(keys) = keys {
            let (of_file, head) = keys.new_file(entropy).map_err(fault)?;
            out.write_all(SEALED)?;
            out.write_all(&head)?;
            key = Some(of_file);
        }
        Ok(Self {
            out,
            digest: Sha256::new(),
            key,
            waiting: Vec::new(),
            entropy,
        })
    }

    pub(super) fn line(&mut self, value: &Value) -> Result<()> {
        let mut line = value.to_string();
        line.push('\n');
        self.digest.update(line.as_bytes());
        let Some(key) = &mut self.key else {
            return self.out.write_all(line.as_bytes());
        };
        self.waiting.extend_from_slice(line.as_bytes());
        // What is left at the end is the last piece, and there is always some.
        while self.waiting.len() > PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = key
                .seal(self.entropy, &self.waiting, false)
                .map_err(fault)?;
            self.out.write_all(&piece)?;
            self.waiting = rest;
        }
        Ok(())
    }

    /// The digest of all lines so far.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest.clone().finish()
    }

    /// Ends the file, durably.
    pub(super) fn finish(mut self) -> Result<()> {
        if let Some(key) = &mut self.key {
            let piece = key.seal(self.entropy, &self.waiting, true).map_err(fault)?;
            self.out.write_all(&piece)?;
        }
        let file = self.out.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()
    }
}

/// Reads a file, sealed or not.
pub(super) struct Lines {
    text: BufReader<Box<dyn Read>>,
    digest: Sha256,
    line: Vec<u8>,
}

impl Lines {
    /// Opens it: by the first of the rings that knows its key.
    pub(super) fn open(path: &Path, rings: &[&DataKeys]) -> Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        let sealed = file.fill_buf()?.starts_with(SEALED);
        let text: Box<dyn Read> = if sealed {
            let mut head = [0; HEAD];
            file.consume(SEALED.len());
            file.read_exact(&mut head)
                .map_err(|error| match error.kind() {
                    ErrorKind::UnexpectedEof => wrong(CUT),
                    _ => error,
                })?;
            let key = rings.iter().find_map(|ring| ring.file(&head).ok());
            let key = key.ok_or_else(|| {
                Error::new(
                    ErrorKind::PermissionDenied,
                    "it is sealed under a key that is not here; name the file of the key with --key-file, or list the data key in secrets.data_key",
                )
            })?;
            Box::new(Opened {
                file,
                key,
                plain: Vec::new(),
                at: 0,
                ended: false,
            })
        } else {
            Box::new(file)
        };
        Ok(Self {
            text: BufReader::new(text),
            digest: Sha256::new(),
            line: Vec::new(),
        })
    }

    /// The next line, and the digest of all before it; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(Value, Sha256)>> {
        let before = self.digest.clone();
        self.line.clear();
        if self.text.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        if !self.line.ends_with(b"\n") {
            return Err(wrong(CUT));
        }
        self.digest.update(&self.line);
        // What the parser has to say names a column of a line that nobody can read.
        let value = serde_json::from_slice(&self.line).map_err(|_| {
            wrong("it is no backup, or was changed on its way; take another copy of it")
        })?;
        Ok(Some((value, before)))
    }
}

/// The plain text of a sealed file.
struct Opened {
    file: BufReader<File>,
    key: FileKey,
    plain: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Opened {
    fn next_piece(&mut self) -> Result<()> {
        let mut piece = Vec::with_capacity(PIECE + GROWTH);
        let whole = u64::try_from(PIECE + GROWTH).unwrap_or(u64::MAX);
        (&mut self.file).take(whole).read_to_end(&mut piece)?;
        self.ended = self.file.fill_buf()?.is_empty();
        let plain = self.key.open(&piece, self.ended);
        // A seal does not say which of both it was.
        let plain = plain.map_err(|_: SealError| {
            wrong("the sealed file is cut off, or was changed on its way; take another copy of it")
        })?;
        self.plain.clear();
        self.plain.extend_from_slice(&plain);
        self.at = 0;
        Ok(())
    }
}

impl Read for Opened {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.at == self.plain.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_piece()?;
        }
        let rest = &self.plain[self.at..];
        let taken = rest.len().min(out.len());
        out[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::crypto::SystemEntropy;

    fn written(path: &Path, keys: Option<&DataKeys>, lines: usize) {
        let mut writer = Writer::create(path, keys, &SystemEntropy).unwrap();
        for at in 0..lines {
            writer.line(&json!([at, "x".repeat(1000)])).unwrap();
        }
        writer.finish().unwrap();
    }

    fn count(path: &Path, rings: &[&DataKeys]) -> Result<usize> {
        let mut lines = Lines::open(path, rings)?;
        let mut count = 0;
        while let Some((value, _)) = lines.next()? {
            assert_eq!(value[0], count);
            count += 1;
        }
        Ok(count)
    }

    // ST-13: 0600, optionally encrypted; what was cut off or changed does not open.
    #[test]
    fn a_file_reads_as_it_was_written_or_not_at_all() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let keys = DataKeys::new(vec![Zeroizing::new([1; 32])]).unwrap();
        let other = DataKeys::new(vec![Zeroizing::new([2; 32])]).unwrap();
        // Pieces of one, several, and about a whole number of pieces.
        for lines in [1, 64, 65, 66, 200] {
            written(&path, Some(&keys), lines);
            assert_eq!(count(&path, &[&other, &keys]).unwrap(), lines);
            assert!(count(&path, &[&other]).is_err());
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            let sealed = std::fs::read(&path).unwrap();
            assert!(!sealed.windows(8).any(|eight| eight == b"xxxxxxxx"));
            for cut in [1, 28, PIECE + GROWTH] {
                if let Some(kept) = sealed.len().checked_sub(cut) {
                    std::fs::write(&path, &sealed[..kept]).unwrap();
                    assert!(count(&path, &[&keys]).is_err(), "{lines} {cut}");
                }
            }
            let mut changed = sealed.clone();
            let at = changed.len() / 2;
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(count(&path, &[&keys]).is_err());
            written(&path, None, lines);
            assert_eq!(count(&path, &[]).unwrap(), lines);
        }
    }

    #[test]
    fn cells_are_read_as_they_were_written() {
        for cell in [
            Cell::Null,
            Cell::Text("a\u{0}b\n\u{202e}".into()),
            Cell::Number(i64::MIN),
            Cell::Number(i64::MAX),
            Cell::Bool(true),
            Cell::Bytes(vec![0, 255, 10]),
            Cell::Bytes(Vec::new()),
        ] {
            let text = to_json(cell.clone()).to_string();
            assert_eq!(from_json(&serde_json::from_str(&text).unwrap()), Some(cell));
        }
    }
}
