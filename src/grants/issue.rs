//! Issuing: rows inside the transaction, signatures after it.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};

use super::{Approved, door_refresh, subject};
use crate::{
    app::Ctx,
    authn::{bearer, door_token},
    core::{Digest, Id, Secret, Timestamp, secret::kind, token_text},
    crypto::digest::sha256,
    estates,
    model::{
        Client, ConsentId, DoorJti, Grant, GrantId, Subject, TokenForm,
        refresh::{RefreshState, RefreshToken},
    },
    store::{self, Conn, tokens::OpaqueToken},
};

/// What the text of a refresh token begins with.
pub const REFRESH_PREFIX: &str = "sig_rt_";

/// What the tokens rest on.
#[derive(Clone, Debug)]
pub enum Base {
    /// Nothing that is kept: a client's own token.
    Client,
    /// A grant that begins.
    New(Box<NewGrant>),
    /// A grant that stands.
    Standing {
        /// Its id.
        grant_id: GrantId,
        /// When it ends in any case.
        absolute_at: Timestamp,
        /// The generation that the access token comes with.
        generation: i32,
        /// Its refresh token.
        refresh: Refresh,
    },
}

/// A grant that begins.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Its id.
    pub id: GrantId,
    /// The consent it rests on.
    pub consent_id: Option<ConsentId>,
    /// The legacy door it came through.
    pub door: Option<&'static str>,
    /// Where its tokens may be used.
    pub audience: Vec<String>,
    /// Whether it ends with the browser session.
    pub bound: bool,
    /// When it ends in any case.
    pub absolute_at: Timestamp,
    /// Whether it has a refresh token.
    pub refresh: bool,
    /// What it was made from.
    pub from: Option<Parent>,
}

/// The token that a grant was made from (RFC 8693).
#[derive(Clone, Debug)]
pub struct Parent {
    /// Its grant, which the new one ends with.
    pub grant_id: GrantId,
    /// Its `jti`.
    pub jti: String,
}

/// What happens to the refresh token of a grant that stands.
#[derive(Clone, Debug)]
pub enum Refresh {
    /// It stays, and is not answered.
    Stays,
    /// The prepared one takes its place.
    Successor,
    /// The successor that was given before is given again.
    Again(Secret<kind::RefreshToken>),
}

/// Texts that may be needed, made before the transaction, with their digests.
#[derive(Clone, Debug)]
pub struct Material {
    pub(super) access: Secret<kind::AccessToken>,
    access_digest: Digest<kind::AccessToken>,
    /// The text of a refresh token.
    pub refresh: Secret<kind::RefreshToken>,
    refresh_digest: Digest<kind::RefreshToken>,
    /// The id of its row.
    pub refresh_id: Id<RefreshToken>,
}

impl Material {
    /// Makes them.
    pub fn prepare(ctx: &Ctx) -> Self {
        let access = token_text::new(&*ctx.app.entropy, bearer::OPAQUE_PREFIX);
        let refresh = token_text::new(&*ctx.app.entropy, REFRESH_PREFIX);
        Self {
            access_digest: sha256(&access),
            refresh_digest: sha256(&refresh),
            refresh_id: ctx.app.entropy.id(ctx.now),
            access,
            refresh,
        }
    }

    /// With this text for the refresh token.
    pub(super) fn with_refresh(self, text: Secret<kind::RefreshToken>) -> Self {
        Self {
            refresh_digest: sha256(&text),
            refresh: text,
            ..self
        }
    }
}

/// What was fixed in the transaction, ready to be signed.
#[derive(Debug)]
pub struct Blueprint {
    pub(super) approved: Approved,
    pub(super) client: Arc<Client>,
    pub(super) material: Material,
    pub(super) jti: String,
    pub(super) lifetime: Duration,
    /// When its grant ends in any case.
    pub(super) until: Option<Timestamp>,
    pub(super) now: Timestamp,
    /// What the ID token tells of the person.
    pub(super) told: Map<String, Value>,
}

