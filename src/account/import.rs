//! Accounts that are brought along from another system, once (OPERATIONS 6).

use std::{
    collections::{HashMap, HashSet},
    thread,
};

use serde_json::Value;

use super::{
    Invalid,
    user::{self, NewPassword, NewUser, Prepared},
};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    crypto::{foreign::Stored, password},
    model::UserId,
    store,
};

/// What became of a line of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// An account was made.
    Made(UserId),
    /// It was brought along before, and stays as it is now.
    Already(UserId),
}

/// What became of a line, or why nothing did.
pub type Outcome = Result<Imported, Invalid>;

/// An import on its way: lines come in batches, each of which is kept whole before the next. One
/// that was broken off is run again: what was kept is found by `(source, external_id)`.
pub struct Import {
    source: String,
    /// What lines before have taken, where the database does not tell: in a rehearsal.
    rehearsed: Taken,
}

/// Accounts and names that lines have taken.
#[derive(Default)]
struct Taken {
    accounts: HashMap<String, UserId>,
    names: HashSet<(String, String)>,
}

impl Import {
    /// From this system, as the operator calls it.
    pub fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            rehearsed: Taken::default(),
        }
    }

    /// Takes a batch of lines; what became of each, in their order. OPERATIONS 6: "idempotent on
    /// `(source, external_id)`, never replaces an existing user silently".
    pub fn batch(&mut self, ctx: &Ctx, lines: Vec<NewUser>) -> Result<Vec<Outcome>, Fault> {
        let known = self.known(ctx, &lines)?;
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(lines.len());
        let mut fresh = Vec::new();
        for (at, mut new) in lines.into_iter().enumerate() {
            let before = new.external_id.as_ref().and_then(|id| known.get(id));
            outcomes.push(before.map(|id| Ok(Imported::Already(id.clone()))));
            if before.is_none() {
                new.source = Some(self.source.clone());
                fresh.push((at, new));
            }
        }
        let mut taken = match ctx.rehearsal {
            true => std::mem::take(&mut self.rehearsed),
            false => Taken::default(),
        };
        let mut prepared = Vec::new();
        let checked = prepare_all(ctx, fresh)?;
        let in_database = names_in_database(ctx, &checked)?;
        for (at, external_id, checked) in checked {
            let account = match checked {
                Ok(account) => account,
                Err(invalid) => {
                    outcomes[at] = Some(Err(invalid));
                    continue;
                }
            };
            let before = external_id.as_ref().and_then(|id| taken.accounts.get(id));
            if let Some(before) = before {
                outcomes[at] = Some(Ok(Imported::Already(before.clone())));
                continue;
            }
            let names = names_of(&account);
            let clash = names
                .iter()
                .find(|name| in_database.contains(*name) || taken.names.contains(*name));
            if let Some((namespace, _)) = clash {
                outcomes[at] = Some(Err(conflict(namespace)));
                continue;
            }
            taken.names.extend(names);
            if let Some(external_id) = external_id {
                taken.accounts.insert(external_id, account.user.id.clone());
            }
            prepared.push((at, account));
        }
        if ctx.rehearsal {
            self.rehearsed = taken;
        }
        for (at, outcome) in keep(ctx, prepared)? {
            outcomes[at] = Some(outcome);
        }
        let told = outcomes.into_iter().map(|outcome| {
            outcome.unwrap_or_else(|| Err(Invalid::new("line", "nothing became of it")))
        });
        Ok(told.collect())
    }

    /// Which of the lines' accounts were brought along before.
    fn known(&self, ctx: &Ctx, lines: &[NewUser]) -> Result<HashMap<String, UserId>, Fault> {
        let ids: Vec<&str> = lines
            .iter()
            .filter_map(|new| new.external_id.as_deref())
            .collect();
        let found = ctx
            .app
            .store
            .read(|conn| store::origins::find_users(conn, &self.source, &ids))?;
        Ok(found.into_iter().collect())
    }
}

fn conflict(namespace: &str) -> Invalid {
    Invalid::conflict(namespace, "somebody else has it already")
}

fn names_of(account: &Prepared) -> Vec<(String, String)> {
    let named = account.identifiers.iter();
    named
        .map(|one| (one.namespace.as_str().to_owned(), one.form()))
        .collect()
}

/// A line's place in its batch, its account's id in the other system, and what was made of it.
type Checked = (usize, Option<String>, Result<Prepared, Invalid>);

/// Checks lines, and wraps their hashes, on as many cores as hash passwords (DL-04).
fn prepare_all(ctx: &Ctx, lines: Vec<(usize, NewUser)>) -> Result<Vec<Checked>, Fault> {
    let workers = ctx.app.config.password.permits.clamp(1, 64);
    let mut shares: Vec<Vec<(usize, NewUser)>> = (0..workers).map(|_| Vec::new()).collect();
    for (turn, line) in lines.into_iter().enumerate() {
        shares[turn % workers].push(line);
    }
    let one = |share: Vec<(usize, NewUser)>| -> Result<Vec<Checked>, Fault> {
        let each = share.into_iter().map(|(at, new)| {
            let external_id = new.external_id.clone();
            Ok((at, external_id, user::prepare(ctx, new)?))
        });
        each.collect()
    };
    let done: Vec<Result<Vec<Checked>, Fault>> = thread::scope(|scope| {
        let working: Vec<_> = shares
            .into_iter()
            .filter(|share| !share.is_empty())
            .map(|share| scope.spawn(|| one(share)))
            .collect();
        let ended = working.into_iter().map(|worker| {
            let panicked = |_| Fault::Internal("a worker of the import panicked".into());
            worker.join().map_err(panicked)?
        });
        ended.collect()
    });
    let mut checked = Vec::new();
    for share in done {
        checked.extend(share?);
    }
    checked.sort_by_key(|(at, _, _)| *at);
    Ok(checked)
}

