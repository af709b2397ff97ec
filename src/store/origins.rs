//! Where accounts were brought along from.

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::users};
use crate::{
    core::Id,
    model::{UserId, user::Origin},
};

/// Keeps where a user was brought along from; [`Error::Exists`] if that account is here already.
pub fn set(conn: &mut Conn<'_>, user_id: &UserId, origin: &Origin) -> Result<()> {
    if *origin == Origin::default() {
        return Ok(());
    }
    let links = (!origin.patient_links.is_empty())
        .then(|| serde_json::to_string(&origin.patient_links))
        .transpose()
        .map_err(|error| Error::Defect(error.to_string()))?;
    let set = (
        users::source.eq(&origin.source),
        users::external_id.eq(&origin.external_id),
        users::patient_links.eq(links),
    );
    db!(conn, |c| diesel::update(
        users::table.find(user_id.as_str())
    )
    .set(set)
    .execute(c))?;
    Ok(())
}

/// Where a user was brought along from.
pub fn find(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<Origin>> {
    let query = users::table.find(user_id.as_str()).select((
        users::source,
        users::external_id,
        users::patient_links,
    ));
    type Row = (Option<String>, Option<String>, Option<String>);
    let row: Option<Row> = db!(conn, |c| query.first(c).optional())?;
    row.map(|(source, external_id, links)| {
        let patient_links = links.map_or(Ok(Vec::new()), |links| {
            serde_json::from_str(&links).map_err(|_| Error::bad_row("users", "patient_links"))
        })?;
        Ok(Origin {
            source,
            external_id,
            patient_links,
        })
    })
    .transpose()
}

/// The users who were brought along from these accounts of a source, each with its id there.
pub fn find_users(
    conn: &mut Conn<'_>,
    source: &str,
    external_ids: &[&str],
) -> Result<Vec<(String, UserId)>> {
    let query = users::table
        .filter(users::source.eq(source))
        .filter(users::external_id.eq_any(external_ids))
        .select((users::external_id.assume_not_null(), users::id));
    let rows: Vec<(String, String)> = db!(conn, |c| query.load(c))?;
    let found = rows
        .into_iter()
        .map(|(external, id)| (external, Id::new(id)));
    Ok(found.collect())
}
