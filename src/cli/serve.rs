//! `signet serve`.

use std::{net::TcpListener, task::Poll};

use clap::{Args, ValueEnum};
use tokio::signal::unix::Signal;

use super::{Failure, Global, Outcome, logging, open};
use crate::{
    account,
    app::{Ctx, store_options},
    config::{Config, DatabaseTarget, Need},
    server::{self, Listeners, Running},
    store::migrate,
};

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
    let default = match config.database.url.target() {
        DatabaseTarget::Sqlite(_) => Migrate::Auto,
        DatabaseTarget::Postgres(_) => Migrate::Check,
    };
    match command.migrate.unwrap_or(default) {
        Migrate::Auto => open::migrated(&config)?,
        Migrate::Check => {
            let status = migrate::status(&store_options(&config))?;
            if !status.is_current() {
                return Err(Failure::Database(
                    "the database is not migrated; run `signet db migrate`".into(),
                ));
            }
        }
        Migrate::Off => {}
    }
    let metrics = logging::metrics()?;
    // ST-05: "Wrong/missing master key → exit 3 before listening".
    let app = open::open(config)?;
    let listeners = listeners(&app.config)?;
    account::audit::started(&Ctx::background(app.clone()))?;
    runtime()?.block_on(async {
        let running = server::start(&app, listeners, Some(metrics)).map_err(Failure::Failed)?;
        tracing::info!(issuer = app.issuer, database = app.store.kind(), "serving");
        until_stopped(running).await
    })
}

/// Binds all addresses.
pub fn listeners(config: &Config) -> Outcome<Listeners> {
    let bind = |address: &std::net::SocketAddr| {
        TcpListener::bind(address).map_err(|error| Failure::Failed(format!("{address}: {error}")))
    };
    Ok(Listeners {
        public: config
            .server
            .listen
            .iter()
            .map(bind)
            .collect::<Outcome<_>>()?,
        management: Some(bind(&config.server.management_listen)?),
    })
}

/// The runtime that the servers run on.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

/// Serves until SIGTERM or SIGINT, then drains; a second signal ends the process at once (OP-02).
pub async fn until_stopped(running: Running) -> Outcome {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    stopped(&mut term, &mut int).await;
    tracing::info!("draining");
    let drained = tokio::spawn(running.drain());
    tokio::spawn(async move {
        stopped(&mut term, &mut int).await;
        std::process::exit(1);
    });
    drained
        .await
        .map_err(|error| Failure::Failed(error.to_string()))
}

async fn stopped(term: &mut Signal, int: &mut Signal) {
    std::future::poll_fn(|cx| {
        let told = term.poll_recv(cx).is_ready() || int.poll_recv(cx).is_ready();
        if told { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
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
