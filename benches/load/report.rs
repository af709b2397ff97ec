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
const PATH_OF_PART: &str = "artifacts/bench-part.json";
const PATH_OF_GROWTH: &str = "artifacts/bench-growth.json";

/// What was found.
pub struct Report {
    path: &'static str,
    rows: Vec<Value>,
    /// What the rows are about that come next.
    estate: Estate,
    grants: Option<usize>,
}

impl Report {
    pub const fn new(is_growth: bool, is_part: bool) -> Self {
        Self {
            path: match (is_growth, is_part) {
                (true, _) => PATH_OF_GROWTH,
                (false, true) => PATH_OF_PART,
                (false, false) => PATH,
            },
            rows: Vec::new(),
            estate: Estate::Sqlite,
            grants: None,
        }
    }

    fn add(&mut self, (name, value, unit): (&str, f64, &str), limit: Option<f64>) {
        let name = match self.grants {
            Some(grants) => format!("{name}, at {grants} grants"),
            None => name.to_owned(),
        };
        self.rows.push(json!({
            "name": name,
            "database": self.estate.database(),
            "nodes": self.estate.nodes(),
            "value": round(value),
            "unit": unit,
            "limit": limit.map(round),
            "ratio": limit.map(|limit| round(value / limit)),
        }));
    }

    pub fn begin(&mut self, estate: Estate, service: &Service, grants: Option<usize>) {
        (self.estate, self.grants) = (estate, grants);
        let (ready, idle) = (service.ready.as_secs_f64() * 1000.0, service.idle);
        println!(
            "\n== {}, {} node(s): ready in {ready:.0} ms, {idle:.0} MiB idle",
            estate.database(),
            estate.nodes()
        );
        if let (Some(grants), Some(size)) = (grants, service.size) {
            let size = size as f64 / f64::from(1 << 20);
            println!("   {grants} grants, {size:.0} MiB");
            self.add(("size of the database", size, "MiB"), None);
        }
        self.add(("ready on a migrated database", ready, "ms"), Some(300.0));
        self.add(("memory, idle", idle, "MiB"), Some(64.0));
    }

    pub fn limits(&mut self, limits: &Limits) {
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
            self.add((&format!("limit: {name}"), rate, "1/s"), None);
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

    pub fn call(&mut self, call: &Call, measured: &Measured, limits: &Limits) {
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
        self.add((&named("rate"), measured.rate, "1/s"), Some(limit));
        self.add((&named("p50"), p50, "ms"), None);
        self.add((&named("p99"), p99, "ms"), Some(p50 * 10.0));
        for (who, value) in [
            ("server", spent.server),
            ("database", spent.database),
            ("load", spent.load),
        ] {
            self.add((&named(&format!("processor, {who}")), value, "ms"), None);
        }
    }

    /// What sessions that began have taken of the nodes' memory.
    pub fn sessions(&mut self, grown: f64, begun: f64) {
        let each = (grown / begun.max(1.0) * 1000.0).max(0.0);
        println!("   memory: {each:.1} MiB for 1,000 live sessions ({begun:.0} began)");
        self.add(("memory, for 1,000 live sessions", each, "MiB"), None);
    }

    pub fn flood(&mut self, name: &str, quiet: &Measured, flooded: &Measured) {
        let ms = |measured: &Measured| measured.p99.as_secs_f64() * 1000.0;
        let (quiet, flooded) = (ms(quiet), ms(flooded));
        println!("   {name}: p99 {flooded:.2} ms, {quiet:.2} ms without them");
        let limit = Some(quiet * 2.0);
        self.add((&format!("{name}: p99"), flooded, "ms"), limit);
    }

    pub fn end(&mut self, service: &Service) {
        for node in service.nodes() {
            let (now, most) = meter::resident(node);
            println!("   memory: {now:.0} MiB after the load, {most:.0} MiB at most");
            self.add(("memory, after the load", now, "MiB"), None);
            self.add(("memory, at most", most, "MiB"), Some(80.0));
        }
    }

    /// Writes the file.
    pub fn write(&self) {
        let text = serde_json::to_string_pretty(&self.rows).expect("JSON");
        std::fs::create_dir_all("artifacts").expect("makes a directory");
        std::fs::write(self.path, text + "\n").expect("writes");
        println!("\n{} has all of it.", self.path);
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
