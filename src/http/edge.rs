//! The edge: what happens to every request before its door, and to every answer after.

use std::{
    net::{IpAddr, Ipv4Addr},
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        ConnectionType, Method,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};

use futures_lite::FutureExt as _;

use super::{
    HttpState, RequestFacts, access_log, access_log::InFlight, address::client_address, measured,
};
use crate::{
    app::{Trace, traced},
    config::ProxyHeader,
    core::{Door, Reason},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A refusal that is decided before any door's handler runs; the door still words it.
#[derive(Clone, Copy, Debug)]
pub struct EdgeRefusal(pub Reason);

/// Whether a request is for the root of one of a door's hosts.
#[derive(Clone, Debug)]
pub struct DoorHost(pub Door);

/// Fixes the facts of a request, refuses what no door takes, and puts on every answer what every
/// answer carries (HH-01); one log line and the metrics.
pub async fn edge<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(state) = request.app_data::<web::Data<HttpState>>().cloned() else {
        return next.call(request).await;
    };
    let facts = facts(&state, &request);
    let ip = facts.ip.and_then(|ip| state.app.config.privacy.ip.part(ip));
    merge_slashes(&state, &mut request);
    let at_host = door_host(&state, &request);
    let door = door_of(&state, &request, at_host);
    if let Some(refusal) = refuse(&state, &request, (door, at_host)) {
        request.extensions_mut().insert(EdgeRefusal(refusal));
    }
    if let Some(door) = at_host {
        let prefix = &state.app.config.legacy.door(door).prefix;
        // At a door's own host its original paths apply at the root.
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        if let Ok(uri) = format!("{prefix}{path}").parse::<actix_web::http::Uri>() {
            request.match_info_mut().get_mut().update(&uri);
            request.head_mut().uri = uri;
        }
        request.extensions_mut().insert(DoorHost(door));
    }
    request.extensions_mut().insert(facts.clone());
    let method = request.method().clone();
    if method == Method::HEAD && door.is_none() {
        // RFC 9110 §9.1: "All general-purpose servers MUST support the methods GET and HEAD": what a
        // GET would say, without its body, which the connection leaves out. What methods a door has is
        // for its contract to say.
        request.head_mut().method = Method::GET;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long an answer takes, decides nothing about time"
    )]
    let started = std::time::Instant::now();
    let in_flight = InFlight::begin();
    let answered = AssertUnwindSafe(next.call(request)).catch_unwind();
    let (response, cost) = traced(facts.trace, measured(answered)).await;
    let Ok(response) = response else {
        // What it was for went with it.
        let about = (&method, &facts, ip);
        access_log::tell(("unknown", 500), about, started.elapsed(), cost);
        return Err(panicked(&facts));
    };
    let mut response = response?;
    drop(in_flight);
    let https = state.app.issuer.starts_with("https://");
    finish(&mut response, &facts, https);
    if state.draining.load(Ordering::SeqCst) {
        // F27: whoever kept this connection would send the next request into one that is being closed.
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    let route = response.request().match_pattern();
    let line = (
        route.as_deref().unwrap_or("unmatched"),
        response.status().as_u16(),
    );
    let about = (&method, &facts, ip);
    access_log::tell(line, about, started.elapsed(), cost);
    Ok(response)
}

/// OP-03: "Panic in a handler → 500 for that request only": what the thread does for others goes on.
fn panicked(facts: &RequestFacts) -> Error {
    tracing::error!(request_id = facts.id, "a request was given up: a panic");
    let body = serde_json::json!({
        "error": "server_error",
        "error_description": "The server has a defect that its log tells of. Try again later.",
        "request_id": facts.id,
    });
    let answer = HttpResponse::InternalServerError()
        .insert_header((REQUEST_ID, facts.id.as_str()))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body);
    InternalError::from_response("a panic", answer).into()
}

/// Slashes that are too many before a door are none, as they are below it: clients join a base
/// address that ends in one with a path that begins with one.
fn merge_slashes(state: &HttpState, request: &mut ServiceRequest) {
    let legacy = &state.app.config.legacy;
    let sent = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let merged = Door::ALL.into_iter().find_map(|door| {
        let prefix = &legacy.door(door).prefix;
        let rest = below_prefix(sent, prefix)?;
        Some(format!("{prefix}{rest}"))
    });
    let Some(Ok(uri)) = merged
        .filter(|merged| merged != sent)
        .map(|merged| merged.parse())
    else {
        return;
    };
    request.match_info_mut().get_mut().update(&uri);
    request.head_mut().uri = uri;
}

/// What follows a prefix in an address, however many slashes stand between the prefix's parts.
fn below_prefix<'a>(sent: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = sent;
    for part in prefix.split('/').filter(|part| !part.is_empty()) {
        let slashes = rest.len() - rest.trim_start_matches('/').len();
        rest = rest.get(slashes..).filter(|_| slashes > 0)?;
        rest = rest.strip_prefix(part)?;
    }
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
}

