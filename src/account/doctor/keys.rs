//! Whether signing keys can sign, and live as they should.

use std::time::Duration;

use super::{Opened, Report, Subject, Verdict, some};
use crate::{
    account::rotation::life,
    config::{Config, KeyAlgorithm},
    core::Timestamp,
    crypto::{DataKeys, Place, SigningKey},
    model::{KeyPurpose, KeyRecord, KeyState, Word, client::SigningAlgorithm},
    store,
};

/// A server looks at its keys every moment; what is late by more was not looked at.
const LATE: Duration = Duration::from_secs(3600);

pub(super) fn examine(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let history = match opened.store.read(store::keys::history) {
        Ok(history) => history,
        Err(fault) => {
            report.add("keys-readable", Verdict::Fail, fault.to_string());
            return;
        }
    };
    let live = history.iter().filter(|key| key.state != KeyState::Removed);
    let live: Vec<_> = live.collect();
    if history.is_empty() {
        report.ok("keys-active", "none yet: the first start makes them");
        return;
    }
    if let Some(data_keys) = &opened.data_keys {
        let shut = live.iter().filter(|key| !opens(data_keys, key));
        let shut: Vec<_> = shut.map(|key| key.kid.clone()).collect();
        let fine = format!("all {} can", live.len());
        report.none_of(("keys-readable", Verdict::Fail), &fine, &shut);
    }
    active(subject.config, &live, report);
    let late = |at: Option<Timestamp>| at.is_some_and(|at| at.plus(LATE) < subject.now);
    let those = |state: KeyState, late_since: &dyn Fn(&KeyRecord) -> Option<Timestamp>| {
        let found = live.iter().filter(|key| key.state == state);
        let found = found.filter(|key| late(late_since(key)));
        found.map(|key| key.kid.clone()).collect::<Vec<_>>()
    };
    let of = |key: &KeyRecord| life(subject.config, &key.purpose);
    let old = those(KeyState::Active, &|key| {
        let began = key.active_at.unwrap_or(key.created_at);
        let due = began.plus(of(key).rotate_every).plus(of(key).pre_publish);
        (!key.pinned).then_some(due)
    });
    report.none_of(("keys-age", Verdict::Warn), "they are", &old);
    let waiting = those(KeyState::Pending, &|key| Some(key.signs_from(&of(key))));
    report.none_of(("keys-pending", Verdict::Warn), "none waits", &waiting);
    let left = those(KeyState::Retiring, &|key| key.ends_at(&of(key)));
    report.none_of(("keys-retiring", Verdict::Warn), "none is left over", &left);
}

fn opens(data_keys: &DataKeys, key: &KeyRecord) -> bool {
    let place = Place {
        table: "signing_keys",
        row: &key.kid,
        column: "sealed_private",
    };
    data_keys
        .open(&place, &key.sealed_private)
        .is_ok_and(|der| SigningKey::from_pkcs8(key.algorithm, &der, &key.kid).is_ok())
}

fn active(config: &Config, live: &[&KeyRecord], report: &mut Report) {
    let wanted = config.keys.algorithms.iter().map(|wanted| match wanted {
        KeyAlgorithm::Rs256 => SigningAlgorithm::Rs256,
        KeyAlgorithm::Es256 => SigningAlgorithm::Es256,
        KeyAlgorithm::EdDsa => SigningAlgorithm::EdDsa,
    });
    let signs = |wanted: &SigningAlgorithm| {
        live.iter().any(|key| {
            key.state == KeyState::Active
                && key.purpose == KeyPurpose::Issuer
                && key.algorithm == *wanted
        })
    };
    let (there, missing): (Vec<_>, Vec<_>) = wanted.partition(signs);
    let words = |all: &[SigningAlgorithm]| {
        let words: Vec<_> = all.iter().map(|one| one.word().to_owned()).collect();
        some(&words)
    };
    match missing.as_slice() {
        [] => report.ok("keys-active", words(&there)),
        missing => {
            let found = format!("no key signs with {}", words(missing));
            report.add("keys-active", Verdict::Fail, found);
        }
    }
}
