//! Doors whose access token is what it is refreshed by, also when it is over: what is kept of it in
//! the place of a refresh token, and what takes its place.
//!
//! Its signature is what proves it; what is kept names it by its own id. A successor is made from
//! nothing but what names it, so that every answer to one refresh is the very same token.

use super::renewal::Shown;
use crate::{
    app::Ctx,
    authn::door_token,
    core::{Door, Fault, Reason, Secret, Timestamp, secret::kind},
    crypto::digest::sha256,
    estates::{self, Estate, Renewal},
    model::{DoorJti, Grant, TokenForm, User, grant::GrantState, refresh::RefreshToken},
    store,
};

/// What stands for a door's token in the chain of its grant: the door, the token's own id, and when
/// it was made (`nbf`, in seconds).
pub fn credential(door: Door, jti: &str, nbf: i64) -> Secret<kind::RefreshToken> {
    Secret::new(format!("{}.{jti}.{nbf}", door.name()))
}

/// The token's own id and instant, of what stands for it.
fn parse(door: Door, text: &Secret<kind::RefreshToken>) -> Option<(&str, Timestamp)> {
    let rest = text.expose().strip_prefix(door.name())?.strip_prefix('.')?;
    let (jti, nbf) = rest.rsplit_once('.')?;
    Some((jti, Timestamp::from_secs(nbf.parse().ok()?)))
}

/// What stands for a token of this form, if it is refreshed by itself.
pub(super) fn of_form(form: &TokenForm) -> Option<Secret<kind::RefreshToken>> {
    let TokenForm::Door(token) = form else {
        return None;
    };
    match &token.jti {
        DoorJti::Wire(jti) if estates::refreshes_by_itself(token.door) => {
            let nbf = token.claims.get("nbf")?.as_i64()?;
            Some(credential(token.door, jti, nbf))
        }
        DoorJti::Wire(_) | DoorJti::Ours => None,
    }
}

/// Reads a token that was shown to be refreshed: it may be over its time, but not over that of its
/// grant, which begins with its `iat`.
pub(super) fn read(
    ctx: &Ctx,
    door: Door,
    token: &Secret<kind::RefreshToken>,
) -> Result<Shown, Reason> {
    let Some(window) = estates::refresh_window(ctx, door) else {
        return Err(Reason::GrantTypeNotAllowed);
    };
    let token = Secret::new(token.expose());
    let (_, claims) = door_token::read(ctx, &token, Some(door), true)?;
    if ctx.now >= Timestamp::from_secs(claims.iat).plus(window) {
        return Err(Reason::GrantEnded);
    }
    let nbf = claims.nbf.unwrap_or(claims.iat);
    Ok(Shown {
        text: credential(door, &claims.jti, nbf),
        door: Some(door),
    })
}

/// What stands for the successor of a token of this door, which is made now.
pub(super) fn successor(ctx: &Ctx, door: Door) -> Secret<kind::RefreshToken> {
    credential(door, &estates::new_jti(ctx, door), ctx.now.secs())
}

/// The token that `text` stands for, as its door's contract has it; `None` if the door does not
/// know the person any more.
pub(super) fn renewed(
    ctx: &Ctx,
    door: Door,
    (grant, user): (&Grant, &User),
    text: &Secret<kind::RefreshToken>,
) -> Result<Option<Estate>, Fault> {
    let (jti, made_at) = match parse(door, text) {
        Some(named) => named,
        None if estates::refreshes_by_itself(door) => {
            return Err(Fault::Internal("a sealed successor is damaged".into()));
        }
        // What names such a token is the grant.
        None => ("", ctx.now),
    };
    let renewal = Renewal {
        user,
        began_at: grant.created_at,
        jti,
        made_at,
    };
    ctx.app
        .store
        .read(|conn| estates::renew(ctx, conn, door, &renewal))
}

/// The chain's row of a door's token, over its time or not, and how its grant stands: for whoever
/// wants it gone.
pub(super) fn find(
    ctx: &Ctx,
    token: &Secret<kind::AccessToken>,
) -> Result<Option<(RefreshToken, GrantState)>, Fault> {
    let Ok((door, claims)) = door_token::read(ctx, token, None, true) else {
        return Ok(None);
    };
    let nbf = claims.nbf.unwrap_or(claims.iat);
    let digest = sha256(&credential(door, &claims.jti, nbf));
    ctx.app
        .store
        .read(|conn| store::refresh_tokens::find_state(conn, &digest, ctx.now))
}
