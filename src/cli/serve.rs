//! `signet serve`.

use std::{
    net::{SocketAddr, TcpListener},
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use clap::{Args, ValueEnum};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    signal::unix::Signal,
};

use super::{Failure, Global, Outcome, logging, open};
use crate::{
    account,
    app::{Ctx, store_options},
    config::{Config, DatabaseTarget, Listen, Need, Supervision},
    server::{
        self, Listeners, Running,
        notify::{self, Supervisor},
        tls::Certificate,
    },
    store::{facts, migrate},
};

/// A SQLite file of at most so many bytes is checked whole before anything is served from it; a larger
/// one takes longer than a start may: `signet db verify` and `signet doctor` check it.
const CHECKED_AT_START: u64 = 16 * 1024 * 1024;

/// Callers that may wait to be let in. The kernel leaves out who comes beyond, and who is left out tries
/// again after a second at the earliest (F24); the standard library asks for 128.
const BACKLOG: i32 = 1024;

/// Serve.
#[derive(Debug, Args)]
pub struct Command {
    /// What to do about missing migrations: `auto` takes them (SQLite's default), `check`
    /// refuses to start (PostgreSQL's), `off` does not look.
    #[arg(long, value_enum)]
    migrate: Option<Migrate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Migrate {
    Auto,
    Check,
    Off,
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let config = open::loaded(global, Need::Serve)?.config;
    logging::start(&config, global)?;
    harden()?;
    // HH-07: what it cannot serve with is told before anything is begun.
    Certificate::open(&config.tls).map_err(Failure::Config)?;
    let default = match config.database.url.target() {
        DatabaseTarget::Sqlite(_) => Migrate::Auto,
        DatabaseTarget::Postgres(_) => Migrate::Check,
    };
    match command.migrate.unwrap_or(default) {
        Migrate::Auto => open::migrated(&config)?,
        Migrate::Check => {
            let status = migrate::status(&store_options(&config))?;
            open::not_newer(&status)?;
            if !status.is_current() {
                return Err(Failure::Database(
                    "the database is not migrated; run `signet db migrate`".into(),
                ));
            }
        }
        Migrate::Off => {}
    }
    let problems = facts::unsound(&store_options(&config), CHECKED_AT_START)?;
    if !problems.is_empty() {
        return Err(Failure::Database(format!(
            "the database file is damaged: {}; restore a backup (`signet db restore`)",
            problems.join("; ")
        )));
    }
    let metrics = logging::metrics()?;
    // ST-05: "Wrong/missing master key → exit 3 before listening".
    let app = open::open(config)?;
    let listeners = listeners(&app.config)?;
    account::starts::started(&Ctx::background(app.clone()))?;
    runtime()?.block_on(async {
        let running = server::start(&app, listeners, Some(metrics)).map_err(Failure::Failed)?;
        tracing::info!(issuer = app.issuer, database = app.store.kind(), "serving");
        until_stopped(running, || read_again(global)).await
    })
}

/// The configuration as it is now, checked as at a start.
fn read_again(global: &Global) -> Result<Config, String> {
    let loaded = open::loaded(global, Need::Serve);
    loaded
        .map(|loaded| loaded.config)
        .map_err(|error| error.to_string())
}

/// Binds all addresses, and takes the sockets that systemd opened.
pub fn listeners(config: &Config) -> Outcome<Listeners> {
    let bind = |address: &SocketAddr| {
        let bound = TcpListener::bind(address).and_then(|listener| {
            rustix::net::listen(&listener, BACKLOG)?;
            Ok(listener)
        });
        bound.map_err(|error| Failure::Failed(format!("{address}: {error}")))
    };
    let (mut public, mut unix) = (Vec::new(), Vec::new());
    for listen in &config.server.listen {
        match listen {
            Listen::Address(address) => public.push(bind(address)?),
            Listen::Unix(path) => unix.push(socket(path)?),
            Listen::Systemd => {
                let handed = notify::sockets(&Supervision::of_process());
                public.extend(handed.map_err(Failure::Config)?);
            }
        }
    }
    Ok(Listeners {
        public,
        unix,
        management: Some(bind(&config.server.management_listen)?),
    })
}

/// Binds a socket in the file system, for this user and its group. What a server that ended badly has
/// left there goes; what answers stays.
fn socket(path: &Path) -> Outcome<UnixListener> {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let failed =
        |error: std::io::Error| Failure::Failed(format!("unix:{}: {error}", path.display()));
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|is| is.file_type().is_socket());
    if is_socket {
        if UnixStream::connect(path).is_ok() {
            return Err(Failure::Failed(format!(
                "unix:{}: another server listens there",
                path.display()
            )));
        }
        std::fs::remove_file(path).map_err(failed)?;
    }
    let listener = UnixListener::bind(path).map_err(failed)?;
    let owner_and_group = std::fs::Permissions::from_mode(0o660);
    std::fs::set_permissions(path, owner_and_group).map_err(failed)?;
    Ok(listener)
}

