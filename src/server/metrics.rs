//! The metrics: what there is, and how it is counted and told. `docs/metrics.md` lists the same.

use std::{fmt::Write, sync::OnceLock};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use rustix::process::{Resource, getrlimit};

use crate::{
    app::App,
    core::{Clock, SystemClock, Timestamp},
};

/// What a metric is to Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, from the start of the process.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Durations, in buckets.
    Histogram,
}

/// A metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The names of its labels, with `, ` between them.
    pub labels: &'static str,
    /// What it tells.
    pub help: &'static str,
}

/// All that are counted in the code. Those of the process are read from the system.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "signet_build_info",
        kind: Kind::Gauge,
        labels: "version, commit",
        help: "1, with what is running.",
    },
    Metric {
        name: "signet_http_requests_total",
        kind: Kind::Counter,
        labels: "route, method, status",
        help: "Requests answered, by the template of the route; unmatched where there is none, unknown where a panic took it along.",
    },
    Metric {
        name: "signet_http_request_duration_seconds",
        kind: Kind::Histogram,
        labels: "route",
        help: "How long answers took, from the head of the request to the head of the answer.",
    },
    Metric {
        name: "signet_http_in_flight",
        kind: Kind::Gauge,
        labels: "",
        help: "Requests being answered now.",
    },
    Metric {
        name: "signet_login_total",
        kind: Kind::Counter,
        labels: "method, outcome, reason",
        help: "Passwords and passkeys checked, on pages and at doors.",
    },
    Metric {
        name: "signet_login_failure_ratio",
        kind: Kind::Gauge,
        labels: "over",
        help: "The share of passwords that were wrong: in the last 5m on this node, and as in 7d is usual on all, 0.1 until enough was tried.",
    },
    Metric {
        name: "signet_spray_suspected_total",
        kind: Kind::Counter,
        labels: "by",
        help: "Signs of passwords tried on many accounts: from one network, by one agent, of all. Nobody is held up for it.",
    },
    Metric {
        name: "signet_second_factor_total",
        kind: Kind::Counter,
        labels: "type, outcome",
        help: "Second factors checked: ok, or why not.",
    },
    Metric {
        name: "signet_consent_total",
        kind: Kind::Counter,
        labels: "decision",
        help: "What people decided about an app.",
    },
    Metric {
        name: "signet_authorize_total",
        kind: Kind::Counter,
        labels: "outcome, error",
        help: "Authorization requests that came to an end.",
    },
    Metric {
        name: "signet_authorize_repeated_total",
        kind: Kind::Counter,
        labels: "what",
        help: "Authorization requests with the nonce or challenge of a live code (AZ-33).",
    },
    Metric {
        name: "signet_token_requests_total",
        kind: Kind::Counter,
        labels: "grant, outcome, error",
        help: "Requests for tokens, at /token and at doors.",
    },
    Metric {
        name: "signet_introspection_total",
        kind: Kind::Counter,
        labels: "active",
        help: "Introspections, by what they told.",
    },
    Metric {
        name: "signet_revocations_total",
        kind: Kind::Counter,
        labels: "token, outcome",
        help: "Revocations by clients.",
    },
    Metric {
        name: "signet_logout_tokens_total",
        kind: Kind::Counter,
        labels: "outcome",
        help: "Logout tokens sent to apps.",
    },
    Metric {
        name: "signet_password_hash_duration_seconds",
        kind: Kind::Histogram,
        labels: "algorithm",
        help: "How long a password hash took to compute, without the wait for its turn.",
    },
    Metric {
        name: "signet_password_rehash_total",
        kind: Kind::Counter,
        labels: "from",
        help: "Passwords kept in a better hash at a sign-in.",
    },
    Metric {
        name: "signet_weak_hashes",
        kind: Kind::Gauge,
        labels: "algorithm",
        help: "Passwords still kept in an old hash.",
    },
    Metric {
        name: "signet_legacy_requests_total",
        kind: Kind::Counter,
        labels: "client, endpoint, outcome",
        help: "Calls at the doors of old APIs; client has 200 values at most, then other.",
    },
    Metric {
        name: "signet_db_pool",
        kind: Kind::Gauge,
        labels: "state",
        help: "Connections to the database: used, idle, and how many there may be (max).",
    },
    Metric {
        name: "signet_db_query_duration_seconds",
        kind: Kind::Histogram,
        labels: "op",
        help: "How long a read or a transaction (write) took, with the wait for a connection.",
    },
    Metric {
        name: "signet_signing_key_age_seconds",
        kind: Kind::Gauge,
        labels: "alg",
        help: "How long the active signing key has been signing.",
    },
    Metric {
        name: "signet_forwarded_untrusted_total",
        kind: Kind::Counter,
        labels: "",
        help: "Requests with a forwarded header whose peer is no trusted proxy: it is not believed.",
    },
    Metric {
        name: "signet_rate_limited_total",
        kind: Kind::Counter,
        labels: "bucket",
        help: "Requests refused because there were too many, by the code of the limit.",
    },
    Metric {
        name: "signet_audit_events_total",
        kind: Kind::Counter,
        labels: "type",
        help: "Audit events written; one of a transaction that was tried again counts each time.",
    },
    Metric {
        name: "signet_mail_total",
        kind: Kind::Counter,
        labels: "template, outcome",
        help: "Tries to send a letter: sent, later (tried again), refused (never), expired (too late).",
    },
    Metric {
        name: "signet_mail_queue",
        kind: Kind::Gauge,
        labels: "",
        help: "Letters that wait.",
    },
    Metric {
        name: "signet_database_writable",
        kind: Kind::Gauge,
        labels: "",
        help: "1, or 0 while the database takes no writes: its disk is full, it only reads, or it is away.",
    },
    Metric {
        name: "signet_panics_total",
        kind: Kind::Counter,
        labels: "",
        help: "Panics: defects of the server, each of which gave up one request or one job.",
    },
    Metric {
        name: "signet_clock_steps_total",
        kind: Kind::Counter,
        labels: "",
        help: "Steps of more than 5 s that the clock of this machine took.",
    },
    Metric {
        name: "signet_issuer_conflict",
        kind: Kind::Gauge,
        labels: "",
        help: "1 where a node of this database was started as another issuer than this one, else 0.",
    },
    Metric {
        name: "signet_clock_offset_seconds",
        kind: Kind::Gauge,
        labels: "",
        help: "How far the database's clock is ahead of this machine's, which follows it: negative where this machine is ahead; 0 on SQLite.",
    },
    Metric {
        name: "signet_jobs_last_success_timestamp_seconds",
        kind: Kind::Gauge,
        labels: "job",
        help: "When a background job last went well.",
    },
    Metric {
        name: "signet_tls_certificate_expiry_timestamp_seconds",
        kind: Kind::Gauge,
        labels: "",
        help: "When the TLS certificate in use ends; only with tls.cert_file.",
    },
    Metric {
        name: "signet_tls_reloads_total",
        kind: Kind::Counter,
        labels: "outcome",
        help: "Times the TLS certificate was read again: loaded, or kept because the new one cannot be used.",
    },
];

