//! What becomes of apps when a browser session ends.

use crate::{
    app::Ctx,
    core::{Door, Reason, Timestamp, secret::kind},
    crypto::digest::sha256,
    estates,
    model::{Authentication, ClientId, Factor, LogoutNotice, Session, SessionId, UserId},
    store::{self, Conn, logout_notices::Party},
};

/// How far a sign-out goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Grants that are bound to the session end with it; offline ones stay.
    Session,
    /// Every grant of the person ends.
    AllApps,
}

/// Begins a session of somebody who signed in at a legacy door: they see and end it as any other,
/// but no cookie opens it.
pub fn begin_at_door(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    (door, authentication, factor): (Door, &Authentication, Option<Factor>),
    (idle_at, absolute_at): (Timestamp, Timestamp),
) -> store::Result<SessionId> {
    let session = Session {
        id: ctx.app.entropy.id(ctx.now),
        digest: sha256(&ctx.app.entropy.secret::<kind::Session>("")),
        user_id: user.clone(),
        authentication: authentication.clone(),
        created_at: ctx.now,
        last_seen_at: ctx.now,
        idle_at,
        absolute_at,
        ended_at: None,
        factor,
        whence: ctx.whence(),
    };
    // SE-12: "logins at a legacy door are grants, capped per door".
    store::sessions::insert_at_door(conn, &session, door.name())?;
    Ok(session.id)
}

/// Moves the end for lack of use of such a session.
pub fn touch_at_door(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    session: &SessionId,
    door: Door,
) -> store::Result<()> {
    match estates::session_idle(ctx, door) {
        Some(idle) => {
            let until = (ctx.now, ctx.now.plus(idle));
            store::sessions::touch(conn, session, until, &ctx.whence())
        }
        None => Ok(()),
    }
}

/// Ends what rests on a browser session that ends, in the transaction of its end, and puts down
/// whom to tell; the clients that will be told. The session's own row is the caller's.
///
/// Back-Channel Logout §2.7: "refresh tokens issued without the offline_access property to a
/// session being logged out SHOULD be revoked", those with it "normally SHOULD NOT be".
pub fn release(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (session, user): (&SessionId, &UserId),
    reach: Reach,
) -> store::Result<Vec<ClientId>> {
    let mut parties = store::logout_notices::parties_of_session(conn, session)?;
    match reach {
        Reach::Session => {
            store::grants::end_session(conn, session, Reason::SessionEnded, ctx.now)?;
        }
        Reach::AllApps => {
            for party in store::logout_notices::parties_of_user(conn, user, ctx.now)? {
                if !parties.contains(&party) {
                    parties.push(party);
                }
            }
            store::grants::revoke_user(conn, user, Reason::SessionEnded, ctx.now)?;
        }
    }
    tell(ctx, conn, user, parties)
}

/// Puts down that every app of a person is to be told that all is over: for whoever locks,
/// deletes or resets the person, in that transaction, before the grants are revoked.
pub fn tell_all(ctx: &Ctx, conn: &mut Conn<'_>, user: &UserId) -> store::Result<Vec<ClientId>> {
    let parties = store::logout_notices::parties_of_user(conn, user, ctx.now)?;
    tell(ctx, conn, user, parties)
}

/// Puts down a notice for each that has an address for it.
fn tell(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    parties: Vec<Party>,
) -> store::Result<Vec<ClientId>> {
    let catalog = ctx.app.catalog();
    let mut told = Vec::new();
    for (client_id, session_id) in parties {
        let wants = catalog.client(&client_id).is_some_and(|client| {
            let metadata = &client.metadata.logout;
            client.is_enabled()
                && metadata.backchannel_logout_uri.is_some()
                && (session_id.is_some() || !metadata.backchannel_logout_session_required)
        });
        if !wants {
            continue;
        }
        let notice = LogoutNotice {
            id: ctx.app.entropy.id(ctx.now),
            client_id: client_id.clone(),
            user_id: user.clone(),
            session_id,
            created_at: ctx.now,
            tries: 0,
            due_at: ctx.now,
        };
        store::logout_notices::insert(conn, &notice)?;
        if !told.contains(&client_id) {
            told.push(client_id);
        }
    }
    Ok(told)
}
