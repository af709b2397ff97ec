//! Whether apps, and the doors of old APIs, are set up so that they work and are safe.

use std::{collections::BTreeMap, time::Duration};

use super::{Opened, Report, Subject, Verdict};
use crate::{
    core::{Door, Id, Timestamp},
    model::{
        AuthMethod, Client, ClientId, ClientState, GrantType,
        client::{AllowNoPkce, ClientSecret},
        legacy_call::day_of,
    },
    store::{self, catalog::Everything},
};

const DAY: Duration = Duration::from_secs(86_400);
/// A client that is still in testing is told of from this age on.
const OLD: Duration = Duration::from_secs(14 * 86_400);
/// A door that was called before, and not in so many days, is not used.
const UNUSED: u32 = 30;

pub(super) fn examine(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let everything = match opened.store.read(store::catalog::load) {
        Ok(everything) => everything,
        Err(fault) => {
            report.add("clients-redirects", Verdict::Fail, fault.to_string());
            return;
        }
    };
    let made_at = opened.store.read(store::clients::made_at);
    apps(subject, &everything, report);
    testing(subject, &everything, &made_at.unwrap_or_default(), report);
    credentials(subject, &everything, report);
    doors(subject, opened, &everything, report);
}

/// What is wrong with clients that may be used: one line each.
fn wrong(all: &Everything, judge: impl Fn(&Client) -> Option<String>) -> Vec<String> {
    let used = all.clients.iter().filter(|client| client.is_enabled());
    used.filter_map(|client| {
        let what = judge(client)?;
        Some(format!("{} ({what})", client.id))
    })
    .collect()
}

fn apps(subject: &Subject<'_>, all: &Everything, report: &mut Report) {
    let dev = subject.config.dev;
    let redirects = wrong(all, |client| {
        let rules = client.redirect_rules(dev);
        client.metadata.redirect_uris.iter().find_map(|uri| {
            let why = uri.check_registrable(rules).err()?;
            Some(format!("{}: {why}", uri.as_str()))
        })
    });
    report.none_of(("clients-redirects", Verdict::Fail), "they are", &redirects);
    let nowhere = wrong(all, |client| {
        let lost =
            client.allows(GrantType::AuthorizationCode) && client.metadata.redirect_uris.is_empty();
        lost.then(|| "no redirect URI".to_owned())
    });
    report.none_of(("clients-no-redirect", Verdict::Warn), "it has", &nowhere);
    let no_pkce = wrong(all, |client| {
        match client.metadata.signet.allow_no_pkce {
            AllowNoPkce::Never => None,
            AllowNoPkce::WithNonce => Some("not with a nonce".to_owned()),
            AllowNoPkce::Always => Some("not at all".to_owned()),
        }
        .filter(|_| !dev)
    });
    report.none_of(("clients-pkce", Verdict::Warn), "it does", &no_pkce);
    let unknown = wrong(all, |client| {
        let scope = client.scope();
        let missing = scope
            .iter()
            .find(|name| !all.scopes.iter().any(|scope| scope.name == *name));
        missing.map(|name| format!("{name} is not registered"))
    });
    report.none_of(("clients-scopes", Verdict::Warn), "they do", &unknown);
    let over = wrong(all, |client| ended(client.dates().1, subject.now));
    report.none_of(("clients-sunset", Verdict::Warn), "none is", &over);
}

fn testing(
    subject: &Subject<'_>,
    all: &Everything,
    made_at: &BTreeMap<ClientId, Timestamp>,
    report: &mut Report,
) {
    let old = wrong(all, |client| {
        let age = subject.now.since(*made_at.get(&client.id)?);
        let told = client.state == ClientState::Testing && age >= OLD && !subject.config.dev;
        told.then(|| format!("in testing, {} days old", age.as_secs() / DAY.as_secs()))
    });
    report.none_of(("clients-testing", Verdict::Warn), "none is old", &old);
}

fn ended(sunset: Option<Timestamp>, now: Timestamp) -> Option<String> {
    let at = sunset.filter(|at| *at <= now)?;
    Some(format!("ended at {}", at.rfc3339()))
}

fn credentials(subject: &Subject<'_>, all: &Everything, report: &mut Report) {
    // The client of a door does not authenticate.
    let has_secret = |client: &Client| {
        let method = client.metadata.token_endpoint_auth_method;
        matches!(
            method,
            AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost
        ) && client.metadata.signet.door.is_none()
    };
    let works = |secret: &&ClientSecret| secret.expires_at.is_none_or(|at| subject.now < at);
    let weak = wrong(all, |client| {
        let live = client.secrets.iter().filter(works);
        let weak = has_secret(client)
            && live.clone().count() > 0
            && live.clone().all(ClientSecret::is_weak);
        (weak && !subject.config.dev).then(|| "brought along".to_owned())
    });
    report.none_of(("clients-weak-secrets", Verdict::Warn), "they are", &weak);
    let dead = wrong(all, |client| {
        let lost = has_secret(client) && client.secrets.iter().filter(works).count() == 0;
        lost.then(|| "none works any more".to_owned())
    });
    report.none_of(("clients-live-secrets", Verdict::Warn), "they have", &dead);
}

fn doors(subject: &Subject<'_>, opened: &Opened, all: &Everything, report: &mut Report) {
    let legacy = &subject.config.legacy;
    let open: Vec<_> = Door::ALL
        .into_iter()
        .filter(|door| legacy.door(*door).enabled)
        .collect();
    let fine = match open.len() {
        0 => "no door is open".to_owned(),
        1 => "1 is open".to_owned(),
        open => format!("{open} are open"),
    };
    let lost: Vec<_> = open
        .iter()
        .filter_map(|door| {
            let id = Id::new(legacy.client(*door)?);
            let known = all.clients.iter().any(|client| client.id == id);
            (!known).then(|| format!("{}: no client has the id {id}", door.name()))
        })
        .collect();
    report.none_of(("doors-client", Verdict::Fail), &fine, &lost);
    let over: Vec<_> = open
        .iter()
        .filter_map(|door| {
            let ended = ended(legacy.door(*door).sunset_at, subject.now)?;
            Some(format!("{} {ended}", door.name()))
        })
        .collect();
    report.none_of(("doors-sunset", Verdict::Warn), &fine, &over);
    let Ok(calls) = opened
        .store
        .read(|conn| store::legacy_calls::since(conn, 0))
    else {
        return;
    };
    let since = subject.now.minus(DAY * UNUSED);
    let unused: Vec<_> = open
        .iter()
        .filter_map(|door| {
            let own = calls.iter().filter(|(key, _)| key.door == *door);
            let last = own.map(|(_, count)| count.last_at).max()?;
            let is_old = day_of(last) < day_of(since);
            is_old.then(|| format!("{} was last called at {}", door.name(), last.rfc3339()))
        })
        .collect();
    report.none_of(("doors-unused", Verdict::Warn), &fine, &unused);
}
