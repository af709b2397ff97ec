//! Backups of a whole estate in one file that both databases read (ST-13), what becomes of tokens
//! when one is brought back (ST-14), and the move from one database to another.

mod copy;
mod file;
mod restore;
mod revocations;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use thiserror::Error;

pub use copy::{Copied, copy, moved_at, take_back};
pub use restore::{Restored, Wishes, restore};
pub use revocations::Revocations;

use self::file::{Writer, to_json};
use super::audit;
use crate::{
    app::Ctx,
    core::{Fault, Timestamp, hex},
    crypto::{DataKeys, Pepper},
    model::chain::Head,
    store::{self, carry::TABLES},
};

/// The version of the format.
const FORMAT: i64 = 1;
/// Rows between two words about how far it has come.
const TELL_EVERY: i64 = 100_000;
/// What signatures of backups are made with.
const SIGNATURE: &str = "backup";

/// Why a backup cannot be made, read or brought back.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The file is there, or the database is not empty: exit code 6.
    #[error("{0}")]
    Conflict(String),
    /// The keys do not fit: exit code 3.
    #[error("{0}")]
    Keys(String),
    /// The file is damaged, or was made by another version: exit code 8.
    #[error("{0}")]
    Damaged(String),
    /// A file cannot be read or written: exit code 1.
    #[error("{0}")]
    File(String),
    /// The database: exit code 4.
    #[error("{0}")]
    Database(#[from] store::Error),
    /// Ours.
    #[error("{0}")]
    Fault(#[from] Fault),
}

impl Trouble {
    fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::File(format!("{}: {error}", path.display()))
    }
}

/// What a backup says of itself.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The version of Signet that made it.
    pub version: String,
    /// When.
    pub created_at: Timestamp,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The steps of the schema that were taken.
    pub steps: Vec<String>,
    /// How often the estate had been restored.
    pub restore_epoch: i64,
    /// How far the chain of the audit trail had come.
    pub head: Option<Head>,
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
    /// SHA-256 of all but the last line, in hex.
    pub digest: String,
}

impl Manifest {
    /// As JSON.
    pub fn document(&self) -> Value {
        let head = self.head.as_ref();
        json!({
            "version": self.version,
            "created_at": self.created_at.rfc3339(),
            "database": self.database,
            "schema": self.steps.last(),
            "restore_epoch": self.restore_epoch,
            "chain": head.map(|head| json!({ "number": head.number, "hash": hex(&head.hash) })),
            "rows": self.rows,
            "digest": self.digest,
        })
    }
}

/// Hears how far a long work has come: the table, and how many of its rows are done.
pub type Progress<'p> = &'p mut dyn FnMut(&str, i64);

/// Seals all of the audit trail, whatever time its rows bear: what was left without a seal would keep a
/// backup from being restored, and a copy from being taken.
pub fn seal(ctx: &Ctx) -> Result<(), Fault> {
    audit::seal(ctx, audit::Reach::Left)?;
    audit::seal_left(ctx)?;
    audit::close(ctx)?;
    Ok(())
}

/// Writes a backup: of all tables as they are at one instant, while servers go on.
pub fn backup(
    ctx: &Ctx,
    path: &Path,
    sealed: Option<&DataKeys>,
    progress: Progress<'_>,
) -> Result<Manifest, Trouble> {
    if path.exists() {
        return Err(Trouble::Conflict(format!(
            "{} exists already; name a new file",
            path.display()
        )));
    }
    let detail = json!({ "sealed": sealed.is_some() });
    audit::disclosed(ctx, "database.backed_up", None, Some(detail))?;
    seal(ctx)?;
    let steps = store::migrate::known();
    let app = &ctx.app;
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".new");
    let unfinished = PathBuf::from(unfinished);
    let written = app.store.snapshot(|conn| {
        let lost = |error: std::io::Error| {
            store::Error::Away(format!("{}: {error}", unfinished.display()))
        };
        let mut file = Writer::create(&unfinished, sealed, &*app.entropy).map_err(lost)?;
        let mut manifest = Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            created_at: ctx.now,
            database: app.store.kind().to_owned(),
            steps: steps.clone(),
            restore_epoch: store::epoch::find(conn)?,
            head: store::audit_chain::head(conn)?,
            rows: BTreeMap::new(),
            digest: String::new(),
        };
        let head = manifest.head.as_ref();
        file.line(&json!({
            "signet_backup": FORMAT,
            "version": manifest.version,
            "created_at": manifest.created_at,
            "database": manifest.database,
            "steps": manifest.steps,
            "restore_epoch": manifest.restore_epoch,
            "chain": head.map(|head| json!({ "number": head.number, "hash": hex(&head.hash) })),
        }))
        .map_err(lost)?;
        for table in TABLES {
            file.line(&json!({ "table": table.name(), "columns": table.columns() }))
                .map_err(lost)?;
            let mut count = 0;
            table.rows(conn, &mut |row| {
                count += 1;
                if count % TELL_EVERY == 0 {
                    progress(table.name(), count);
                }
                let cells = row.into_iter().map(to_json).collect();
                file.line(&Value::Array(cells)).map_err(lost)
            })?;
            manifest.rows.insert(table.name().to_owned(), count);
        }
        let digest = file.digest();
        manifest.digest = hex(&digest);
        file.line(&json!({
            "end": true,
            "rows": manifest.rows,
            "digest": manifest.digest,
            "signature": hex(&sign(&app.pepper, &digest)),
        }))
        .map_err(lost)?;
        file.finish().map_err(lost)?;
        Ok(manifest)
    });
    let manifest = match written {
        Ok(manifest) => manifest,
        Err(error) => {
            // What is half written is nothing to keep.
            let _gone = std::fs::remove_file(&unfinished);
            return Err(error.into());
        }
    };
    std::fs::rename(&unfinished, path).map_err(|error| Trouble::file(path, &error))?;
    Ok(manifest)
}

fn sign(pepper: &Pepper, digest: &[u8; 32]) -> [u8; 32] {
    pepper.mac(SIGNATURE).sign(digest)
}
