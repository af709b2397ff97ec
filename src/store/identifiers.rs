//! What people are found by: whose it is, and whether that was proven.

use diesel::prelude::*;

use super::{Conn, Result, conn::db, schema::identifiers};
use crate::{
    core::{Id, Timestamp},
    model::{Identifier, Namespace, User, UserId},
};

/// An identifier of a person, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is.
    pub identifier: Identifier,
    /// When it was proven to be theirs.
    pub verified_at: Option<Timestamp>,
}

/// What a person is found by, in a steady order.
pub fn list(conn: &mut Conn<'_>, user: &UserId) -> Result<Vec<Known>> {
    let rows: Vec<(String, String, Option<i64>)> = db!(conn, |c| identifiers::table
        .filter(identifiers::user_id.eq(user.as_str()))
        .order((identifiers::namespace, identifiers::form))
        .select((
            identifiers::namespace,
            identifiers::display,
            identifiers::verified_at
        ))
        .load(c))?;
    let known = |(namespace, text, at): (String, String, Option<i64>)| Known {
        identifier: Identifier {
            namespace: Namespace::from(namespace.as_str()),
            text,
        },
        verified_at: at.map(Timestamp::from_millis),
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Who has an identifier.
pub fn owner(conn: &mut Conn<'_>, identifier: &Identifier) -> Result<Option<UserId>> {
    let namespace = identifier.namespace.as_str().to_owned();
    let found: Option<String> = db!(conn, |c| identifiers::table
        .find((namespace, identifier.form()))
        .select(identifiers::user_id)
        .first(c)
        .optional())?;
    Ok(found.map(Id::new))
}

/// Puts down since when it is proven that an identifier is this person's, or that it is not; whether
/// they have it.
pub fn set_verified(
    conn: &mut Conn<'_>,
    user: &UserId,
    identifier: &Identifier,
    at: Option<Timestamp>,
) -> Result<bool> {
    let namespace = identifier.namespace.as_str().to_owned();
    let row = identifiers::table
        .find((namespace, identifier.form()))
        .filter(identifiers::user_id.eq(user.as_str()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(identifiers::verified_at.eq(at.map(Timestamp::millis)))
        .execute(c))?
        == 1)
}

/// A new account's address is as proven as its profile says (RC-11).
pub fn follow_profile(conn: &mut Conn<'_>, user: &User, now: Timestamp) -> Result<()> {
    if let (Some(email), true) = (&user.profile.email, user.profile.email_verified) {
        let own = Identifier {
            namespace: Namespace::Email,
            text: email.clone(),
        };
        set_verified(conn, &user.id, &own, Some(now))?;
    }
    Ok(())
}
