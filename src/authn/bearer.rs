//! Bearer tokens at our own resources (RFC 6750).

use std::sync::Arc;

use serde::Deserialize;

use crate::{
    app::Ctx,
    core::{Id, Reason, ScopeList, Secret, Settled, secret::kind},
    crypto::jws::{self, Expected, JwsError},
    model::{Client, ClientId, GrantId, KeyPurpose, grant::GrantState},
    store,
};

/// A verified access token, and the grant that answers for it.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The client that holds it.
    pub client: Arc<Client>,
    /// The `sub` claim.
    pub subject: String,
    /// The `scope` claim.
    pub scope: ScopeList,
    /// The grant it belongs to; none for a client's own token.
    pub grant: Option<GrantState>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    jti: String,
    client_id: String,
    scope: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn contains(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Many(many) => many.iter().any(|one| one == audience),
        }
    }
}

/// The `jti` of a token of this grant: the grant's id, a dot, and what makes it unique.
pub fn jti(grant: &GrantId, unique: &Id<kind::AccessToken>) -> String {
    format!("{grant}.{unique}")
}

/// Verifies an access token for an audience of ours: signature, end, audience, and that its
/// grant, its person and its client still stand.
pub fn verify(ctx: &Ctx, token: &Secret<kind::AccessToken>, audience: &str) -> Settled<Bearer> {
    let catalog = ctx.app.catalog();
    let expected = Expected {
        typ: "at+jwt",
        issuer: &ctx.app.issuer,
        now: ctx.now,
    };
    let claims = jws::verify::<Claims>(
        token.expose(),
        |kid| catalog.keys().find(&KeyPurpose::Issuer, kid),
        &expected,
    );
    let claims = match claims {
        Ok(claims) => claims,
        Err(JwsError::Expired) => return Ok(Err(Reason::TokenExpired.into())),
        Err(
            JwsError::Malformed
            | JwsError::UnknownKey
            | JwsError::Signature
            | JwsError::Type
            | JwsError::Issuer
            | JwsError::NotYet,
        ) => return Ok(Err(Reason::TokenInvalid.into())),
    };
    // JW-02: "tokens for one resource are refused by our own userinfo/admin API unless that
    // audience is present".
    if !claims.aud.contains(audience) {
        return Ok(Err(Reason::TokenAudience.into()));
    }
    let (Some(scope), Some(client)) = (
        ScopeList::parse(&claims.scope),
        catalog.client(&ClientId::new(claims.client_id)),
    ) else {
        return Ok(Err(Reason::TokenInvalid.into()));
    };
    if !client.is_enabled() {
        return Ok(Err(Reason::TokenRevoked.into()));
    }
    let grant = match claims.jti.split_once('.') {
        None => None,
        Some((id, _)) => {
            let id = GrantId::new(id);
            match ctx
                .app
                .store
                .read(|conn| store::grants::find_state(conn, &id))?
            {
                Some(state) if state.is_live(ctx.now) => Some(state),
                _ => return Ok(Err(Reason::TokenRevoked.into())),
            }
        }
    };
    Ok(Ok(Bearer {
        client,
        subject: claims.sub,
        scope,
        grant,
    }))
}
