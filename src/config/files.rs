//! Who else may read or write the files that matter (ST-06).

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{Config, ConfigError, DatabaseTarget};

/// Mode bits that a file may not have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Policy {
    /// Key files, database files and their directory: the owner's alone.
    Private,
    /// Configuration with a secret in it: the group may read.
    GroupReads,
    /// Configuration without: all may read, the owner alone may write.
    OwnerWrites,
}

impl Policy {
    const fn forbidden(self) -> u32 {
        match self {
            Self::Private => 0o077,
            Self::GroupReads => 0o027,
            Self::OwnerWrites => 0o022,
        }
    }
}

/// The problem with the mode of `path`, if it is there and has one.
pub(super) fn look_at(key: &str, path: &Path, policy: Policy) -> Option<ConfigError> {
    let metadata = std::fs::metadata(path).ok()?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & policy.forbidden() == 0 {
        return None;
    }
    let wanted = mode & !policy.forbidden();
    let others_do = if mode & policy.forbidden() & 0o022 == 0 {
        "read"
    } else {
        "write"
    };
    let path = path.display();
    Some(
        ConfigError::new(
            key,
            format!("others may {others_do} {path} (mode {mode:04o})"),
        )
        .expected(format!("mode {wanted:04o}"))
        .fix(format!(
            "chmod {wanted:04o} {path}; or, where something else guards it, \
                 secrets.allow_lax_file_modes = true"
        )),
    )
}

/// The database files of SQLite and their directory, as far as they are there.
pub(super) fn look_at_database(config: &Config) -> Vec<ConfigError> {
    let DatabaseTarget::Sqlite(file) = config.database.url.target() else {
        return Vec::new();
    };
    let directory = match file.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => return Vec::new(),
    };
    let beside = ["", "-wal", "-shm", "-journal"].map(|suffix| {
        let mut name = file.clone().into_os_string();
        name.push(suffix);
        PathBuf::from(name)
    });
    std::iter::once(directory)
        .chain(beside)
        .filter_map(|path| look_at("database.url", &path, Policy::Private))
        .collect()
}

/// The certificate and its key, but for what systemd keeps: mode bits do not show how.
pub(super) fn look_at_tls(config: &Config, credentials: Option<&Path>) -> Vec<ConfigError> {
    let tls = &config.tls;
    [
        ("tls.cert_file", &tls.cert_file, Policy::OwnerWrites),
        ("tls.key_file", &tls.key_file, Policy::Private),
    ]
    .into_iter()
    .filter_map(|(key, path, policy)| {
        let path = path.as_ref()?;
        let kept = credentials.is_some_and(|directory| path.starts_with(directory));
        look_at(key, path, policy).filter(|_| !kept)
    })
    .collect()
}
