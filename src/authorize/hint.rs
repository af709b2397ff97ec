//! `id_token_hint`: an ID token of ours that says who the request is about.

use serde::Deserialize;

use crate::{
    app::Ctx,
    core::{Reason, Refusal},
    crypto::jws::{self, Expected, Issuer},
    model::{ClientId, KeyPurpose, SessionId},
};

/// What a hint says. It proves that it was issued, not that anybody is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The client that it was issued to.
    pub client_id: ClientId,
    /// The `sub` that this client sees.
    pub subject: String,
    /// The browser session that it was issued in.
    pub session_id: Option<SessionId>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    sid: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Reads a hint.
///
/// OpenID Connect Core §3.1.2.1: "The Authorization Server need not be listed as an audience of
/// the ID Token when it is used as an id_token_hint value", and RP-Initiated Logout §2: it may be
/// over its time. Signature, issuer and form must be right (AZ-19).
pub fn read(ctx: &Ctx, token: &str) -> Result<Hint, Refusal> {
    let catalog = ctx.app.catalog();
    let expected = Expected {
        typ: "JWT",
        issuer: Issuer::Is(&ctx.app.issuer),
        ended: true,
        now: ctx.now,
    };
    let find = |kid: Option<&str>| catalog.keys().find(&KeyPurpose::Issuer, kid?);
    let claims: Claims =
        jws::verify(token, find, &expected).map_err(|_| Refusal::new(Reason::HintInvalid))?;
    let client_id = match claims.aud {
        Audience::One(one) => one,
        Audience::Many(many) => match many.as_slice() {
            [one] => one.clone(),
            _ => return Err(Reason::HintInvalid.into()),
        },
    };
    Ok(Hint {
        client_id: ClientId::new(client_id),
        subject: claims.sub,
        session_id: claims.sid.map(SessionId::new),
    })
}
