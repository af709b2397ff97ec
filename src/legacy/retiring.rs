//! The end of a door: told of in headers, tried in outages, and kept after the date.

use actix_web::{HttpResponse, http::header};

use super::serve::Call;
use crate::{
    config::DoorConfig,
    core::{Door, Reason, Refusal, Timestamp},
};

/// Why this call is refused because its door is going away: an outage that is on, or the end.
pub(super) fn refusal(call: &Call<'_>, door: Door) -> Option<Refusal> {
    let (config, now) = (call.config(door), call.ctx().now);
    let guide = guide(&call.state.app.issuer, config, door);
    if config.sunset_at.is_some_and(|at| now >= at) {
        return Some(Refusal::of(Reason::DoorSunset, guide));
    }
    let outage = config.outage(now)?;
    let mut refusal = Refusal::of(Reason::DoorOutage, guide);
    refusal.retry_after = Some(outage.ends_at().since(now));
    Some(refusal)
}

/// Where a client of this door reads how to move on.
pub fn guide(issuer: &str, config: &DoorConfig, door: Door) -> String {
    match &config.guide {
        Some(guide) => guide.clone(),
        None => format!(
            "{}/docs/migration/{}",
            issuer.trim_end_matches('/'),
            door.name()
        ),
    }
}

/// Puts on an answer what every answer of a door carries, and counts it.
pub(super) fn finish(call: &Call<'_>, door: Door, response: &mut HttpResponse) {
    let config = call.config(door);
    let noted = call.noted();
    let outcome = noted.outcome.unwrap_or(match response.status().as_u16() {
        ..400 => "ok",
        500.. => "fault",
        _ => "refused",
    });
    let client = noted
        .client
        .map_or_else(|| "none".to_owned(), |id| id.to_string());
    metrics::counter!("signet_legacy_requests_total", "endpoint" => door.name(), "client" => client, "outcome" => outcome).increment(1);
    let headers = response.headers_mut();
    if let Some(at) = config.deprecated_at {
        put(headers, "deprecation", &format!("@{}", at.secs()));
    }
    if let Some(at) = config.sunset_at {
        put(headers, "sunset", &http_date(at));
    }
    if config.deprecated_at.is_some() || config.sunset_at.is_some() {
        let guide = guide(&call.state.app.issuer, config, door);
        let link = format!(
            "<{guide}>; rel=\"deprecation\"; type=\"text/html\", <{guide}>; rel=\"sunset\"; type=\"text/html\""
        );
        put(headers, "link", &link);
    }
}

fn put(headers: &mut header::HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = header::HeaderValue::from_str(value) {
        headers.append(header::HeaderName::from_static(name), value);
    }
}

/// RFC 9110 §5.6.7: `Tue, 30 Jun 2026 23:59:59 GMT`.
fn http_date(at: Timestamp) -> String {
    let at = std::time::UNIX_EPOCH
        + std::time::Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0));
    header::HttpDate::from(at).to_string()
}
