//! Whether the database can be reached, is whole, and keeps what it is told.

use zeroize::Zeroizing;

use super::{Opened, Report, Subject, Verdict};
use crate::{
    app::store_options,
    crypto::{DataKeys, PasswordHashing, Pepper, Place},
    store::{self, Options, Store, facts::Facts, migrate},
};

/// What the server seals first, and opens at each start.
const PEPPER: Place<'static> = Place {
    table: "meta",
    row: "pepper",
    column: "value",
};
/// Connections that an operator needs besides those of one node.
const SPARE: i64 = 3;
/// The oldest PostgreSQL that is maintained.
const POSTGRES_LEAST: i64 = 140_000;
/// A clock that is off by more is told, and by more than that is wrong, in milliseconds.
const OFF: i64 = 1_000;
const FAR_OFF: i64 = 30_000;

/// The database, if the other checks can look into it.
pub(super) fn examine(subject: &Subject<'_>, report: &mut Report) -> Option<Opened> {
    let mut options = store_options(subject.config);
    let status = match migrate::status(&options) {
        Ok(status) => status,
        Err(error) => return away(&error.to_string(), report),
    };
    match store::facts::look(&options) {
        Ok(facts) => judge(subject, &facts, report),
        Err(error) => return away(&error.to_string(), report),
    }
    if !status.unknown.is_empty() {
        let found = format!("the database is newer: {}", status.unknown.join(", "));
        report.add("database-migrations", Verdict::Fail, found);
        return None;
    }
    if !status.pending.is_empty() {
        let found = format!("{} steps are missing", status.pending.len());
        report.add("database-migrations", Verdict::Fail, found);
        return None;
    }
    report.ok("database-migrations", migrate::newest());
    // That it may forget is told by a check of its own.
    options.allow_unsafe_durability = true;
    open(subject, &options, report)
}

/// There is nothing to look into; a file that is damaged is there all the same.
fn away(why: &str, report: &mut Report) -> Option<Opened> {
    let damaged = ["malformed", "not a database", "disk I/O"];
    let id = match damaged.iter().any(|word| why.contains(word)) {
        true => "database-integrity",
        false => "database-reach",
    };
    report.add(id, Verdict::Fail, why);
    None
}

fn open(subject: &Subject<'_>, options: &Options, report: &mut Report) -> Option<Opened> {
    let store = match Store::open(options) {
        Ok(store) => store,
        Err(error) => {
            report.add("database-reach", Verdict::Fail, error.to_string());
            return None;
        }
    };
    let kind = store.kind();
    report.ok("database-reach", kind);
    if let Ok(Some(theirs)) = store.clock() {
        let off = theirs - subject.now.millis();
        report.add(
            "machine-clock",
            clock(off),
            format!("{off} ms off the database's"),
        );
    }
    match store.read(|conn| store::meta::find(conn, store::meta::MOVED)) {
        Ok(None) => report.ok("database-moved", "it is"),
        Ok(Some(at)) => {
            let at = String::from_utf8_lossy(&at);
            let found = format!("it was copied to another database at {at}");
            report.add("database-moved", Verdict::Fail, found);
        }
        Err(fault) => report.add("database-moved", Verdict::Fail, fault.to_string()),
    }
    let config = subject.config;
    issuer(subject, &store, report);
    let keys = config.secrets.data_key.iter();
    let data_keys = DataKeys::new(keys.map(|key| Zeroizing::new(*key.bytes())).collect());
    let mut pepper = None;
    match store.read(|conn| store::meta::find(conn, PEPPER.row)) {
        Ok(Some(sealed)) => {
            let plain = data_keys
                .as_ref()
                .and_then(|keys| keys.open(&PEPPER, &sealed).ok());
            pepper = plain.and_then(|plain| Pepper::from_slice(&plain));
            match pepper.is_some() {
                true => report.ok("database-data-key", "it opens what the database seals"),
                false => report.add("database-data-key", Verdict::Fail, "it does not"),
            }
        }
        Ok(None) => report.ok("database-data-key", "nothing is sealed yet"),
        Err(fault) => report.add("database-data-key", Verdict::Fail, fault.to_string()),
    }
    let argon2 = &config.password.argon2;
    Some(Opened {
        store,
        data_keys,
        pepper,
        hashing: PasswordHashing::new(argon2.m, argon2.t, argon2.p, 1, 1).ok(),
    })
}

/// As whom a server was last started on this database.
fn issuer(subject: &Subject<'_>, store: &Store, report: &mut Report) {
    let known = store.read(|conn| store::meta::find(conn, store::meta::ISSUER));
    match (known, subject.config.server.issuer()) {
        (Ok(Some(known)), Some(issuer)) if known != issuer.as_bytes() => {
            let known = String::from_utf8_lossy(&known);
            let found = format!("the last start was as {known}, this is {issuer}");
            report.add("database-issuer", Verdict::Warn, found);
        }
        (Ok(Some(_)), _) => report.ok("database-issuer", "the last start was as this one"),
        (Ok(None), _) => report.ok("database-issuer", "no server was started yet"),
        (Err(fault), _) => report.add("database-issuer", Verdict::Fail, fault.to_string()),
    }
}

/// How a clock that is off by so many milliseconds is judged.
pub(super) fn clock(off: i64) -> Verdict {
    match off.abs() {
        FAR_OFF.. => Verdict::Fail,
        OFF.. => Verdict::Warn,
        _ => Verdict::Ok,
    }
}

/// How a pool of so many is judged, where so many connections are free.
fn room(pool: i64, free: i64) -> Verdict {
    match pool + SPARE > free {
        true => Verdict::Fail,
        false => Verdict::Ok,
    }
}

fn judge(subject: &Subject<'_>, facts: &Facts, report: &mut Report) {
    match facts {
        Facts::Nothing => {}
        Facts::Sqlite { problems } => {
            report.none_of(("database-integrity", Verdict::Fail), "it is", problems);
        }
        Facts::Postgres(server) => {
            let off: Vec<_> = [
                ("fsync", &server.fsync),
                ("synchronous_commit", &server.synchronous_commit),
            ]
            .into_iter()
            .filter(|(_, value)| *value == "off")
            .map(|(name, _)| format!("{name} is off"))
            .collect();
            report.none_of(("database-durability", Verdict::Fail), "it does", &off);
            let pool = i64::from(subject.config.database.pool);
            let free = server.max_connections - server.reserved;
            let found = format!("database.pool is {pool}, of {free} connections");
            report.add("database-pool", room(pool, free), found);
            let major = server.version / 10_000;
            let verdict = match server.version < POSTGRES_LEAST {
                true => Verdict::Warn,
                false => Verdict::Ok,
            };
            report.add("database-version", verdict, format!("PostgreSQL {major}"));
            let encoding = &server.encoding;
            let verdict = match encoding == "UTF8" {
                true => Verdict::Ok,
                false => Verdict::Fail,
            };
            report.add("database-encoding", verdict, encoding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //
    #[test]
    fn a_pool_that_is_too_large_is_told() {
        assert_eq!(room(8, 97), Verdict::Ok);
        assert_eq!(room(94, 97), Verdict::Ok);
        assert_eq!(room(95, 97), Verdict::Fail);
    }

    //
    #[test]
    fn a_clock_that_is_off_is_told() {
        for (off, verdict) in [
            (0, Verdict::Ok),
            (-900, Verdict::Ok),
            (1_000, Verdict::Warn),
            (-30_000, Verdict::Fail),
        ] {
            assert_eq!(clock(off), verdict, "{off}");
        }
    }
}
