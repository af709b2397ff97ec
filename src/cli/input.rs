//! What a command reads: JSON Lines, and secrets, which never stand in arguments.

use std::{
    io::{BufRead, BufReader, IsTerminal, Read},
    path::Path,
};

use clap::Args;
use serde_json::Value;

use super::{Failure, Outcome};
use crate::core::Secret;

/// ST-08: "values > 16 MiB are never bound": no line is read that could hold one.
const LINE_MAX: usize = 16 << 20;

/// Largest file that is read whole: lists of people, settings, keys.
const TEXT_MAX: u64 = 64 << 20;

/// Largest file that is read whole where it is as long as a trail.
const EXPORT_MAX: u64 = 1 << 30;

/// Where a secret comes from.
#[derive(Clone, Debug, Args)]
pub struct PasswordSource {
    /// Read the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,
    /// Read the password from a file.
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    pub password_file: Option<std::path::PathBuf>,
}

/// Reads a secret: from standard input, a file, or a prompt on a terminal; `None` without any.
pub fn secret<K>(source: &PasswordSource, prompt: &str) -> Outcome<Option<Secret<K>>> {
    let text = if source.password_stdin {
        text(Path::new("-"))?
    } else if let Some(path) = &source.password_file {
        text(path)?
    } else if std::io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)?
    } else {
        return Ok(None);
    };
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Some(Secret::new(text.strip_suffix('\r').unwrap_or(text))))
}

/// Consent to a step that cannot be taken back.
#[derive(Clone, Debug, Args)]
pub struct Danger {
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
    /// Say what would be done.
    #[arg(long)]
    pub dry_run: bool,
}

impl Danger {
    /// Whether to do nothing but say what would be done; refused unless it was confirmed, by
    /// `--yes` or on a terminal.
    pub fn is_dry(&self, what: &str) -> Outcome<bool> {
        if self.dry_run {
            println!("would {what}");
            return Ok(true);
        }
        if self.yes {
            return Ok(false);
        }
        if std::io::stdin().is_terminal() {
            eprint!("This will {what}. Type `yes` to go on: ");
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            if answer.trim() == "yes" {
                return Ok(false);
            }
        }
        Err(Failure::Refused(format!(
            "this would {what}; confirm it with --yes"
        )))
    }
}

/// A file's text, of at most 64 MiB; `-` is standard input.
pub fn text(path: &Path) -> Outcome<String> {
    text_of(bytes_within(path, TEXT_MAX)?, path)
}

/// The same of an export of the audit trail: at most 1 GiB.
pub fn export(path: &Path) -> Outcome<String> {
    text_of(bytes_within(path, EXPORT_MAX)?, path)
}

/// A file's bytes, at most 64 MiB; `-` is standard input.
pub fn bytes(path: &Path) -> Outcome<Vec<u8>> {
    bytes_within(path, TEXT_MAX)
}

fn text_of(bytes: Vec<u8>, path: &Path) -> Outcome<String> {
    String::from_utf8(bytes)
        .map_err(|_| Failure::Usage(format!("{}: it is not UTF-8", path.display())))
}

/// Reads no more than `most` bytes, whatever a file says of its length: a device has no end.
fn bytes_within(path: &Path, most: u64) -> Outcome<Vec<u8>> {
    let (mut bytes, room) = (Vec::new(), most.saturating_add(1));
    if path == Path::new("-") {
        std::io::stdin().take(room).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)
            .and_then(|file| file.take(room).read_to_end(&mut bytes))
            .map_err(|error| Failure::NotFound(format!("{}: {error}", path.display())))?;
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) {
        return Ok(bytes);
    }
    Err(Failure::Usage(format!(
        "{}: it is longer than {} MiB, which is the most that is read",
        path.display(),
        most >> 20
    )))
}

/// A line of a file as JSON, with its number, or why it is none.
pub type JsonLine = (usize, Result<Value, String>);

/// A file's lines as JSON, with their numbers; `-` is standard input.
pub fn json_lines(path: &Path) -> Outcome<Vec<JsonLine>> {
    stream(path)?
        .map(|line| line.map_err(Failure::from))
        .collect()
}

