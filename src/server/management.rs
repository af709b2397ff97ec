//! Health checks and metrics, on a listener of their own (AD-16: nothing of it is public).

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{App as ActixApp, HttpResponse, HttpServer, dev::Server, web};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::{Value, json};

use super::{HEAD_TIMEOUT, IDLE_TIMEOUT, background::Progress};
use crate::{
    app::{App, store_options},
    core::Fault,
    http::blocking,
    model::{KeyPurpose, client::SigningAlgorithm},
    store,
};

/// OP-01: "DB round-trip ≤ 1 s".
const DATABASE_TIMEOUT: Duration = Duration::from_secs(1);

struct Management {
    app: Arc<App>,
    draining: Arc<AtomicBool>,
    progress: Arc<Progress>,
    metrics: Option<PrometheusHandle>,
}

pub(super) fn server(
    app: &Arc<App>,
    listener: TcpListener,
    (draining, progress): (Arc<AtomicBool>, Arc<Progress>),
    metrics: Option<PrometheusHandle>,
) -> std::io::Result<Server> {
    let management = web::Data::new(Management {
        app: app.clone(),
        draining,
        progress,
        metrics,
    });
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(management.clone())
            .route("/health/live", web::get().to(live))
            .route("/health/started", web::get().to(started))
            .route("/health/ready", web::get().to(ready))
            .route("/metrics", web::get().to(metrics_text))
    });
    Ok(server
        .workers(1)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(IDLE_TIMEOUT)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?
        .run())
}

/// OP-01: the process is alive.
async fn live() -> HttpResponse {
    answer(&[check("process", true, Duration::ZERO)])
}

/// All is there that the first request needs: the tables, and the keys of open doors, which take a
/// while to make. It says no while the database is away, and yes for good after that is done.
async fn started(management: web::Data<Management>) -> HttpResponse {
    let doors = management.progress.are_doors_open();
    let app = management.app.clone();
    let (migrated, took) = timed(move || {
        let status = store::migrate::status(&store_options(&app.config));
        let status = status.map_err(|error| Fault::Unavailable(error.to_string()))?;
        match status.is_current() {
            true => Ok(()),
            false => Err(Fault::Unavailable("not migrated".into())),
        }
    })
    .await;
    answer(&[
        check("migrations", migrated, took),
        check("doors", doors, Duration::ZERO),
    ])
}

/// Whether something on the database goes well within a second, and how long it took.
async fn timed(work: impl FnOnce() -> Result<(), Fault> + Send + 'static) -> (bool, Duration) {
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long the database takes, decides nothing about time"
    )]
    let began = Instant::now();
    let asked = tokio::time::timeout(DATABASE_TIMEOUT, blocking(work)).await;
    (matches!(asked, Ok(Ok(()))), began.elapsed())
}

/// OP-01: "migrations done + key loaded + DB round-trip ≤ 1 s; 503 otherwise", and not draining.
async fn ready(management: web::Data<Management>) -> HttpResponse {
    let draining = management.draining.load(Ordering::SeqCst);
    let app = management.app.clone();
    let key = app
        .catalog()
        .keys()
        .active(&KeyPurpose::Issuer, SigningAlgorithm::Es256)
        .is_ok();
    let (database, took) = timed(move || {
        let read = app.store.read(store::catalog::version).map(drop);
        read.map_err(|error| Fault::Unavailable(error.to_string()))
    })
    .await;
    answer(&[
        check("database", database, took),
        check("signing-key", key, Duration::ZERO),
        check("draining", !draining, Duration::ZERO),
        clock(management.app.clock_offset()),
    ])
}

/// F19: nodes follow the database's clock, so one that is off serves all the same: "> 10 s warned at
/// readiness by comparing with DB time".
fn clock(offset: i64) -> Value {
    let status = if offset.unsigned_abs() > 10_000 {
        "warn"
    } else {
        "up"
    };
    json!({ "name": "clock", "status": status, "ms": offset })
}

fn check(name: &str, up: bool, took: Duration) -> Value {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    json!({ "name": name, "status": word(up), "ms": millis })
}

fn word(up: bool) -> &'static str {
    if up { "up" } else { "down" }
}

/// No version, no address, nothing else (AD-16).
fn answer(checks: &[Value]) -> HttpResponse {
    let up = checks.iter().all(|check| check["status"] != word(false));
    let mut response = if up {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    response
        .insert_header(("cache-control", "no-store"))
        .content_type("application/json; charset=utf-8")
        .body(json!({ "status": word(up), "checks": checks }).to_string())
}

async fn metrics_text(management: web::Data<Management>) -> HttpResponse {
    match &management.metrics {
        Some(metrics) => HttpResponse::Ok()
            .content_type("text/plain; version=0.0.4; charset=utf-8")
            .body(super::metrics::render(&management.app, metrics)),
        None => HttpResponse::NotFound().finish(),
    }
}
