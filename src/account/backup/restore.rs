//! Bringing a backup back: into an empty database, checked from end to end, as a new epoch.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Value, json};

use super::{
    FORMAT, Manifest, Progress, Revocations, TELL_EVERY, Trouble,
    file::{CUT, Lines, from_json},
    sign,
};
use crate::{
    account::audit::verify_on,
    app::{pepper_of, store_options},
    config::Config,
    core::{Entropy, Timestamp, hex},
    crypto::{DataKeys, Pepper, digest::equal},
    model::{
        AuditEvent,
        chain::{Head, unhex},
    },
    store::{
        self, Conn, Store,
        audit::Ledger,
        carry::{self, Cell, Table},
    },
};

/// Rows added in one statement.
const BATCH: usize = 200;

/// What is to become of what was given out before the backup.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Grants with their refresh tokens go on (ST-14).
    pub keep_grants: bool,
    /// What ended after the backup, by an export of the audit trail.
    pub revocations: Option<String>,
    /// Only check whether it would work.
    pub dry_run: bool,
}

/// What was brought back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// The epoch that began.
    pub restore_epoch: i64,
    /// What ended after the backup and is over here, too.
    pub revocations: usize,
}

/// Brings a backup back into the database of a configuration, which must be empty. `keys` is the
/// configuration's ring, `other` that of the file's own key, if it has one.
pub fn restore(
    config: &Config,
    path: &Path,
    (keys, other): (Arc<DataKeys>, Option<Arc<DataKeys>>),
    (entropy, now): (&dyn Entropy, Timestamp),
    wishes: &Wishes,
    progress: Progress<'_>,
) -> Result<Restored, Trouble> {
    let rings: Vec<Arc<DataKeys>> = other.into_iter().chain([keys.clone()]).collect();
    let (manifest, pepper) = inspect(path, &rings, &keys)?;
    let known = store::migrate::known();
    if manifest.steps != known {
        return Err(Trouble::Damaged(format!(
            "the backup was made with the schema {} by signet {}, this is signet {} with {}: restore it with the version that made it, then migrate",
            manifest.steps.last().map_or("of nothing", |step| &**step),
            manifest.version,
            env!("CARGO_PKG_VERSION"),
            known.last().map_or("nothing", |step| &**step),
        )));
    }
    let revocations = match &wishes.revocations {
        Some(text) => Revocations::read(text, manifest.created_at).map_err(Trouble::File)?,
        None => Revocations::default(),
    };
    let options = store_options(config);
    let status = store::migrate::status(&options)?;
    if !status.unknown.is_empty() {
        return Err(store::Error::Away("the database is newer than this binary".into()).into());
    }
    if !status.applied.is_empty() {
        assert_empty(&Store::open(&options)?).map_err(|trouble| match trouble {
            // The file was read to its end before.
            Trouble::Conflict(why) => Trouble::Conflict(format!(
                "the backup is good ({} rows of {}), but {why}",
                manifest.rows.values().sum::<i64>(),
                manifest.created_at.rfc3339()
            )),
            other => other,
        })?;
    }
    let mut restored = Restored {
        restore_epoch: manifest.restore_epoch + 1,
        revocations: revocations.len(),
        manifest,
    };
    if wishes.dry_run {
        return Ok(restored);
    }
    store::migrate::run(&options)?;
    let store = Store::open(&options)?;
    let loading = Loading {
        path: path.to_owned(),
        rings,
        manifest: restored.manifest.clone(),
        key: pepper.mac("audit"),
        node: entropy.id::<Ledger>(now).into_string(),
        request_id: entropy.id::<Loading>(now).into_string(),
        now,
        keep_grants: wishes.keep_grants,
        revocations,
    };
    progress("restoring", 0);
    restored.restore_epoch = store.attempt(move |conn| loading.run(conn))?;
    Ok(restored)
}

