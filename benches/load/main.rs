//! What a node does in a second, what that costs, and how near that is to what the machine can do.
//!
//! `make bench` runs it: the program as it is released, on SQLite, on PostgreSQL, and as two nodes on
//! one PostgreSQL, called over HTTP by connections that stay open. Beside each figure stands the limit
//! that was measured in the same run. The table goes to standard output, the same as JSON to
//! `artifacts/bench.json`. `docs/performance.md` says what the figures mean.
//!
//! `-- [--seconds N] [--connections N] [--only CALL] [--on sqlite|postgres|two]`

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a bench measures time, and says why it cannot go on"
)]

mod calls;
mod limits;
mod load;
mod meter;
mod report;
mod service;

use std::time::Duration;

use self::{
    limits::Limits,
    load::Load,
    report::Report,
    service::{Estate, Service},
};

/// What the command line says.
struct Options {
    load: Load,
    only: Option<String>,
    on: Option<String>,
}

fn options() -> Options {
    let mut options = Options {
        load: Load {
            connections: 16,
            warm_up: Duration::from_millis(500),
            lasts: Duration::from_secs(4),
        },
        only: None,
        on: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("a value follows");
        match word.as_str() {
            "--seconds" => {
                let seconds = value().parse().expect("a number of seconds");
                options.load.lasts = Duration::from_secs(seconds);
            }
            "--connections" => options.load.connections = value().parse().expect("a number"),
            "--only" => options.only = Some(value()),
            "--on" => options.on = Some(value()),
            // What `cargo bench` adds.
            "--bench" => {}
            unknown => panic!("{unknown} is no option of this bench"),
        }
    }
    options
}

fn main() {
    // The empty handler that all else is measured against is a process of its own, as a node is.
    if std::env::args().nth(1).as_deref() == Some("empty-handler") {
        return limits::serve_empty_handler();
    }
    let options = options();
    let mut report = Report::new();
    let wanted = |name: &str| {
        options
            .only
            .as_deref()
            .is_none_or(|only| name.contains(only))
    };
    for estate in Estate::ALL {
        if options.on.as_deref().is_some_and(|on| on != estate.name()) {
            continue;
        }
        let service = Service::start(*estate);
        report.begin(*estate, &service);
        let limits = Limits::measure(&options.load, &service);
        report.limits(*estate, &limits);
        for call in calls::ALL {
            if !wanted(call.name) {
                continue;
            }
            let measured = load::run(&options.load, &service, call);
            report.call(*estate, call, &measured, &limits);
        }
        report.end(*estate, &service);
    }
    report.write();
}
