//! Logs and metrics of this process.

use std::{io::IsTerminal, panic::PanicHookInfo};

use metrics_exporter_prometheus::PrometheusHandle;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter, Layer, fmt,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

use super::{Failure, Global, Outcome, repeats::Repeats};
use crate::{
    config::{Config, LogFormat},
    core::escape,
    server,
};

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
    let plain = global.no_color;
    let builder = fmt().with_env_filter(filter).with_writer(move || Line {
        colours: !json && terminal && !plain,
    });
    let started = if json {
        let builder = builder.json().flatten_event(true);
        builder
            .finish()
            .with(NoErrorsOfCallers)
            .with(Repeats::default())
            .try_init()
    } else if terminal && !global.no_color {
        // Its default heeds NO_COLOR.
        builder
            .finish()
            .with(NoErrorsOfCallers)
            .with(Repeats::default())
            .try_init()
    } else {
        let builder = builder.with_ansi(false);
        builder
            .finish()
            .with(NoErrorsOfCallers)
            .with(Repeats::default())
            .try_init()
    };
    started.map_err(|error| Failure::Failed(error.to_string()))?;
    std::panic::set_hook(Box::new(tell_panic));
    Ok(())
}

/// OP-03: "counter + log without secrets": where it was, and its words only if they are the source's own.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    metrics::counter!("signet_panics_total").increment(1);
    let location = panic.location().map(ToString::to_string);
    let what = panic.payload().downcast_ref::<&'static str>();
    tracing::error!(
        location,
        what,
        "a panic: a defect of the server, which goes on"
    );
}

/// Writes one event as one line (AU-06): the formatter hands over each event as a whole.
struct Line {
    colours: bool,
}

impl std::io::Write for Line {
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        // Nearly all lines are of what any terminal takes as it is.
        let (end, body) = event.split_last().unwrap_or((&b'\n', &[]));
        if *end == b'\n' && body.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            std::io::stderr().lock().write_all(event)?;
            return Ok(event.len());
        }
        let text = String::from_utf8_lossy(event);
        let body = text.strip_suffix('\n').unwrap_or(&text);
        let mut line = escape::line(body, self.colours);
        line.push('\n');
        std::io::stderr().lock().write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().lock().flush()
    }
}

/// actix calls it an error when it cannot read a request, or when a caller leaves in the middle of
/// one. Neither is an error of ours: it is told at debug.
struct NoErrorsOfCallers;

impl<S: Subscriber> Layer<S> for NoErrorsOfCallers {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let about = event.metadata();
        if *about.level() != Level::ERROR || !about.target().starts_with("actix_http::") {
            return true;
        }
        let mut message = Message::default();
        event.record(&mut message);
        let Some(what) = message.0.strip_prefix("stream error: ") else {
            return true;
        };
        tracing::debug!(target: "http", what, "a request was not read to its end");
        false
    }
}

/// What an event says.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

/// Starts to count.
pub fn metrics() -> Outcome<PrometheusHandle> {
    server::metrics::install().map_err(Failure::Failed)
}
