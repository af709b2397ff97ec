//! Links that are opened elsewhere than in the browser that asked: whoever opens one shows that they asked,
//! by the password that was chosen. Whoever else reads the mail did not, and the account would be of somebody
//! whose address it is not.

use super::{
    action_code::{self, Purpose},
    budget::guess,
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Secret, Settled, secret::kind},
    store,
};

/// Whether this is the password that goes with a link. RC-08: it is guessed no more often than a short code:
/// each guess is counted, by the link and by the address, before it is compared.
pub(super) fn is_password(
    ctx: &Ctx,
    (purposes, link): (&'static [Purpose], &Secret<kind::ActionCode>),
    (typed, kept): (&Secret<kind::Password>, &str),
) -> Settled<bool> {
    if typed.expose().is_empty() || typed.expose().len() > policy::PASSWORD_MAX_BYTES {
        return Ok(Ok(false));
    }
    let (inner, link) = (ctx.clone(), link.clone());
    let counted = ctx.app.store.write(move |conn| {
        match action_code::find(&inner, conn, purposes, &link)? {
            Ok(code) => guess(&inner, conn, &code),
            Err(refusal) => Ok(Err(refusal)),
        }
    })?;
    let key = match counted {
        Ok(key) => key,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !ctx.app.hashing.verify(typed, kept)?.matches {
        return Ok(Ok(false));
    }
    ctx.app
        .store
        .write(move |conn| store::limits::refund(conn, &key.now))?;
    Ok(Ok(true))
}
