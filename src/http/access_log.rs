//! What is told of each request: one line in the log, and the metrics.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use actix_web::http::Method;
use metrics::{Counter, Gauge, Histogram};

use super::{Cost, RequestFacts};

/// A request that is being answered, also if it ends by a panic or because the caller left.
pub(super) struct InFlight(Gauge);

impl InFlight {
    pub(super) fn begin() -> Self {
        let gauge = metrics::gauge!("signet_http_in_flight");
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// One structured line a request: no query, no token-bearing path, no secret (AU-08).
pub(super) fn tell(
    (route, status): (&str, u16),
    (method, facts, ip): (&Method, &RequestFacts, Option<String>),
    took: Duration,
    cost: Cost,
) {
    /// One event, at a level that has to be a constant.
    macro_rules! line {
        ($level:ident, $($field:tt)*) => {
            tracing::$level!(target: "http", $($field)*, "http.server.response")
        };
    }
    let method = known(method);
    let trace = facts.trace.map(|trace| trace.id());
    let (ip, trace) = (ip.as_deref(), trace.as_deref());
    let (client, person) = (facts.noted.client(), facts.noted.person());
    let micros = |took: Duration| u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let (us, db_us, cpu_us) = (micros(took), micros(cost.db), micros(cost.cpu));
    let request_id = facts.id.as_str();
    match status {
        500.. => {
            line!(
                error, request_id, method, route, status, ip, client, person, us, db_us, cpu_us,
                trace
            )
        }
        400.. => {
            line!(
                warn, request_id, method, route, status, ip, client, person, us, db_us, cpu_us,
                trace
            )
        }
        _ => {
            line!(
                info, request_id, method, route, status, ip, client, person, us, db_us, cpu_us,
                trace
            )
        }
    }
    count((route, method, status), took);
}

/// A method that nobody knows must make no new time series, and no new kind of line (DL-10).
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 8] = [
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE",
    ];
    let known = KNOWN.into_iter().find(|known| *known == method.as_str());
    known.unwrap_or("other")
}

/// The metrics of a route, as this thread has looked them up: to find one by its labels costs more than to
/// count. They are as many as there are templates of routes, methods and statuses.
struct Measures {
    took: Histogram,
    answered: Vec<(&'static str, u16, Counter)>,
}

thread_local! {
    static MEASURES: RefCell<HashMap<String, Measures>> = RefCell::default();
}

fn count((route, method, status): (&str, &'static str, u16), took: Duration) {
    let counter = || metrics::counter!("signet_http_requests_total", "route" => route.to_owned(), "method" => method, "status" => status.to_string());
    MEASURES.with_borrow_mut(|all| {
        if !all.contains_key(route) {
            let took = metrics::histogram!("signet_http_request_duration_seconds", "route" => route.to_owned());
            let answered = Vec::new();
            all.insert(route.to_owned(), Measures { took, answered });
        }
        let Some(measures) = all.get_mut(route) else {
            return;
        };
        measures.took.record(took.as_secs_f64());
        let answered = &mut measures.answered;
        let found = answered.iter().find(|one| (one.0, one.1) == (method, status));
        match found {
            Some((_, _, counter)) => counter.increment(1),
            None => {
                let counter = counter();
                counter.increment(1);
                answered.push((method, status, counter));
            }
        }
    });
}
