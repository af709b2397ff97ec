//! The browser session: found, used, ended.

use std::time::Duration;

use super::Browser;
use crate::{
    app::Ctx,
    core::{Fault, Secret, secret::kind},
    crypto::digest::sha256,
    model::{Authentication, Session, User, UserId},
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
    Ok(found.filter(|(session, user)| session.is_live(ctx.now) && user.is_active()))
}

/// Notes that a session was used, at most once a minute.
pub fn touch(ctx: &Ctx, session: &Session) -> Result<(), Fault> {
    if ctx.now.since(session.last_seen_at) < TOUCH_EVERY {
        return Ok(());
    }
    let (id, now, idle_at) = (
        session.id.clone(),
        ctx.now,
        ctx.now.plus(ctx.app.config.session.idle),
    );
    ctx.app
        .store
        .write(move |conn| store::sessions::touch(conn, &id, now, idle_at))
}

/// A session (SE-01, SE-02): its cookie, which is new and shown once, and its row.
pub(super) fn create(
    ctx: &Ctx,
    user_id: &UserId,
    authentication: Authentication,
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
    };
    (cookie, session)
}

/// Puts a session in the place of the one that the browser had before it signed in anew (SE-02).
/// The same person's stays what it is, with another cookie: what rests on it goes on. Whether it
/// could; it was ended meanwhile if not.
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
        store::sessions::end(conn, &old.id, ctx.now)?;
    }
    store::sessions::insert(conn, new)?;
    Ok(true)
}

/// Signs a browser out (SE-05): the row goes.
pub fn sign_out(ctx: &Ctx, browser: &Browser) -> Result<(), Fault> {
    let Some((session, user)) = find(ctx, browser)? else {
        return Ok(());
    };
    let mut event = ctx.event("session.ended", None, format!("user:{}", user.id));
    event.subject = Some(format!("session:{}", session.id));
    let app = ctx.app.clone();
    ctx.app.store.write(move |conn| {
        if store::sessions::delete(conn, &session.id)? {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}