/// Keeps the grant and fixes the token's id. It cannot refuse.
pub fn issue(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Arc<Client>,
    approved: Approved,
    mut material: Material,
) -> store::Result<Blueprint> {
    if let Some(text) = refresh_text(&approved) {
        material = material.with_refresh(text);
    }
    let unique: Id<kind::AccessToken> = ctx.app.entropy.id(ctx.now);
    let (jti, until) = match &approved.base {
        Base::Client => (unique.into_string(), None),
        Base::New(new) => {
            store::grants::insert(conn, &grant(ctx, client, &approved, new))?;
            let generation = i32::from(new.refresh);
            if new.refresh {
                let head = (&new.id, generation, new.absolute_at);
                keep_refresh(ctx, conn, (&approved.form, &material), head)?;
            }
            let jti = bearer::jti(&new.id, generation, &unique);
            (jti, Some(new.absolute_at))
        }
        Base::Standing {
            grant_id,
            absolute_at,
            generation,
            refresh,
        } => {
            if let Refresh::Successor = refresh {
                let head = (grant_id, *generation, *absolute_at);
                keep_refresh(ctx, conn, (&approved.form, &material), head)?;
            }
            let jti = bearer::jti(grant_id, *generation, &unique);
            (jti, Some(*absolute_at))
        }
    };
    let full = approved.lifetime.or(approved.form.lifetime());
    let full = full.unwrap_or(ctx.app.config.tokens.access);
    // No token outlives its grant.
    let lifetime = until.map_or(full, |until| full.min(until.since(ctx.now)));
    if let Some((digest, subject, audience)) = to_keep(ctx, client, &approved, &material) {
        let token = OpaqueToken {
            digest,
            jti: jti.clone(),
            grant_id: approved.base.grant_id().cloned(),
            client_id: client.id.clone(),
            subject,
            scope: approved.scope.clone(),
            audience,
            created_at: ctx.now,
            expires_at: ctx.now.plus(lifetime),
        };
        store::tokens::insert_opaque(conn, &token)?;
    }
    let told = subject::told(conn, &approved)?;
    Ok(Blueprint {
        told,
        approved,
        client: client.clone(),
        material,
        jti,
        lifetime,
        until,
        now: ctx.now,
    })
}

/// The text of a grant's first refresh token, where a door's contract says what it is.
fn refresh_text(approved: &Approved) -> Option<Secret<kind::RefreshToken>> {
    match (&approved.base, &approved.form) {
        (Base::New(new), form) if new.refresh => match form {
            TokenForm::DoorOpaque { refresh, .. } => refresh.clone(),
            form => door_refresh::of_form(form),
        },
        (Base::New(_) | Base::Client | Base::Standing { .. }, _) => None,
    }
}

type Kept = (Digest<kind::AccessToken>, String, Vec<String>);

/// What is kept of the access token: by which digest it is found, its `sub` and its `aud`. `None`
/// if it names its grant itself, or is kept already.
fn to_keep(ctx: &Ctx, client: &Client, approved: &Approved, material: &Material) -> Option<Kept> {
    let subject = || approved.sub(ctx, client);
    match &approved.form {
        TokenForm::AtJwt { .. } => None,
        TokenForm::Opaque { audience } => {
            Some((material.access_digest, subject(), audience.clone()))
        }
        TokenForm::DoorOpaque { audience, text, .. } => {
            Some((sha256(text), subject(), audience.clone()))
        }
        TokenForm::Door(token) => match &token.jti {
            DoorJti::Ours => None,
            // The very same token was given before.
            DoorJti::Wire(_) if approved.base.is_replay() => None,
            DoorJti::Wire(jti) => {
                let sub = token.claims.get("sub").and_then(Value::as_str);
                let sub = sub.map_or_else(subject, str::to_owned);
                let audience = vec![token.door.name().to_owned()];
                Some((door_token::digest(token.door, jti), sub, audience))
            }
        },
    }
}

