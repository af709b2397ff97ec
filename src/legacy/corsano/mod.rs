//! Corsano's two clouds: `docs/legacy/corsano.md`. Each is a door of its own, with its own host,
//! key and client; what both share is here.

mod dialect;
mod health;
mod parse;
mod users;

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::{Method, header},
};
use serde_json::{Map, Value, json};

pub use dialect::{Refused, refuse};
pub use health::Health;
pub use parse::{Fields, into_exchange, into_request};
pub use users::Users;

use super::{Call, Cors};
use crate::{
    app::Ctx,
    authn::bearer::Bearer,
    core::{Fault, Reason, Refusal, Secret, Settled, secret::kind},
    grants::{GrantRequest, Issued},
    http::body,
    model::UserId,
};

/// Browser apps call both. The new token of a refresh is in a header, too.
const CORS: Cors = Cors {
    methods: "GET, POST",
    headers: "accept, authorization, content-type, x-requested-with",
    expose: "Authorization",
};

/// Whose record a cloud answers with.
type Find = fn(&Ctx, &UserId) -> Result<Option<Map<String, Value>>, Fault>;

/// How long the tokens of a cloud last, as its answers say it.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// Of a token.
    pub token: Duration,
    /// Of a session: how long after the sign-in a token may be refreshed.
    pub refresh: Duration,
}

impl Lifetimes {
    /// `ttl` is a number and `refresh_ttl` a text, both in minutes: the former is the default of
    /// the original's configuration, the latter comes from its environment.
    fn members(self, token: &Secret<kind::AccessToken>) -> Map<String, Value> {
        let minutes = |duration: Duration| duration.as_secs() / 60;
        let members = [
            ("token", json!(token.expose())),
            ("ttl", json!(minutes(self.token))),
            ("refresh_ttl", json!(minutes(self.refresh).to_string())),
        ];
        let named = members.map(|(name, value)| (name.to_owned(), value));
        named.into_iter().collect()
    }
}

/// 200 of `/login`: the token, its lifetimes, and the person's record in this cloud.
pub fn answer(issued: &Issued, lifetimes: Lifetimes, user: Map<String, Value>) -> HttpResponse {
    let mut members = lifetimes.members(&issued.access_token);
    members.insert("user".into(), Value::Object(user));
    dialect::json(200, &Value::Object(members))
}

/// The fields of the call's body.
async fn fields(call: &Call<'_>) -> Result<Fields, Refusal> {
    // DL-09.
    if body::is_compressed(call.request) {
        return Err(Reason::EncodingUnsupported.into());
    }
    Ok(Fields::read(call.request, &call.body().await?))
}

/// `POST /login`: the grant, then the record.
async fn login<D: super::LegacyDoor>(
    call: &Call<'_>,
    into_request: fn(&Fields) -> Result<GrantRequest, Refused>,
    (lifetimes, find): (Lifetimes, Find),
) -> HttpResponse {
    let asked = match fields(call).await {
        Ok(fields) => into_request(&fields),
        Err(refusal) => Err(Refused::from(refusal)),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(refused) => return refuse(&refused),
    };
    let settled = call.grant_and(asked, move |ctx, issued| {
        let user = match issued.subject.user() {
            Some(id) => find(ctx, id)?,
            None => None,
        };
        Ok(user.map(|user| (issued, user)))
    });
    match settled.await {
        Ok(Ok(Some((issued, user)))) => answer(&issued, lifetimes, user),
        // Closed out in the moment between.
        Ok(Ok(None)) => refuse(&Refused::Credentials),
        Ok(Err(refusal)) => refuse(&Refused::from(refusal).at_login()),
        Err(fault) => D::fault(call, &fault),
    }
}

/// `GET /profile`: the record of whoever the bearer token speaks for.
async fn profile<D: super::LegacyDoor>(
    call: &Call<'_>,
    verify: fn(&Ctx, &Secret<kind::AccessToken>) -> Settled<Bearer>,
    find: Find,
) -> HttpResponse {
    let Some(token) = token(call) else {
        return refuse(&Refused::from(Reason::TokenMissing));
    };
    let shown = token.clone();
    let settled = call.settle(move |ctx| {
        let bearer = match verify(ctx, &token)? {
            Ok(bearer) => bearer,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let user = bearer.grant.as_ref().and_then(|state| state.user.as_ref());
        let document = user.map(|user| find(ctx, &user.id)).transpose()?;
        Ok(match document.flatten() {
            Some(document) => Ok(document),
            None => Err(Reason::UserDisabled.into()),
        })
    });
    match settled.await {
        Ok(Ok(document)) => dialect::json(200, &Value::Object(document)),
        Ok(Err(refusal)) => refuse_token(refusal, &shown),
        Err(fault) => D::fault(call, &fault),
    }
}

/// A bearer token that was refused. The original counts a token's parts before it looks into them.
fn refuse_token(refusal: Refusal, token: &Secret<kind::AccessToken>) -> HttpResponse {
    let is_unreadable = matches!(
        refusal.reason,
        Reason::TokenInvalid | Reason::RefreshUnknown
    );
    if is_unreadable && token.expose().split('.').count() != 3 {
        return refuse(&Refused::Unauthenticated(dialect::SEGMENTS));
    }
    refuse(&Refused::from(refusal))
}

/// The bearer token of the header. The original looks into the query, the body and cookies, too:
/// that leaks tokens into logs, or lets other sites use them.
fn token(call: &Call<'_>) -> Option<Secret<kind::AccessToken>> {
    let value = call.header(header::AUTHORIZATION);
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    let found = scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty();
    found.then(|| Secret::new(token))
}

/// The methods of an address, in Laravel's order; `None` if there is none.
type Routes = fn(&str) -> Option<&'static str>;

/// What an address answers to another method, or one that there is not.
fn unrouted(call: &Call<'_>, routes: Routes) -> Refused {
    match routes(&call.path.to_ascii_lowercase()) {
        Some(allowed) => Refused::Method {
            used: call.method().to_string(),
            allowed,
        },
        None => Refused::NotFound,
    }
}

/// A refusal that came before the door.
fn refuse_early(call: &Call<'_>, refusal: &Refusal, routes: Routes) -> HttpResponse {
    match refusal.reason {
        Reason::MethodNotAllowed => refuse(&unrouted(call, routes)),
        _ => refuse(&Refused::from(refusal.clone())),
    }
}

fn fault(fault: &Fault) -> HttpResponse {
    tracing::error!(error = %fault, "fault");
    refuse(&Refused::from(fault))
}

/// Whether a method is this one; `HEAD` asks as `GET` does.
fn is_get(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}
