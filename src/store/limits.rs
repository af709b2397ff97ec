//! Counters of failures, reserved before anything is verified.

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::limits};
use crate::core::{Digest, Timestamp, secret::kind};

/// A counter as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Failures so far.
    pub failures: u32,
    /// Until when further tries are refused.
    pub blocked_until: Timestamp,
    /// When the first failure of this run was.
    pub first_at: Timestamp,
    /// When the row may be swept.
    pub expires_at: Timestamp,
}

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
        Self {
            key: key.as_bytes().to_vec(),
            failures: i32::try_from(counter.failures).unwrap_or(i32::MAX),
            blocked_until: counter.blocked_until.millis(),
            first_at: counter.first_at.millis(),
            expires_at: counter.expires_at.millis(),
            in_flight: 0,
            in_flight_until: 0,
            sources: Vec::new(),
        }
    }

    fn counter(&self) -> Counter {
        Counter {
            failures: u32::try_from(self.failures).unwrap_or(0),
            blocked_until: Timestamp::from_millis(self.blocked_until),
            first_at: Timestamp::from_millis(self.first_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}

/// Counts a try before it is verified: reserve, verify, refund. `next` says what
/// the counter becomes, or, with `Err`, that the try is refused; refused tries change nothing.
///
/// Compare-and-swap on the row, so that parallel tries are counted one by one on both databases.
pub fn reserve<R>(
    conn: &mut Conn<'_>,
    key: &Digest<kind::Limit>,
    next: impl Fn(Option<Counter>) -> std::result::Result<Counter, R>,
) -> Result<std::result::Result<Counter, R>> {
    for attempt in 0..256 {
        // As a rule there is no failure to be found: the first try goes without looking.
        let found: Option<LimitRow> = if attempt == 0 && next(None).is_ok() {
            None
        } else {
            db!(conn, |c| limits::table
                .find(key.as_bytes().to_vec())
                .select(LimitRow::as_select())
                .first(c)
                .optional())?
        };
        let counter = match next(found.as_ref().map(LimitRow::counter)) {
            Ok(counter) => counter,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let row = LimitRow::of(key, &counter);
        let won = match found {
            None => db!(conn, |c| diesel::insert_into(limits::table)
                .values(&row)
                .on_conflict_do_nothing()
                .execute(c))?,
            Some(found) => {
                let unchanged = limits::table.find(key.as_bytes().to_vec()).filter(
                    limits::failures
                        .eq(found.failures)
                        .and(limits::blocked_until.eq(found.blocked_until)),
                );
                db!(conn, |c| diesel::update(unchanged).set(&row).execute(c))?
            }
        };
        if won == 1 {
            return Ok(Ok(counter));
        }
    }
    Err(Error::Raced("a counter changed too often".into()))
}

/// Forgets the failures, after a success.
pub fn clear(conn: &mut Conn<'_>, key: &Digest<kind::Limit>) -> Result<()> {
    db!(conn, |c| diesel::delete(
        limits::table.find(key.as_bytes().to_vec())
    )
    .execute(c))?;
    Ok(())
}

/// Takes one reserved try back.
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
