//! Authenticator apps, several of a person.

use diesel::prelude::*;

use super::{Conn, Result, conn::db, schema::totps};
use crate::model::UserId;

/// Whether a user has an authenticator app that is on.
pub fn has_confirmed(conn: &mut Conn<'_>, id: &UserId) -> Result<bool> {
    let on = totps::table
        .filter(totps::user_id.eq(id.as_str()))
        .filter(totps::confirmed_at.is_not_null());
    let count: i64 = db!(conn, |c| on.count().get_result(c))?;
    Ok(count > 0)
}
