//! The browser session: found, used, ended.

use std::time::Duration;

use super::Browser;
use crate::{
    account::{self, session::Reach},
    app::Ctx,
    core::{Fault, Secret, secret::kind},
    crypto::digest::sha256,
    model::{Authentication, ClientId, Factor, Session, User, UserId},
    store::{self, Conn},
};

/// How often the use of a session is written down.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// The live session of a browser and the person in it, if they may sign in. Anything else is
/// nobody: a malformed, unknown, ended or expired cookie (SE-04, SE-10).
pub fn find(ctx: &Ctx, browser: &Browser) -> Result<Option<(Session, User)>, Fault> {
    let Some(cookie) = &browser.session else {
        return Ok(None);
    };
    let digest = sha256(cookie);
    let found = ctx
        .app
        .store
        .read(|conn| store::sessions::find_by_digest(conn, &digest))?;
    let found = found.filter(|(session, user)| session.is_live(ctx.now) && user.is_active());
    if let Some((_, user)) = &found {
        ctx.note_person(&user.id);
    }
    Ok(found)
}

/// Notes that a session was used, at most once a minute.
pub fn touch(ctx: &Ctx, session: &Session) -> Result<(), Fault> {
    if ctx.now.since(session.last_seen_at) < TOUCH_EVERY {
        return Ok(());
    }
    let (id, whence) = (session.id.clone(), ctx.whence());
    let until = (ctx.now, ctx.now.plus(ctx.app.config.session.idle));
    ctx.app
        .store
        .write(move |conn| store::sessions::touch(conn, &id, until, &whence))
}

/// A session (SE-01, SE-02): its cookie, which is new and shown once, and its row.
pub(super) fn create(
    ctx: &Ctx,
    user_id: &UserId,
    (authentication, factor): (Authentication, Option<Factor>),
    old: Option<&Session>,
) -> (Secret<kind::Session>, Session) {
    let cookie = ctx.app.entropy.secret::<kind::Session>("");
    let same = old.filter(|old| old.user_id == *user_id);
    let session = Session {
        id: same.map_or_else(|| ctx.app.entropy.id(ctx.now), |old| old.id.clone()),
        digest: sha256(&cookie),
        user_id: user_id.clone(),
        authentication,
        created_at: same.map_or(ctx.now, |old| old.created_at),
        last_seen_at: ctx.now,
        idle_at: ctx.now.plus(ctx.app.config.session.idle),
        absolute_at: ctx.now.plus(ctx.app.config.session.absolute),
        ended_at: None,
        factor,
        whence: ctx.whence(),
    };
    (cookie, session)
}

/// Puts a session in the place of the one that the browser had before it signed in anew (SE-02).
/// The same person's stays what it is, with another cookie: what rests on it goes on. Whether it
/// could; it was ended meanwhile if not. Somebody else's is signed out with all that is bound to it
/// (SE-11).
pub(super) fn replace(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    old: Option<&Session>,
    new: &Session,
) -> store::Result<bool> {
    if let Some(old) = old {
        if old.id == new.id {
            return store::sessions::renew(conn, new);
        }
        let ended = store::sessions::end(conn, &old.id, ctx.now)?;
        if ended && old.user_id != new.user_id {
            account::session::release(ctx, conn, (&old.id, &old.user_id), Reach::Session)?;
        }
    }
    let others = store::sessions::insert(conn, new)?;
    account::sessions::keep_to_most(ctx, conn, new, others)?;
    Ok(true)
}

/// A sign-out that was done: the clients that are told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedOut {
    /// In the order in which they got something.
    pub told: Vec<ClientId>,
}

/// Signs a browser out (SE-05): the row goes, what is bound to it ends, and apps will be told,
/// all in one transaction. Nobody waits for an app.
pub fn sign_out(ctx: &Ctx, browser: &Browser, reach: Reach) -> Result<SignedOut, Fault> {
    let Some(cookie) = &browser.session else {
        return Ok(SignedOut::default());
    };
    let digest = sha256(cookie);
    let found = ctx
        .app
        .store
        .read(|conn| store::sessions::find_by_digest(conn, &digest))?;
    // One that is over, or whose person may not sign in, goes all the same.
    let Some((session, user)) = found else {
        return Ok(SignedOut::default());
    };
    let mut event = ctx.event("session.ended", None, format!("user:{}", user.id));
    event.subject = Some(format!("session:{}", session.id));
    if reach == Reach::AllApps {
        event.detail = Some(serde_json::json!({ "reach": "all_apps" }));
    }
    let inner = ctx.clone();
    let told = ctx.app.store.write(move |conn| {
        if !store::sessions::delete(conn, &session.id)? {
            return Ok(Vec::new());
        }
        let told = account::session::release(&inner, conn, (&session.id, &user.id), reach)?;
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(told)
    })?;
    Ok(SignedOut { told })
}
