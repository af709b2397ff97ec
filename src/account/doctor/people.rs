//! Whether people's accounts are guarded.

use super::{Opened, Report, Subject, Verdict};
use crate::{
    crypto::foreign::Stored,
    model::{Namespace, User},
    store,
};

pub(super) fn examine(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let named = |user: &User| named(opened, user);
    match opened.store.read(store::people::admins_without_factor) {
        Ok(admins) => {
            let bare: Vec<_> = admins
                .iter()
                .map(|user| format!("{} has none", named(user)))
                .collect();
            report.none_of(("people-admins", Verdict::Warn), "they have", &bare);
        }
        Err(fault) => report.add("people-admins", Verdict::Fail, fault.to_string()),
    }
    roles(subject, opened, report);
    samples(subject, opened, report);
    passkeys(subject, opened, report);
    hashes(opened, report);
    if let Ok(off) = opened.store.read(store::people::switched_off) {
        let off: Vec<_> = off.iter().map(named).collect();
        report.none_of(("people-switched-off", Verdict::Warn), "none is", &off);
    }
}

/// Whom it is about, as an operator knows them, with the id that commands take.
fn named(opened: &Opened, user: &User) -> String {
    let profile = &user.profile;
    let mut names: Vec<&str> = Vec::new();
    for name in [&profile.preferred_username, &profile.name, &profile.email] {
        let name = name.as_deref().filter(|name| !names.contains(name));
        names.extend(name);
    }
    if !names.is_empty() {
        return format!("{} ({})", names.join(", "), user.id);
    }
    // Who has no profile signs in by something all the same.
    let signs_in = opened
        .store
        .read(|conn| store::users::identifiers_of(conn, &user.id));
    match signs_in.unwrap_or_default().first() {
        Some((_, text)) => format!("{text} ({})", user.id),
        None => user.id.to_string(),
    }
}

/// A server without an administrator is new; any other role stands there because somebody has it.
fn roles(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let required = &subject.config.mfa.required_for;
    let others = required.iter().filter(|role| *role != "admin");
    let mut nobodys = Vec::new();
    for role in others {
        match opened
            .store
            .read(|conn| store::people::has_role(conn, role))
        {
            Ok(true) => {}
            Ok(false) => nobodys.push(format!("nobody has the role {role}")),
            Err(fault) => {
                report.add("people-required-roles", Verdict::Fail, fault.to_string());
                return;
            }
        }
    }
    let check = ("people-required-roles", Verdict::Warn);
    report.none_of(check, "they are", &nobodys);
}

fn samples(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let Some(hashing) = &opened.hashing else {
        return;
    };
    if subject.config.dev {
        report.ok(
            "people-known-passwords",
            "this is `signet dev`, which has them",
        );
        return;
    }
    let mut found = Vec::new();
    for known in subject.known {
        let form = Namespace::Username.form(&known.username);
        let there = opened
            .store
            .read(|conn| store::users::find_by_identifier(conn, &["username"], &form));
        let Ok(Some(there)) = there else { continue };
        let Some(password) = there.password else {
            continue;
        };
        if hashing
            .verify(&known.password, &password.hash)
            .is_ok_and(|verdict| verdict.matches)
        {
            found.push(format!("{} has the password of the manual", known.username));
        }
    }
    report.none_of(("people-known-passwords", Verdict::Fail), "none is", &found);
}

fn passkeys(subject: &Subject<'_>, opened: &Opened, report: &mut Report) {
    let config = subject.config;
    let party = config.server.issuer();
    let party = party.and_then(|issuer| config.mfa.passkey_party(issuer));
    let domain = party.map_or_else(String::new, |(_, domain)| domain);
    let counted = opened
        .store
        .read(|conn| store::passkeys::count_elsewhere(conn, &domain));
    match (counted, domain.as_str()) {
        (Ok(0), _) => report.ok("people-passkeys", "all are"),
        (Ok(count), "") => {
            let found = format!("there are {count}, and this server takes none");
            report.add("people-passkeys", Verdict::Warn, found);
        }
        (Ok(count), domain) => {
            let found = format!("{count} are for another domain than {domain}");
            report.add("people-passkeys", Verdict::Warn, found);
        }
        (Err(fault), _) => report.add("people-passkeys", Verdict::Fail, fault.to_string()),
    }
}

fn hashes(opened: &Opened, report: &mut Report) {
    let (Ok(shares), Some(hashing)) =
        (opened.store.read(store::passwords::shares), &opened.hashing)
    else {
        return;
    };
    let (mut all, mut bcrypt, mut others) = (0, 0, 0);
    for share in shares {
        all += share.count;
        match Stored::parse(&share.sample) {
            Ok(stored) if !hashing.is_weak(&stored) => {}
            Ok(stored) if stored.name() == "bcrypt" => bcrypt += share.count,
            _ => others += share.count,
        }
    }
    if bcrypt + others == 0 {
        report.ok("people-weak-hashes", format!("all {all} are"));
    } else {
        let found = format!("of {all}, {bcrypt} are bcrypt and {others} other weaker ones");
        report.add("people-weak-hashes", Verdict::Warn, found);
    }
}
