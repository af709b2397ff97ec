//! Corsano's estate: two clouds with a record each, and an id of the person that the other cloud
//! does not know.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Estate, Exchanged, Renewal, Source, new_jti};
use crate::{
    app::Ctx,
    core::{Door, Fault, Reason, Refusal, ScopeList, Timestamp},
    model::{
        ClientId, DoorHeader, DoorJti, DoorToken, TokenForm, User, UserId,
        corsano::{HealthProfile, ProfileState, UsersProfile, object_id},
    },
    store::{self, Conn},
};

/// The claim `prv`: SHA-1 of the original's class, `App\Models\User`, the same in both clouds.
const PRV: &str = "23bd5c8949f600adb39e701c400872db7a5976f7";
/// What ends the `iss` of a token: the path of the call that made it.
const LOGIN: &str = "/login";
const REFRESH: &str = "/auth/refresh";

/// A sign-in at the Users Cloud.
pub(super) fn describe(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &User,
) -> store::Result<Option<Estate>> {
    let Some(profile) = confirmed(conn, &user.id)? else {
        return Ok(None);
    };
    let jti = new_jti(ctx, Door::CorsanoUsers);
    Ok(Some(of_users(
        ctx,
        &profile,
        LOGIN,
        (ctx.now, ctx.now),
        &jti,
    )))
}

/// A refresh at the Users Cloud: `iat` stays the start of the session, as in the original, so that
/// resource servers may compute the window from it.
pub(super) fn renew(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    renewal: &Renewal<'_>,
) -> store::Result<Option<Estate>> {
    let Some(profile) = confirmed(conn, &renewal.user.id)? else {
        return Ok(None);
    };
    let times = (renewal.began_at, renewal.made_at);
    Ok(Some(of_users(ctx, &profile, REFRESH, times, renewal.jti)))
}

/// An exchange for the Health Cloud: the subject that it sees, and the token as its door gives it.
/// The record there begins with the first exchange.
pub(super) fn exchange(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    source: &Source<'_>,
) -> store::Result<Result<Exchanged, Refusal>> {
    let Some(user_id) = &source.state.grant.user_id else {
        return Ok(Err(Reason::ExchangeNotAllowed.into()));
    };
    let Some(profile) = ensure_health(ctx, conn, user_id)? else {
        return Ok(Err(Reason::UserNotAtDoor.into()));
    };
    let form = source
        .own_form
        .then(|| of_health(ctx, &profile, source.lifetime));
    Ok(Ok(Exchanged {
        subject: profile.mongo_id,
        scope: source.scope.clone(),
        form,
    }))
}

/// What the Health Cloud calls a person; `None` if Corsano does not know them.
pub(super) fn health_subject(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user_id: &UserId,
) -> store::Result<Option<String>> {
    let profile = ensure_health(ctx, conn, user_id)?;
    Ok(profile.map(|profile| profile.mongo_id))
}

/// What the Users Cloud answers with of this person: 21 members.
pub fn users_document(ctx: &Ctx, user_id: &UserId) -> Result<Option<Map<String, Value>>, Fault> {
    ctx.app.store.read(|conn| {
        let profile = confirmed(conn, user_id)?;
        let user = store::users::find(conn, user_id)?;
        let email = user.and_then(|user| user.profile.email);
        Ok(profile.map(|profile| profile.document(email.as_deref())))
    })
}

/// What the Health Cloud answers with of this person: 12 members.
pub fn health_document(ctx: &Ctx, user_id: &UserId) -> Result<Option<Map<String, Value>>, Fault> {
    let found = ctx.app.store.read(|conn| {
        // Somebody whom the Users Cloud has closed out is not let in here either.
        match confirmed(conn, user_id)? {
            Some(_) => store::corsano::find_health(conn, user_id),
            None => Ok(None),
        }
    })?;
    let profile = match found {
        Some(profile) => Some(profile),
        // Somebody came by the standard flow and has never exchanged a token.
        None => {
            let (inner, user_id) = (ctx.clone(), user_id.clone());
            ctx.app
                .store
                .write(move |conn| ensure_health(&inner, conn, &user_id))?
        }
    };
    Ok(profile.map(|profile| profile.document()))
}

/// The record of the Users Cloud, if its person may sign in.
fn confirmed(conn: &mut Conn<'_>, user_id: &UserId) -> store::Result<Option<UsersProfile>> {
    let found = store::corsano::find_users(conn, user_id)?;
    Ok(found.filter(|profile| profile.state == ProfileState::Confirmed))
}

fn ensure_health(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user_id: &UserId,
) -> store::Result<Option<HealthProfile>> {
    let Some(users) = confirmed(conn, user_id)? else {
        return Ok(None);
    };
    if let Some(found) = store::corsano::find_health(conn, user_id)? {
        return Ok(Some(found));
    }
    let mut random = [0; 8];
    ctx.app.entropy.fill(&mut random);
    let first = users.first_health(object_id(ctx.now, random), ctx.now);
    store::corsano::ensure_health(conn, &first).map(Some)
}

fn of_users(
    ctx: &Ctx,
    profile: &UsersProfile,
    path: &str,
    (began_at, made_at): (Timestamp, Timestamp),
    jti: &str,
) -> Estate {
    let config = &ctx.app.config.legacy.corsano_users;
    let token = DoorToken {
        door: Door::CorsanoUsers,
        header: DoorHeader::TypAlg,
        claims: claims(
            (&config.issuer, path),
            (began_at, made_at, made_at.plus(config.lifetime)),
            (jti, &profile.mongo_id),
        ),
        jti: DoorJti::Wire(jti.to_owned()),
        lifetime: config.lifetime,
    };
    Estate {
        scope: scope(ctx, &config.client),
        form: TokenForm::Door(Box::new(token)),
    }
}

fn of_health(ctx: &Ctx, profile: &HealthProfile, lifetime: Duration) -> TokenForm {
    let config = &ctx.app.config.legacy.corsano_health;
    let jti = new_jti(ctx, Door::CorsanoHealth);
    TokenForm::Door(Box::new(DoorToken {
        door: Door::CorsanoHealth,
        header: DoorHeader::TypAlg,
        claims: claims(
            (&config.issuer, LOGIN),
            (ctx.now, ctx.now, ctx.now.plus(lifetime)),
            (&jti, &profile.mongo_id),
        ),
        jti: DoorJti::Wire(jti),
        lifetime,
    }))
}

/// The contract's claims in its order. `iss` is the URL of the call that made the token, as the
/// original saw it behind its proxy.
fn claims(
    (issuer, path): (&str, &str),
    (began_at, made_at, ends_at): (Timestamp, Timestamp, Timestamp),
    (jti, sub): (&str, &str),
) -> Map<String, Value> {
    let claims = [
        (
            "iss",
            json!(format!("{}{path}", issuer.trim_end_matches('/'))),
        ),
        ("iat", json!(began_at.secs())),
        ("exp", json!(ends_at.secs())),
        ("nbf", json!(made_at.secs())),
        ("jti", json!(jti)),
        ("sub", json!(sub)),
        ("prv", json!(PRV)),
    ];
    let named = claims.map(|(name, value)| (name.to_owned(), value));
    named.into_iter().collect()
}

/// LE-P5: "Scope ≤ the client's `legacy_scopes`": a token of a cloud has what its door's client is
/// registered for; the contract knows no scopes.
fn scope(ctx: &Ctx, client: &str) -> ScopeList {
    let client = ctx.app.catalog().client(&ClientId::new(client));
    client.map(|client| client.scope()).unwrap_or_default()
}
