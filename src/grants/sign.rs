//! Signing what was fixed in the transaction.

use serde_json::{Map, Value, json};

use super::{
    Issued, door_refresh,
    issue::{Base, Blueprint, Refresh},
    subject,
};
use crate::{
    app::Ctx,
    core::{Fault, Id, ScopeList, Secret, secret::kind},
    crypto::{SigningKey, id_token, jws},
    model::{DoorJti, DoorToken, KeyPurpose, Subject, TokenForm},
};

impl Blueprint {
    /// Signs the tokens, with keys that are in memory. After the commit: a signature must not
    /// hold the writer up.
    pub(super) fn sign(self, ctx: &Ctx) -> Result<Issued, Fault> {
        let catalog = ctx.app.catalog();
        let access_token = match &self.approved.form {
            TokenForm::AtJwt { audience } => {
                let algorithm = catalog.access_token_algorithm(audience, &ctx.app.issuer);
                let key = catalog.keys().active(&KeyPurpose::Issuer, algorithm)?;
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
        let by_itself = door_refresh::of_form(&self.approved.form).is_some();
        let refresh_token = match self.approved.base {
            // The access token is what it is refreshed by.
            _ if by_itself => None,
            Base::New(new) if new.refresh => Some(self.material.refresh),
            Base::Standing { refresh, .. } => match refresh {
                Refresh::Stays => None,
                Refresh::Successor => Some(self.material.refresh),
                Refresh::Again(token) => Some(token),
            },
            Base::New(_) | Base::Client => None,
        };
        Ok(Issued {
            subject: self.approved.subject.clone(),
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
        put("sub", json!(self.approved.sub(ctx, &self.client)));
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
        let sid = self.approved.session_id.as_ref().map(Id::as_str);
        if let Some(sid) = sid.or(self.approved.door_session.as_deref()) {
            put("sid", json!(sid));
        }
        if let Some(act) = &self.approved.act {
            put("act", json!(act));
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
        // No token outlives its grant, whatever its contract says of its life.
        let exp = claims.get("exp").and_then(Value::as_i64);
        if let (Some(exp), Some(until)) = (exp, self.until)
            && exp > until.secs()
        {
            claims.insert("exp".into(), json!(until.secs()));
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
