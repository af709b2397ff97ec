//! What becomes of an estate that is brought back from a backup (ST-14): a new epoch begins.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{
        catalog, codes, connect_pages, devices, grants, healthily_api_keys, healthily_sessions,
        interactions, passkey_challenges, sessions, totps, upstream_logins,
    },
};
use crate::core::Timestamp;

/// How often the estate was restored.
pub fn find(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| catalog::table
        .find(1)
        .select(catalog::restore_epoch)
        .first(c))?)
}

/// Begins a new epoch: what was under way, and who was signed in, is over; grants stand only if
/// `keep_grants`. Gives the epoch.
pub fn begin(conn: &mut Conn<'_>, now: Timestamp, keep_grants: bool) -> Result<i64> {
    let at = now.millis();
    db!(conn, |c| {
        diesel::update(catalog::table.find(1))
            .set((
                catalog::restore_epoch.eq(catalog::restore_epoch + 1),
                catalog::version.eq(catalog::version + 1),
            ))
            .execute(c)?;
        diesel::delete(interactions::table).execute(c)?;
        diesel::delete(passkey_challenges::table).execute(c)?;
        diesel::delete(upstream_logins::table).execute(c)?;
        diesel::delete(healthily_sessions::table).execute(c)?;
        // Used ones stay, so that a replay of them is noticed.
        diesel::delete(codes::table.filter(codes::used_at.is_null())).execute(c)?;
        diesel::update(connect_pages::table.filter(connect_pages::closed_at.is_null()))
            .set(connect_pages::closed_at.eq(at))
            .execute(c)?;
        diesel::update(sessions::table.filter(sessions::ended_at.is_null()))
            .set(sessions::ended_at.eq(at))
            .execute(c)?;
        // A browser that was remembered is asked for the second factor again.
        diesel::update(devices::table)
            .set(devices::remembered_until.eq(None::<i64>))
            .execute(c)
    })?;
    let epoch = find(conn)?;
    if keep_grants {
        let standing = grants::table.filter(grants::revoked_at.is_null());
        db!(conn, |c| diesel::update(standing)
            .set(grants::epoch.eq(epoch))
            .execute(c))?;
    } else {
        super::catalog::set_not_before(conn, None, now)?;
    }
    // A code that was used after the backup is not good a second time.
    let periods: Vec<i32> = db!(conn, |c| totps::table
        .select(totps::period)
        .distinct()
        .load(c))?;
    for period in periods {
        let step = now.secs().div_euclid(i64::from(period.max(1)));
        let behind = totps::table
            .filter(totps::period.eq(period))
            .filter(totps::last_step.lt(step));
        db!(conn, |c| diesel::update(behind)
            .set(totps::last_step.eq(step))
            .execute(c))?;
    }
    Ok(epoch)
}

/// Ends an API key of a partner.
pub fn revoke_api_key(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<()> {
    let row = healthily_api_keys::table
        .find(id)
        .filter(healthily_api_keys::revoked_at.is_null());
    db!(conn, |c| diesel::update(row)
        .set(healthily_api_keys::revoked_at.eq(now.millis()))
        .execute(c))?;
    Ok(())
}