/// The runtime that the servers run on.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

/// Serves until SIGTERM or SIGINT, then drains; a second signal ends the process at once (OP-02).
/// SIGHUP reads the certificate and the configuration again. systemd is told how it goes.
pub async fn until_stopped(running: Running, read: impl Fn() -> Result<Config, String>) -> Outcome {
    let mut signals = Signals::new()?;
    let systemd = Arc::new(Supervisor::new(&Supervision::of_process()));
    systemd.ready();
    let watchdog = systemd.beat().map(|beat| {
        let (systemd, asked) = (systemd.clone(), running.management);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(beat).await;
                if answers(asked).await {
                    systemd.alive();
                }
            }
        })
    });
    while signals.next().await == Told::Reload {
        systemd.reloading();
        running.reload(read()).await;
        systemd.ready();
    }
    tracing::info!("draining");
    systemd.stopping();
    let drained = tokio::spawn(running.drain());
    tokio::spawn(async move {
        while signals.next().await == Told::Reload {}
        std::process::exit(1);
    });
    let drained = drained
        .await
        .map_err(|error| Failure::Failed(error.to_string()));
    if let Some(watchdog) = watchdog {
        watchdog.abort();
    }
    drained
}

/// What a signal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Stop,
    Reload,
}

struct Signals {
    term: Signal,
    int: Signal,
    hup: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            term: signal(SignalKind::terminate())?,
            int: signal(SignalKind::interrupt())?,
            hup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Told {
        std::future::poll_fn(|cx| {
            if self.term.poll_recv(cx).is_ready() || self.int.poll_recv(cx).is_ready() {
                return Poll::Ready(Told::Stop);
            }
            self.hup.poll_recv(cx).map(|_| Told::Reload)
        })
        .await
    }
}

/// Time for the server to answer itself.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Whether the server answers that it is alive. It does without its database, which no restart
/// brings back.
async fn answers(management: Option<SocketAddr>) -> bool {
    let Some(address) = management else {
        return true;
    };
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        let request =
            format!("GET /health/live HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer.starts_with(b"HTTP/1.1 200 "))
    };
    matches!(
        tokio::time::timeout(ANSWER_WITHIN, asked).await,
        Ok(Ok(true))
    )
}

/// ST-07: "`PR_SET_DUMPABLE=0`, `RLIMIT_CORE=0`": no memory of ours ends up in a core file.
fn harden() -> Outcome {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let failed =
        |error: rustix::io::Errno| Failure::Failed(format!("hardening the process: {error}"));
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(failed)?;
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )
    .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    // ST-07: `PR_SET_DUMPABLE=0`, `RLIMIT_CORE=0`.
    #[test]
    fn a_hardened_process_leaves_no_core() {
        use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
        harden().map_err(|error| error.to_string()).unwrap();
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
    }
}
