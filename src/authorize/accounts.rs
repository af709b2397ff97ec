//! The accounts that signed in on a browser: a short list in a sealed cookie, tied to the cookie
//! that binds the browser's authorization requests. The server keeps none of it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Browser, Open, session};
use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Fault, Id, Reason, Secret, Settled, secret::kind},
    crypto::{Place, digest::sha256},
    model::{Stage, User, UserId},
    store,
};

/// An account that a person may choose.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose.
    pub user: User,
    /// Whether they are signed in on this browser.
    pub signed_in: bool,
}

/// The list of a browser, the last one first. One that does not open is none: it was made up,
/// changed, or made for another browser.
pub fn read(ctx: &Ctx, browser: &Browser) -> Vec<UserId> {
    let (Some(binding), Some(sealed)) = (&browser.binding, &browser.accounts) else {
        return Vec::new();
    };
    let open = || {
        let sealed = URL_SAFE_NO_PAD.decode(sealed.expose()).ok()?;
        let row = row(&sha256(binding));
        let plain = ctx.app.data_keys.open(&place(&row), &sealed).ok()?;
        serde_json::from_slice::<Vec<UserId>>(&plain).ok()
    };
    let mut accounts = open().unwrap_or_default();
    accounts.truncate(policy::ACCOUNTS_PER_BROWSER);
    accounts
}

/// The list as the cookie holds it.
pub(super) fn seal(
    ctx: &Ctx,
    binding: &Digest<kind::Browser>,
    accounts: &[UserId],
) -> Result<Secret<kind::Accounts>, Fault> {
    let plain = serde_json::to_vec(accounts).map_err(|e| Fault::Internal(e.to_string()))?;
    let row = row(binding);
    let sealed = ctx
        .app
        .data_keys
        .seal(&*ctx.app.entropy, &place(&row), &plain)?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(sealed)))
}

/// The list with this person at its head.
pub(super) fn with(accounts: &[UserId], user: &UserId) -> Vec<UserId> {
    let others = accounts.iter().filter(|other| *other != user);
    std::iter::once(user)
        .chain(others)
        .take(policy::ACCOUNTS_PER_BROWSER)
        .cloned()
        .collect()
}

/// What there is to choose from: whoever is signed in, then the others that may sign in.
pub fn choices(ctx: &Ctx, open: &Open) -> Result<Vec<Account>, Fault> {
    let current = open.session.as_ref().map(|(_, user)| user);
    let mut found: Vec<Account> = current
        .map(|user| Account {
            user: user.clone(),
            signed_in: true,
        })
        .into_iter()
        .collect();
    let others = open
        .accounts
        .iter()
        .filter(|id| current.is_none_or(|user| user.id != **id));
    for id in others {
        let user = ctx.app.store.read(|conn| store::users::find(conn, id))?;
        found.extend(user.filter(User::is_active).map(|user| Account {
            user,
            signed_in: false,
        }));
    }
    Ok(found)
}

/// Takes the choice of an account, or of none that is listed. Whoever is signed in goes on; the
/// others have to sign in.
pub fn choose(ctx: &Ctx, open: &Open, chosen: Option<&UserId>) -> Settled<()> {
    let current = open.session.as_ref().map(|(_, user)| &user.id);
    let next = match chosen {
        Some(id) if Some(id) == current => Stage::Chosen {
            user_id: id.clone(),
        },
        Some(id) if open.accounts.contains(id) => Stage::Another {
            user_id: Some(id.clone()),
        },
        // Nobody who was on the page.
        Some(_) => return Ok(Err(Reason::InteractionRequired.into())),
        None => Stage::Another { user_id: None },
    };
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let won = ctx
        .app
        .store
        .write(move |conn| store::interactions::consume_revision(conn, &id, revision, &next))?;
    Ok(if won {
        Ok(())
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

/// Whose account was chosen to sign in with, if one was.
pub fn chosen(ctx: &Ctx, open: &Open) -> Result<Option<User>, Fault> {
    let Stage::Another { user_id: Some(id) } = &open.interaction.stage else {
        return Ok(None);
    };
    let user = ctx.app.store.read(|conn| store::users::find(conn, id))?;
    Ok(user.filter(User::is_active))
}

/// Takes an account from the list, and signs it out if it is signed in; the new list, and
/// whether the session is gone.
pub fn remove(
    ctx: &Ctx,
    browser: &Browser,
    open: &Open,
    user: &str,
) -> Result<(Secret<kind::Accounts>, bool), Fault> {
    let user: UserId = Id::new(user);
    let left: Vec<UserId> = open
        .accounts
        .iter()
        .filter(|id| **id != user)
        .cloned()
        .collect();
    let current = open.session.as_ref().is_some_and(|(_, u)| u.id == user);
    if current {
        session::sign_out(ctx, browser, crate::account::session::Reach::Session)?;
    }
    Ok((seal(ctx, &open.interaction.browser, &left)?, current))
}

fn row(binding: &Digest<kind::Browser>) -> String {
    URL_SAFE_NO_PAD.encode(binding.as_bytes())
}

fn place(row: &str) -> Place<'_> {
    Place {
        table: "browsers",
        row,
        column: "accounts",
    }
}
