//! Whether what is sealed is under the newest key, and the trail is whole.

use std::{collections::BTreeMap, time::Duration};

use super::{Opened, Report, Subject, Verdict};
use crate::{
    account::audit,
    core::Fault,
    crypto::DataKeys,
    store::{
        self,
        sealed::{self, Column, Sealed},
    },
};

/// Values that are looked at in one query.
const PAGE: i64 = 500;
const WEEK: Duration = Duration::from_secs(7 * 86_400);

pub(super) fn examine(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    backup(subject, opened, report);
    // What nothing opens is no older: the key is the wrong one, which is told already.
    let Some(pepper) = &opened.pepper else { return };
    match older(opened) {
        Ok(older) => {
            let older: Vec<_> = older
                .iter()
                .map(|(table, count)| format!("{count} of {table} are not"))
                .collect();
            report.none_of(("database-sealed", Verdict::Warn), "it is", &older);
        }
        Err(fault) => report.add("database-sealed", Verdict::Fail, fault.to_string()),
    }
    let key = pepper.mac("audit");
    let mac = move |text: &[u8]| key.sign(text);
    let checked = opened
        .store
        .read(|conn| audit::verify_on(conn, &mac, Vec::new()));
    match checked {
        Ok(checked) => match checked.problems.len() {
            0 => report.ok("audit-chain", format!("{} rows are", checked.sealed)),
            wrong => report.add("audit-chain", Verdict::Fail, format!("{wrong} problems")),
        },
        Err(fault) => report.add("audit-chain", Verdict::Fail, fault.to_string()),
    }
}

/// Whether a backup was made in the last week, by Signet's own command; an estate that is younger
/// than that needs none yet. PostgreSQL has other ways, which are not seen here.
fn backup(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let since = subject.now.minus(WEEK);
    let read = opened.store.read(|conn| {
        let last = store::people::last_event(conn, "database.backed_up")?;
        Ok((last, store::people::oldest(conn)?))
    });
    let Ok((last, oldest)) = read else { return };
    match last {
        Some(at) if at >= since => report.ok("database-backup", at.rfc3339()),
        Some(at) => {
            let found = format!("the last one is of {}", at.rfc3339());
            report.add("database-backup", Verdict::Warn, found);
        }
        None if oldest.is_some_and(|at| at < since) => {
            report.add(
                "database-backup",
                Verdict::Warn,
                "none was ever made by `signet db backup`",
            );
        }
        None => report.ok("database-backup", "the estate is younger than a week"),
    }
}

/// How many values of each table are under another key than the first of the ring.
fn older(opened: &Opened) -> Result<BTreeMap<&'static str, u64>, Fault> {
    let first = opened.data_keys.as_ref().map(DataKeys::ids);
    let first = first.and_then(|ids| ids.first().copied());
    let mut found = BTreeMap::new();
    for column in Column::ALL {
        let mut after: Option<Sealed> = None;
        loop {
            let page = opened
                .store
                .read(|conn| sealed::page(conn, column, after.as_ref(), PAGE))?;
            for one in &page {
                // The private half of a key that was taken out is gone.
                let id = DataKeys::id_of(&one.value);
                if id.is_some() && id != first {
                    *found.entry(column.table()).or_default() += 1;
                }
            }
            match page.into_iter().next_back() {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    Ok(found)
}
