//! Whom a token is about: the `sub` that a client sees (OpenID Connect Core §8), and what an ID
//! token tells besides (§5.5).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use serde_json::{Map, Value};

use super::Approved;
use crate::{
    account::profile,
    app::Ctx,
    core::secret::kind,
    model::{Client, Subject, UserId, claims::is_reserved, client::SubjectType},
    store::{self, Conn},
};

/// The `sub` claim that this client sees of this subject.
pub fn claim(ctx: &Ctx, client: &Client, subject: &Subject) -> String {
    match subject {
        Subject::User(user) => of_user(ctx, client, user),
        Subject::Client(_) | Subject::ClientUser(_) => subject.claim(),
    }
}

/// The `sub` claim that this client sees of this person: the same for all, or one of its
/// sector's own, which nobody without the pepper can lead back (§8.1).
pub fn of_user(ctx: &Ctx, client: &Client, user: &UserId) -> String {
    match client.metadata.subject_type {
        SubjectType::Public => user.to_string(),
        SubjectType::Pairwise => {
            // Without one host for all its addresses the client is a sector of its own.
            let sector = client.sector().unwrap_or_else(|| client.id.to_string());
            let text = format!("{sector}\0{user}");
            let digest = ctx
                .app
                .pepper
                .keyed::<kind::Subject>("pairwise-subject", text.as_bytes());
            URL_SAFE_NO_PAD.encode(digest.as_bytes())
        }
    }
}

/// What was asked for the ID token by name. Claims of scopes are at userinfo (OpenID Connect Core
/// §5.4), because an access token is given, too.
pub(super) fn told(conn: &mut Conn<'_>, approved: &Approved) -> store::Result<Map<String, Value>> {
    let Some(asked) = approved.claims.as_ref().map(|asked| &asked.id_token) else {
        return Ok(Map::new());
    };
    let Some(user_id) = approved.subject.user() else {
        return Ok(Map::new());
    };
    if !approved.scope.contains("openid") || asked.keys().all(|name| is_reserved(name)) {
        return Ok(Map::new());
    }
    let user = store::users::find(conn, user_id)?;
    Ok(user.map_or_else(Map::new, |user| {
        profile::by_name(&profile::known(&user), asked)
    }))
}
