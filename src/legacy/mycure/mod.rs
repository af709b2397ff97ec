//! MyCure's EMR Accounts, which Hippocrades runs, too: `docs/legacy/mycure.md`.

mod accounts;
mod authentication;
mod codes;
mod details;
mod dialect;
mod mfa;
mod parse;
mod waitlist;

use actix_web::{
    HttpResponse,
    http::{Method, header},
};

pub use authentication::answer;
pub use dialect::{Refused, refuse};
pub use parse::into_request;

use super::{Call, Cors, LegacyDoor};
use crate::{
    account::sessions,
    app::Ctx,
    authn::bearer::{self, Bearer},
    core::{Door, Fault, Reason, Refusal, Secret, Settled, secret::kind},
    estates::mycure::{self as estate, Told},
    model::UserId,
};

/// The door.
pub struct Mycure;

impl LegacyDoor for Mycure {
    const DOOR: Door = Door::Mycure;
    /// The site and the SDK run in browsers. No cookie is read or set.
    const CORS: Option<Cors> = Some(Cors {
        methods: "GET, POST, PATCH, DELETE",
        headers: "accept, authorization, content-type, environment",
        expose: "",
    });

    async fn call(call: &Call<'_>) -> HttpResponse {
        let path = call.path.clone();
        let mut segments = path.trim_start_matches('/').split('/');
        let place = (segments.next(), segments.next(), segments.next());
        let method = call.method();
        match place {
            (Some("authentication"), None, None) => match *method {
                Method::POST => authentication::create(call).await,
                _ => other_method(call, "POST"),
            },
            (Some("accounts"), None, None) => match *method {
                Method::POST => accounts::create(call).await,
                _ => other_method(call, "POST"),
            },
            (Some("accounts"), Some(uid), None) => match *method {
                Method::GET | Method::HEAD => accounts::get(call, uid).await,
                Method::DELETE => accounts::remove(call, uid).await,
                _ => other_method(call, "GET, HEAD, DELETE"),
            },
            (Some("account-waitlist"), None, None) => match *method {
                Method::POST => waitlist::create(call).await,
                _ => other_method(call, "POST"),
            },
            (Some("account-waitlist"), Some(code), None) => match *method {
                Method::GET | Method::HEAD => waitlist::get(call, code).await,
                _ => other_method(call, "GET, HEAD"),
            },
            (Some("personal-details"), Some(uid), None) => match *method {
                Method::GET | Method::HEAD => details::get(call, uid).await,
                Method::PATCH => details::patch(call, uid).await,
                _ => other_method(call, "GET, HEAD, PATCH"),
            },
            _ => Self::refuse(call, &Reason::NotFound.into()),
        }
    }

    fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
        call.note_outcome(refusal.reason.code());
        refuse(&Refused::from(refusal.clone()))
    }

    fn fault(_: &Call<'_>, fault: &Fault) -> HttpResponse {
        tracing::error!(error = %fault, "fault");
        refuse(&Refused::from(fault))
    }
}

fn other_method(call: &Call<'_>, allowed: &'static str) -> HttpResponse {
    let mut response = Mycure::refuse(call, &Reason::MethodNotAllowed.into());
    let allowed = header::HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

fn respond<T>(
    call: &Call<'_>,
    settled: Settled<T>,
    answer: impl FnOnce(&T) -> HttpResponse,
) -> HttpResponse {
    match settled {
        Ok(Ok(value)) => answer(&value),
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// A body that was refused before anything was asked.
fn refuse_body(call: &Call<'_>, refused: &Refused) -> HttpResponse {
    call.note_outcome(Reason::ParameterInvalid.code());
    refuse(refused)
}

/// The fields of the call's body.
async fn fields(call: &Call<'_>) -> Result<parse::Fields, Refusal> {
    let body = call.body().await?;
    parse::fields(call.request, &body)
}

/// The bearer token of the header, if there is one.
fn token(call: &Call<'_>) -> Option<Secret<kind::AccessToken>> {
    let (scheme, token) = call.header(header::AUTHORIZATION).split_once(' ')?;
    let token = token.trim();
    let found = scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty();
    found.then(|| Secret::new(token))
}

/// Who holds the token of a call, and what MyCure knows of them.
fn holder(ctx: &Ctx, token: Option<&Secret<kind::AccessToken>>) -> Settled<(Bearer, UserId, Told)> {
    let Some(token) = token else {
        return Ok(Err(Reason::TokenMissing.into()));
    };
    let bearer = match bearer::at_door(ctx, Door::Mycure, token)? {
        Ok(bearer) => bearer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let user = bearer.grant.as_ref().and_then(|state| state.user.as_ref());
    let Some(user_id) = user.map(|user| user.id.clone()) else {
        return Ok(Err(Reason::TokenInvalid.into()));
    };
    Ok(match estate::find(ctx, &user_id)? {
        Some(told) => Ok((bearer, user_id, told)),
        None => Err(Reason::TokenRevoked.into()),
    })
}

/// The same, of somebody who has just signed in.
///
/// LG-15: what is delicate asks for a sign-in of the last five minutes; a token for the API is none.
fn fresh(ctx: &Ctx, token: Option<&Secret<kind::AccessToken>>) -> Settled<(Bearer, UserId, Told)> {
    Ok(match holder(ctx, token)? {
        Ok((bearer, ..)) if !sessions::is_fresh(ctx, &bearer) => Err(Reason::ReauthRequired.into()),
        held => held,
    })
}

/// The same, for what belongs to this `uid`: "PATCH of another uid → 403, also if the uid does not
/// exist".
fn owner(
    ctx: &Ctx,
    token: Option<&Secret<kind::AccessToken>>,
    uid: &str,
) -> Settled<(Bearer, UserId, Told)> {
    Ok(match holder(ctx, token)? {
        Ok((_, _, told)) if told.account.uid != uid => Err(Reason::CrossSite.into()),
        held => held,
    })
}