/// Upper bounds of buckets, in seconds: from a read of SQLite to the longest wait there is.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The commit that a build says it is of.
const COMMIT: &str = match option_env!("SIGNET_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

static STARTED: OnceLock<Timestamp> = OnceLock::new();

/// Begins to count, in this process.
pub fn install() -> Result<PrometheusHandle, String> {
    let handle = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .and_then(|builder| {
            builder.set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS)
        })
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| error.to_string())?;
    for metric in METRICS {
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, metric.help),
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
            Kind::Histogram => metrics::describe_histogram!(metric.name, metric.help),
        }
    }
    metrics::gauge!("signet_build_info", "version" => env!("CARGO_PKG_VERSION"), "commit" => COMMIT)
        .set(1.0);
    let _first = STARTED.set(SystemClock.now());
    Ok(handle)
}

/// All metrics, as Prometheus reads them.
pub fn render(app: &App, handle: &PrometheusHandle) -> String {
    let (used, idle, most) = app.store.pool();
    for (state, count) in [("used", used), ("idle", idle), ("max", most)] {
        metrics::gauge!("signet_db_pool", "state" => state).set(f64::from(count));
    }
    let mut text = handle.render();
    process(&mut text);
    text
}

/// Adds what the system knows of this process. What it does not tell is left out.
fn process(text: &mut String) {
    let mut add = |name: &str, kind: &str, help: &str, value: Option<f64>| {
        if let Some(value) = value {
            let _written = write!(
                text,
                "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n\n"
            );
        }
    };
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of_status = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    let bytes = |name: &str| of_status(name).map(|kilobytes| kilobytes * 1024.0);
    let descriptors = std::fs::read_dir("/proc/self/fd").ok();
    let started = STARTED.get().map(|at| at.millis() as f64 / 1000.0);
    add(
        "process_cpu_seconds_total",
        "counter",
        "Processor time spent, in user and system mode.",
        cpu_seconds(),
    );
    add(
        "process_resident_memory_bytes",
        "gauge",
        "Memory in RAM.",
        bytes("VmRSS:"),
    );
    add(
        "process_virtual_memory_bytes",
        "gauge",
        "Address space.",
        bytes("VmSize:"),
    );
    add(
        "process_threads",
        "gauge",
        "Threads.",
        of_status("Threads:"),
    );
    add(
        "process_open_fds",
        "gauge",
        "Open file descriptors.",
        descriptors.map(|all| all.count() as f64),
    );
    add(
        "process_max_fds",
        "gauge",
        "File descriptors that may be open.",
        getrlimit(Resource::Nofile).current.map(|most| most as f64),
    );
    add(
        "process_start_time_seconds",
        "gauge",
        "When the process began to count, as Unix time.",
        started,
    );
}

/// proc_pid_stat(5): the 14th and 15th field, in ticks, of which Linux tells 100 a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, in parentheses, may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: Option<Vec<f64>> = ticks.map(|ticks| ticks.parse().ok()).collect();
    Some(ticks?.iter().sum::<f64>() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_told_of() {
        let mut text = String::new();
        process(&mut text);
        for name in [
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_virtual_memory_bytes",
            "process_threads",
            "process_open_fds",
            "process_max_fds",
        ] {
            let value = text.lines().find_map(|line| line.strip_prefix(name));
            let value = value.and_then(|value| value.trim().parse::<f64>().ok());
            assert!(value.is_some_and(|value| value >= 0.0), "{name}: {text}");
        }
        assert_eq!(cpu_seconds().map(|seconds| seconds < 3600.0), Some(true));
    }
}
