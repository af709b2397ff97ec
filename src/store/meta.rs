//! Facts about the database as a whole.

use diesel::prelude::*;

use super::{Conn, Result, conn::db, schema::meta};

/// Where it is noted that the estate was copied to another database, with the time.
pub const MOVED: &str = "moved";

/// Where it is noted as which issuer a server was last started.
pub const ISSUER: &str = "issuer";

/// The value under `name`, if there is one.
pub fn find(conn: &mut Conn<'_>, name: &str) -> Result<Option<Vec<u8>>> {
    Ok(db!(conn, |c| meta::table
        .find(name)
        .select(meta::value)
        .first(c)
        .optional())?)
}

/// Sets `name` unless it is set, and gives the value that stands: of several nodes that start on
/// an empty database, one wins and all agree.
pub fn set_once(conn: &mut Conn<'_>, name: &str, value: &[u8]) -> Result<Vec<u8>> {
    let row = (meta::name.eq(name), meta::value.eq(value));
    db!(conn, |c| diesel::insert_into(meta::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(find(conn, name)?.unwrap_or_else(|| value.to_vec()))
}

/// Sets `name`, whatever it was.
pub fn set(conn: &mut Conn<'_>, name: &str, value: &[u8]) -> Result<()> {
    let row = (meta::name.eq(name), meta::value.eq(value));
    db!(conn, |c| diesel::insert_into(meta::table)
        .values(row)
        .on_conflict(meta::name)
        .do_update()
        .set(meta::value.eq(value))
        .execute(c))?;
    Ok(())
}

/// Where a node writes to see whether it can.
pub const PROBE: &str = "probe";

/// Where the usual share of failed sign-ins is kept.
pub const USUAL_FAILURES: &str = "usual_failures";

/// Sets `name` to what `next` makes of it; whether nobody else did meanwhile.
pub fn change(
    conn: &mut Conn<'_>,
    name: &str,
    next: impl FnOnce(Option<&[u8]>) -> Vec<u8>,
) -> Result<bool> {
    let found = find(conn, name)?;
    let fresh = next(found.as_deref());
    Ok(match found {
        None => set_once(conn, name, &fresh)? == fresh,
        Some(found) => {
            let row = meta::table.find(name).filter(meta::value.eq(found));
            let set = meta::value.eq(fresh);
            db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1
        }
    })
}

/// Takes `name` out, if it is there.
pub fn remove(conn: &mut Conn<'_>, name: &str) -> Result<()> {
    db!(conn, |c| diesel::delete(meta::table.find(name)).execute(c))?;
    Ok(())
}