/// An error if anybody has used this database.
pub(super) fn assert_empty(store: &Store) -> Result<(), Trouble> {
    match store.snapshot(carry::first_used)? {
        None => Ok(()),
        Some(table) => Err(Trouble::Conflict(format!(
            "the database is not empty: {table} has rows. Name a new one: nothing is ever overwritten"
        ))),
    }
}

fn damaged(path: &Path, what: impl std::fmt::Display) -> Trouble {
    Trouble::Damaged(format!("{}: {what}", path.display()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Trouble {
    match error.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => damaged(path, error),
        std::io::ErrorKind::PermissionDenied => {
            Trouble::Keys(format!("{}: {error}", path.display()))
        }
        _ => Trouble::file(path, error),
    }
}

/// Reads a file from end to end: that it is whole, that a server with this data key made it, and
/// what it says of itself.
fn inspect(
    path: &Path,
    rings: &[Arc<DataKeys>],
    keys: &DataKeys,
) -> Result<(Manifest, Pepper), Trouble> {
    let rings: Vec<&DataKeys> = rings.iter().map(|ring| &**ring).collect();
    let mut lines = Lines::open(path, &rings).map_err(|error| unreadable(path, &error))?;
    let mut next = || lines.next().map_err(|error| unreadable(path, &error));
    let (head, _) =
        next()?.ok_or_else(|| damaged(path, "the file is empty; take another copy of it"))?;
    let mut manifest = manifest(&head).ok_or_else(|| {
        damaged(
            path,
            "it is no backup of this version: its first line says nothing of the kind",
        )
    })?;
    let (mut table, mut pepper) = (None::<&'static dyn Table>, None);
    loop {
        let Some((line, before)) = next()? else {
            return Err(damaged(path, CUT));
        };
        if let Some(row) = line.as_array() {
            let table = table.ok_or_else(|| damaged(path, "a row before any table"))?;
            *manifest.rows.entry(table.name().to_owned()).or_default() += 1;
            if table.name() == "meta"
                && row.first().and_then(Value::as_str) == Some("pepper")
                && let Some(Cell::Bytes(sealed)) = row.get(1).and_then(from_json)
            {
                let opened = pepper_of(keys, &sealed);
                pepper = Some(opened.map_err(|error| Trouble::Keys(format!(
                    "secrets.data_key: it does not open what the backup holds: {error}; list the data key of the server that made it"
                )))?);
            }
        } else if line["end"] == true {
            let pepper = pepper.ok_or_else(|| damaged(path, "it holds no pepper"))?;
            let digest = before.finish();
            let signature = line["signature"]
                .as_str()
                .and_then(unhex)
                .unwrap_or_default();
            let rows = serde_json::from_value(line["rows"].clone()).unwrap_or_default();
            let counted: BTreeMap<String, i64> = rows;
            let nonzero = |rows: &BTreeMap<String, i64>| {
                let rows = rows.iter().filter(|(_, count)| **count > 0);
                rows.map(|(name, count)| (name.clone(), *count))
                    .collect::<BTreeMap<_, _>>()
            };
            if line["digest"] != hex(&digest) || nonzero(&counted) != nonzero(&manifest.rows) {
                return Err(damaged(
                    path,
                    "it is not as it was written: the digest differs",
                ));
            }
            if !equal(&signature, &sign(&pepper, &digest)) {
                return Err(damaged(
                    path,
                    "it was changed: the signature is not of the server that it names",
                ));
            }
            if next()?.is_some() {
                return Err(damaged(path, "something follows its end"));
            }
            manifest.digest = hex(&digest);
            manifest.rows = counted;
            return Ok((manifest, pepper));
        } else {
            table = Some(table_of(&line).map_err(|error| damaged(path, error))?);
        }
    }
}

fn manifest(line: &Value) -> Option<Manifest> {
    if line["signet_backup"] != FORMAT {
        return None;
    }
    let head = line["chain"]["number"].as_i64().and_then(|number| {
        let hash = unhex(line["chain"]["hash"].as_str()?)?;
        Some(Head { number, hash })
    });
    Some(Manifest {
        version: line["version"].as_str()?.to_owned(),
        created_at: Timestamp::from_millis(line["created_at"].as_i64()?),
        database: line["database"].as_str()?.to_owned(),
        steps: serde_json::from_value(line["steps"].clone()).ok()?,
        restore_epoch: line["restore_epoch"].as_i64()?,
        head,
        rows: BTreeMap::new(),
        digest: String::new(),
    })
}

/// The table that a line begins, with the columns that it has here.
fn table_of(line: &Value) -> Result<&'static dyn Table, String> {
    let name = line["table"]
        .as_str()
        .ok_or("a line that is nothing known")?;
    let table = carry::find(name).ok_or_else(|| format!("a table {name} that is not known"))?;
    if line["columns"] == json!(table.columns()) {
        Ok(table)
    } else {
        Err(format!("the table {name} has other columns"))
    }
}

/// What runs in the one transaction of a restore.
struct Loading {
    path: PathBuf,
    rings: Vec<Arc<DataKeys>>,
    manifest: Manifest,
    key: crate::crypto::Mac,
    node: String,
    request_id: String,
    now: Timestamp,
    keep_grants: bool,
    revocations: Revocations,
}

impl Loading {
    fn run(&self, conn: &mut Conn<'_>) -> store::Result<i64> {
        carry::make_room(conn)?;
        self.load(conn)?;
        // What is there is what was written, before anything of it ends.
        let key = self.key.clone();
        let mac = move |text: &[u8]| key.sign(text);
        let verdict = verify_on(conn, &mac, Vec::new())?;
        if let Some(problem) = verdict.problems.first() {
            return Err(store::Error::Away(format!(
                "the audit trail of the backup is not whole: {} {}",
                problem.kind, problem.text
            )));
        }
        if verdict.head != self.manifest.head {
            return Err(store::Error::Away(
                "the audit trail of the backup ends elsewhere than it says".into(),
            ));
        }
        let epoch = store::epoch::begin(conn, self.now, self.keep_grants)?;
        self.revocations.apply(conn, self.now)?;
        let event = AuditEvent {
            at: self.now,
            event: "database.restored",
            reason: None,
            actor: "operator".into(),
            subject: None,
            client_id: None,
            ip: None,
            request_id: self.request_id.clone(),
            detail: Some(json!({
                "created_at": self.manifest.created_at,
                "digest": self.manifest.digest,
                "restore_epoch": epoch,
                "keep_grants": self.keep_grants,
                "revocations": self.revocations.len(),
            })),
        };
        let ledger = Ledger::new(self.node.clone(), mac);
        store::audit::append(conn, &ledger, &event)?;
        Ok(epoch)
    }

    fn load(&self, conn: &mut Conn<'_>) -> store::Result<()> {
        let lost =
            |error: std::io::Error| store::Error::Away(format!("{}: {error}", self.path.display()));
        let rings: Vec<&DataKeys> = self.rings.iter().map(|ring| &**ring).collect();
        let mut lines = Lines::open(&self.path, &rings).map_err(lost)?;
        let mut table = None::<&'static dyn Table>;
        let mut batch = Vec::new();
        let mut done = 0;
        while let Some((line, _)) = lines.next().map_err(lost)? {
            if let Some(row) = line.as_array() {
                let cells: Option<Vec<Cell>> = row.iter().map(from_json).collect();
                batch.push(cells.ok_or_else(|| store::Error::bad_row("the backup", "value"))?);
                done += 1;
                if done % TELL_EVERY == 0 {
                    tracing::info!(rows = done, "restoring");
                }
            }
            let full = batch.len() == BATCH || !line.is_array();
            if let Some(table) = table
                && full
                && !batch.is_empty()
            {
                table.add(conn, std::mem::take(&mut batch))?;
            }
            if line.get("table").is_some() {
                table = Some(table_of(&line).map_err(store::Error::Defect)?);
            }
        }
        Ok(())
    }
}
