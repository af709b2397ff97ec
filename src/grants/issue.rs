//! Issuing: rows inside the transaction, signatures after it.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value, json};

use super::{Approved, Issued};
use crate::{
    app::Ctx,
    authn::bearer,
    core::{Fault, Id, ScopeList, Secret, Timestamp, secret::kind},
    crypto::{SigningKey, id_token, jws},
    model::{Client, Grant, KeyPurpose, Subject, TokenForm, client::SigningAlgorithm},
    store::{self, Conn},
};

/// What was fixed in the transaction, ready to be signed.
#[derive(Debug)]
pub struct Blueprint {
    approved: Approved,
    client: Arc<Client>,
    jti: String,
    now: Timestamp,
}

/// Keeps the grant and fixes the token's id. It cannot refuse.
pub fn issue(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Arc<Client>,
    approved: Approved,
) -> store::Result<Blueprint> {
    let unique: Id<kind::AccessToken> = ctx.app.entropy.id(ctx.now);
    let jti = match &approved.grant_id {
        None => unique.into_string(),
        Some(grant_id) => {
            let (audience, lifetime) = match &approved.form {
                TokenForm::AtJwt { audience } => {
                    (audience.clone(), ctx.app.config.tokens.refresh_absolute)
                }
                TokenForm::Door {
                    purpose, lifetime, ..
                } => (vec![purpose.as_str().to_owned()], *lifetime),
            };
            let grant = Grant {
                id: grant_id.clone(),
                client_id: client.id.clone(),
                user_id: approved.subject.user().cloned(),
                session_id: approved.session_id.clone(),
                consent_id: approved.consent_id.clone(),
                door: approved.door.map(str::to_owned),
                scope: approved.scope.clone(),
                audience,
                acr: approved.acr.map(str::to_owned),
                authentication: approved.authentication.clone(),
                created_at: ctx.now,
                absolute_at: ctx.now.plus(lifetime),
                revoked_at: None,
            };
            store::grants::insert(conn, &grant)?;
            bearer::jti(grant_id, &unique)
        }
    };
    Ok(Blueprint {
        approved,
        client: client.clone(),
        jti,
        now: ctx.now,
    })
}

impl Blueprint {
    /// Whom it is about, for the audit trail.
    pub(super) fn subject_name(&self) -> String {
        match (&self.approved.grant_id, &self.approved.subject) {
            (Some(id), _) => format!("grant:{id}"),
            (None, Subject::User(id)) => format!("user:{id}"),
            (None, Subject::Client(id)) => format!("client:{id}"),
        }
    }

    /// Signs the tokens, with keys that are in memory. After the commit: a signature must not
    /// hold the writer up.
    pub(super) fn sign(self, ctx: &Ctx) -> Result<Issued, Fault> {
        let catalog = ctx.app.catalog();
        let (access_token, lifetime) = match &self.approved.form {
            TokenForm::AtJwt { audience } => {
                let key = catalog
                    .keys()
                    .active(&KeyPurpose::Issuer, SigningAlgorithm::Es256)?;
                let lifetime = ctx.app.config.tokens.access;
                (self.at_jwt(ctx, &key, audience, lifetime)?, lifetime)
            }
            TokenForm::Door {
                purpose,
                algorithm,
                claims,
                lifetime,
            } => {
                let key = catalog.keys().active(purpose, *algorithm)?;
                (self.door_token(&key, claims.clone())?, *lifetime)
            }
        };
        let id_token = match &self.approved.subject {
            // TK-27: "ID token only with `openid`".
            Subject::User(_) if self.approved.scope.contains("openid") => {
                let key = catalog
                    .keys()
                    .active(&KeyPurpose::Issuer, self.client.id_token_algorithm())?;
                Some(self.id_token(ctx, &key, &access_token)?)
            }
            Subject::User(_) | Subject::Client(_) => None,
        };
        Ok(Issued {
            access_token,
            expires_in: lifetime.as_secs(),
            scope: self.scope().clone(),
            id_token,
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
        lifetime: Duration,
    ) -> Result<Secret<kind::AccessToken>, Fault> {
        let aud = match audience {
            [one] => json!(one),
            many => json!(many),
        };
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
        put("iss", json!(ctx.app.issuer));
        put("sub", json!(self.approved.subject.claim()));
        put("aud", aud);
        put("exp", json!(self.now.plus(lifetime).secs()));
        put("iat", json!(self.now.secs()));
        put("jti", json!(self.jti));
        put("client_id", json!(self.client.id));
        put("scope", json!(self.scope().to_string()));
        if let Some(authentication) = &self.approved.authentication {
            put("auth_time", json!(authentication.auth_time.secs()));
            put("amr", json!(authentication.amr));
        }
        if let Some(acr) = self.approved.acr {
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
        mut claims: Map<String, Value>,
    ) -> Result<Secret<kind::AccessToken>, Fault> {
        claims.insert("jti".into(), json!(self.jti));
        claims.insert("acr".into(), json!(self.approved.acr));
        jws::sign(
            key,
            &jws::Header {
                typ: Some("JWT"),
                kid: None,
            },
            &claims,
        )
    }

    fn id_token(
        &self,
        ctx: &Ctx,
        key: &SigningKey,
        access_token: &Secret<kind::AccessToken>,
    ) -> Result<Secret<kind::IdToken>, Fault> {
        let subject = self.approved.subject.claim();
        let authentication = self.approved.authentication.as_ref();
        let claims = id_token::Claims {
            issuer: &ctx.app.issuer,
            subject: &subject,
            audience: self.client.id.as_str(),
            nonce: self.approved.nonce.as_deref(),
            auth_time: authentication.map(|authentication| authentication.auth_time),
            acr: self.approved.acr,
            amr: authentication.map_or(&[], |authentication| &authentication.amr),
            sid: self.approved.session_id.as_ref().map(Id::as_str),
            issued_at: self.now,
            expires_at: self.now.plus(ctx.app.config.tokens.id_token),
        };
        id_token::sign(key, &claims, access_token)
    }
}
