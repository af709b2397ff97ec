//! What every handler finds: the running Signet, and the facts of its request.

use std::{
    net::IpAddr,
    sync::{Arc, atomic::AtomicBool},
};

use actix_web::{HttpMessage, HttpRequest, http::header::USER_AGENT};

use crate::{
    app::{App, Ctx, Noted, Trace},
    core::{Timestamp, user_agent},
};

/// The state of the HTTP side.
pub struct HttpState {
    /// The running Signet.
    pub app: Arc<App>,
    /// Whether this server is about to end: who has an answer shall ask another one next.
    pub draining: Arc<AtomicBool>,
}

/// The facts of a request, fixed at the edge.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    /// The instant it arrived.
    pub now: Timestamp,
    /// Its id.
    pub id: String,
    /// The caller's address.
    pub ip: Option<IpAddr>,
    /// Its place in the caller's trace, if the caller keeps one.
    pub trace: Option<Trace>,
    /// What it turns out to be about.
    pub noted: Arc<Noted>,
}

impl HttpState {
    /// The context of a request.
    pub fn ctx(&self, request: &HttpRequest) -> Ctx {
        let facts = request.extensions().get::<RequestFacts>().cloned();
        match facts {
            Some(RequestFacts {
                now, id, ip, noted, ..
            }) => Ctx {
                app: self.app.clone(),
                now,
                ip,
                agent: agent(request),
                request_id: id,
                rehearsal: false,
                noted,
            },
            // Only a request that did not pass the edge has none.
            None => Ctx::background(self.app.clone()),
        }
    }
}

/// What the caller calls itself, if it is a text of a length that one has.
fn agent(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get(USER_AGENT)?.to_str().ok()?;
    Some(text.get(..user_agent::MOST).unwrap_or(text).to_owned())
}
