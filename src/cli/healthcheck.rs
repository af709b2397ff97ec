//! `signet healthcheck`: no curl in the image.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use clap::Args;
use serde_json::json;

use super::{Failure, Global, Outcome, Output, open};
use crate::config::Need;

/// Ask a running server whether it is well.
#[derive(Debug, Args)]
pub struct Command {
    /// Whether it is ready for requests, not only alive.
    #[arg(long)]
    ready: bool,
}

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    let config = open::loaded(global, Need::Tool)?.config;
    let address = match &global.dev {
        Some(dir) => {
            let dev = open::dev_json(dir)?;
            let text = dev["management"].as_str().unwrap_or_default().to_owned();
            text.parse()
                .map_err(|_| Failure::Failed("dev.json names no management address".into()))?
        }
        None => config.server.management_listen,
    };
    let path = if command.ready {
        "/health/ready"
    } else {
        "/health/live"
    };
    let unwell = |error: std::io::Error| Failure::Failed(format!("{address}: {error}"));
    let mut stream =
        TcpStream::connect_timeout(&address, Duration::from_secs(3)).map_err(unwell)?;
    stream
        .set_read_timeout(Some(Duration::from_secs(3)))
        .map_err(unwell)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .map_err(unwell)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(unwell)?;
    if answer.starts_with("HTTP/1.1 200") {
        if global.output == Output::Json {
            println!("{}", json!({ "status": "ok" }));
        }
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "{path}: {}",
        answer.lines().next().unwrap_or("no answer")
    )))
}
