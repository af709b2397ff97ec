//! What a node does in a second, what that costs, and how near that is to what the machine can do.
//!
//! `make bench` runs it: the program as it is released, on SQLite, on PostgreSQL, and as two nodes on
//! one PostgreSQL, called over HTTP by connections that stay open. Beside each figure stands the limit
//! that was measured in the same run. The table goes to standard output, the same as JSON to
//! `artifacts/bench.json`. `docs/performance.md` says what the figures mean.
//!
//! Names that nothing has are refused; a run of a part leaves the file of the whole as it is.
//!
//! `-- [--seconds N] [--connections N] [--only CALL] [--on sqlite,postgres,two] [--grants N,N…]`
//!
//! With `--grants` the database holds so many live grants before anything is called, and only the
//! calls that look at grants are measured.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a bench measures time, and says why it cannot go on"
)]

mod calls;
mod growth;
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

/// What the token endpoint is like while people sign in as fast as they can.
const FLOOD: &str = "client credentials during password sign-ins";

const USAGE: &str = "\
cargo bench --bench load -- [OPTIONS]

  --on NAMES         where: some of sqlite,postgres,two (two nodes on one PostgreSQL) [default: all]
  --only TEXT        the calls whose name contains this [default: all]
  --seconds N        how long each is measured [default: 4]
  --connections N    how many call at once [default: 16]
  --grants N,N…      so many live grants there are before, one run after another; only what looks at grants";

/// What the command line says.
struct Options {
    load: Load,
    only: Option<String>,
    on: Option<String>,
    /// How many grants there are before the load, one run after another.
    grants: Vec<Option<usize>>,
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
        grants: vec![None],
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
            "--grants" => {
                let many = |text: &str| Some(text.parse().expect("a number of grants"));
                options.grants = value().split(',').map(many).collect();
            }
            "--help" => {
                println!("{USAGE}");
                std::process::exit(0);
            }
            // What `cargo bench` adds.
            "--bench" => {}
            unknown => wrong(&format!("{unknown} is no option of this bench")),
        }
    }
    let estates: Vec<_> = Estate::ALL.iter().map(|estate| estate.name()).collect();
    let on = options.on.as_deref();
    if let Some(unknown) = on.and_then(|on| on.split(',').find(|on| !estates.contains(on))) {
        wrong(&format!("--on {unknown}: there are {}", estates.join(", ")));
    }
    let calls: Vec<_> = calls::ALL.iter().map(|call| call.name).collect();
    if let Some(only) = &options.only
        && !calls.iter().chain([&FLOOD]).any(|call| call.contains(only))
    {
        wrong(&format!(
            "--only {only}: there are {}; {FLOOD}",
            calls.join("; ")
        ));
    }
    options
}

/// Says what is wrong, and ends.
fn wrong(what: &str) -> ! {
    eprintln!("{what}\n\n{USAGE}");
    std::process::exit(2)
}

fn main() {
    // The empty handler that all else is measured against is a process of its own, as a node is.
    if std::env::args().nth(1).as_deref() == Some("empty-handler") {
        return limits::serve_empty_handler();
    }
    let options = options();
    let is_growth = options.grants.iter().any(Option::is_some);
    let is_part = options.only.is_some() || options.on.is_some();
    let mut report = Report::new(is_growth, is_part);
    let wanted = |name: &str| {
        options
            .only
            .as_deref()
            .is_none_or(|only| name.contains(only))
    };
    for estate in Estate::ALL {
        let asked = |on: &str| on.split(',').any(|on| on == estate.name());
        if !options.on.as_deref().is_none_or(asked) {
            continue;
        }
        for grants in &options.grants {
            let service = Service::start(*estate, *grants);
            report.begin(*estate, &service, *grants);
            let limits = Limits::measure(&options.load, &service);
            report.limits(&limits);
            for call in calls::ALL {
                if !wanted(call.name) || (grants.is_some() && !call.looks_at_grants()) {
                    continue;
                }
                let measured = load::run(&options.load, &service, call);
                report.call(call, &measured, &limits);
                if call.name == calls::SIGN_IN {
                    // What the first sign-ins took for good, as the memory that a hash needs, is no
                    // session's.
                    let before = service.resident();
                    let more = load::run(&options.load, &service, call);
                    report.sessions(service.resident() - before, more.calls);
                }
            }
            if grants.is_none() && wanted(FLOOD) {
                let (quiet, flooded) = load::flooded(&options.load, &service);
                report.flood(FLOOD, &quiet, &flooded);
            }
            report.end(&service);
        }
    }
    report.write();
}
