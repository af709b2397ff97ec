//! The audit trail: rows are added in the transaction of what they tell about.

use std::sync::{Mutex, PoisonError};

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::audit,
    veil::{Key, Veil, Veiled, Veiling},
};
use crate::model::{
    AuditEvent, UserId,
    chain::{Entry, GENESIS},
};

/// Makes the hashes of rows.
type Mac = dyn Fn(&[u8]) -> [u8; 32] + Send + Sync;

/// One node's place in the trail: its name, how many rows it has made, and the hash of the last.
pub struct Ledger {
    node: String,
    mac: Box<Mac>,
    last: Mutex<(i64, [u8; 32])>,
    veiling: Option<Veiling>,
}

impl Ledger {
    /// The ledger of a node that has just started under this name, unique to the start. `mac`
    /// makes the hashes of its rows.
    pub fn new(
        node: impl Into<String>,
        mac: impl Fn(&[u8]) -> [u8; 32] + Send + Sync + 'static,
    ) -> Self {
        Self {
            node: node.into(),
            mac: Box::new(mac),
            last: Mutex::new((0, GENESIS)),
            veiling: None,
        }
    }

    /// The same, which seals what it tells of people.
    pub fn with_veil(mut self, veil: impl Veil + 'static) -> Self {
        self.veiling = Some(Veiling::new(veil));
        self
    }

    /// Lets a person's key go, who was erased.
    pub fn forget(&self, person: &UserId) {
        if let Some(veiling) = &self.veiling {
            veiling.forget(person.as_str());
        }
    }

    /// The keys of an event's people: of its address, and of its detail.
    fn keys(&self, conn: &mut Conn<'_>, event: &AuditEvent) -> Result<(Option<Key>, Option<Key>)> {
        match &self.veiling {
            Some(veiling) => veiling.keys(conn, event),
            None => Ok((None, None)),
        }
    }

    /// Opens what rows tell of people.
    pub(super) fn open(&self, conn: &mut Conn<'_>, row: Veiled<'_>) -> Result<()> {
        match &self.veiling {
            Some(veiling) => veiling.open(conn, row),
            None => Ok(()),
        }
    }

    /// The node's name.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// A row for this event: the next of this node's, chained to the one before. A transaction
    /// that is taken back leaves a number out, and the next row names what was taken back.
    fn row(&self, event: &AuditEvent, keys: (Option<Key>, Option<Key>)) -> Result<AuditRow> {
        let detail = event.detail.as_ref().map(serde_json::to_string).transpose();
        let mut row = AuditRow {
            at: event.at.millis(),
            event: event.event.to_owned(),
            outcome: event
                .reason
                .map_or("success", |reason| reason.code())
                .into(),
            actor: event.actor.clone(),
            subject: event.subject.clone(),
            client_id: event.client_id.clone(),
            ip: event.ip.clone(),
            request_id: event.request_id.clone(),
            detail: detail.map_err(|error| Error::Defect(error.to_string()))?,
            node: self.node.clone(),
            seq: 0,
            id: String::new(),
            prev_hash: None,
            hash: None,
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        row.seq = last.0 + 1;
        row.id = format!("{}-{}", self.node, row.seq);
        row.prev_hash = Some(last.1.to_vec());
        if let Some(veiling) = &self.veiling {
            veiling.seal(row.veiled(), keys);
        }
        let hash = row.entry().own_hash(&*self.mac);
        row.hash = Some(hash.to_vec());
        *last = (row.seq, hash);
        Ok(row)
    }
}

/// Adds an event (AU-01, AU-02: if this fails, so does what it tells about).
pub fn append(conn: &mut Conn<'_>, ledger: &Ledger, event: &AuditEvent) -> Result<()> {
    let keys = ledger.keys(conn, event)?;
    let row = ledger.row(event, keys)?;
    db!(conn, |c| diesel::insert_into(audit::table)
        .values(&row)
        .execute(c))
    .map_err(|error| match Error::from(error) {
        // What is tried again, or what nobody knows the outcome of, stays what it is.
        error @ (Error::Raced(_) | Error::Lost(_)) => error,
        // AU-02: "Audit insert fails → operation fails 503, nothing changed", whatever the cause.
        error => Error::Away(format!("the audit row cannot be written: {error}")),
    })?;
    metrics::counter!("signet_audit_events_total", "type" => event.event).increment(1);
    Ok(())
}

/// A row of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, serde::Serialize)]
#[diesel(table_name = audit)]
pub struct AuditRow {
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
    /// In which request.
    pub request_id: String,
    /// What else, as JSON.
    pub detail: Option<String>,
    /// The node that wrote it.
    pub node: String,
    /// Its place among that node's rows.
    pub seq: i64,
    /// Its id: the node and that place.
    #[serde(skip)]
    pub id: String,
    /// The hash of the row that the node made before.
    #[serde(skip)]
    pub prev_hash: Option<Vec<u8>>,
    /// Its own hash; rows from before the chain have none.
    #[serde(skip)]
    pub hash: Option<Vec<u8>>,
}

impl AuditRow {
    fn veiled(&mut self) -> Veiled<'_> {
        Veiled {
            id: &self.id,
            actor: &self.actor,
            subject: self.subject.as_deref(),
            ip: &mut self.ip,
            detail: &mut self.detail,
        }
    }

