//! Who else may read or write the files that matter (ST-06).

use std::{
    os::unix::fs::{MetadataExt, PermissionsExt},
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
    // A file with a secret is kept as `config init` writes it; a group that reads it is the operator's
    // own decision.
    let wanted = match policy {
        Policy::GroupReads => mode & 0o700,
        Policy::Private | Policy::OwnerWrites => mode & !policy.forbidden(),
    };
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
    let Some(directory) = directory_of(&file) else {
        return Vec::new();
    };
    std::iter::once(directory)
        .chain(with_companions(&file, &["", "-wal", "-shm", "-journal"]))
        .filter_map(|path| look_at("database.url", &path, Policy::Private))
        .collect()
}

fn directory_of(file: &Path) -> Option<PathBuf> {
    match file.parent()? {
        parent if parent.as_os_str().is_empty() => Some(PathBuf::from(".")),
        parent => Some(parent.to_owned()),
    }
}

fn with_companions(
    file: &Path,
    suffixes: &'static [&'static str],
) -> impl Iterator<Item = PathBuf> {
    suffixes.iter().map(move |suffix| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    })
}

/// Files that belong to somebody else than the directory they are in, with what to do: of the
/// database, which then does not open for the server, and of the configuration, which somebody else
/// can change. What root has is root's to have, but for the database.
pub fn strangers(config: &Config, files: &[PathBuf]) -> (Vec<String>, Vec<String>) {
    let database = match config.database.url.target() {
        DatabaseTarget::Sqlite(file) => {
            let suffixes = &["", "-wal", "-shm", "-journal", ".ballast"];
            let lock = file.with_extension("migrate-lock");
            let all = with_companions(&file, suffixes).chain([lock]);
            all.filter_map(|path| stranger(&path, false)).collect()
        }
        DatabaseTarget::Postgres(_) => Vec::new(),
    };
    let files = files.iter().filter_map(|path| stranger(path, true));
    (database, files.collect())
}

fn stranger(path: &Path, may_be_roots: bool) -> Option<String> {
    let owner = std::fs::metadata(path).ok()?.uid();
    let wanted = std::fs::metadata(directory_of(path)?).ok()?.uid();
    let is_fine = owner == wanted || (may_be_roots && owner == 0);
    (!is_fine).then(|| {
        let path = path.display();
        format!("{path} belongs to user {owner}, and its directory to user {wanted}: chown {wanted} {path}")
    })
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
