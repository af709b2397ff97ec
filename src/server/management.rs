//! Health checks and metrics, on a listener of their own (AD-16: nothing of it is public).

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use actix_web::{App as ActixApp, HttpResponse, HttpServer, dev::Server, web};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::{Value, json};

use crate::{
    app::App,
    core::Fault,
    http::blocking,
    model::{KeyPurpose, client::SigningAlgorithm},
    store,
};

struct Management {
    app: Arc<App>,
    draining: Arc<AtomicBool>,
    metrics: Option<PrometheusHandle>,
}

pub(super) fn server(
    app: &Arc<App>,
    listener: TcpListener,
    draining: Arc<AtomicBool>,
    metrics: Option<PrometheusHandle>,
) -> std::io::Result<Server> {
    let management = web::Data::new(Management {
        app: app.clone(),
        draining,
        metrics,
    });
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(management.clone())
            .route("/health/live", web::get().to(live))
            .route("/health/started", web::get().to(live))
            .route("/health/ready", web::get().to(ready))
            .route("/metrics", web::get().to(metrics_text))
    });
    Ok(server
        .workers(1)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?
        .run())
}

/// OP-01: the process is alive.
async fn live() -> HttpResponse {
    answer(true, &[])
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
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long the database takes, decides nothing about time"
    )]
    let started = Instant::now();
    let asked = tokio::time::timeout(
        std::time::Duration::from_secs(1),
        blocking(move || {
            app.store
                .read(store::catalog::version)
                .map(drop)
                .map_err(|e| Fault::Unavailable(e.to_string()))
        }),
    );
    let database = matches!(asked.await, Ok(Ok(())));
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let checks = [
        json!({ "name": "database", "status": word(database), "ms": millis }),
        json!({ "name": "signing-key", "status": word(key), "ms": 0 }),
        json!({ "name": "draining", "status": word(!draining), "ms": 0 }),
    ];
    answer(database && key && !draining, &checks)
}

fn word(up: bool) -> &'static str {
    if up { "up" } else { "down" }
}

fn answer(up: bool, checks: &[Value]) -> HttpResponse {
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
