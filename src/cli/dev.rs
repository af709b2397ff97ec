//! `signet dev`: a server with sample data on this machine.

mod corsano;
mod doors;
mod healthily;
mod mycure;
pub(super) mod seed;
mod source;

use std::{
    fs::{File, TryLockError},
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use super::{Failure, Global, Outcome, logging, open, serve};
use crate::{
    app::{App, Ctx},
    config::Config,
    server::{self, Listeners},
    upstream,
};

/// Serve with sample data on this machine.
#[derive(Debug, Args)]
pub struct Command {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the data is kept; made if it is not there.
    #[arg(long, default_value = ".dev", value_name = "DIR")]
    data: PathBuf,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let in_use = |error: std::io::Error| {
        Failure::Failed(format!("port {}: {error}; try --port 0", command.port))
    };
    // Taken now, because the issuer names it; it listens when all the rest is in order.
    let socket = bind(command.port).map_err(in_use)?;
    let port = socket.local_addr()?.port();
    let key = open::dev_key(&command.data, true)?;
    let _alone = alone(&command.data)?;
    let source = source::Source::reserve(&command.data)?;
    let set = [source.settings(), global.set.clone()].concat();
    let config = Config::for_dev(&command.data, port, &key, &set)?.config;
    logging::start(&config, global)?;
    let management_listen = config.server.management_listen;
    open::migrated(&config)?;
    let metrics = logging::metrics()?;
    let app = open::open(config)?;
    let ctx = Ctx::background(app.clone());
    let mut dev = match open::dev_json(&command.data) {
        Ok(dev) => dev,
        Err(Failure::NotFound(_)) => seeded(&ctx, &command.data)?,
        Err(damaged) => {
            return Err(Failure::Conflict(format!(
                "dev.json is damaged ({damaged}); remove {} and start again",
                command.data.display()
            )));
        }
    };
    // Another server may have that port; any free one will do.
    let management =
        TcpListener::bind(management_listen).or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?;
    let management_address = management.local_addr()?;
    seed::follow_issuer(&ctx, &mut dev)?;
    dev["issuer"] = json!(app.issuer);
    dev["management"] = json!(management_address.to_string());
    dev["doors"] = doors::doors(&app, &dev);
    dev["source"] = source.tell();
    dev["set"] = json!(global.set);
    seed::open_playground(&ctx, &dev)?;
    serve::runtime()?.block_on(async {
        let listeners = Listeners {
            public: vec![socket.listen(1024).map_err(in_use)?.into_std()?],
            unix: Vec::new(),
            management: Some(management),
        };
        let source = source.start(&upstream::callback(&ctx))?;
        let running = server::start_with(&app, listeners, Some(metrics), Some(&dev))
            .map_err(Failure::Failed)?;
        // Written when the server listens: whoever finds it can connect.
        open::write_private(&command.data.join("dev.json"), &format!("{dev:#}\n"))?;
        let _unneeded = std::fs::remove_file(command.data.join(DRAFT));
        greet(&app, &dev, &command);
        let stopped = serve::until_stopped(running, || {
            Err("`signet dev` takes its settings when it starts".to_owned())
        })
        .await;
        source.stop().await;
        stopped
    })
}

/// Holds the directory while this server runs: its `dev.json` names one issuer, and two servers
/// with sample data would hand out tokens of different issuers from one database.
fn alone(dir: &Path) -> Outcome<File> {
    let path = dir.join("dev.lock");
    let lock = File::create(&path)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Failure::Conflict(format!(
            "another `signet dev` serves {}; stop it, or give this one another --data",
            dir.display()
        ))),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// What was chosen for `dev.json`, until it is written.
const DRAFT: &str = "dev.draft.json";

/// Puts the sample data in. Its secrets are written down before they are used: whoever is
/// interrupted goes on with the same ones at the next start.
fn seeded(ctx: &Ctx, dir: &Path) -> Outcome<Value> {
    let draft = dir.join(DRAFT);
    let chosen = match std::fs::read_to_string(&draft) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) if !ctx.app.catalog().clients().is_empty() => {
            return Err(Failure::Conflict(format!(
                "{0} has sample data, but its dev.json is gone, and with it their secrets; remove {0} and start again",
                dir.display()
            )));
        }
        Err(_) => {
            let chosen = seed::choose(ctx)?;
            open::write_private(&draft, &format!("{chosen:#}\n"))?;
            chosen
        }
    };
    seed::seed(ctx, &chosen)
}

/// A port of this machine that does not listen yet.
fn bind(port: u16) -> std::io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    Ok(socket)
}

fn greet(app: &App, dev: &Value, command: &Command) {
    let (issuer, data) = (&app.issuer, command.data.display());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let user = |name: &str| {
        format!(
            "{:9} {}",
            text(&dev["users"][name]["username"]),
            text(&dev["users"][name]["password"])
        )
    };
    // Nobody may be reading; the server goes on all the same.
    let _unread = writeln!(
        std::io::stdout(),
        "Signet is listening on {issuer}

  Try it out        {issuer}/dev
  Server metadata   {issuer}/.well-known/openid-configuration
  Errors explained  {issuer}/docs/errors
  Health, metrics   http://{}/health/ready, /metrics

Sign in as (all in {data}/dev.json):
  {}
  {}   with a one-time code
  {}

Try a whole sign-in:      signet flow code --client web --user anna --dev {data}
Try a client's own token: curl -u service:{} -d grant_type=client_credentials {issuer}/token
Try an old app's login:   curl {issuer}/legacy/ocariot/v1/auth -H 'Content-Type: application/json' -d '{{\"username\":\"BR0001\",\"password\":\"br123\"}}'",
        text(&dev["management"]),
        user("anna"),
        user("dr.kim"),
        user("admin"),
        text(&dev["clients"]["service"]["client_secret"]),
    );
}
