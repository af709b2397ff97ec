//! The way back of an address or number that was changed, within 72 hours (RC-09).

use serde_json::Value;

use super::{
    action_code::{self, Pending, Purpose},
    contact::{replace, taken},
    cut_off,
    identifier::record,
    unproven,
};
use crate::{
    app::Ctx,
    core::{Reason, Secret, Settled, Timestamp, secret::kind},
    model::{Identifier, Namespace, UserId},
    store::{self, Conn},
};

/// Takes an identifier from whoever took it meanwhile and has not proven it: RC-09 gives its person 72
/// hours, whoever is quicker.
fn give_up(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    identifier: &Identifier,
) -> store::Result<()> {
    let spaces = [identifier.namespace.as_str()];
    let found = store::users::find_by_identifier(conn, &spaces, &identifier.form())?;
    let Some(other) = found
        .map(|found| found.user)
        .filter(|other| other.id != *id)
    else {
        return Ok(());
    };
    let known = store::identifiers::list(conn, &other.id)?;
    let theirs = known.iter().find(|known| {
        known.identifier.namespace == identifier.namespace
            && known.identifier.form() == identifier.form()
    });
    let Some(theirs) = theirs.filter(|known| known.verified_at.is_none()) else {
        return Ok(());
    };
    store::accounts::delete_identifier(conn, &other.id, &theirs.identifier)?;
    let mut other = other;
    let is_email = identifier.namespace == Namespace::Email;
    let told = other
        .profile
        .email
        .as_deref()
        .map(|email| Namespace::Email.form(email));
    if is_email && told == Some(identifier.form()) {
        other.profile.email = None;
        other.profile.email_verified = false;
        super::identifier::keep(ctx, conn, other.clone())?;
    }
    record(
        ctx,
        conn,
        ("identifier.given_up", &other.id),
        &identifier.namespace,
    )
}

/// Takes away what whoever changed it may have added to sign in with; whether there was any.
///
/// Of an account that anybody may have made, with an address that was never proven, its person has made
/// nothing: they know neither its password nor what it is signed in with. By now the address is proven, so
/// that the reset which follows ends none of it ([`super::unproven`]): all of it goes here.
fn end_strange(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    (changed_at, is_first_proof): (Timestamp, bool),
) -> store::Result<bool> {
    let is_all = is_first_proof && unproven::is_of_anybody(conn, id)?;
    let why = match is_all {
        true => (None, "the address was proven for the first time"),
        false => (Some(changed_at), "an address or number was changed back"),
    };
    if is_all {
        store::passwords::disable(conn, id, ctx.now)?;
        store::devices::delete_of(conn, id)?;
    }
    cut_off::end_strange_factors(ctx, conn, id, why)
}

/// Uses a link to change an address or number back, within 72 hours. Whoever changed it may still be
/// in: every session and grant ends, and what was added since to sign in with. Whether there was any.
pub fn undo(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<bool> {
    let (inner, link) = (ctx.clone(), link.clone());
    taken(ctx.app.store.attempt(move |conn| {
        let ctx = &inner;
        let purposes = &[Purpose::UndoEmail, Purpose::UndoMobile];
        let consumed = match action_code::consume(ctx, conn, purposes, &link)? {
            Ok(consumed) => consumed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (
            Some(id),
            Some(Pending::Undo {
                namespace,
                before,
                was_verified,
                now,
            }),
        ) = (consumed.user, consumed.pending)
        else {
            return Ok(Err(Reason::ActionCodeUnknown.into()));
        };
        let of = |text: &str| Identifier {
            namespace: Namespace::from(namespace.as_str()),
            text: text.to_owned(),
        };
        // It may have been changed once more since.
        for known in store::identifiers::list(conn, &id)? {
            let newest = store::users::find(conn, &id)?.is_some_and(|person| {
                let told = match known.identifier.namespace {
                    Namespace::Email => person.profile.email,
                    _ => person
                        .profile
                        .other
                        .get("phone_number")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                };
                told.is_some_and(|told| {
                    known.identifier.namespace.form(&told) == known.identifier.form()
                })
            });
            if newest && known.identifier.namespace == of("").namespace {
                store::accounts::delete_identifier(conn, &id, &known.identifier)?;
            }
        }
        give_up(ctx, conn, &id, &of(&before))?;
        // Only whoever reads its mail comes here.
        let proven = was_verified || consumed.purpose == Purpose::UndoEmail;
        replace(ctx, conn, &id, (Some(&of(&now)), &of(&before), proven))?;
        action_code::end_with_identifier(ctx, conn, &id)?;
        cut_off::everything(ctx, conn, &id)?;
        let is_first_proof = proven && !was_verified;
        let since = (consumed.created_at, is_first_proof);
        let factors = end_strange(ctx, conn, &id, since)?;
        record(
            ctx,
            conn,
            ("identifier.change_undone", &id),
            &of("").namespace,
        )?;
        Ok(Ok(factors))
    }))
}
