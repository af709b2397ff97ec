//! Accounts whose person has not proven that the address in them is theirs. Only MyCure's door makes
//! them: its contract has the letter that proves an address follow the account. Whoever made one may be
//! anybody, until the address is proven; what an operator made is vouched for by the operator.

use super::{action_code, cut_off};
use crate::{
    app::Ctx,
    core::{Digest, Fault, secret::kind},
    model::{Identifier, Namespace, UserId},
    store::{self, Conn},
};

/// Whether this is such an account: the address that a forgotten password is replaced by is not proven,
/// or, where there is none, the number.
///
/// No second factor and no passkey is added to it: it would outlive the reset by which the person whose
/// address it is comes in (pre-hijacking).
pub fn is(ctx: &Ctx, id: &UserId) -> Result<bool, Fault> {
    ctx.app.store.read(|conn| is_in(conn, id))
}

/// Whether anybody may have made this account: MyCure's door made it, and no operator brought it along.
///
/// The door makes an account and what it knows of its person at one instant, in one transaction. Of everybody
/// else it knows something only from their first sign-in there on: whom an operator added, and who joined at
/// our pages, which prove the address first. They are vouched for as before.
pub(super) fn is_of_anybody(conn: &mut Conn<'_>, id: &UserId) -> store::Result<bool> {
    let Some(known) = store::mycure::find(conn, id)? else {
        return Ok(false);
    };
    let person = store::users::find(conn, id)?;
    if person.is_none_or(|person| person.created_at != known.created_at) {
        return Ok(false);
    }
    let origin = store::origins::find(conn, id)?.unwrap_or_default();
    Ok(origin.source.is_none() && origin.external_id.is_none())
}

pub(super) fn is_in(conn: &mut Conn<'_>, id: &UserId) -> store::Result<bool> {
    if !is_of_anybody(conn, id)? {
        return Ok(false);
    }
    let known = store::identifiers::list(conn, id)?;
    let of = |namespace: Namespace| {
        let all = known.iter();
        let mut all = all.filter(move |one| one.identifier.namespace == namespace);
        let first = all.next()?.verified_at.is_none();
        Some(first && all.all(|one| one.verified_at.is_none()))
    };
    Ok(of(Namespace::Email)
        .or_else(|| of(Namespace::Mobile))
        .unwrap_or(false))
}

/// Whether who shows what was sent there proves the address of such an account for the first time.
pub(super) fn is_first_proof(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    recipient: &Digest<kind::Recipient>,
) -> store::Result<bool> {
    let is_theirs = |identifier: &Identifier| action_code::recipient(ctx, identifier) == *recipient;
    let known = store::identifiers::list(conn, id)?;
    let is_first = known
        .iter()
        .any(|one| one.verified_at.is_none() && is_theirs(&one.identifier));
    Ok(is_first && is_in(conn, id)?)
}

/// Whoever proves the address for the first time by the link to a new password did not have to know the
/// old one: they may be somebody else than who made the account, who may have set up what signs in
/// without it, before that was forbidden or at a node that did not forbid it yet. All of it goes, in the
/// transaction that ends the sessions, and a letter says so. RC-04 is about people whose address was proven
/// before.
pub(super) fn end_factors(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    recipient: &Digest<kind::Recipient>,
) -> store::Result<()> {
    if !is_first_proof(ctx, conn, id, recipient)? {
        return Ok(());
    }
    let why = (None, "the address was proven for the first time");
    cut_off::end_strange_factors(ctx, conn, id, why).map(drop)
}
