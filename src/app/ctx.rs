//! The context of one request.

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::{App, Noted};
use crate::{
    config::network,
    core::{Reason, Refusal, Timestamp, UserAgent},
    model::{AuditEvent, session::Whence},
};

/// What every deciding function takes: the clock was read once, and is passed down.
#[derive(Clone)]
pub struct Ctx {
    /// The running Signet.
    pub app: Arc<App>,
    /// The instant of this request.
    pub now: Timestamp,
    /// The caller's address, by way of trusted proxies only.
    pub ip: Option<IpAddr>,
    /// What the caller calls itself; it may say anything.
    pub agent: Option<String>,
    /// The request's id, in the log, the answer and the audit trail.
    pub request_id: String,
    /// Whether nothing is to be kept: a command's `--dry-run`.
    pub rehearsal: bool,
    /// What its line in the log will tell.
    pub noted: Arc<Noted>,
}

impl Ctx {
    /// A context for work that no request asked for: a command, a background job.
    pub fn background(app: Arc<App>) -> Self {
        let now = app.now();
        let request_id = app.entropy.id::<Self>(now).into_string();
        Self {
            app,
            now,
            ip: None,
            agent: None,
            request_id,
            rehearsal: false,
            noted: Arc::default(),
        }
    }

    /// The same, with nothing to be kept if `rehearsal`.
    pub fn rehearsing(mut self, rehearsal: bool) -> Self {
        self.rehearsal = rehearsal;
        self
    }

    /// An audit event of this request.
    pub fn event(&self, event: &'static str, reason: Option<Reason>, actor: String) -> AuditEvent {
        AuditEvent {
            at: self.now,
            event,
            reason,
            actor,
            subject: None,
            client_id: None,
            ip: self.ip.map(|ip| ip.to_string()),
            request_id: self.request_id.clone(),
            detail: None,
        }
    }

    /// A refusal because there were too many tries, which says how long to wait, and is counted.
    pub fn limited(&self, reason: Reason, wait: Duration) -> Refusal {
        metrics::counter!("signet_rate_limited_total", "bucket" => reason.code()).increment(1);
        Refusal::wait(reason, wait)
    }

    /// The caller's address itself, or the /64 that one household of IPv6 has.
    pub fn household(&self) -> Option<String> {
        Some(match self.ip? {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("{:x?}", &ip.segments()[..4]),
        })
    }

    /// The network part of the caller's address: /24 or /48.
    pub fn ip_prefix(&self) -> String {
        self.ip.map_or_else(String::new, network)
    }

    /// The part of an address that is kept for people to see, by `privacy.ip`.
    pub fn ip_part(&self, ip: IpAddr) -> Option<String> {
        self.app.config.privacy.ip.part(ip)
    }

    /// Where this request comes from, as far as that is kept.
    pub fn whence(&self) -> Whence {
        let named = self.agent.as_deref().map(UserAgent::read);
        let named = named.unwrap_or_default();
        Whence {
            browser: named.browser.map(str::to_owned),
            system: named.system.map(str::to_owned),
            ip: self.ip.and_then(|ip| self.ip_part(ip)),
        }
    }
}
