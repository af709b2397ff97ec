//! Sessions that an old system began, taken over as grants: their tokens go on being refreshed
//! after the day on which the door moved here.

use super::door_refresh;
use crate::{
    app::Ctx,
    authn::{bearer, door_token},
    core::{Door, Fault, Id, Reason, Refusal, Settled, Timestamp, secret::kind},
    crypto::digest::sha256,
    estates,
    model::{
        Authentication, ClientId, Grant, UserId,
        refresh::{RefreshState, RefreshToken},
        session::ACR_LEGACY,
    },
    store::{self, tokens::OpaqueToken},
};

/// A session of the old system, by its newest token.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose.
    pub user_id: UserId,
    /// The `sub` of its token.
    pub subject: String,
    /// The `jti` of its token.
    pub jti: String,
    /// When the session began: the token's `iat`.
    pub began_at: Timestamp,
    /// When the token was made: its `nbf`.
    pub made_at: Timestamp,
    /// When the token ends: its `exp`.
    pub expires_at: Timestamp,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adopted {
    /// It goes on here.
    Made,
    /// It was taken over before.
    Already,
    /// It is over: nothing is kept.
    Over,
}

/// Takes a session over.
pub fn adopt(ctx: &Ctx, door: Door, session: &Session) -> Settled<Adopted> {
    let Some(window) = estates::refresh_window(ctx, door) else {
        return Ok(Err(Reason::GrantTypeNotAllowed.into()));
    };
    let catalog = ctx.app.catalog();
    let client = ctx.app.config.legacy.client(door).map(ClientId::new);
    let Some(client) = client.and_then(|id| catalog.client(&id)) else {
        return Ok(Err(Refusal::new(Reason::ClientUnknown)));
    };
    let absolute_at = session.began_at.plus(window);
    if ctx.now >= absolute_at {
        return Ok(Ok(Adopted::Over));
    }
    let digest = sha256(&door_refresh::credential(
        door,
        &session.jti,
        session.made_at.secs(),
    ));
    let found = ctx
        .app
        .store
        .read(|conn| store::refresh_tokens::find_state(conn, &digest, ctx.now))?;
    if found.is_some() {
        return Ok(Ok(Adopted::Already));
    }
    let audience = vec![door.name().to_owned()];
    let grant = Grant {
        id: ctx.app.entropy.id(ctx.now),
        client_id: client.id.clone(),
        user_id: Some(session.user_id.clone()),
        human_id: None,
        parent_id: None,
        parent_jti: None,
        act: None,
        cnf: None,
        session_id: None,
        consent_id: None,
        door: Some(door.name().to_owned()),
        door_session: None,
        scope: client.scope(),
        audience: audience.clone(),
        claims: None,
        bound: false,
        acr: Some(ACR_LEGACY.to_owned()),
        authentication: Some(Authentication::by_password(session.began_at)),
        created_at: session.began_at,
        absolute_at,
        revoked_at: None,
        revoke_reason: None,
        epoch: catalog.restore_epoch(),
    };
    let head = RefreshToken {
        id: ctx.app.entropy.id(ctx.now),
        grant_id: grant.id.clone(),
        generation: 1,
        digest,
        state: RefreshState::Active,
        idle_at: absolute_at,
        first_used_at: None,
        uses: 0,
        late_uses: 0,
        sealed_successor: None,
        access_seen_at: None,
    };
    // The token itself is good until its end.
    let unique: Id<kind::AccessToken> = ctx.app.entropy.id(ctx.now);
    let token = (ctx.now < session.expires_at).then(|| OpaqueToken {
        digest: door_token::digest(door, &session.jti),
        jti: bearer::jti(&grant.id, 1, &unique),
        grant_id: Some(grant.id.clone()),
        client_id: client.id.clone(),
        subject: session.subject.clone(),
        scope: grant.scope.clone(),
        audience,
        created_at: session.made_at,
        expires_at: session.expires_at,
    });
    let mut event = ctx.event("grant.imported", None, "operator".into());
    event.subject = Some(format!("grant:{}", grant.id));
    event.client_id = Some(client.id.to_string());
    let app = ctx.app.clone();
    let put = move |conn: &mut store::Conn<'_>| {
        store::grants::insert(conn, &grant)?;
        store::refresh_tokens::insert(conn, &head)?;
        if let Some(token) = &token {
            store::tokens::insert_opaque(conn, token)?;
        }
        store::audit::append(conn, &app.ledger, &event)
    };
    let done = if ctx.rehearsal {
        ctx.app.store.rehearse(put)
    } else {
        ctx.app.store.attempt(put)
    };
    match done {
        Ok(()) => Ok(Ok(Adopted::Made)),
        Err(store::Error::Exists(_)) => Ok(Ok(Adopted::Already)),
        Err(error) => Err(Fault::from(error)),
    }
}
