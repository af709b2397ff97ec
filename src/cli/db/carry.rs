//! `signet db backup|restore|copy`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    account::backup::{self, Trouble, Wishes},
    app::{Ctx, data_keys, store_options},
    cli::{Failure, Global, Outcome, Output, count::counted, input, open},
    config::{Config, DataKey, DatabaseUrl, Need},
    core::{Clock, SystemClock},
    crypto::{DataKeys, SystemEntropy},
    store,
};

/// Writes a backup.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file, which must not exist. Only its owner may read it.
    file: PathBuf,
    /// Seal it under the first key of secrets.data_key.
    #[arg(long)]
    encrypt: bool,
    /// Seal it under the key in this file: base64 of 32 random bytes.
    #[arg(
        long,
        value_name = "FILE",
        visible_alias = "encrypt-to",
        conflicts_with = "encrypt"
    )]
    key_file: Option<PathBuf>,
}

/// Brings a backup back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The file.
    file: PathBuf,
    /// The key that it is sealed under, if that is not in secrets.data_key.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Let refresh tokens go on. Needs --revocations, or --without-revocations.
    #[arg(long)]
    keep_grants: bool,
    /// What was ended after the backup: an export of the audit trail that was lost
    /// (`signet audit export`), or as much of it as there is.
    #[arg(long, value_name = "FILE")]
    revocations: Option<PathBuf>,
    /// Nothing was ended since the backup, or it may come back.
    #[arg(long, requires = "keep_grants", conflicts_with = "revocations")]
    without_revocations: bool,
    /// Only check the file and the database.
    #[arg(long)]
    dry_run: bool,
}

/// Moves to another database.
#[derive(Debug, Args)]
pub struct Copy {
    /// The database to move to, which must be empty: a URL as database.url has it, without a
    /// password.
    #[arg(long, value_name = "URL", required_unless_present_any = ["undo", "to_file"])]
    to: Option<String>,
    /// A file with that URL, which may have a password.
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    to_file: Option<PathBuf>,
    /// Let servers start on this database again, though it was copied. Nobody may have used the
    /// copy.
    #[arg(long, conflicts_with_all = ["to", "to_file"])]
    undo: bool,
    /// Only check both databases, and count; with --undo, only say what it would take back.
    #[arg(long)]
    dry_run: bool,
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Conflict(what) => Self::Conflict(what),
            Trouble::Keys(what) => Self::Config(what),
            Trouble::Damaged(what) => Self::Problems(what),
            Trouble::File(what) => Self::Failed(what),
            Trouble::Database(error) => error.into(),
            Trouble::Fault(fault) => fault.into(),
        }
    }
}

/// A ring of the one key in a file.
fn ring(path: &Path) -> Outcome<DataKeys> {
    let text = Zeroizing::new(input::text(path)?);
    let key = DataKey::from_base64(text.trim());
    key.and_then(|key| DataKeys::new(vec![Zeroizing::new(*key.bytes())]))
        .ok_or_else(|| {
            Failure::Usage(format!(
                "{}: it is not base64 of 32 bytes; make one: head -c 32 /dev/urandom | base64",
                path.display()
            ))
        })
}

fn tell(what: &str, rows: i64) {
    if rows > 0 {
        eprintln!("{what}: {} so far", counted(rows, "row"));
    }
}

/// Runs it.
pub fn backup(global: &Global, command: &Backup) -> Outcome {
    let own = command.key_file.as_deref().map(ring).transpose()?;
    let ctx = open::ctx(global)?;
    let sealed = match &own {
        Some(own) => Some(own),
        None => command.encrypt.then_some(&ctx.app.data_keys),
    };
    let manifest = backup::backup(&ctx, &command.file, sealed, &mut tell)?;
    match global.output {
        Output::Json => {
            let mut document = manifest.document();
            document["file"] = json!(command.file);
            println!("{document}");
        }
        Output::Human => println!(
            "{}: {} rows of {} tables, {}",
            command.file.display(),
            manifest.rows.values().sum::<i64>(),
            manifest.rows.len(),
            if sealed.is_some() {
                "sealed"
            } else {
                "NOT sealed: keep it as safe as the database"
            },
        ),
    }
    Ok(())
}

fn ring_of(config: &Config) -> Outcome<Arc<DataKeys>> {
    Ok(Arc::new(data_keys(config)?))
}

