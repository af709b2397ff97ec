//! `signet legacy report`.

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use super::super::{Failure, Global, Outcome, Output, client, open};
use crate::{
    account::legacy_report::{self, Asked, DoorReport, Line},
    app::Ctx,
    config::units::parse_duration,
    core::{Door, Id, Timestamp},
    model::legacy_call::{day_of, day_start},
};

/// Days of the small chart.
const CHART: i64 = 14;

/// Which calls.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Of this door only.
    #[arg(long)]
    door: Option<String>,
    /// Of this client only.
    #[arg(long)]
    client: Option<String>,
    /// How far back, such as 30d.
    #[arg(long, default_value = "30d", value_name = "DURATION")]
    since: String,
}

/// Runs it.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let ctx = open::ctx(global)?;
    let back = parse_duration(&args.since).ok_or_else(|| {
        Failure::Usage(format!(
            "--since: {:?} is no duration such as 30d",
            args.since
        ))
    })?;
    let door = args.door.as_deref().map(super::door);
    if let Some(id) = &args.client {
        client::known(&ctx, id)?;
    }
    let asked = Asked {
        since: ctx.now.minus(back),
        door: door.transpose()?,
        client: args.client.as_deref().map(Id::new),
    };
    let doors = legacy_report::report(&ctx, &asked)?;
    match global.output {
        Output::Json => {
            let doors: Vec<_> = doors.iter().map(|door| document(&ctx, door)).collect();
            println!("{}", json!({ "since": asked.since, "doors": doors }));
        }
        Output::Human => doors.iter().for_each(|door| print(&ctx, door)),
    }
    Ok(())
}

/// The standard way that takes a door's place.
const fn replaced_by(door: Door) -> &'static str {
    match door {
        Door::Ocariot => "authorization code with PKCE; client_credentials for services",
        Door::CorsanoUsers => "authorization code with PKCE and refresh tokens",
        Door::CorsanoHealth => "token exchange (RFC 8693) with resource",
        Door::Healthily => "client_credentials, then token exchange after the terms",
        Door::HumanApi => "JWT bearer (RFC 7523) with sub = client_user_id",
        Door::Mycure => "authorization code with PKCE, prompt=create, refresh tokens, userinfo",
    }
}

fn guide(ctx: &Ctx, door: Door) -> String {
    crate::legacy::retiring::guide(&ctx.app.issuer, ctx.app.config.legacy.door(door), door)
}

fn print(ctx: &Ctx, report: &DoorReport) {
    let door = report.door;
    let date = |at: Option<Timestamp>| at.map_or_else(|| "no date".to_owned(), Timestamp::rfc3339);
    println!(
        "{}: {}; deprecated {}; ends {}",
        door.name(),
        if report.open { "open" } else { "closed" },
        date(report.deprecated_at),
        date(report.sunset_at),
    );
    println!("  replaced by {}", replaced_by(door));
    println!("  guide {}", guide(ctx, door));
    let hashes: Vec<_> = report
        .hashes
        .iter()
        .map(|(scheme, count)| format!("{count} {scheme}"))
        .collect();
    if !hashes.is_empty() {
        println!("  passwords of its people: {}", hashes.join(", "));
    }
    if report.callers.is_empty() {
        println!("  nobody has called");
    }
    for line in &report.callers {
        let outcomes: Vec<_> = line
            .outcomes
            .iter()
            .map(|(outcome, count)| format!("{outcome} {count}"))
            .collect();
        println!(
            "  {:24} {:>8} calls {} last {} people {} ({})",
            line.client.as_ref().map_or("no client", |id| id.as_str()),
            line.calls,
            chart(line, day_of(ctx.now)),
            line.last_at.rfc3339(),
            line.people,
            outcomes.join(", "),
        );
        if line.dates != (None, None) {
            let (deprecated, ends) = line.dates;
            println!("    deprecated {}; ends {}", date(deprecated), date(ends));
        }
    }
}

/// The last days, the newest on the right.
fn chart(line: &Line, today: i64) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let days = (today - CHART + 1)..=today;
    let counts: Vec<i64> = days
        .map(|day| line.days.get(&day).copied().unwrap_or(0))
        .collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |count: i64| match usize::try_from(count * 7 / most) {
        Ok(_) if count == 0 => '·',
        Ok(height) => BARS.get(height).copied().unwrap_or('█'),
        Err(_) => '·',
    };
    counts.into_iter().map(bar).collect()
}

fn document(ctx: &Ctx, report: &DoorReport) -> Value {
    let door = report.door;
    let callers: Vec<_> = report
        .callers
        .iter()
        .map(|line| {
            let days: Vec<_> = line
                .days
                .iter()
                .map(|(day, calls)| {
                    let date: String = day_start(*day).rfc3339().chars().take(10).collect();
                    json!({ "date": date, "calls": calls })
                })
                .collect();
            json!({
                "client_id": line.client,
                "calls": line.calls,
                "outcomes": line.outcomes,
                "days": days,
                "last_at": line.last_at,
                "people": line.people,
                "deprecated_at": line.dates.0,
                "sunset_at": line.dates.1,
            })
        })
        .collect();
    json!({
        "door": door.name(),
        "open": report.open,
        "deprecated_at": report.deprecated_at,
        "sunset_at": report.sunset_at,
        "replaced_by": replaced_by(door),
        "guide": guide(ctx, door),
        "password_hashes": report.hashes,
        "callers": callers,
    })
}
