//! The chain over the audit trail: seals beside its rows, and checkpoints of it.

use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use super::{
    Conn, Result,
    audit::AuditRow,
    conn::db,
    schema::{audit, audit_checkpoints, audit_seals},
};
use crate::model::chain::{Checkpoint, Head, Seal};

/// How far the chain has come; `None` before its first seal.
pub fn head(conn: &mut Conn<'_>) -> Result<Option<Head>> {
    let row: Option<(i64, Vec<u8>)> = db!(conn, |c| audit_seals::table
        .order(audit_seals::number.desc())
        .select((audit_seals::number, audit_seals::hash))
        .first(c)
        .optional())?;
    Ok(row.map(|(number, hash)| Head { number, hash }))
}

/// The instant of the last row of the chain, and whether it is from before the chain, without a hash
/// of its own.
pub fn last_row(conn: &mut Conn<'_>, head: &Head) -> Result<Option<(i64, bool)>> {
    let rows = audit_seals::table
        .inner_join(audit::table.on(audit::id.eq(audit_seals::audit_id)))
        .filter(audit_seals::number.eq(head.number))
        .select((audit::at, audit::hash.is_null()));
    Ok(db!(conn, |c| rows.first(c).optional())?)
}

/// Rows without a seal, oldest first: of what was written since then, or of all, past the first
/// `skip` and at most `limit`.
pub fn unsealed(
    conn: &mut Conn<'_>,
    since: Option<i64>,
    skip: i64,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let seal = audit_seals::table.filter(audit_seals::audit_id.eq(audit::id));
    let rows = audit::table
        .filter(audit::at.ge(since.unwrap_or(i64::MIN)))
        .filter(not(exists(seal)))
        .order((audit::at, audit::id))
        .offset(skip)
        .limit(limit);
    Ok(db!(conn, |c| rows.select(AuditRow::as_select()).load(c))?)
}

/// Whether a server started before this instant, by a row that has a hash of its own.
pub fn served_before(conn: &mut Conn<'_>, before: i64) -> Result<bool> {
    let rows = audit::table
        .filter(audit::event.eq("server.started"))
        .filter(audit::hash.is_not_null())
        .filter(audit::at.lt(before));
    Ok(db!(conn, |c| diesel::select(diesel::dsl::exists(rows))
        .get_result(c))?)
}

/// Rows without a seal and without a hash of their own, at most `limit`.
pub fn unsealed_old(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<AuditRow>> {
    let seal = audit_seals::table.filter(audit_seals::audit_id.eq(audit::id));
    let rows = audit::table
        .filter(audit::hash.is_null())
        .filter(not(exists(seal)))
        .order((audit::at, audit::id))
        .limit(limit);
    Ok(db!(conn, |c| rows.select(AuditRow::as_select()).load(c))?)
}

/// Rows without a seal after this id, by id, at most `limit`.
pub fn unsealed_after(conn: &mut Conn<'_>, after: &str, limit: i64) -> Result<Vec<AuditRow>> {
    let seal = audit_seals::table.filter(audit_seals::audit_id.eq(audit::id));
    let rows = audit::table
        .filter(audit::id.gt(after))
        .filter(not(exists(seal)))
        .order(audit::id)
        .limit(limit);
    Ok(db!(conn, |c| rows.select(AuditRow::as_select()).load(c))?)
}

/// A stretch of the trail, in the order of its ids.
#[derive(Debug)]
pub struct Stretch {
    /// The id of its last row.
    pub end: String,
    /// Those of its rows that have no seal.
    pub unsealed: Vec<AuditRow>,
}

/// The next `length` rows after this id, sealed or not: `None` at the end. However few have no seal, no
/// more than these are looked at.
pub fn stretch_after(conn: &mut Conn<'_>, after: &str, length: i64) -> Result<Option<Stretch>> {
    let ids = audit::table
        .filter(audit::id.gt(after))
        .order(audit::id)
        .limit(length);
    let ids: Vec<String> = db!(conn, |c| ids.select(audit::id).load(c))?;
    let Some(end) = ids.into_iter().next_back() else {
        return Ok(None);
    };
    let seal = audit_seals::table.filter(audit_seals::audit_id.eq(audit::id));
    let rows = audit::table
        .filter(audit::id.gt(after))
        .filter(audit::id.le(&end))
        .filter(not(exists(seal)))
        .order(audit::id);
    let unsealed = db!(conn, |c| rows.select(AuditRow::as_select()).load(c))?;
    Ok(Some(Stretch { end, unsealed }))
}

/// Adds seals. Of several nodes that add the same number, or seal the same row, one wins.
pub fn add(conn: &mut Conn<'_>, seals: &[Seal]) -> Result<()> {
    let rows: Vec<_> = seals
        .iter()
        .map(|seal| {
            (
                audit_seals::number.eq(seal.number),
                audit_seals::audit_id.eq(&seal.audit_id),
                audit_seals::hash.eq(&seal.hash),
            )
        })
        .collect();
    db!(conn, |c| diesel::insert_into(audit_seals::table)
        .values(&rows)
        .execute(c))?;
    Ok(())
}

/// The seals after this number with their rows, at most `limit`.
pub fn sealed_after(
    conn: &mut Conn<'_>,
    number: i64,
    limit: i64,
) -> Result<Vec<(Seal, Option<AuditRow>)>> {
    type Row = ((i64, String, Vec<u8>), Option<AuditRow>);
    let rows = audit_seals::table
        .left_join(audit::table.on(audit::id.eq(audit_seals::audit_id)))
        .filter(audit_seals::number.gt(number))
        .order(audit_seals::number)
        .limit(limit);
    let rows: Vec<Row> = db!(conn, |c| rows
        .select((
            (
                audit_seals::number,
                audit_seals::audit_id,
                audit_seals::hash,
            ),
            Option::<AuditRow>::as_select(),
        ))
        .load(c))?;
    let read = |((number, audit_id, hash), row)| {
        let seal = Seal {
            number,
            audit_id,
            hash,
        };
        (seal, row)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Adds a checkpoint: whether it is new.
pub fn add_checkpoint(conn: &mut Conn<'_>, checkpoint: &Checkpoint) -> Result<bool> {
    let row = (
        audit_checkpoints::number.eq(checkpoint.number),
        audit_checkpoints::at.eq(checkpoint.at),
        audit_checkpoints::hash.eq(&checkpoint.hash),
        audit_checkpoints::mac.eq(&checkpoint.mac),
    );
    Ok(db!(conn, |c| diesel::insert_into(audit_checkpoints::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?
        == 1)
}

/// All checkpoints, or the last `limit`, newest first.
pub fn checkpoints(conn: &mut Conn<'_>, limit: Option<i64>) -> Result<Vec<Checkpoint>> {
    let rows = audit_checkpoints::table
        .order(audit_checkpoints::number.desc())
        .limit(limit.unwrap_or(i64::MAX));
    let rows: Vec<(i64, i64, Vec<u8>, Vec<u8>)> = db!(conn, |c| rows.load(c))?;
    let read = |(number, at, hash, mac)| Checkpoint {
        number,
        at,
        hash,
        mac,
    };
    Ok(rows.into_iter().map(read).collect())
}
