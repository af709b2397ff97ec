//! Issuing: rows inside the transaction, signatures after it.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value, json};

use super::{Approved, Issued, subject};
use crate::{
    app::Ctx,
    authn::bearer,
    core::{Digest, Fault, Id, ScopeList, Secret, Timestamp, secret::kind, token_text},
    crypto::{SigningKey, digest::sha256, id_token, jws},
    model::{
        Client, ConsentId, DoorJti, DoorToken, Grant, GrantId, KeyPurpose, Subject, TokenForm,
        client::SigningAlgorithm,
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
    access: Secret<kind::AccessToken>,
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
}

/// What was fixed in the transaction, ready to be signed.
#[derive(Debug)]
pub struct Blueprint {
    approved: Approved,
    client: Arc<Client>,
    material: Material,
    jti: String,
    lifetime: Duration,
    now: Timestamp,
    /// What the ID token tells of the person.
    told: Map<String, Value>,
}

/// Keeps the grant and fixes the token's id. It cannot refuse.
pub fn issue(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Arc<Client>,
    approved: Approved,
    material: Material,
) -> store::Result<Blueprint> {
    let unique: Id<kind::AccessToken> = ctx.app.entropy.id(ctx.now);
    let (jti, until) = match &approved.base {
        Base::Client => (unique.into_string(), None),
        Base::New(new) => {
            store::grants::insert(conn, &grant(ctx, client, &approved, new))?;
            let generation = i32::from(new.refresh);
            if new.refresh {
                let head = (&new.id, generation, new.absolute_at);
                keep_refresh(ctx, conn, &material, head)?;
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
                keep_refresh(ctx, conn, &material, (grant_id, *generation, *absolute_at))?;
            }
            let jti = bearer::jti(grant_id, *generation, &unique);
            (jti, Some(*absolute_at))
        }
    };
    let full = approved.form.lifetime();
    let full = full.unwrap_or(ctx.app.config.tokens.access);
    // No token outlives its grant.
    let lifetime = until.map_or(full, |until| full.min(until.since(ctx.now)));
    if let TokenForm::Opaque { audience } = &approved.form {
        let token = OpaqueToken {
            digest: material.access_digest,
            jti: jti.clone(),
            grant_id: approved.base.grant_id().cloned(),
            client_id: client.id.clone(),
            subject: subject::claim(ctx, client, &approved.subject),
            scope: approved.scope.clone(),
            audience: audience.clone(),
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
        now: ctx.now,
    })
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
    material: &Material,
    (grant_id, generation, absolute_at): (&GrantId, i32, Timestamp),
) -> store::Result<()> {
    let token = RefreshToken {
        id: material.refresh_id.clone(),
        grant_id: grant_id.clone(),
        generation,
        digest: material.refresh_digest,
        state: RefreshState::Active,
        idle_at: ctx
            .now
            .plus(ctx.app.config.tokens.refresh_idle)
            .min(absolute_at),
        first_used_at: None,
        uses: 0,
        late_uses: 0,
        sealed_successor: None,
        access_seen_at: None,
    };
    store::refresh_tokens::insert(conn, &token)
}

impl Base {
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

    /// What it is called in the audit trail.
    pub(super) fn event(&self) -> &'static str {
        match &self.approved.base {
            Base::Standing {
                refresh: Refresh::Again(_),
                ..
            } => "refresh_replay_allowed",
            Base::Client | Base::New(_) | Base::Standing { .. } => "token.issued",
        }
    }

    /// Signs the tokens, with keys that are in memory. After the commit: a signature must not
    /// hold the writer up.
    pub(super) fn sign(self, ctx: &Ctx) -> Result<Issued, Fault> {
        let catalog = ctx.app.catalog();
        let access_token = match &self.approved.form {
            TokenForm::AtJwt { audience } => {
                let key = catalog
                    .keys()
                    .active(&KeyPurpose::Issuer, SigningAlgorithm::Es256)?;
                self.at_jwt(ctx, &key, audience)?
            }
            TokenForm::Opaque { .. } => self.material.access.clone(),
            TokenForm::Door(token) => {
                let signed_by = token
                    .door
                    .key()
                    .ok_or_else(|| Fault::Internal("a door without a key has no JWTs".into()))?;
                let key = catalog
                    .keys()
                    .active(&signed_by.purpose, signed_by.algorithm)?;
                self.door_token(&key, token)?
            }
            TokenForm::DoorOpaque { text, .. } => text.clone(),
        };
        let id_token = match &self.approved.subject {
            // TK-27: "ID token only with `openid`".
            Subject::User(_) if self.approved.scope.contains("openid") => {
                let key = catalog
                    .keys()
                    .active(&KeyPurpose::Issuer, self.client.id_token_algorithm())?;
                Some(self.id_token(ctx, &key, &access_token)?)
            }
            Subject::User(_) | Subject::Client(_) | Subject::ClientUser(_) => None,
        };
        let refresh_token = match self.approved.base {
            Base::New(new) if new.refresh => Some(self.material.refresh),
            Base::Standing { refresh, .. } => match refresh {
                Refresh::Stays => None,
                Refresh::Successor => Some(self.material.refresh),
                Refresh::Again(token) => Some(token),
            },
            Base::New(_) | Base::Client => None,
        };
        Ok(Issued {
            access_token,
            expires_in: self.lifetime.as_secs(),
            scope: self.approved.scope,
            id_token,
            refresh_token,
        })
    }

    fn scope(&self) -> &ScopeList {
        &self.approved.scope
    }

    /// RFC 9068 §2.2.
    fn at_jwt(
        &self,
        ctx: &Ctx,
        key: &SigningKey,
        audience: &[String],
    ) -> Result<Secret<kind::AccessToken>, Fault> {
        let aud = match audience {
            [one] => json!(one),
            many => json!(many),
        };
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
        put("iss", json!(ctx.app.issuer));
        let sub = subject::claim(ctx, &self.client, &self.approved.subject);
        put("sub", json!(sub));
        put("aud", aud);
        put("exp", json!(self.now.plus(self.lifetime).secs()));
        put("iat", json!(self.now.secs()));
        put("jti", json!(self.jti));
        put("client_id", json!(self.client.id));
        put("scope", json!(self.scope().to_string()));
        if let Some(authentication) = &self.approved.authentication {
            put("auth_time", json!(authentication.auth_time.secs()));
            put("amr", json!(authentication.amr));
        }
        if let Some(acr) = &self.approved.acr {
            put("acr", json!(acr));
        }
        if let Some(sid) = &self.approved.session_id {
            put("sid", json!(sid));
        }
        jws::sign(
            key,
            &jws::Header {
                typ: Some("at+jwt"),
                kid: Some(key.kid()),
            },
            &claims,
        )
    }

    /// A door's claims in its order, then `jti` and `acr` (LE-03), which nobody objects to.
    fn door_token(
        &self,
        key: &SigningKey,
        token: &DoorToken,
    ) -> Result<Secret<kind::AccessToken>, Fault> {
        let mut claims = token.claims.clone();
        match &token.jti {
            DoorJti::Ours => drop(claims.insert("jti".into(), json!(self.jti))),
            DoorJti::Wire(_) => {}
        }
        claims.insert("acr".into(), json!(self.approved.acr));
        jws::sign_at_door(key, token.header, &claims)
    }

    fn id_token(
        &self,
        ctx: &Ctx,
        key: &SigningKey,
        access_token: &Secret<kind::AccessToken>,
    ) -> Result<Secret<kind::IdToken>, Fault> {
        let subject = subject::claim(ctx, &self.client, &self.approved.subject);
        let authentication = self.approved.authentication.as_ref();
        let claims = id_token::Claims {
            issuer: &ctx.app.issuer,
            subject: &subject,
            audience: self.client.id.as_str(),
            nonce: self.approved.nonce.as_deref(),
            auth_time: authentication.map(|authentication| authentication.auth_time),
            acr: self.approved.acr.as_deref(),
            amr: authentication.map_or(&[], |authentication| &authentication.amr),
            sid: self.approved.session_id.as_ref().map(Id::as_str),
            told: &self.told,
            issued_at: self.now,
            expires_at: self.now.plus(ctx.app.config.tokens.id_token),
        };
        id_token::sign(key, &claims, access_token)
    }
}
