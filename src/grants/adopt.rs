//! Sessions that an old system began, taken over as grants: their tokens go on being refreshed
//! after the day on which the door moved here.

use super::door_refresh;
use crate::{
    account::{
        Invalid,
        legacy_import::{HumanApiLine, HumanApiToken},
    },
    app::Ctx,
    authn::{bearer, door_token},
    core::{Digest, Door, Fault, Id, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
    crypto::digest::sha256,
    estates::{self, humanapi},
    model::{
        Authentication, ClientId, Grant, HumanId, UserId,
        human::Kind,
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

/// A token without content that an old system gave a client of the door for one of its people.
#[derive(Clone, Debug)]
pub struct Given {
    /// Whose.
    pub client_id: ClientId,
    /// For whom.
    pub human_id: HumanId,
    /// What it is for.
    pub kind: Kind,
    /// SHA-256 of its text.
    pub digest: Digest<kind::AccessToken>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// SHA-256 of the refresh token that came with it, if it is brought along.
    pub refresh: Option<Digest<kind::RefreshToken>>,
}

/// What goes on of a human of the old system.
pub fn given(line: &HumanApiLine) -> Result<Vec<Given>, Invalid> {
    let each = |token: &HumanApiToken| {
        let kind = match token.kind.as_str() {
            "session" => Kind::Session,
            "id" => Kind::Id,
            "access" => Kind::Access,
            _ => {
                let what = "it must be session, id or access";
                return Err(Invalid::new("tokens.type", what));
            }
        };
        let expires_at = chrono::DateTime::parse_from_rfc3339(&token.expires_at).map_err(|_| {
            let what = "it must be an instant such as 2026-06-30T23:59:59Z";
            Invalid::new("tokens.expires_at", what)
        })?;
        if !bearer::can_be_of_door(&token.token) {
            let what = "it must be 16 to 256 characters, and none of this server's own";
            return Err(Invalid::new("tokens.token", what));
        }
        let refresh = token.refresh_token.as_deref();
        Ok(Given {
            client_id: Id::new(line.client_id.as_str()),
            human_id: Id::new(line.human_id.as_str()),
            kind,
            digest: sha256(&Secret::new(token.token.as_str())),
            expires_at: Timestamp::from_millis(expires_at.timestamp_millis()),
            refresh: refresh.map(|text| sha256(&Secret::new(text))),
        })
    };
    line.tokens.iter().map(each).collect()
}

/// Takes over a token that was given: it is good for what is left of its life, and what it was
/// given with goes on being redeemed.
pub fn adopt_given(ctx: &Ctx, door: Door, given: &Given) -> Result<Adopted, Fault> {
    if ctx.now >= given.expires_at && given.refresh.is_none() {
        return Ok(Adopted::Over);
    }
    let digest = given.digest;
    let known = ctx
        .app
        .store
        .read(|conn| store::tokens::end_of(conn, &digest))?;
    if known.is_some() {
        return Ok(Adopted::Already);
    }
    let lifetime = humanapi::lifetime(given.kind);
    let began_at = given.expires_at.minus(lifetime).min(ctx.now);
    let tokens = &ctx.app.config.tokens;
    let absolute_at = match given.refresh {
        Some(_) => began_at.plus(tokens.refresh_absolute).max(given.expires_at),
        None => given.expires_at,
    };
    let audience = vec![door.name().to_owned()];
    let grant = Grant {
        id: ctx.app.entropy.id(ctx.now),
        client_id: given.client_id.clone(),
        user_id: None,
        human_id: Some(given.human_id.clone()),
        parent_id: None,
        parent_jti: None,
        act: None,
        cnf: None,
        session_id: None,
        consent_id: None,
        door: Some(door.name().to_owned()),
        door_session: None,
        scope: given.kind.scope(),
        audience: audience.clone(),
        claims: None,
        bound: false,
        acr: Some(ACR_LEGACY.to_owned()),
        authentication: None,
        created_at: began_at,
        absolute_at,
        revoked_at: None,
        revoke_reason: None,
        epoch: ctx.app.catalog().restore_epoch(),
    };
    let head = given.refresh.map(|digest| RefreshToken {
        id: ctx.app.entropy.id(ctx.now),
        grant_id: grant.id.clone(),
        generation: 1,
        digest,
        state: RefreshState::Active,
        idle_at: absolute_at.min(ctx.now.plus(tokens.refresh_idle)),
        first_used_at: None,
        uses: 0,
        late_uses: 0,
        sealed_successor: None,
        access_seen_at: None,
    });
    let unique: Id<kind::AccessToken> = ctx.app.entropy.id(ctx.now);
    let token = OpaqueToken {
        digest,
        jti: bearer::jti(&grant.id, i32::from(head.is_some()), &unique),
        grant_id: Some(grant.id.clone()),
        client_id: given.client_id.clone(),
        subject: given.human_id.to_string(),
        scope: grant.scope.clone(),
        audience,
        created_at: began_at,
        expires_at: given.expires_at,
    };
    put(ctx, grant, head, Some(token))
}

/// Puts in what goes on, unless somebody else has just done so.
fn put(
    ctx: &Ctx,
    grant: Grant,
    head: Option<RefreshToken>,
    token: Option<OpaqueToken>,
) -> Result<Adopted, Fault> {
    let mut event = ctx.event("grant.imported", None, "operator".into());
    event.subject = Some(format!("grant:{}", grant.id));
    event.client_id = Some(grant.client_id.to_string());
    let app = ctx.app.clone();
    let put = move |conn: &mut store::Conn<'_>| {
        store::grants::insert(conn, &grant)?;
        if let Some(head) = &head {
            store::refresh_tokens::insert(conn, head)?;
        }
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
        Ok(()) => Ok(Adopted::Made),
        Err(store::Error::Exists(_)) => Ok(Adopted::Already),
        Err(error) => Err(Fault::from(error)),
    }
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
    Ok(Ok(put(ctx, grant, Some(head), token)?))
}
