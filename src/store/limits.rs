//! Counters of failures, reserved before anything is verified.

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::limits};
use crate::{
    core::{Digest, Timestamp, secret::kind},
    model::limit::{Counter, Key, Origins},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = limits)]
struct LimitRow {
    key: Vec<u8>,
    failures: i32,
    blocked_until: i64,
    first_at: i64,
    expires_at: i64,
    in_flight: i32,
    in_flight_until: i64,
    sources: Vec<u8>,
}

impl LimitRow {
    fn of(key: &Digest<kind::Limit>, counter: &Counter) -> Self {
        let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        Self {
            key: key.as_bytes().to_vec(),
            failures: number(counter.failures),
            blocked_until: counter.blocked_until.millis(),
            first_at: counter.first_at.millis(),
            expires_at: counter.expires_at.millis(),
            in_flight: number(counter.in_flight),
            in_flight_until: counter.in_flight_until.millis(),
            sources: counter.origins.to_bytes(),
        }
    }

    fn counter(&self) -> Counter {
        Counter {
            failures: u32::try_from(self.failures).unwrap_or(0),
            blocked_until: Timestamp::from_millis(self.blocked_until),
            first_at: Timestamp::from_millis(self.first_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            in_flight: u32::try_from(self.in_flight).unwrap_or(0),
            in_flight_until: Timestamp::from_millis(self.in_flight_until),
            origins: Origins::from_bytes(&self.sources),
        }
    }
}

/// Counts a try before it is verified: reserve, verify, settle. `next` says what
/// the counter becomes, or, with `Err`, that the try is refused; refused tries change nothing.
///
/// Compare-and-swap on the row, so that parallel tries are counted one by one on both databases.
pub fn reserve<R>(
    conn: &mut Conn<'_>,
    key: &Key,
    next: impl Fn(Option<Counter>) -> std::result::Result<Counter, R>,
) -> Result<std::result::Result<Counter, R>> {
    carry(conn, key)?;
    let key = &key.now;
    // As a rule there is no failure to be found: the first try goes without looking.
    if let Ok(first) = next(None)
        && insert(conn, key, &first)?
    {
        return Ok(Ok(first));
    }
    let counted = change(conn, key, |found| next(found).map(Some))?;
    match counted {
        Ok(Some(counter)) => Ok(Ok(counter)),
        Ok(None) => Err(Error::Defect("a reservation left no counter".into())),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Takes a counter of the last period along into this one. Of several that do, one wins; where one
/// of a clock that lags has begun the old one anew, that is given up.
fn carry(conn: &mut Conn<'_>, key: &Key) -> Result<()> {
    if key.before.as_bytes() == key.now.as_bytes() {
        return Ok(());
    }
    let old = limits::table.find(key.before.as_bytes().to_vec());
    let found: Option<LimitRow> = db!(conn, |c| old
        .clone()
        .select(LimitRow::as_select())
        .first(c)
        .optional())?;
    let Some(found) = found else { return Ok(()) };
    if db!(conn, |c| diesel::delete(old).execute(c))? == 1 {
        insert(conn, &key.now, &found.counter())?;
    }
    Ok(())
}

/// Settles a try that was reserved: what the counter becomes, or `None` if nothing is left to
/// remember. A counter that is gone stays so.
pub fn settle(
    conn: &mut Conn<'_>,
    key: &Digest<kind::Limit>,
    next: impl Fn(&Counter) -> Option<Counter>,
) -> Result<Option<Counter>> {
    let settled = change(conn, key, |found| match &found {
        Some(counter) => Ok(next(counter)),
        None => Err(()),
    })?;
    Ok(settled.unwrap_or(None))
}

/// Forgets a counter that holds one reserved try and no failure, without looking; whether it was
/// one.
pub fn clear_single(conn: &mut Conn<'_>, key: &Digest<kind::Limit>) -> Result<bool> {
    let row = limits::table
        .find(key.as_bytes().to_vec())
        .filter(limits::failures.eq(0).and(limits::in_flight.eq(1)));
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

fn insert(conn: &mut Conn<'_>, key: &Digest<kind::Limit>, counter: &Counter) -> Result<bool> {
    let row = LimitRow::of(key, counter);
    Ok(db!(conn, |c| diesel::insert_into(limits::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?
        == 1)
}

/// Changes a counter: to another one, or to none.
fn change<R>(
    conn: &mut Conn<'_>,
    key: &Digest<kind::Limit>,
    next: impl Fn(Option<Counter>) -> std::result::Result<Option<Counter>, R>,
) -> Result<std::result::Result<Option<Counter>, R>> {
    for _ in 0..256 {
        let found: Option<LimitRow> = db!(conn, |c| limits::table
            .find(key.as_bytes().to_vec())
            .select(LimitRow::as_select())
            .first(c)
            .optional())?;
        let counter = match next(found.as_ref().map(LimitRow::counter)) {
            Ok(counter) => counter,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let won = match (&found, &counter) {
            (None, None) => true,
            (None, Some(counter)) => insert(conn, key, counter)?,
            (Some(found), counter) => {
                let unchanged = limits::table.find(key.as_bytes().to_vec()).filter(
                    limits::failures
                        .eq(found.failures)
                        .and(limits::blocked_until.eq(found.blocked_until))
                        .and(limits::in_flight.eq(found.in_flight))
                        .and(limits::in_flight_until.eq(found.in_flight_until))
                        .and(limits::sources.eq(found.sources.clone())),
                );
                let changed = match counter {
                    Some(counter) => {
                        let row = LimitRow::of(key, counter);
                        db!(conn, |c| diesel::update(unchanged).set(&row).execute(c))?
                    }
                    None => db!(conn, |c| diesel::delete(unchanged).execute(c))?,
                };
                changed == 1
            }
        };
        if won {
            return Ok(Ok(counter));
        }
    }
    Err(Error::Raced("a counter changed too often".into()))
}

/// Forgets the failures.
pub fn clear(conn: &mut Conn<'_>, key: &Key) -> Result<()> {
    let both = [key.now, key.before].map(|key| key.as_bytes().to_vec());
    let rows = limits::table.filter(limits::key.eq_any(both));
    db!(conn, |c| diesel::delete(rows).execute(c))?;
    Ok(())
}

/// Takes one counted try back.
pub fn refund(conn: &mut Conn<'_>, key: &Digest<kind::Limit>) -> Result<()> {
    let row = limits::table
        .find(key.as_bytes().to_vec())
        .filter(limits::failures.gt(0));
    let set = (
        limits::failures.eq(limits::failures - 1),
        limits::blocked_until.eq(0),
    );
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}
