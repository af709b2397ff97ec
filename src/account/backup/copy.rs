//! The move of an estate to another database: all rows as they are, and nothing ends. While it is
//! under way nobody else may use the source.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use serde_json::json;

use super::{Progress, TELL_EVERY, Trouble, restore::assert_empty};
use crate::{
    account::audit::verify_on,
    app::pepper_of,
    core::{Entropy, Timestamp},
    crypto::DataKeys,
    model::AuditEvent,
    store::{
        self, Conn, Options, Store,
        audit::Ledger,
        carry::{self, Cell, TABLES, Table},
        meta,
    },
};

/// Rows that go over at once.
const BATCH: usize = 200;

/// What was copied.
#[derive(Clone, Debug)]
pub struct Copied {
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
}

type Rows = (&'static dyn Table, Vec<Vec<Cell>>);

/// Seals the audit trail of the source (see [`super::seal`]), and leaves its database again.
pub type Seal<'s> = &'s dyn Fn() -> Result<(), Trouble>;

/// Copies the estate in `from` to the database `to`, which must be empty, and checks what came
/// over. Its trail is sealed first, once it is known that nobody else is there. Afterwards the source is marked: no server starts on it, because two that go on from one
/// state would give out each other's tokens twice.
pub fn copy(
    (from, to): (&Options, &Options),
    keys: &Arc<DataKeys>,
    (entropy, now): (&dyn Entropy, Timestamp),
    (seal, dry_run): (Seal<'_>, bool),
    progress: Progress<'_>,
) -> Result<Copied, Trouble> {
    let status = store::migrate::status(from)?;
    if !status.is_current() {
        return Err(store::Error::Away(
            "the database to copy is not of this version; run `signet db migrate` first".into(),
        )
        .into());
    }
    if from.target == to.target {
        return Err(Trouble::Conflict("it is the same database".into()));
    }
    let there = store::migrate::status(to)?;
    if !there.unknown.is_empty() {
        return Err(store::Error::Away("the target is newer than this binary".into()).into());
    }
    if !there.applied.is_empty() {
        assert_empty(&Store::open(to)?)?;
    }
    let mut rows = BTreeMap::new();
    if dry_run {
        carry::alone(from, |conn| {
            assert_not_copied(conn)?;
            for table in TABLES {
                rows.insert(table.name().to_owned(), table.count(conn)?);
            }
            Ok(())
        })?;
        return Ok(Copied { rows });
    }
    carry::alone(from, |conn| {
        assert_not_copied(conn)?;
        sealed_pepper(conn).map(drop)
    })?;
    seal()?;
    store::migrate::run(to)?;
    let target = Store::open(to)?;
    let node = entropy.id::<Ledger>(now).into_string();
    let request_id = entropy.id::<Copied>(now).into_string();
    let kind = target.kind();
    carry::alone(from, |conn| {
        assert_not_copied(conn)?;
        let sealed = sealed_pepper(conn)?;
        let pepper = pepper_of(keys, &sealed).map_err(|error| {
            store::Error::Away(format!(
                "secrets.data_key: it does not open the database to copy: {error}"
            ))
        })?;
        let key = pepper.mac("audit");
        let (sender, receiver) = sync_channel::<Rows>(8);
        let mut event = event(now, request_id.clone());
        event.detail = Some(json!({ "to": kind }));
        let ledger = Ledger::new(node.clone(), {
            let key = key.clone();
            move |text| key.sign(text)
        });
        let store = target.clone();
        let (told, counted) = sync_channel(1);
        let arriving = std::thread::Builder::new()
            .name("copy".into())
            .spawn(move || {
                let arrived = store.attempt(move |conn| {
                    carry::make_room(conn)?;
                    arrive(conn, &receiver)?;
                    let mac = |text: &[u8]| key.sign(text);
                    let verdict = verify_on(conn, &mac, Vec::new())?;
                    if let Some(problem) = verdict.problems.first() {
                        return Err(store::Error::Away(format!(
                            "the audit trail that came over is not whole: {} {}",
                            problem.kind, problem.text
                        )));
                    }
                    store::audit::append(conn, &ledger, &event)
                });
                drop(told.send(arrived));
            });
        let arriving =
            arriving.map_err(|error| store::Error::Away(format!("the copying thread: {error}")))?;
        let sent = send(conn, &sender, progress, &mut rows);
        // Without its end the other side waits for more.
        drop(sender);
        let arrived = counted.recv().unwrap_or_else(|_| {
            Err(store::Error::Defect(
                "the copying thread ended early".into(),
            ))
        });
        drop(arriving.join());
        // What went wrong on the other side is the reason that nothing more was taken.
        arrived?;
        sent
    })?;
    let at = now.rfc3339();
    Store::open(from)?.write(move |conn| meta::set(conn, meta::MOVED, at.as_bytes()))?;
    Ok(Copied { rows })
}

fn sealed_pepper(conn: &mut Conn<'_>) -> store::Result<Vec<u8>> {
    meta::find(conn, "pepper")?
        .ok_or_else(|| store::Error::Away("the database to copy was never used".into()))
}

/// An estate goes on at one place: a second copy would start nowhere.
fn assert_not_copied(conn: &mut Conn<'_>) -> store::Result<()> {
    match meta::find(conn, meta::MOVED)? {
        None => Ok(()),
        Some(at) => Err(store::Error::Away(format!(
            "this database was copied to another at {}, and the estate goes on there; if nobody has used that copy, `signet db copy --undo` takes it back",
            String::from_utf8_lossy(&at)
        ))),
    }
}

fn event(now: Timestamp, request_id: String) -> AuditEvent {
    AuditEvent {
        at: now,
        event: "database.copied",
        reason: None,
        actor: "operator".into(),
        subject: None,
        client_id: None,
        ip: None,
        request_id,
        detail: None,
    }
}

/// Hands all rows over, and says at the end that these were all.
fn send(
    conn: &mut Conn<'_>,
    sender: &SyncSender<Rows>,
    progress: Progress<'_>,
    rows: &mut BTreeMap<String, i64>,
) -> store::Result<()> {
    let gone = |_| store::Error::Away("the target takes no more rows".into());
    for table in TABLES {
        let (mut batch, mut count) = (Vec::new(), 0);
        table.rows(conn, &mut |row| {
            batch.push(row);
            count += 1;
            if count % TELL_EVERY == 0 {
                progress(table.name(), count);
            }
            if batch.len() < BATCH {
                return Ok(());
            }
            sender
                .send((*table, std::mem::take(&mut batch)))
                .map_err(gone)
        })?;
        if !batch.is_empty() {
            sender.send((*table, batch)).map_err(gone)?;
        }
        rows.insert(table.name().to_owned(), count);
    }
    // An empty batch: all is there.
    sender.send((TABLES[0], Vec::new())).map_err(gone)
}

fn arrive(conn: &mut Conn<'_>, receiver: &Receiver<Rows>) -> store::Result<()> {
    while let Ok((table, rows)) = receiver.recv() {
        if rows.is_empty() {
            return Ok(());
        }
        table.add(conn, rows)?;
    }
    // The source failed, or the transaction lost its connection and began again.
    Err(store::Error::Away(
        "the copy broke off, and nothing of it was kept; run it again".into(),
    ))
}

/// When an estate was copied elsewhere, if it was: no server starts on it any more.
pub fn moved_at(options: &Options) -> Result<Option<String>, Trouble> {
    let at = Store::open(options)?.read(|conn| meta::find(conn, meta::MOVED))?;
    Ok(at.map(|at| String::from_utf8_lossy(&at).into_owned()))
}

/// Takes back that an estate was copied elsewhere: servers start on it again. When it was, if it was;
/// a rehearsal only says so.
pub fn take_back(options: &Options, dry_run: bool) -> Result<Option<String>, Trouble> {
    if dry_run {
        return moved_at(options);
    }
    let at = Store::open(options)?.write(|conn| {
        let at = meta::find(conn, meta::MOVED)?;
        meta::remove(conn, meta::MOVED)?;
        Ok(at)
    })?;
    Ok(at.map(|at| String::from_utf8_lossy(&at).into_owned()))
}