fn facts(state: &HttpState, request: &ServiceRequest) -> RequestFacts {
    let now = state.app.now();
    let server = &state.app.config.server;
    let name = match server.proxy_header {
        ProxyHeader::Forwarded => "forwarded",
        ProxyHeader::XForwardedFor | ProxyHeader::None => "x-forwarded-for",
    };
    let values: Vec<&str> = request
        .headers()
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .collect();
    // Who comes by a socket in the file system is of this machine.
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let peer = Some(request.peer_addr().map_or(here, |peer| peer.ip()));
    let mut parents = request.headers().get_all("traceparent");
    let parent = parents.next().filter(|_| parents.next().is_none());
    let trace = parent.and_then(|value| Trace::parse(value.to_str().ok()?));
    if !values.is_empty() && !peer.is_some_and(|peer| server.trusts(peer)) {
        metrics::counter!("signet_forwarded_untrusted_total").increment(1);
    }
    RequestFacts {
        trace: trace.map(|trace| {
            let mut span = [0; 8];
            state.app.entropy.fill(&mut span);
            trace.through(span)
        }),
        noted: Arc::default(),
        now,
        id: state.app.entropy.id::<RequestFacts>(now).into_string(),
        ip: client_address(peer, server.proxy_header, &values, &server.trusted_proxies),
    }
}

/// DL-01, HH-02, HH-03: limits and names, before anything is read.
fn refuse(
    state: &HttpState,
    request: &ServiceRequest,
    (door, at_host): (Option<Door>, Option<Door>),
) -> Option<Reason> {
    let config = &state.app.config;
    let head = request.head();
    let uri = head
        .uri
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if uri > config.limits.uri {
        return Some(Reason::UriTooLong);
    }
    let headers: usize = head
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if uri + headers > config.limits.header {
        return Some(Reason::HeadersTooLarge);
    }
    let length = head
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let most = config.legacy.body_limit(door, config.limits.body);
    if length.is_some_and(|length| length > most) {
        return Some(Reason::BodyTooLarge);
    }
    if matches!(head.method, Method::TRACE | Method::CONNECT) {
        return Some(Reason::MethodNotAllowed);
    }
    (at_host.is_none() && !is_ours(state, request)).then_some(Reason::HostUnknown)
}

/// The door that a request is for, by its path or by its host.
fn door_of(state: &HttpState, request: &ServiceRequest, at_host: Option<Door>) -> Option<Door> {
    let legacy = &state.app.config.legacy;
    let path = request.path();
    let below = |door: &Door| below_prefix(path, &legacy.door(*door).prefix).is_some();
    Door::ALL.into_iter().find(below).or(at_host)
}

/// HH-03: "`/legacy/…` answers under any Host, and a door's own host serves that door and
/// nothing else".
fn is_ours(state: &HttpState, request: &ServiceRequest) -> bool {
    let config = &state.app.config;
    if request.path().starts_with("/legacy/") {
        return true;
    }
    let host = host(request);
    let public = config.server.public_url.as_deref().unwrap_or_default();
    let ours = public
        .split_once("://")
        .map_or("", |(_, authority)| authority.trim_end_matches('/'));
    if host.eq_ignore_ascii_case(ours) {
        return true;
    }
    // In development the same server is `localhost` and its two addresses.
    let port = ours.rsplit_once(':').map_or("", |(_, port)| port);
    config.dev
        && ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| host.eq_ignore_ascii_case(&format!("{name}:{port}")))
}

/// The door whose host this is.
fn door_host(state: &HttpState, request: &ServiceRequest) -> Option<Door> {
    let host = host(request);
    // Doors are found by name alone: a port is the listener's.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    Door::ALL.into_iter().find(|door| {
        let hosts = &state.app.config.legacy.door(*door).hosts;
        hosts.iter().any(|known| known.eq_ignore_ascii_case(name)) && state.app.is_door_open(*door)
    })
}

fn host(request: &ServiceRequest) -> &str {
    let header = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    header
        .or_else(|| request.uri().authority().map(|a| a.as_str()))
        .unwrap_or("")
}

fn finish<B>(response: &mut ServiceResponse<B>, facts: &RequestFacts, https: bool) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&facts.id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if !headers.contains_key(header::REFERRER_POLICY) {
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::below_prefix;

    #[test]
    fn slashes_that_are_too_many_are_none() {
        let prefix = "/legacy/ocariot";
        for (sent, rest) in [
            ("/legacy/ocariot/v1/auth", Some("/v1/auth")),
            ("//legacy///ocariot//v1/auth", Some("//v1/auth")),
            ("/legacy/ocariot", Some("")),
            ("//legacy/ocariot?a=1", Some("?a=1")),
            ("/legacy/ocariot2", None),
            ("/legacyocariot", None),
            ("legacy/ocariot", None),
            ("/", None),
        ] {
            assert_eq!(below_prefix(sent, prefix), rest, "{sent}");
        }
    }
}
