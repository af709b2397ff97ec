//! Links that are opened elsewhere than in the browser that asked: whoever opens one shows that they asked,
//! by the password of the account, or the one that was chosen for it. Whoever else reads the mail did not, and
//! the account would be of somebody whose address it is not.

use super::{
    action_code::{self, Purpose},
    budget::guess_password,
    unproven,
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::UserId,
    store,
};

/// Who opens a link, as far as their browser says.
#[derive(Clone, Debug)]
pub struct Opener {
    /// Its cookie.
    pub browser: Option<Secret<kind::Browser>>,
    /// Who is signed in there.
    pub user: Option<UserId>,
}

/// Whether whoever opens a link has to type the account's password before it proves an address, or gives the
/// account another one.
///
/// Anybody makes an account at MyCure's door with an address that is not theirs, or gives their own account
/// such an address, and its person reads the letter: their button would prove the address on the account of
/// somebody else. So the page asks for what only the account's own people know, unless they are signed in here,
/// or it was asked for in this browser and nobody else is signed in, as `/join/confirm` does. The contract is kept (M20): an app shows
/// a code by `applyActionCode`, signed in or not, and whoever types a code into an app knows whose account it
/// is. What an operator made is vouched for, and a link that proves its address asks for nothing; nobody
/// vouches for an address that an account is to have from now on.
pub fn asks_for_password(
    ctx: &Ctx,
    (purpose, link): (Purpose, &Secret<kind::ActionCode>),
    opener: &Opener,
) -> Settled<bool> {
    let found = find_strange(ctx, (purpose, link), opener)?;
    Ok(found.map(|account| account.is_some()))
}

/// Whether somebody else is signed in where a link is opened than whose account it is for.
pub fn is_anothers(
    ctx: &Ctx,
    (purpose, link): (Purpose, &Secret<kind::ActionCode>),
    opener: &Opener,
) -> Result<bool, Fault> {
    let Some(user) = &opener.user else {
        return Ok(false);
    };
    let found = ctx
        .app
        .store
        .read(|conn| action_code::find(ctx, conn, &[purpose], link))?;
    Ok(found.is_ok_and(|code| code.user_id.as_ref() != Some(user)))
}

/// Whether a link may be used by whoever opens it: nothing is asked of them, or this is the password.
pub fn may_use(
    ctx: &Ctx,
    (purpose, link): (Purpose, &Secret<kind::ActionCode>),
    (opener, typed): (&Opener, &Secret<kind::Password>),
) -> Settled<bool> {
    let account = match find_strange(ctx, (purpose, link), opener)? {
        Ok(Some(account)) => account,
        Ok(None) => return Ok(Ok(true)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let kept = ctx
        .app
        .store
        .read(|conn| store::users::find_credentials(conn, &account))?;
    let kept = kept.and_then(|found| found.password);
    match kept.filter(|kept| kept.disabled_at.is_none()) {
        Some(kept) => is_password(ctx, (purpose, link), (typed, &kept.hash)),
        None => Ok(Ok(false)),
    }
}

/// The account of a link that asks whoever opens it for its password.
fn find_strange(
    ctx: &Ctx,
    (purpose, link): (Purpose, &Secret<kind::ActionCode>),
    opener: &Opener,
) -> Settled<Option<UserId>> {
    ctx.app.store.read(|conn| {
        let code = match action_code::find(ctx, conn, &[purpose], link)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(account) = code.user_id else {
            return Ok(Ok(None));
        };
        // Where somebody else is signed in by now, it is theirs: they did not ask.
        let is_here = match &opener.user {
            Some(user) => *user == account,
            None => code.browser.is_some() && code.browser == opener.browser.as_ref().map(sha256),
        };
        let is_strange = !is_here
            && match purpose {
                Purpose::ChangeEmail | Purpose::ChangeMobile => true,
                _ => unproven::is_in(conn, &account)?,
            };
        Ok(Ok(is_strange.then_some(account)))
    })
}

/// Whether this is the password that goes with a link. RC-08: it is guessed no more often than a short code:
/// each guess is counted, by the link and by the address, before it is compared.
pub(super) fn is_password(
    ctx: &Ctx,
    (purpose, link): (Purpose, &Secret<kind::ActionCode>),
    (typed, kept): (&Secret<kind::Password>, &str),
) -> Settled<bool> {
    if typed.expose().is_empty() || typed.expose().len() > policy::PASSWORD_MAX_BYTES {
        return Ok(Ok(false));
    }
    let (inner, link) = (ctx.clone(), link.clone());
    let counted = ctx.app.store.write(move |conn| {
        match action_code::find(&inner, conn, &[purpose], &link)? {
            Ok(code) => guess_password(&inner, conn, &code),
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