fn grant(ctx: &Ctx, client: &Client, approved: &Approved, new: &NewGrant) -> Grant {
    Grant {
        id: new.id.clone(),
        client_id: client.id.clone(),
        user_id: approved.subject.user().cloned(),
        human_id: approved.subject.human().cloned(),
        parent_id: new.from.as_ref().map(|from| from.grant_id.clone()),
        parent_jti: new.from.as_ref().map(|from| from.jti.clone()),
        act: approved.act.clone(),
        cnf: None,
        session_id: approved.session_id.clone(),
        consent_id: new.consent_id.clone(),
        door: new.door.map(str::to_owned),
        door_session: approved.door_session.clone(),
        scope: approved.scope.clone(),
        audience: new.audience.clone(),
        claims: approved.claims.clone(),
        bound: new.bound,
        acr: approved.acr.clone(),
        authentication: approved.authentication.clone(),
        created_at: ctx.now,
        absolute_at: new.absolute_at,
        revoked_at: None,
        revoke_reason: None,
        epoch: ctx.app.catalog().restore_epoch(),
    }
}

/// a refresh token's idle end never passes the grant's absolute one.
fn keep_refresh(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (form, material): (&TokenForm, &Material),
    (grant_id, generation, absolute_at): (&GrantId, i32, Timestamp),
) -> store::Result<()> {
    // A door's token that is refreshed by itself is good for that until the grant ends.
    let idle_at = if door_refresh::of_form(form).is_some() {
        absolute_at
    } else {
        let idle = form
            .door()
            .and_then(|door| estates::session_idle(ctx, door));
        let idle = ctx
            .now
            .plus(idle.unwrap_or(ctx.app.config.tokens.refresh_idle));
        idle.min(absolute_at)
    };
    let token = RefreshToken {
        id: material.refresh_id.clone(),
        grant_id: grant_id.clone(),
        generation,
        digest: material.refresh_digest,
        state: RefreshState::Active,
        idle_at,
        first_used_at: None,
        uses: 0,
        late_uses: 0,
        sealed_successor: None,
        access_seen_at: None,
    };
    store::refresh_tokens::insert(conn, &token)
}

impl Approved {
    /// The `sub` of the access token.
    pub(super) fn sub(&self, ctx: &Ctx, client: &Client) -> String {
        let own = || subject::claim(ctx, client, &self.subject);
        self.sub.clone().unwrap_or_else(own)
    }
}

impl Base {
    /// Whether tokens are given again that were given before.
    fn is_replay(&self) -> bool {
        matches!(
            self,
            Self::Standing {
                refresh: Refresh::Again(_),
                ..
            }
        )
    }

    /// The grant, if one is kept.
    pub fn grant_id(&self) -> Option<&GrantId> {
        match self {
            Self::Client => None,
            Self::New(new) => Some(&new.id),
            Self::Standing { grant_id, .. } => Some(grant_id),
        }
    }
}

impl Blueprint {
    /// Whom it is about, for the audit trail.
    pub(super) fn subject_name(&self) -> String {
        match (self.approved.base.grant_id(), &self.approved.subject) {
            (Some(id), _) => format!("grant:{id}"),
            (None, Subject::User(id)) => format!("user:{id}"),
            (None, Subject::Client(id)) => format!("client:{id}"),
            (None, Subject::ClientUser(id)) => format!("human:{id}"),
        }
    }

    /// Counts who came through a legacy door: for the first time, or again by a refresh.
    pub(super) fn count(&self, ctx: &Ctx) {
        let person = match &self.approved.subject {
            Subject::User(id) => format!("user:{id}"),
            Subject::ClientUser(id) => format!("human:{id}"),
            Subject::Client(_) => return,
        };
        if let Some(door) = self.approved.form.door() {
            let client = self.client.id.as_str();
            ctx.app.legacy_calls.person(door, client, &person, ctx.now);
        }
    }

    /// What it is called in the audit trail.
    pub(super) fn event(&self) -> &'static str {
        if self.approved.base.is_replay() {
            "refresh_replay_allowed"
        } else {
            "token.issued"
        }
    }
}
