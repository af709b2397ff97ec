//! The salts under which the audit trail tells of people; whose salt is gone is told of no more.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{subject_salts, users},
};
use crate::model::{UserState, Word};

/// Adds the salt of what the audit trail will tell of a person, unless they were erased or have one:
/// whether it was added.
pub fn insert(conn: &mut Conn<'_>, id: &str, salt: &[u8]) -> Result<bool> {
    let there = users::table
        .find(id)
        .filter(users::state.ne(UserState::Deleted.word()))
        .count();
    let there: i64 = db!(conn, |c| there.get_result(c))?;
    if there == 0 {
        return Ok(false);
    }
    let row = (subject_salts::user_id.eq(id), subject_salts::salt.eq(salt));
    Ok(db!(conn, |c| diesel::insert_into(subject_salts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?
        == 1)
}

/// The salt of what the audit trail tells of a person; `None` once they were erased.
pub fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<Vec<u8>>> {
    let row = subject_salts::table.find(id).select(subject_salts::salt);
    Ok(db!(conn, |c| row.first(c).optional())?)
}
