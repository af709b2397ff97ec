//! Floor 4: Signet as a client of other providers: the sources that people connect.
//!
//! What waits for others is asynchronous, and called before or after the blocking section of a
//! request, never inside one.

pub mod connect;
pub mod login;
mod provider;
pub mod tokens;

use openidconnect::{HttpRequest, HttpResponse, http};

pub use provider::{Provider, callback};

use crate::{
    core::{Reason, Refusal},
    outbound::{Outbound, OutboundError, Request},
};

/// Where sources send people back to, below the Human API door.
pub const CALLBACK: &str = "/connect/callback";

/// A request of the client library, by the guarded way out (UP-06).
async fn send(outbound: &Outbound, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    let answer = outbound
        .ask(Request {
            post: request.method() == http::Method::POST,
            url: request.uri().to_string(),
            headers: headers.collect(),
            body: request.body().clone(),
        })
        .await?;
    let mut response = http::Response::builder().status(answer.status.0);
    if let Some(content_type) = answer.content_type {
        response = response.header(http::header::CONTENT_TYPE, content_type);
    }
    let response = response.body(answer.body);
    response.map_err(|error| OutboundError::Unreachable(error.to_string()))
}

/// A source that does not do what it should; why is for the log.
fn failed(source: &str, why: &dyn std::fmt::Display) -> Refusal {
    tracing::warn!(source, %why, "a source failed");
    Reason::SourceFailed.into()
}
