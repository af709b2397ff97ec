//! The browser session: found, used, ended.

use std::time::Duration;

use super::Browser;
use crate::{
    app::Ctx,
    core::{Fault, Secret, secret::kind},
    crypto::digest::sha256,
    model::{Authentication, Session, SessionId, User, UserId},
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

/// A new session (SE-01, SE-02): its cookie, which is shown once, and its row.
pub(super) fn create(
    ctx: &Ctx,
    user_id: &UserId,
    authentication: Authentication,
) -> (Secret<kind::Session>, Session) {
    let cookie = ctx.app.entropy.secret::<kind::Session>("");
    let session = Session {
        id: ctx.app.entropy.id(ctx.now),
        digest: sha256(&cookie),
        user_id: user_id.clone(),
        authentication,
        created_at: ctx.now,
        last_seen_at: ctx.now,
        idle_at: ctx.now.plus(ctx.app.config.session.idle),
        absolute_at: ctx.now.plus(ctx.app.config.session.absolute),
        ended_at: None,
    };
    (cookie, session)
}

/// Ends the session that a browser had before it signed in anew (SE-02).
pub(super) fn replace(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    old: Option<&SessionId>,
    new: &Session,
) -> store::Result<()> {
    if let Some(old) = old {
        store::sessions::end(conn, old, ctx.now)?;
    }
    store::sessions::insert(conn, new)
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