    /// The row, to be hashed.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            id: &self.id,
            at: self.at,
            event: &self.event,
            outcome: &self.outcome,
            actor: &self.actor,
            subject: self.subject.as_deref(),
            client_id: self.client_id.as_deref(),
            ip: self.ip.as_deref(),
            request_id: &self.request_id,
            detail: self.detail.as_deref(),
            node: &self.node,
            seq: self.seq,
            prev_hash: self.prev_hash.as_deref(),
            hash: self.hash.as_deref(),
        }
    }
}

/// The newest rows, newest first.
pub fn latest(conn: &mut Conn<'_>, ledger: &Ledger, limit: i64) -> Result<Vec<AuditRow>> {
    let rows = db!(conn, |c| audit::table
        .order((audit::at.desc(), audit::seq.desc()))
        .limit(limit)
        .select(AuditRow::as_select())
        .load(c))?;
    opened(conn, ledger, rows)
}

fn opened(conn: &mut Conn<'_>, ledger: &Ledger, mut rows: Vec<AuditRow>) -> Result<Vec<AuditRow>> {
    for row in &mut rows {
        ledger.open(conn, row.veiled())?;
    }
    Ok(rows)
}

/// Which rows to read.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// From this instant on.
    pub since: Option<i64>,
    /// Before this instant.
    pub until: Option<i64>,
    /// Of one of these subjects; empty is of all.
    pub subjects: Vec<String>,
    /// Of this event, or with `.*` at its end of all that begin so.
    pub event: Option<String>,
    /// After this row, by time and id.
    pub after: Option<(i64, String)>,
}

/// Rows, oldest first, at most `limit`.
pub fn search(
    conn: &mut Conn<'_>,
    ledger: &Ledger,
    search: &Search,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let rows = db!(conn, |c| {
        let mut rows = audit::table
            .order((audit::at, audit::id))
            .limit(limit)
            .select(AuditRow::as_select())
            .into_boxed();
        if let Some(since) = search.since {
            rows = rows.filter(audit::at.ge(since));
        }
        if let Some(until) = search.until {
            rows = rows.filter(audit::at.lt(until));
        }
        if !search.subjects.is_empty() {
            rows = rows.filter(audit::subject.eq_any(&search.subjects));
        }
        match search.event.as_deref() {
            None => {}
            Some(event) => match event.strip_suffix('*') {
                // From the beginning on, and before all that begins otherwise.
                Some(begin) => {
                    let after = format!("{begin}{}", char::MAX);
                    rows = rows.filter(audit::event.ge(begin).and(audit::event.lt(after)));
                }
                None => rows = rows.filter(audit::event.eq(event)),
            },
        }
        if let Some((at, id)) = &search.after {
            let later = audit::at.gt(at);
            rows = rows.filter(later.or(audit::at.eq(at).and(audit::id.gt(id))));
        }
        rows.load(c)
    })?;
    opened(conn, ledger, rows)
}
