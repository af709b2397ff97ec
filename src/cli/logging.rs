//! Logs and metrics of this process.

use std::io::IsTerminal;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt};

use super::{Failure, Global, Outcome};
use crate::config::{Config, LogFormat};

/// Starts to log, on stderr: as the command line has it, else as the configuration has it.
pub fn start(config: &Config, global: &Global) -> Outcome {
    let level = match (global.quiet, global.verbose) {
        (true, _) => "error",
        (_, true) => "debug",
        _ => config.telemetry.log.level.as_str(),
    };
    let filter = EnvFilter::try_new(level)
        .map_err(|error| Failure::Config(format!("telemetry.log.level: {error}")))?;
    let format = match global.log_format {
        Some(super::LogFormat::Json) => LogFormat::Json,
        Some(super::LogFormat::Human) => LogFormat::Human,
        Some(super::LogFormat::Auto) => LogFormat::Auto,
        None => config.telemetry.log.format,
    };
    let terminal = std::io::stderr().is_terminal();
    let json = match format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !terminal,
    };
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json {
        builder.json().flatten_event(true).try_init()
    } else if terminal && !global.no_color {
        // Its default heeds NO_COLOR.
        builder.try_init()
    } else {
        builder.with_ansi(false).try_init()
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