/// The same, one by one as they are read: of a file that is larger than the memory.
pub fn stream(path: &Path) -> Outcome<Lines> {
    let reader: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = std::fs::File::open(path)
            .map_err(|error| Failure::NotFound(format!("{}: {error}", path.display())))?;
        Box::new(BufReader::with_capacity(1 << 16, file))
    };
    Ok(Lines { reader, number: 0 })
}

/// Lines that are read one by one.
pub struct Lines {
    reader: Box<dyn BufRead>,
    number: usize,
}

impl Iterator for Lines {
    type Item = std::io::Result<JsonLine>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            let most = u64::try_from(LINE_MAX).unwrap_or(u64::MAX) + 2;
            match (&mut self.reader).take(most).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => self.number += 1,
                Err(error) => return Some(Err(error)),
            }
            let mut length = line.len();
            if line.last() == Some(&b'\n') {
                length -= 1;
            } else if length > LINE_MAX {
                match self.skip() {
                    Ok(skipped) => length += skipped,
                    Err(error) => return Some(Err(error)),
                }
            }
            if length > LINE_MAX {
                let why = format!("the line has {length} bytes; at most {LINE_MAX} are read");
                return Some(Ok((self.number, Err(why))));
            }
            let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
            if !line.trim_ascii().is_empty() {
                let value = serde_json::from_slice(line).map_err(|error| error.to_string());
                return Some(Ok((self.number, value)));
            }
        }
    }
}

impl Lines {
    /// The next line as it is, without what is over the bound.
    fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let most = u64::try_from(LINE_MAX).unwrap_or(u64::MAX);
        let read = (&mut self.reader).take(most).read_until(b'\n', &mut line)?;
        Ok((read > 0).then_some(line))
    }

    /// Leaves out the rest of a line; how many bytes.
    fn skip(&mut self) -> std::io::Result<usize> {
        let mut skipped = 0;
        loop {
            let part = self.reader.fill_buf()?;
            if part.is_empty() {
                return Ok(skipped);
            }
            let end = part.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(part.len(), |end| end + 1);
            skipped += end.unwrap_or(used);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(skipped);
            }
        }
    }
}

/// The lines of a log that have this word, or as much of one as is looked at; the others are passed over.
/// `-` is standard input.
pub fn lines_with(path: &Path, word: &str) -> Outcome<String> {
    let mut lines = stream(path)?;
    let mut found = String::new();
    while let Some(line) = lines.line()? {
        let text = String::from_utf8_lossy(&line);
        if text.contains(word) {
            found.push_str(&text);
            found.push('\n');
        }
        if u64::try_from(found.len()).is_ok_and(|length| length > EXPORT_MAX) {
            let what = format!("{}: more than 1 GiB of it is of use", path.display());
            return Err(Failure::Usage(what));
        }
    }
    Ok(found)
}

/// The values of an option that may be repeated; an empty one stands for none at all.
pub fn listed(values: Vec<String>) -> Vec<String> {
    values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // ST-08
    #[test]
    fn a_line_that_is_too_long_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("lines");
        let fits = format!("\"{}\"", "x".repeat(LINE_MAX - 2));
        let long = format!("\"{}\"", "x".repeat(LINE_MAX - 1));
        std::fs::write(&file, format!("{fits}\n{long}\n1\n")).unwrap();
        let lines = json_lines(&file).unwrap();
        assert!(lines[0].1.is_ok() && lines[2].1.is_ok());
        assert!(lines[1].1.as_ref().unwrap_err().contains("16777217 bytes"));
        // Longer than is looked at; without an end; no text; empty ones between.
        let bytes = [
            "x".repeat(LINE_MAX + 70_000).into_bytes(),
            b"\n\n  \r\n\xff\n2".to_vec(),
        ];
        std::fs::write(&file, bytes.concat()).unwrap();
        let lines = json_lines(&file).unwrap();
        let numbers: Vec<_> = lines.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 4, 5]);
        let told = lines[0].1.as_ref().unwrap_err();
        assert!(
            told.contains(&format!("{} bytes", LINE_MAX + 70_000)),
            "{told}"
        );
        assert!(lines[1].1.is_err());
        assert_eq!(lines[2].1, Ok(Value::from(2)));
    }
}
