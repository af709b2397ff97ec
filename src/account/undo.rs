//! The way back of an address or number that was changed, within 72 hours (RC-09).

use serde_json::Value;

use super::{
    action_code::{self, Pending, Purpose},
    contact::{replace, taken},
    cut_off,
    identifier::record,
};
use crate::{
    app::Ctx,
    core::{Reason, Secret, Settled, secret::kind},
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
        let before = other.updated_at;
        other.profile.email = None;
        other.profile.email_verified = false;
        other.updated_at = ctx.now;
        store::accounts::update(conn, &other, before)?;
    }
    record(
        ctx,
        conn,
        ("identifier.given_up", &other.id),
        &identifier.namespace,
    )
}

/// Uses a link to change an address or number back, within 72 hours. Whoever changed it may still be
/// in: every session and grant ends.
pub fn undo(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Settled<()> {
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
        record(
            ctx,
            conn,
            ("identifier.change_undone", &id),
            &of("").namespace,
        )?;
        Ok(Ok(()))
    }))
}
