//! Whether the audit trail is as it was written (AU-04).

use super::audit::{MARGIN, PAGE};
use crate::{
    app::App,
    core::{Fault, Timestamp},
    model::chain::{Checkpoint, Problem, Verdict, Verifier},
    store::{self, Conn, audit::AuditRow, audit_chain as chain},
};

/// Rows that were left without a seal are named up to so many; the rest is counted.
const NAMED: usize = 20;

/// Checks the whole trail: row by row against its seals, the seals against each other, and all
/// against the checkpoints in the database and `others`, which were kept elsewhere.
pub fn verify(app: &App, others: Vec<Checkpoint>) -> Result<Verdict, Fault> {
    let key = app.audit_key.clone();
    let mac = move |text: &[u8]| key.sign(text);
    app.store.read(|conn| verify_on(conn, &mac, others))
}

/// As [`verify`], on a connection or in a transaction.
pub fn verify_on(
    conn: &mut Conn<'_>,
    mac: &dyn Fn(&[u8]) -> [u8; 32],
    others: Vec<Checkpoint>,
) -> store::Result<Verdict> {
    let mut marks = chain::checkpoints(conn, None)?;
    marks.extend(others);
    let mut verifier = Verifier::new(mac, marks);
    let mut after = 0;
    let mut newest = None;
    loop {
        let page = chain::sealed_after(conn, after, PAGE)?;
        for (seal, row) in &page {
            verifier.sealed(seal, row.as_ref().map(AuditRow::entry).as_ref());
            after = seal.number;
            newest = newest.max(row.as_ref().map(|row| row.at));
        }
        if page.is_empty() {
            break;
        }
    }
    let mut after = String::new();
    let mut left = Left::default();
    loop {
        let page = chain::unsealed_after(conn, &after, PAGE)?;
        for row in &page {
            verifier.unsealed(&row.entry());
            left.see(row, newest);
        }
        match page.last() {
            Some(row) => after.clone_from(&row.id),
            None => break,
        }
    }
    let mut verdict = verifier.finish();
    left.tell(&mut verdict);
    check_emptied(conn, &mut verdict)?;
    Ok(verdict)
}

/// Rows that wait for their seal although one came long after them, or although a server ran for long:
/// whoever took seals out hopes that nobody misses them.
#[derive(Default)]
struct Left {
    overtaken: Vec<String>,
    more: usize,
    served: Option<i64>,
    last: Option<i64>,
}

impl Left {
    fn see(&mut self, row: &AuditRow, newest_sealed: Option<i64>) {
        if newest_sealed.is_some_and(|newest| later(row.at) < newest) {
            match self.overtaken.len() < NAMED {
                true => self.overtaken.push(row.id.clone()),
                false => self.more += 1,
            }
        }
        // Rows from before the chain are sealed by the first server that has one.
        if row.event == "server.started" && row.hash.is_some() {
            self.served = Some(self.served.map_or(row.at, |first| first.min(row.at)));
        }
        self.last = self.last.max(Some(row.at));
    }

    fn tell(self, verdict: &mut Verdict) {
        if verdict.sealed == 0
            && let (Some(served), Some(last)) = (self.served, self.last)
            && later(served) < last
        {
            verdict.problems.push(Problem {
                kind: "seals-gone",
                number: None,
                id: None,
                text: "no row has a seal, although a server has run for long: all seals were taken out"
                    .into(),
            });
        }
        for id in self.overtaken {
            verdict.problems.push(Problem {
                kind: "left-unsealed",
                number: None,
                id: Some(id),
                text: "the row has no seal, although rows of long after it have one: its seal was taken out, or a clock was wrong; a server that runs seals it within an hour and writes `audit.sealed_late`"
                    .into(),
            });
        }
        if self.more > 0 {
            verdict.problems.push(Problem {
                kind: "left-unsealed",
                number: None,
                id: None,
                text: format!("and {} more rows without a seal", self.more),
            });
        }
    }
}

/// So long after an instant that whoever seals has looked at all of before.
fn later(at: i64) -> i64 {
    Timestamp::from_millis(at).plus(MARGIN).millis()
}

/// A trail without a row is that of a database in which nothing happened yet: whoever made its first
/// key wrote that down.
fn check_emptied(conn: &mut Conn<'_>, verdict: &mut Verdict) -> store::Result<()> {
    let rows = verdict.sealed + verdict.unsealed + verdict.adopted;
    if rows > 0 || store::keys::history(conn)?.is_empty() {
        return Ok(());
    }
    verdict.problems.push(Problem {
        kind: "trail-emptied",
        number: None,
        id: None,
        text: "the trail has no row, although this server has made keys and written that down: all of it was taken out".into(),
    });
    Ok(())
}