fn names_in_database(ctx: &Ctx, checked: &[Checked]) -> Result<HashSet<(String, String)>, Fault> {
    let accounts = checked.iter().filter_map(|(_, _, one)| one.as_ref().ok());
    let (namespaces, forms): (HashSet<String>, Vec<String>) = accounts.flat_map(names_of).unzip();
    let namespaces: Vec<&str> = namespaces.iter().map(String::as_str).collect();
    let found = ctx
        .app
        .store
        .read(|conn| store::users::taken(conn, (&namespaces, &forms)))?;
    Ok(found.into_iter().collect())
}

/// Puts accounts in, all in one transaction; one by one if somebody was faster with a name.
fn keep(ctx: &Ctx, accounts: Vec<(usize, Prepared)>) -> Result<Vec<(usize, Outcome)>, Fault> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let made = |(at, account): &(usize, Prepared)| {
        let id = account.user.id.clone();
        (*at, Ok(Imported::Made(id)))
    };
    let put = |accounts: Vec<(usize, Prepared)>| {
        let (app, now) = (ctx.app.clone(), ctx.now);
        super::try_keep(ctx, move |conn| {
            let mut each = accounts.iter();
            each.try_for_each(|(_, account)| account.insert(conn, &app, now))
        })
    };
    match put(accounts.clone()) {
        Ok(()) => return Ok(accounts.iter().map(made).collect()),
        Err(store::Error::Exists(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let mut outcomes = Vec::new();
    for account in accounts {
        let at = account.0;
        let done = made(&account);
        outcomes.push(match put(vec![account]) {
            Ok(()) => done,
            Err(store::Error::Exists(_)) => (at, Err(conflict("username or email"))),
            Err(error) => return Err(error.into()),
        });
    }
    Ok(outcomes)
}

/// Brings one account along.
pub fn import(ctx: &Ctx, source: &str, new: NewUser) -> Result<Outcome, Fault> {
    let told = Import::new(source).batch(ctx, vec![new])?.pop();
    told.ok_or_else(|| Fault::Internal("an import told nothing".into()))
}

/// The scheme of a line's password, for a report.
pub fn scheme(new: &NewUser) -> &'static str {
    match &new.password {
        None => "none",
        Some(NewPassword::Hash(hash)) => password::algorithm(hash),
        Some(NewPassword::Scheme(_)) => "other",
        Some(NewPassword::Clear(_) | NewPassword::Sample(_)) => "clear",
    }
}

/// Whether a line's password is of a scheme that is wrapped in Argon2id before it is kept.
pub fn is_wrapped(new: &NewUser) -> bool {
    match &new.password {
        Some(NewPassword::Hash(hash)) => {
            Stored::parse(hash).is_ok_and(|stored| stored.fast().is_some())
        }
        _ => false,
    }
}

/// When an account was made: as it says, or now.
pub(super) fn created_at(now: Timestamp, said: Option<&Value>) -> Result<Timestamp, Invalid> {
    // Seconds of the year 5138, milliseconds of 1973: no account is of either time.
    const MILLIS_FROM: i64 = 100_000_000_000;
    let at = match said {
        None | Some(Value::Null) => Some(now),
        Some(Value::Number(number)) => number.as_i64().map(|number| match number {
            MILLIS_FROM.. => Timestamp::from_millis(number),
            _ => Timestamp::from_secs(number),
        }),
        Some(Value::String(text)) => chrono::DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| Timestamp::from_millis(at.timestamp_millis())),
        Some(_) => None,
    };
    at.filter(|at| *at <= now).ok_or_else(|| {
        Invalid::new(
            "created_at",
            "it must be a time in the past: RFC 3339, Unix seconds or Unix milliseconds",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_three_ways() {
        let now = Timestamp::from_secs(1_800_000_000);
        let at = |value: &Value| created_at(now, Some(value)).ok();
        let expected = Some(Timestamp::from_secs(1_500_000_000));
        for value in [
            Value::from(1_500_000_000),
            Value::from(1_500_000_000_000_i64),
            "2017-07-14T02:40:00Z".into(),
            "2017-07-14T04:40:00+02:00".into(),
        ] {
            assert_eq!(at(&value), expected, "{value}");
        }
        for value in [
            Value::from(1_900_000_000),
            "yesterday".into(),
            Value::from(1.5),
            Value::Bool(true),
        ] {
            assert_eq!(at(&value), None, "{value}");
        }
        assert_eq!(created_at(now, None), Ok(now));
    }
}
