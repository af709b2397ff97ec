//! The table for people, and the same as JSON.

use serde_json::{Value, json};

use super::{
    calls::Call,
    limits::Limits,
    load::Measured,
    meter,
    service::{Estate, Service},
};

const PATH: &str = "artifacts/bench.json";

/// What was found.
pub struct Report {
    rows: Vec<Value>,
}

impl Report {
    pub const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    fn add(&mut self, estate: Estate, (name, value, unit): (&str, f64, &str), limit: Option<f64>) {
        self.rows.push(json!({
            "name": name,
            "database": estate.database(),
            "nodes": estate.nodes(),
            "value": round(value),
            "unit": unit,
            "limit": limit.map(round),
            "ratio": limit.map(|limit| round(value / limit)),
        }));
    }

    pub fn begin(&mut self, estate: Estate, service: &Service) {
        let (ready, idle) = (service.ready.as_secs_f64() * 1000.0, service.idle);
        println!(
            "\n== {}, {} node(s): ready in {ready:.0} ms, {idle:.0} MiB idle",
            estate.database(),
            estate.nodes()
        );
        self.add(
            estate,
            ("ready on a migrated database", ready, "ms"),
            Some(300.0),
        );
        self.add(estate, ("memory, idle", idle, "MiB"), Some(64.0));
    }

    pub fn limits(&mut self, estate: Estate, limits: &Limits) {
        let rows = limits
            .rows
            .iter()
            .map(|(rows, rate)| (format!("transaction of {rows} rows"), *rate));
        let all = [
            ("empty handler".to_owned(), limits.empty),
            (
                "empty handler, blocking section".to_owned(),
                limits.blocking,
            ),
            ("signature, ES256".to_owned(), limits.es256),
            ("signature, RS256".to_owned(), limits.rs256),
            ("hash, Argon2id".to_owned(), limits.hash),
        ];
        for (name, rate) in all.into_iter().chain(rows) {
            println!("   limit  {name:36} {rate:>9.0}/s");
            self.add(estate, (&format!("limit: {name}"), rate, "1/s"), None);
        }
        println!(
            "   {:34} {:>9} {:>9} {:>6} {:>8} {:>8} {:>9} {:>9} {:>9}",
            "call",
            "calls/s",
            "limit",
            "ratio",
            "p50 ms",
            "p99 ms",
            "server ms",
            "db ms",
            "load ms"
        );
    }

    pub fn call(&mut self, estate: Estate, call: &Call, measured: &Measured, limits: &Limits) {
        let limit = limits.of(call.parts);
        let ratio = measured.rate / limit;
        let (p50, p99) = (
            measured.p50.as_secs_f64() * 1000.0,
            measured.p99.as_secs_f64() * 1000.0,
        );
        let spent = measured.spent;
        let verdict = match ratio >= call.goal {
            true => "",
            false => "  below the goal",
        };
        println!(
            "   {:34} {:>9.0} {limit:>9.0} {ratio:>6.2} {p50:>8.2} {p99:>8.2} {:>9.3} {:>9.3} {:>9.3}{verdict}",
            call.name, measured.rate, spent.server, spent.database, spent.load
        );
        let named = |what: &str| format!("{}: {what}", call.name);
        self.add(estate, (&named("rate"), measured.rate, "1/s"), Some(limit));
        self.add(estate, (&named("p50"), p50, "ms"), None);
        self.add(estate, (&named("p99"), p99, "ms"), Some(p50 * 10.0));
        for (who, value) in [
            ("server", spent.server),
            ("database", spent.database),
            ("load", spent.load),
        ] {
            self.add(
                estate,
                (&named(&format!("processor, {who}")), value, "ms"),
                None,
            );
        }
    }

    pub fn end(&mut self, estate: Estate, service: &Service) {
        for node in service.nodes() {
            let (now, most) = meter::resident(node);
            println!("   memory: {now:.0} MiB after the load, {most:.0} MiB at most");
            self.add(estate, ("memory, after the load", now, "MiB"), None);
            self.add(estate, ("memory, at most", most, "MiB"), Some(80.0));
        }
    }

    /// Writes the file.
    pub fn write(&self) {
        let text = serde_json::to_string_pretty(&self.rows).expect("JSON");
        std::fs::create_dir_all("artifacts").expect("makes a directory");
        std::fs::write(PATH, text + "\n").expect("writes");
        println!("\n{PATH} has all of it.");
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
