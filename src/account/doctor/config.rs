//! What the configuration allows that a server for the public should not.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;

use super::{Report, Subject, Verdict};
use crate::{
    config::{Config, ProxyHeader, is_wide},
    core::{Door, Timestamp},
    crypto::certificate::Leaf,
};

/// Failures after which a wait begins at the latest, and the shortest wait.
const LATE: u32 = 10;
const SHORT: Duration = Duration::from_secs(10);

pub(super) fn examine(subject: &Subject<'_>, report: &mut Report) {
    let config = subject.config;
    addresses(subject, report);
    proxies(config, report);
    switches(config, report);
    doors(config, report);
}

/// How soon before its end a certificate is told of.
const ENDS_SOON: Duration = Duration::from_secs(14 * 86_400);

/// As OpenSSL makes them unless it is asked not to.
const AUTHORITY: &str = "it says that it is an authority's (CA:TRUE), as `openssl req -x509` makes them, and no app takes that for a server's: make one with `-addext basicConstraints=critical,CA:FALSE`, or have an authority sign one";

/// HH-07: what the server would serve with, as it read it just now.
fn certificate(subject: &Subject<'_>, report: &mut Report) {
    let end = match subject.certificate {
        None => return report.ok("config-tls", "none: a proxy terminates TLS"),
        Some(Err(error)) => return report.add("config-tls", Verdict::Fail, error.clone()),
        Some(Ok(leaf)) if leaf.is_authority => {
            return report.add("config-tls", Verdict::Fail, AUTHORITY);
        }
        Some(Ok(Leaf { end: None, .. })) => {
            return report.add("config-tls", Verdict::Warn, "when it ends cannot be read");
        }
        Some(Ok(Leaf { end: Some(end), .. })) => Timestamp::from_secs(*end),
    };
    let told = end.rfc3339();
    if end <= subject.now {
        report.add("config-tls", Verdict::Fail, format!("it ended at {told}"));
    } else if end.since(subject.now) < ENDS_SOON {
        report.add("config-tls", Verdict::Warn, format!("it ends at {told}"));
    } else {
        report.ok("config-tls", format!("until {told}"));
    }
}

fn addresses(subject: &Subject<'_>, report: &mut Report) {
    let config = subject.config;
    let server = &config.server;
    let issuer = server.issuer().unwrap_or_default();
    if config.is_https() {
        report.ok("config-https", format!("{issuer}, with Secure cookies"));
    } else if config.dev {
        report.ok("config-https", "http, as `signet dev` does on loopback");
    } else {
        report.add("config-https", Verdict::Warn, format!("{issuer} is http"));
    }
    match (&server.issuer, &server.public_url) {
        (Some(issuer), Some(url)) if issuer != url => {
            let found = format!("the issuer is {issuer}, the address {url}");
            report.add("config-issuer", Verdict::Warn, found);
        }
        _ => report.ok("config-issuer", issuer),
    }
    certificate(subject, report);
    let management = server.management_listen;
    if is_inside(management.ip()) {
        report.ok("config-management", management.to_string());
    } else {
        let found = format!("{management} can be reached from everywhere");
        report.add("config-management", Verdict::Fail, found);
    }
}

/// Whether an address is of this machine or a private network.
fn is_inside(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

fn proxies(config: &Config, report: &mut Report) {
    let server = &config.server;
    let all: Vec<_> = server
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    // None of them is too wide by itself, or no server would start; together they may be.
    let together = IpNet::aggregate(&server.trusted_proxies);
    let wide = together.iter().filter(|net| is_wide(net));
    let wide: Vec<_> = wide.map(|net| format!("{net} is trusted")).collect();
    let fine = match all.as_slice() {
        [] => "none is trusted".to_owned(),
        all => all.join(", "),
    };
    report.none_of(("config-proxies", Verdict::Fail), &fine, &wide);
    if !all.is_empty() && server.proxy_header == ProxyHeader::None {
        let found = "proxies are trusted, and no header is read";
        report.add("config-proxy-header", Verdict::Warn, found);
    } else {
        report.ok("config-proxy-header", "as it should be");
    }
}

fn switches(config: &Config, report: &mut Report) {
    let level = &config.telemetry.log.level;
    if level.contains("debug") || level.contains("trace") {
        report.add("config-log-level", Verdict::Warn, format!("{level:?}"));
    } else {
        report.ok("config-log-level", format!("{level:?}"));
    }
    let limits = &config.rate_limit;
    let (late, short) = (limits.failures_before_delay, limits.first_delay);
    if late > LATE || short < SHORT {
        let found = format!("{late} tries before a wait of {} s", short.as_secs());
        report.add("config-rate-limits", Verdict::Warn, found);
    } else {
        report.ok("config-rate-limits", format!("{late} tries, then waits"));
    }
    shared(config, report);
    let database = &config.database;
    for (id, is_on, key) in [
        (
            "config-durability",
            database.allow_unsafe_durability,
            "database.allow_unsafe_durability",
        ),
        (
            "config-database-tls",
            database.allow_insecure_tls,
            "database.allow_insecure_tls",
        ),
        (
            "config-file-modes",
            config.secrets.allow_lax_file_modes,
            "secrets.allow_lax_file_modes",
        ),
        (
            "config-outbound",
            config.outbound.allow_loopback && !config.dev,
            "outbound.allow_loopback",
        ),
    ] {
        match is_on {
            true => report.add(id, Verdict::Warn, format!("{key} is true")),
            false => report.ok(id, "as it should be"),
        }
    }
}

/// Calls a minute below which an app of many people is held up.
const FEW_CALLS: u32 = 600;

/// LG-11, F23: networks that are never held up are those of a house, and an app may call.
fn shared(config: &Config, report: &mut Report) {
    let limits = &config.rate_limit;
    let wide: Vec<_> = limits
        .shared_networks
        .iter()
        .filter(|net| match net {
            IpNet::V4(net) => net.prefix_len() < 16 && !net.network().is_private(),
            IpNet::V6(net) => net.prefix_len() < 32,
        })
        .map(|net| format!("no address in {net} is ever held up"))
        .collect();
    report.none_of(
        ("config-shared-networks", Verdict::Warn),
        "none is wide",
        &wide,
    );
    match limits.token_client {
        calls @ ..FEW_CALLS => {
            let found = format!("{calls} calls a minute");
            report.add("config-client-calls", Verdict::Warn, found);
        }
        calls => report.ok("config-client-calls", format!("{calls} calls a minute")),
    }
}

fn doors(config: &Config, report: &mut Report) {
    let open = || {
        Door::ALL
            .into_iter()
            .filter(|door| config.legacy.door(*door).enabled)
    };
    let http: Vec<_> = open()
        .flat_map(|door| {
            config
                .legacy
                .cors_origins(door)
                .iter()
                .map(move |o| (door, o))
        })
        .filter(|(_, origin)| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| !host.starts_with("localhost") && !host.starts_with("127."))
        })
        .map(|(door, origin)| format!("{origin} at {}", door.name()))
        .collect();
    report.none_of(("config-origins", Verdict::Warn), "none is http", &http);
    let exempt: Vec<_> = open()
        .filter(|door| config.legacy.is_mfa_exempt(*door))
        .map(|door| format!("{} does", door.name()))
        .collect();
    report.none_of(
        ("config-second-factor", Verdict::Warn),
        "none does",
        &exempt,
    );
}
