//! The way back into their account of somebody who must have a second factor: by the operator's link
//! (LG-18).

use super::{
    access::{self, By, Change},
    cut_off,
    invitation::{self, NotGood},
    password,
};
use crate::{
    app::Ctx,
    core::{Fault, Secret, secret::kind},
    crypto::digest::sha256,
    model::{InvitationKind, User, password::Flaw},
    store,
};

/// Why somebody does not come back into their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotBack {
    /// The link is worth nothing.
    Invitation(NotGood),
    /// The password is not good enough.
    Flawed(Flaw),
}

/// Lets somebody back into their account by the operator's link (LG-18): with another password and
/// without any second factor, which they set up anew; sessions and grants end. Once.
pub fn come_back(
    ctx: &Ctx,
    code: &Secret<kind::Invitation>,
    new: &Secret<kind::Password>,
) -> Result<Result<User, NotBack>, Fault> {
    let found = match invitation::find(ctx, code)? {
        Ok(found) if found.invitation.kind == InvitationKind::Recover => found,
        Ok(_) => return Ok(Err(NotBack::Invitation(NotGood::Unknown))),
        Err(not_good) => return Ok(Err(NotBack::Invitation(not_good))),
    };
    let user = match &found.invitation.user_id {
        Some(id) => ctx.app.store.read(|conn| store::users::find(conn, id))?,
        None => None,
    };
    let Some(user) = user.filter(User::is_active) else {
        return Ok(Err(NotBack::Invitation(NotGood::Dead)));
    };
    if let Err(flaw) = password::check(ctx, &user, false, new) {
        return Ok(Err(NotBack::Flawed(flaw)));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, new)?;
    let (inner, id, digest) = (ctx.clone(), user.id.clone(), sha256(code));
    let won = ctx.app.store.write(move |conn| {
        if let Err(not_good) = invitation::redeem(&inner, conn, &digest, None)? {
            return Ok(Err(not_good));
        }
        let change = Change::Password {
            hash: hash.clone(),
            must_change: None,
        };
        cut_off::remove_factors(&inner, conn, &id, REASON)?;
        let actor = format!("user:{id}");
        let by = By {
            actor: &actor,
            session: None,
            reason: None,
        };
        match access::apply(&inner, conn, (&id, &change), by)? {
            Some(_) => Ok(Ok(())),
            None => Ok(Err(NotGood::Dead)),
        }
    })?;
    Ok(match won {
        Ok(()) => Ok(user),
        Err(not_good) => Err(NotBack::Invitation(not_good)),
    })
}

const REASON: &str = "the link of `signet admin recover` was used";
