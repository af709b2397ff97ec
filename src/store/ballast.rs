//! The ballast: space kept beside a SQLite file, given back when the disk is full.
//!
//! SQLite needs room even to read (its `-shm` file) and to put its log away. With the ballast gone
//! a server on a full disk can still do that: it serves reads, refuses writes with 503, and stops
//! in order. When there is room again the ballast is laid again.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::Error;

const SIZE: usize = 256 * 1024;
/// Commits in a row that must have worked before the ballast is laid again.
const CALM: u32 = 64;

/// The ballast of one database file.
pub(super) struct Ballast {
    path: PathBuf,
    /// Commits since it was thrown off; `None` while it lies there.
    calm: Option<u32>,
}

impl Ballast {
    /// Lays the ballast of a database; on a disk that is full already, waits for room.
    pub(super) fn beside(database: &Path) -> Self {
        let mut ballast = Self {
            path: Self::path(database),
            calm: Some(CALM),
        };
        ballast.lay();
        ballast
    }

    /// Where the ballast of a database lies.
    pub(super) fn path(database: &Path) -> PathBuf {
        let mut path = database.as_os_str().to_owned();
        path.push(".ballast");
        path.into()
    }

    /// To be told of every commit: at one that worked it is laid again in time, at one that
    /// failed for lack of space it is thrown off. Whether it was thrown off just now.
    pub(super) fn told(&mut self, committed: std::result::Result<(), &Error>) -> bool {
        match committed {
            Ok(()) => {
                if let Some(calm) = &mut self.calm {
                    *calm += 1;
                    if *calm >= CALM {
                        self.lay();
                    }
                }
                false
            }
            Err(error) if error.is_full() => {
                let lay_there = self.calm.is_none();
                self.calm = Some(0);
                lay_there && self.throw_off()
            }
            Err(_) => false,
        }
    }

    fn throw_off(&self) -> bool {
        let gone = fs::remove_file(&self.path).is_ok();
        if gone {
            tracing::error!(
                ballast = %self.path.display(),
                "the disk is full: the ballast is thrown off; writes are refused until there is room"
            );
        }
        gone
    }

    fn lay(&mut self) {
        self.calm = match write(&self.path) {
            Ok(()) => None,
            Err(_) => {
                // What was written takes the room that others need.
                let _gone = fs::remove_file(&self.path);
                Some(0)
            }
        };
    }
}

/// Real bytes, on the disk: a file with a hole would keep no room.
fn write(path: &Path) -> std::io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| found.len() == SIZE as u64) {
        return Ok(());
    }
    let mut file = fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&vec![0xB5; SIZE])?;
    file.sync_all()
}
