//! What the text of an access token leads to, whatever its form.

use serde::Deserialize;

use super::{
    bearer::OPAQUE_PREFIX,
    door_token::{self, DoorClaims},
};
use crate::{
    app::Ctx,
    core::{
        Digest, Door, Fault, Id, Reason, ScopeList, Secret, Timestamp, secret::kind, token_text,
    },
    crypto::{
        digest::sha256,
        jws::{self, Expected, Issuer, JwsError},
    },
    model::{ClientId, KeyPurpose},
    store::{
        self,
        tokens::{OpaqueToken, TokenState},
    },
};

/// Bytes of a legacy door's token without content.
const DOOR_TEXT_MIN: usize = 16;
const DOOR_TEXT_MAX: usize = 256;

/// What a token says, whatever its form.
pub(super) struct Said {
    /// Whose it is; a door's token does not say, its grant does.
    pub(super) client_id: Option<ClientId>,
    pub(super) subject: String,
    pub(super) scope: ScopeList,
    pub(super) audience: Vec<String>,
    pub(super) jti: String,
    pub(super) wire_jti: Option<String>,
    pub(super) issuer: String,
    pub(super) sub_type: Option<String>,
    pub(super) opaque: bool,
    pub(super) issued_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    sub_type: Option<String>,
    aud: Option<Audience>,
    jti: String,
    client_id: Option<String>,
    scope: String,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

/// What the query for a token's text has told besides.
pub(super) enum Known {
    Nothing,
    Grant(Box<TokenState>),
    Denied(bool),
}

/// What a token's text has led to.
pub(super) type Found = Result<(Said, Known), Reason>;

/// The token that is kept under this digest: of a grant, or a client's own.
fn find_kept(
    ctx: &Ctx,
    digest: &Digest<kind::AccessToken>,
) -> Result<Option<(OpaqueToken, Known)>, Fault> {
    ctx.app.store.read(|conn| {
        let of_grant = store::tokens::find_opaque_state(conn, digest, ctx.now)?;
        if let Some((token, state)) = of_grant {
            return Ok(Some((token, Known::Grant(Box::new(state)))));
        }
        let own = store::tokens::find_opaque(conn, digest)?;
        Ok(own.map(|(token, denied)| (token, Known::Denied(denied))))
    })
}

/// A token without content.
pub(super) fn read_opaque(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Result<Found, Fault> {
    // A text that cannot be ours asks the database nothing. One of a legacy door may have any
    // shape, but none that another kind of ours has.
    let text = token.expose();
    let ours = if text.starts_with(OPAQUE_PREFIX) {
        token_text::is_well_formed(text, OPAQUE_PREFIX)
    } else {
        can_be_of_door(text)
    };
    if !ours {
        return Ok(Err(Reason::TokenInvalid));
    }
    let found = find_kept(ctx, &sha256(token))?;
    Ok(found
        .map(|(kept, known)| (said_by_row(kept, ctx.app.issuer.clone(), true), known))
        .ok_or(Reason::TokenInvalid))
}

/// Whether a text can be a token without content of a legacy door.
pub fn can_be_of_door(text: &str) -> bool {
    (DOOR_TEXT_MIN..=DOOR_TEXT_MAX).contains(&text.len())
        && !text.starts_with("sig_")
        && !text.contains('.')
}

pub(super) fn read_jwt(ctx: &Ctx, token: &Secret<kind::AccessToken>) -> Result<Found, Fault> {
    let catalog = ctx.app.catalog();
    let expected = Expected {
        typ: "at+jwt",
        issuer: Issuer::Is(&ctx.app.issuer),
        ended: false,
        now: ctx.now,
    };
    let find = |kid: Option<&str>| catalog.keys().find(&KeyPurpose::Issuer, kid?);
    Ok(
        match jws::verify::<Claims>(token.expose(), find, &expected) {
            Ok(claims) if claims.client_id.is_some() => {
                said(claims).map(|said| (said, Known::Nothing))
            }
            Ok(_) => Err(Reason::TokenInvalid),
            Err(JwsError::Expired) => Err(Reason::TokenExpired),
            Err(JwsError::UnknownKey | JwsError::Type) => {
                match door_token::read(ctx, token, None, false) {
                    Ok((door, claims)) => of_door(ctx, door, claims)?,
                    Err(reason) => Err(reason),
                }
            }
            Err(
                JwsError::Malformed | JwsError::Signature | JwsError::Issuer | JwsError::NotYet,
            ) => Err(Reason::TokenInvalid),
        },
    )
}

/// A token of a legacy door. Where the contract has ids of its own, what was kept when it was made
/// tells of it, not what it says itself: whoever shares the door's secret could write that.
pub(super) fn of_door(ctx: &Ctx, door: Door, claims: DoorClaims) -> Result<Found, Fault> {
    if !door.has_own_ids() {
        let said = said(Claims {
            iss: claims.iss,
            sub: claims.sub,
            sub_type: claims.sub_type,
            aud: Some(Audience::One(door.name().to_owned())),
            jti: claims.jti,
            client_id: None,
            scope: claims.scope.unwrap_or_default(),
            iat: claims.iat,
            exp: claims.exp,
        });
        return Ok(said.map(|said| (said, Known::Nothing)));
    }
    let found = find_kept(ctx, &door_token::digest(door, &claims.jti))?;
    Ok(found
        .map(|(kept, known)| {
            let said = Said {
                wire_jti: Some(claims.jti),
                sub_type: claims.sub_type,
                ..said_by_row(kept, claims.iss, false)
            };
            (said, known)
        })
        // The door's key has signed it, and nothing is known of it: it is of a time before.
        .ok_or(Reason::TokenRevoked))
}

fn said_by_row(kept: OpaqueToken, issuer: String, opaque: bool) -> Said {
    Said {
        client_id: Some(kept.client_id),
        subject: kept.subject,
        scope: kept.scope,
        audience: kept.audience,
        jti: kept.jti,
        wire_jti: None,
        issuer,
        sub_type: None,
        opaque,
        issued_at: kept.created_at,
        expires_at: kept.expires_at,
    }
}

fn said(claims: Claims) -> Result<Said, Reason> {
    // The id at the end of a `jti` was made with the token, to the millisecond.
    let made_at = claims
        .jti
        .rsplit('.')
        .next()
        .and_then(|unique| Id::<kind::AccessToken>::new(unique).made_at());
    Ok(Said {
        client_id: claims.client_id.map(ClientId::new),
        subject: claims.sub,
        scope: ScopeList::parse(&claims.scope).ok_or(Reason::TokenInvalid)?,
        audience: claims.aud.map(Audience::into_list).unwrap_or_default(),
        jti: claims.jti,
        wire_jti: None,
        issuer: claims.iss,
        sub_type: claims.sub_type,
        opaque: false,
        issued_at: made_at.unwrap_or(Timestamp::from_secs(claims.iat)),
        expires_at: Timestamp::from_secs(claims.exp),
    })
}
