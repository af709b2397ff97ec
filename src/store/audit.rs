//! The audit trail: rows are added in the transaction of what they tell about.

use std::sync::atomic::{AtomicI64, Ordering};

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::audit};
use crate::model::AuditEvent;

/// One node's place in the trail: its name, and a number that counts its rows.
#[derive(Debug)]
pub struct Ledger {
    node: String,
    seq: AtomicI64,
}

impl Ledger {
    /// The ledger of a node that has just started under this name, unique to the start.
    pub fn new(node: impl Into<String>) -> Self {
        Self {
            node: node.into(),
            seq: AtomicI64::new(0),
        }
    }
}

/// Adds an event (AU-01, AU-02: if this fails, so does what it tells about).
pub fn append(conn: &mut Conn<'_>, ledger: &Ledger, event: &AuditEvent) -> Result<()> {
    let seq = ledger.seq.fetch_add(1, Ordering::SeqCst) + 1;
    let detail = event.detail.as_ref().map(serde_json::to_string).transpose();
    let row = (
        audit::id.eq(format!("{}-{seq}", ledger.node)),
        audit::at.eq(event.at.millis()),
        audit::event.eq(event.event),
        audit::outcome.eq(event.reason.map_or("success", |reason| reason.code())),
        audit::actor.eq(&event.actor),
        audit::subject.eq(&event.subject),
        audit::client_id.eq(&event.client_id),
        audit::ip.eq(&event.ip),
        (
            audit::request_id.eq(&event.request_id),
            audit::detail.eq(detail.map_err(|error| Error::Defect(error.to_string()))?),
            audit::node.eq(&ledger.node),
            audit::seq.eq(seq),
        ),
    );
    db!(conn, |c| diesel::insert_into(audit::table)
        .values(row)
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

/// A row of the trail, to read.
#[derive(Clone, Debug, Queryable, Selectable, serde::Serialize)]
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
}

/// The newest rows, newest first.
pub fn latest(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<AuditRow>> {
    Ok(db!(conn, |c| audit::table
        .order((audit::at.desc(), audit::seq.desc()))
        .limit(limit)
        .select(AuditRow::as_select())
        .load(c))?)
}
