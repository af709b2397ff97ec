//! What becomes of grants when the consent that they rest on is narrowed.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    document::to_json,
    grants::{GrantRow, columns},
    schema::grants,
};
use crate::model::{ConsentId, Grant};

/// The grants that rest on these consents and were not revoked, what was exchanged for their
/// tokens included.
pub fn resting_on(conn: &mut Conn<'_>, consents: &[ConsentId]) -> Result<Vec<Grant>> {
    let ids: Vec<_> = consents.iter().map(ConsentId::as_str).collect();
    let rows: Vec<GrantRow> = db!(conn, |c| grants::table
        .filter(grants::consent_id.eq_any(ids))
        .filter(grants::revoked_at.is_null())
        .select(columns::<GrantRow>())
        .load(c))?;
    rows.into_iter().map(GrantRow::into_grant).collect()
}

/// Writes what is left of a grant: its scope, audience and claims, whether it ends with the
/// browser session, and the consent it rests on now.
pub fn narrow(conn: &mut Conn<'_>, grant: &Grant) -> Result<()> {
    let row = grants::table
        .find(grant.id.as_str())
        .filter(grants::revoked_at.is_null());
    let set = (
        grants::scope.eq(grant.scope.to_string()),
        grants::audience.eq(to_json(&grant.audience)?),
        grants::claims.eq(grant.claims.as_ref().map(to_json).transpose()?),
        grants::bound.eq(grant.bound),
        grants::consent_id.eq(grant.consent_id.as_ref().map(ToString::to_string)),
    );
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}
