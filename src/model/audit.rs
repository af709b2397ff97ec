//! Audit events: who did what to whom, and how it ended.

use crate::core::{Reason, Timestamp};

/// One event (AU-03). Written in the transaction of what it tells about (AU-01).
#[derive(Clone, Debug)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// What: a stable dotted name, `token.issued` for instance.
    pub event: &'static str,
    /// How it ended; none is success.
    pub reason: Option<Reason>,
    /// Who did it: `user:…`, `client:…`, `operator` or `server`.
    pub actor: String,
    /// To whom: `user:…`, `grant:…` and so on.
    pub subject: Option<String>,
    /// Through which client.
    pub client_id: Option<String>,
    /// From which address.
    pub ip: Option<String>,
    /// In which request.
    pub request_id: String,
    /// What else, without any secret.
    pub detail: Option<serde_json::Value>,
}
