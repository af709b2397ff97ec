//! JWTs of legacy doors: their form is their contract's, and their keys are the door's own.

use serde::Deserialize;

use crate::{
    app::Ctx,
    core::{Digest, Door, Reason, Secret, secret::kind},
    crypto::{
        digest::sha256,
        jws::{self, Expected, Issuer, JwsError},
    },
};

/// What a door's JWT says, in so far as the server needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct DoorClaims {
    /// `iss`.
    pub iss: String,
    /// `sub`: whom the contract calls so.
    pub sub: String,
    /// What the contract calls the kind of its person.
    pub sub_type: Option<String>,
    /// `jti`: ours, or the contract's own.
    pub jti: String,
    /// `scope`, where the contract has one.
    pub scope: Option<String>,
    /// `iat`, in seconds.
    pub iat: i64,
    /// `nbf`, in seconds.
    pub nbf: Option<i64>,
    /// `exp`, in seconds.
    pub exp: i64,
}

/// Verifies a door's JWT: the algorithm is that of the key's record, and the key must be that of
/// the door whose issuer the token names. `only`: of this door; else of any. `ended`: it may be
/// over its time.
pub fn read(
    ctx: &Ctx,
    token: &Secret<kind::AccessToken>,
    only: Option<Door>,
    ended: bool,
) -> Result<(Door, DoorClaims), Reason> {
    let mut reason = Reason::TokenInvalid;
    for (record, key) in ctx.app.catalog().keys().iter() {
        let door = record.purpose.door();
        let door = door.filter(|door| only.is_none_or(|only| only == *door));
        let Some((door, issuer)) = door.and_then(|door| Some((door, issuer(ctx, door)?))) else {
            continue;
        };
        let expected = Expected {
            typ: "JWT",
            issuer,
            ended,
            now: ctx.now,
        };
        match jws::verify::<DoorClaims>(token.expose(), |_| Some(key), &expected) {
            Ok(claims) => return Ok((door, claims)),
            Err(JwsError::Expired) => reason = Reason::TokenExpired,
            Err(_) => {}
        }
    }
    Err(reason)
}

/// What the door's JWTs have as `iss`; `None` if it has none.
fn issuer(ctx: &Ctx, door: Door) -> Option<Issuer<'_>> {
    let legacy = &ctx.app.config.legacy;
    match door {
        Door::Ocariot => Some(Issuer::Is(&legacy.ocariot.issuer)),
        Door::CorsanoUsers => Some(Issuer::Under(&legacy.corsano_users.issuer)),
        Door::CorsanoHealth => Some(Issuer::Under(&legacy.corsano_health.issuer)),
        Door::Healthily => Some(Issuer::Is(&legacy.healthily.issuer)),
        Door::Mycure => Some(Issuer::Is(&legacy.mycure.issuer)),
        Door::HumanApi => None,
    }
}

/// By what a JWT with an id of its contract's is found: SHA-256 of `<door>:<jti>`. The id is no
/// secret, the signature is what proves the token.
pub fn digest(door: Door, jti: &str) -> Digest<kind::AccessToken> {
    sha256(&Secret::new(format!("{}:{jti}", door.name())))
}