/// Runs it.
pub fn restore(global: &Global, command: &Restore) -> Outcome {
    if command.keep_grants && command.revocations.is_none() && !command.without_revocations {
        return Err(Failure::Refused(
            "with --keep-grants, what was ended after the backup would come back: give --revocations FILE, an export of the audit trail that was lost, or --without-revocations if nothing was, or if that may be"
                .into(),
        ));
    }
    let config = open::loaded(global, Need::Serve)?.config;
    let own = command.key_file.as_deref().map(ring).transpose()?;
    let wishes = Wishes {
        keep_grants: command.keep_grants,
        revocations: command
            .revocations
            .as_deref()
            .map(input::export)
            .transpose()?,
        dry_run: command.dry_run,
    };
    let restored = backup::restore(
        &config,
        &command.file,
        (ring_of(&config)?, own.map(Arc::new)),
        (&SystemEntropy, SystemClock.now()),
        &wishes,
        &mut tell,
    )?;
    let manifest = &restored.manifest;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({
                "dry_run": command.dry_run,
                "restore_epoch": restored.restore_epoch,
                "keep_grants": command.keep_grants,
                "revocations": restored.revocations,
                "backup": manifest.document(),
            })
        ),
        Output::Human => {
            let rows = manifest.rows.values().sum::<i64>();
            let done = if command.dry_run { "would be" } else { "are" };
            println!(
                "{rows} rows of {} {done} back; epoch {}",
                manifest.created_at.rfc3339(),
                restored.restore_epoch
            );
            println!(
                "{}",
                if command.keep_grants {
                    "refresh tokens go on; who refreshed since the backup, or was bound to a browser session, signs in again"
                } else {
                    "everybody signs in again: sessions, codes and tokens of before are over"
                }
            );
        }
    }
    Ok(())
}

/// Runs it.
pub fn copy(global: &Global, command: &Copy) -> Outcome {
    let config = open::loaded(global, Need::Serve)?.config;
    let from = store_options(&config);
    let to = match (&command.to, &command.to_file) {
        (Some(to), _) => Zeroizing::new(to.clone()),
        (None, Some(file)) => Zeroizing::new(input::text(file)?),
        (None, None) => return undo(global, &from, command.dry_run),
    };
    let url = DatabaseUrl::parse(to.trim())
        .map_err(|why| Failure::Usage(format!("the database to move to: {why}")))?;
    if command.to.is_some() && url.has_password() {
        return Err(Failure::Usage(
            "--to has a password, and arguments are seen by others: put the URL into a file and name it with --to-file".into(),
        ));
    }
    let mut target = config.clone();
    target.database.url = url;
    let copied = backup::copy(
        (&from, &store_options(&target)),
        &ring_of(&config)?,
        (&SystemEntropy, SystemClock.now()),
        (&|| seal(&config), command.dry_run),
        &mut tell,
    )?;
    let rows: i64 = copied.rows.values().sum();
    match global.output {
        Output::Json => {
            println!(
                "{}",
                json!({ "dry_run": command.dry_run, "rows": copied.rows })
            );
        }
        Output::Human if command.dry_run => println!("would copy {}", counted(rows, "row")),
        Output::Human => {
            println!("{rows} rows are copied, and everything goes on there: set database.url");
            println!("no server starts on the old database any more");
        }
    }
    Ok(())
}

/// Seals the audit trail of the database that is to be copied, as a server would, and closes it.
fn seal(config: &Config) -> Result<(), Trouble> {
    let app = open::open(config.clone()).map_err(|failure| match failure {
        Failure::Config(what) => Trouble::Keys(what),
        other => Trouble::Database(store::Error::Away(other.to_string())),
    })?;
    let store = app.store.clone();
    backup::seal(&Ctx::background(app))?;
    store.close();
    Ok(())
}

fn undo(global: &Global, options: &crate::store::Options, dry_run: bool) -> Outcome {
    let Some(at) = backup::take_back(options, dry_run)? else {
        return Err(Failure::Conflict(
            "nothing to undo: this database was not copied elsewhere, and servers start on it"
                .into(),
        ));
    };
    match (global.output, dry_run) {
        (Output::Json, true) => println!(
            "{}",
            json!({ "dry_run": true, "moved": true, "moved_at": at })
        ),
        (Output::Json, false) => println!("{}", json!({ "moved": false, "moved_at": at })),
        (Output::Human, true) => println!(
            "would let servers start on this database again, which was copied to another at {at}"
        ),
        (Output::Human, false) => println!("servers start on this database again"),
    }
    Ok(())
}
