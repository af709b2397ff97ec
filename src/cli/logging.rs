//! Logs and metrics of this process.

use std::io::IsTerminal;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt};

use super::{Failure, Outcome};
use crate::config::{Config, LogFormat};

/// Starts to log, on stderr.
pub fn start(config: &Config) -> Outcome {
    let filter = EnvFilter::try_new(&config.telemetry.log.level)
        .map_err(|error| Failure::Config(format!("telemetry.log.level: {error}")))?;
    let json = match config.telemetry.log.format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json {
        builder.json().flatten_event(true).try_init()
    } else {
        builder
            .with_ansi(std::io::stderr().is_terminal())
            .try_init()
    };
    started.map_err(|error| Failure::Failed(error.to_string()))
}

/// Starts to count.
pub fn metrics() -> Outcome<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| Failure::Failed(error.to_string()))?;
    metrics::gauge!("signet_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(handle)
}
