//! Floor 7: the servers, their listeners, their background work, their end.

pub mod background;
mod connections;
mod logout;
mod mail;
mod management;
pub mod metrics;
pub mod notify;
pub mod tls;
mod watch;

use std::{
    net::{SocketAddr, TcpListener},
    os::unix::net::UnixListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::{App as ActixApp, HttpServer, dev::ServerHandle, middleware::from_fn, web};
use metrics_exporter_prometheus::PrometheusHandle;

use tokio::task::JoinHandle;

use self::{connections::Connections, tls::Certificate};
use crate::{
    account,
    app::{App, Ctx},
    config::{Config, Reloaded},
    http::{Frames, HttpState, blocking, edge, endpoint::TokenEndpoint},
    legacy, web as pages,
};

/// Threads of each worker for blocking sections.
const BLOCKING_THREADS: usize = 64;
/// DL-02: time for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// DL-02: time between requests.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How often the files of the certificate are looked at.
const CERTIFICATE_EVERY: Duration = Duration::from_secs(60);
/// How often measurements are folded together.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// What to listen on. Bound by the caller, so that a port that is taken is an error at once.
pub struct Listeners {
    /// For people and apps.
    pub public: Vec<TcpListener>,
    /// For a proxy of this machine, in the file system.
    pub unix: Vec<UnixListener>,
    /// For health checks and metrics.
    pub management: Option<TcpListener>,
}

/// A server that runs.
pub struct Running {
    /// Where it listens for people and apps.
    pub addresses: Vec<SocketAddr>,
    /// Where it answers for its health.
    pub management: Option<SocketAddr>,
    app: Arc<App>,
    draining: Arc<AtomicBool>,
    handles: Vec<ServerHandle>,
    background: background::Background,
    tasks: Vec<JoinHandle<()>>,
    certificate: Option<Arc<Certificate>>,
}

/// Starts to serve. Needs a Tokio runtime.
pub fn start(
    app: &Arc<App>,
    listeners: Listeners,
    metrics: Option<PrometheusHandle>,
) -> Result<Running, String> {
    start_with(app, listeners, metrics, None)
}

/// As [`start`], with the playground of `signet dev` around its sample data, `dev.json`.
pub fn start_with(
    app: &Arc<App>,
    listeners: Listeners,
    metrics: Option<PrometheusHandle>,
    samples: Option<&serde_json::Value>,
) -> Result<Running, String> {
    let frames = Frames::new(&app.config)?;
    let letters = mail::start(app, &frames)?;
    let front = web::Data::new(pages::front(frames.clone()));
    let frames = web::Data::new(frames);
    let draining = Arc::new(AtomicBool::new(false));
    let state = web::Data::new(HttpState {
        app: app.clone(),
        draining: draining.clone(),
    });
    let doors = legacy::routes(&app.config);
    let playground = pages::dev::routes(&app.config, samples);
    let io = |error: std::io::Error| error.to_string();
    let addresses = listeners
        .public
        .iter()
        .map(TcpListener::local_addr)
        .collect::<Result<_, _>>()
        .map_err(io)?;
    let management = listeners.management.as_ref();
    let management = management.map(TcpListener::local_addr);
    let management = management.transpose().map_err(io)?;
    let held = Arc::new(Connections::new(app));
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(state.clone())
            .app_data(front.clone())
            .app_data(TokenEndpoint(pages::token::serve))
            .app_data(frames.clone())
            .wrap(from_fn(edge::edge))
            .configure(pages::protocol)
            .configure(doors.clone())
            .configure(pages::routes)
            .configure(playground.clone())
            .default_service(web::to(pages::not_found))
    })
    .workers(app.config.server.workers)
    .max_connections(connections::most(app.config.server.workers))
    .on_connect(move |io, connection| held.meet(io, connection))
    .worker_max_blocking_threads(BLOCKING_THREADS)
    .client_request_timeout(HEAD_TIMEOUT)
    .tls_handshake_timeout(HEAD_TIMEOUT)
    .keep_alive(IDLE_TIMEOUT)
    .shutdown_timeout(app.config.server.shutdown_grace.as_secs())
    .disable_signals();
    let certificate = Certificate::open(&app.config.tls)?;
    let tls = certificate.as_ref().map(Certificate::server_config);
    let tls = tls.transpose()?;
    for listener in listeners.public {
        server = match &tls {
            Some(tls) => server.listen_rustls_0_23(listener, tls.clone()),
            None => server.listen(listener),
        }
        .map_err(io)?;
    }
    for listener in listeners.unix {
        server = server.listen_uds(listener).map_err(io)?;
    }
    let server = server.run();
    let mut handles = vec![server.handle()];
    tokio::spawn(server);
    let background = background::start(app)?;
    if let Some(listener) = listeners.management {
        let told = (draining.clone(), background.progress.clone());
        let server = management::server(app, listener, told, metrics.clone()).map_err(io)?;
        handles.push(server.handle());
        tokio::spawn(server);
    }
    let mut tasks = vec![logout::start(app)];
    tasks.extend(letters);
    tasks.extend(metrics.map(upkeep));
    tasks.extend(certificate.clone().map(watch));
    Ok(Running {
        addresses,
        management,
        app: app.clone(),
        draining,
        handles,
        background,
        tasks,
        certificate,
    })
}

/// Folds what was measured into its buckets, whether anybody scrapes or not: it would pile up.
fn upkeep(metrics: PrometheusHandle) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            metrics.run_upkeep();
        }
    })
}

/// Reads the certificate again when its files change (HH-07).
fn watch(certificate: Arc<Certificate>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(CERTIFICATE_EVERY).await;
            certificate.look();
        }
    })
}

impl Running {
    /// Takes what can be changed without a restart: the certificate, and of the configuration the
    /// keys of [`crate::config::RELOADED`]. One that is wrong is told, and the old one stays.
    pub async fn reload(&self, fresh: Result<Config, String>) {
        if let Some(certificate) = &self.certificate {
            certificate.reload();
        }
        let fresh = match fresh {
            Ok(fresh) => fresh,
            Err(error) => {
                tracing::error!(%error, "the configuration cannot be read again; the old one stays");
                return;
            }
        };
        let Reloaded { taken, waiting } = self.app.config.reload(&fresh);
        if !waiting.is_empty() {
            let keys = waiting.join(", ");
            tracing::warn!(
                keys,
                "these were changed, and take effect at the next start"
            );
        }
        if taken.is_empty() {
            if waiting.is_empty() {
                tracing::info!("the configuration was read again; nothing has changed");
            }
            return;
        }
        tracing::info!(keys = taken.join(", "), "the configuration was read again");
        let ctx = Ctx::background(self.app.clone());
        let noted = blocking(move || account::starts::configured(&ctx)).await;
        if let Err(error) = noted {
            tracing::warn!(%error, "the change of the configuration is not in the audit trail");
        }
    }

    /// OP-02: "readiness 503 at once, keep serving for `drain`, finish in-flight ≤ 20 s".
    pub async fn drain(self) {
        self.draining.store(true, Ordering::SeqCst);
        tokio::time::sleep(self.app.config.server.drain).await;
        self.stop().await;
    }

    /// Stops accepting, and waits for requests in flight.
    pub async fn stop(self) {
        for handle in &self.handles {
            handle.stop(true).await;
        }
        for task in &self.tasks {
            task.abort();
        }
        self.background.stop();
    }
}
