//! The browser sessions of a person: listed, and ended by themselves or by an operator (SE-07).

use serde_json::json;

use super::session::{Reach, release};
use crate::{
    app::Ctx,
    authn::bearer::Bearer,
    config::policy,
    core::Fault,
    model::{AuditEvent, ClientId, Session, SessionId, UserId},
    store::{self, Conn},
};

/// A browser session that stands, as its person sees it. It has no secret.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The session: since when, until when, from where, what was proven.
    pub session: Session,
    /// The apps that got something in it and have it still, in the order of their ids.
    pub apps: Vec<ClientId>,
    /// Whether an old app began it, which no browser has.
    pub is_at_door: bool,
}

/// The sessions of this person that stand, last used first.
pub fn list(ctx: &Ctx, user: &UserId) -> Result<Vec<Shown>, Fault> {
    let (mut sessions, apps, doors) = ctx.app.store.read(|conn| {
        let sessions = store::sessions::list_live(conn, user, ctx.now)?;
        let ids: Vec<_> = sessions.iter().map(|session| session.id.clone()).collect();
        let apps = store::grants::clients_by_session(conn, &ids, ctx.now)?;
        let doors = store::sessions::doors_of(conn, &ids)?;
        Ok((sessions, apps, doors))
    })?;
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_seen_at));
    let shown = sessions.into_iter().map(|session| Shown {
        apps: apps
            .iter()
            .filter(|(id, _)| *id == session.id)
            .map(|(_, client)| client.clone())
            .collect(),
        is_at_door: doors.iter().any(|(id, _)| *id == session.id),
        session,
    });
    Ok(shown.collect())
}

/// Ends a session of this person, as a sign-out there would: what is bound to it ends, and apps
/// are told. `false` if this person has no such session that stands.
pub fn end(ctx: &Ctx, user: &UserId, session: &SessionId, actor: &str) -> Result<bool, Fault> {
    let standing = standing(ctx, user)?;
    let chosen = standing.into_iter().filter(|one| one == session).collect();
    Ok(end_these(ctx, user, chosen, actor)? > 0)
}

/// Ends every session of this person but the one that is kept: how many.
pub fn end_others(ctx: &Ctx, user: &UserId, kept: &SessionId, actor: &str) -> Result<usize, Fault> {
    let standing = standing(ctx, user)?;
    let others = standing.into_iter().filter(|one| one != kept).collect();
    end_these(ctx, user, others, actor)
}

/// Ends every session of this person: how many.
pub fn end_all(ctx: &Ctx, user: &UserId, actor: &str) -> Result<usize, Fault> {
    let standing = standing(ctx, user)?;
    end_these(ctx, user, standing, actor)
}

/// Whether a token is of a session whose person signed in within the last five minutes (LG-15).
pub fn is_fresh(ctx: &Ctx, bearer: &Bearer) -> bool {
    let grant = bearer.grant.as_ref().map(|state| &state.grant);
    let signed_in = grant
        .filter(|grant| grant.session_id.is_some())
        .and_then(|grant| grant.authentication.as_ref());
    signed_in.is_some_and(|proof| ctx.now.since(proof.auth_time) <= policy::STEP_UP_FRESH)
}

fn standing(ctx: &Ctx, user: &UserId) -> Result<Vec<SessionId>, Fault> {
    let sessions = ctx
        .app
        .store
        .read(|conn| store::sessions::list_live(conn, user, ctx.now))?;
    Ok(sessions.into_iter().map(|session| session.id).collect())
}

fn end_these(
    ctx: &Ctx,
    user: &UserId,
    sessions: Vec<SessionId>,
    actor: &str,
) -> Result<usize, Fault> {
    if sessions.is_empty() {
        return Ok(0);
    }
    let (inner, user, actor) = (ctx.clone(), user.clone(), actor.to_owned());
    ctx.app.store.write(move |conn| {
        let mut ended = 0;
        for session in &sessions {
            let event = event(&inner, (&user, session), actor.clone());
            ended += usize::from(end_one(&inner, conn, (&user, session), &event)?);
        }
        Ok(ended)
    })
}

/// SE-05: the row goes, and what is bound to it; whether it was there.
fn end_one(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (user, session): (&UserId, &SessionId),
    event: &AuditEvent,
) -> store::Result<bool> {
    if !store::sessions::delete_of(conn, user, session)? {
        return Ok(false);
    }
    release(ctx, conn, (session, user), Reach::Session)?;
    store::audit::append(conn, &ctx.app.ledger, event)?;
    Ok(true)
}

fn event(ctx: &Ctx, (user, session): (&UserId, &SessionId), actor: String) -> AuditEvent {
    let mut event = ctx.event("session.ended", None, actor);
    event.subject = Some(format!("user:{user}"));
    event.detail = Some(json!({ "session": session }));
    event
}

/// SE-12: "≤ 10 live browser sessions per user (oldest ended)": ends what is too much beside one
/// that has just begun, in the transaction that begins it. `others`: how many there were.
pub fn keep_to_most(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    begun: &Session,
    others: i64,
) -> store::Result<()> {
    let most = i64::from(ctx.app.config.session.max_per_user);
    if others < most {
        return Ok(());
    }
    let user = &begun.user_id;
    // Who began one meanwhile ends the same; then there is one more to find.
    loop {
        let standing = store::sessions::list_of_browsers(conn, user, ctx.now)?;
        let over = i64::try_from(standing.len()).unwrap_or(most) - most;
        let oldest = standing.into_iter().find(|one| one.id != begun.id);
        let Some(oldest) = oldest.filter(|_| over > 0) else {
            return Ok(());
        };
        let mut event = event(ctx, (user, &oldest.id), "server".into());
        event.detail = Some(json!({ "session": oldest.id, "why": "too_many" }));
        end_one(ctx, conn, (user, &oldest.id), &event)?;
    }
}
