//! The end of a door: told of in headers, tried in outages, and kept after the date.

use actix_web::HttpResponse;

use super::serve::Call;
use crate::{
    config::DoorConfig,
    core::{Door, Reason, Refusal},
    http::retiring::Dates,
};

/// Why this call is refused because its door is going away: an outage that is on, or the end.
pub(super) fn refusal(call: &Call<'_>) -> Option<Refusal> {
    let (config, now, door) = (call.config(), call.ctx().now, call.door);
    let guide = guide(&call.state.app.issuer, config, door);
    if dates(config).is_over(now) {
        return Some(Refusal::of(Reason::DoorSunset, guide));
    }
    let outage = config.outage(now)?;
    let mut refusal = Refusal::of(Reason::DoorOutage, guide);
    refusal.retry_after = Some(outage.ends_at().since(now));
    Some(refusal)
}

const fn dates(config: &DoorConfig) -> Dates {
    Dates {
        deprecated_at: config.deprecated_at,
        sunset_at: config.sunset_at,
    }
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
///
/// LE-02: "Every response of a door or client with a date set: `Deprecation`, `Sunset`, `Link` …;
/// metric and audit per client always".
pub(super) fn finish(call: &Call<'_>, response: &mut HttpResponse) {
    let (config, app, door) = (call.config(), &call.state.app, call.door);
    let noted = call.noted();
    let outcome = noted.outcome.unwrap_or(match response.status().as_u16() {
        ..400 => "ok",
        500.. => "fault",
        _ => "refused",
    });
    let client = noted.client.and_then(|id| app.catalog().client(&id));
    if let Some(client) = &client {
        call.ctx().note_client(&client.id);
    }
    let name = client.as_ref().map_or("", |client| client.id.as_str());
    app.legacy_calls.call(door, name, outcome, call.ctx().now);
    let label = app.client_label(client.as_ref().map(|client| &client.id));
    metrics::counter!("signet_legacy_requests_total", "client" => label, "endpoint" => door.name(), "outcome" => outcome).increment(1);
    let own = client.map(|client| client.dates()).unwrap_or_default();
    let guide = guide(&app.issuer, config, door);
    let dates = dates(config).earlier(own.into());
    dates.tell(&guide, response.headers_mut());
    // An outage is a sign of the end, also where no date is set yet.
    if dates == Dates::default() && config.outage(call.ctx().now).is_some() {
        Dates::point(&guide, response.headers_mut());
    }
}

/// A refusal of the pipeline because the caller's client has ended names the door's guide.
pub(super) fn guided(call: &Call<'_>, mut refusal: Refusal) -> Refusal {
    if refusal.reason == Reason::DoorSunset {
        let guide = || guide(&call.state.app.issuer, call.config(), call.door);
        refusal.hint.get_or_insert_with(guide);
    }
    refusal
}
