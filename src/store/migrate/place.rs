//! Where the file of SQLite is: its directory is made at the first use, and whoever may not use it is told
//! so with the path and the way out.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Access, access},
    process::geteuid,
};

use crate::store::{Error, Result};

/// Files that SQLite and this store keep beside the database.
const BESIDE: &[&str] = &["", "-wal", "-shm", "-journal"];

/// Whether the file is there; an error if that cannot be seen.
pub(super) fn is_there(file: &Path) -> Result<bool> {
    file.try_exists().map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => not_ours(&directory(file)),
        _ => Error::Away(format!("{}: {error}", file.display())),
    })
}

/// Makes the directory of the file, if it is missing and the one above it is there: more would be a
/// path with a mistake in it.
pub(super) fn make_room(file: &Path) -> Result<()> {
    let directory = directory(file);
    if is_there(&directory)? {
        return Ok(());
    }
    // ST-06: "directory 0700".
    DirBuilder::new().mode(0o700).create(&directory).map_err(|error| {
        Error::Away(format!(
            "{0} cannot be made: {error}; make it for the user that the server runs as: install -d -m 0700 -o signet -g signet {0}; or set database.url to a file elsewhere",
            directory.display()
        ))
    })
}

/// The lock that serialises migrations.
pub(super) fn open_lock(file: &Path) -> Result<File> {
    let path = file.with_extension("migrate-lock");
    let opened = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(&path);
    let lock = opened.map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => not_ours(&path),
        _ => Error::Away(format!("{}: {error}", path.display())),
    })?;
    lock.lock()
        .map_err(|error| Error::Away(format!("{}: {error}", path.display())))?;
    Ok(lock)
}

/// That this process may use the database's files, as far as they are there. They are asked for, not
/// opened: closing one would end the locks that SQLite holds on it in this process.
pub(super) fn assert_ours(file: &Path) -> Result<()> {
    for suffix in BESIDE {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        let path = PathBuf::from(path);
        if is_there(&path)? && access(&path, Access::READ_OK | Access::WRITE_OK).is_err() {
            return Err(not_ours(&path));
        }
    }
    Ok(())
}

fn directory(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What may not be read and written, whose it is, and what to do.
fn not_ours(path: &Path) -> Error {
    let shown = path.display();
    let us = geteuid().as_raw();
    let whose = match std::fs::metadata(path) {
        Ok(found) => format!("it belongs to user {}, and this is user {us}", found.uid()),
        Err(_) => format!("this is user {us}"),
    };
    Error::Away(format!(
        "{shown} may not be read and written here: {whose}; run each command as the user of the server (sudo -u signet signet …), and give it what another has made: chown signet: {shown}"
    ))
}
