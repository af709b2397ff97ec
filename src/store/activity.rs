//! The audit trail as one person may read it.

use std::cmp::Reverse;

use diesel::prelude::*;

use super::{Conn, Result, audit::Ledger, conn::db, schema::audit, veil::Veiled};
use crate::core::Timestamp;

/// A row of the trail, as it is told to the person that it is about.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct ActivityRow {
    /// Its id.
    pub id: String,
    /// Unix milliseconds.
    pub at: i64,
    /// What.
    pub event: String,
    /// `success`, or the code of a reason.
    pub outcome: String,
    /// Who did it.
    pub actor: String,
    /// To whom.
    pub subject: Option<String>,
    /// Through which client.
    pub client_id: Option<String>,
    /// From which address.
    pub ip: Option<String>,
    /// What else, as JSON.
    pub detail: Option<String>,
}

impl ActivityRow {
    pub(super) fn open(&mut self, conn: &mut Conn<'_>, ledger: &Ledger) -> Result<()> {
        let row = Veiled {
            id: &self.id,
            actor: &self.actor,
            subject: self.subject.as_deref(),
            ip: &mut self.ip,
            detail: &mut self.detail,
        };
        ledger.open(conn, row)
    }
}

/// Which rows are read.
#[derive(Clone, Debug)]
pub struct Filter<'a> {
    /// The person, as the trail names them: `user:…`.
    pub person: &'a str,
    /// The events.
    pub events: &'a [&'a str],
    /// Not before this.
    pub since: Timestamp,
    /// Older than the row at this instant with this id.
    pub before: Option<(i64, &'a str)>,
    /// At most so many.
    pub limit: usize,
}

/// What the person did, and what was done to them: newest first.
pub fn of_person(
    conn: &mut Conn<'_>,
    ledger: &Ledger,
    filter: &Filter<'_>,
) -> Result<Vec<ActivityRow>> {
    let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
    // Each by its own index; what they did to themselves is in the first.
    let done: Vec<ActivityRow> = db!(conn, |c| {
        let mut query = audit::table
            .filter(audit::actor.eq(filter.person))
            .filter(audit::event.eq_any(filter.events))
            .filter(audit::at.ge(filter.since.millis()))
            .order((audit::at.desc(), audit::id.desc()))
            .limit(limit)
            .select(ActivityRow::as_select())
            .into_boxed();
        if let Some((at, id)) = filter.before {
            query = query.filter(audit::at.lt(at).or(audit::at.eq(at).and(audit::id.lt(id))));
        }
        query.load(c)
    })?;
    let suffered: Vec<ActivityRow> = db!(conn, |c| {
        let mut query = audit::table
            .filter(audit::subject.eq(filter.person))
            .filter(audit::actor.ne(filter.person))
            .filter(audit::event.eq_any(filter.events))
            .filter(audit::at.ge(filter.since.millis()))
            .order((audit::at.desc(), audit::id.desc()))
            .limit(limit)
            .select(ActivityRow::as_select())
            .into_boxed();
        if let Some((at, id)) = filter.before {
            query = query.filter(audit::at.lt(at).or(audit::at.eq(at).and(audit::id.lt(id))));
        }
        query.load(c)
    })?;
    let mut rows = [done, suffered].concat();
    rows.sort_by(|one, two| Reverse((one.at, &one.id)).cmp(&Reverse((two.at, &two.id))));
    rows.truncate(filter.limit);
    for row in &mut rows {
        row.open(conn, ledger)?;
    }
    Ok(rows)
}
