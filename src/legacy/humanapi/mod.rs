//! Human API's `POST /v1/connect/token` and `POST /v1/admin/token`: `docs/legacy/humanapi.md`.

pub mod connect;
mod dialect;
mod error_code;
mod parse;

use std::sync::{Arc, OnceLock};

use actix_web::{HttpResponse, http::Method};
use serde_json::json;

pub use dialect::{Refused, refuse};
pub use error_code::ErrorCode;
pub use parse::{Asked, Place, TokenType, into_request};

use super::{
    Call, LegacyDoor,
    answer::{JSON_UTF8, json as answer_json},
};
use crate::{
    app::Ctx,
    authn::{Caller, client},
    core::{Door, Fault, Reason, Refusal, Settled},
    grants::{self, Issued},
    model::human::Kind,
};

/// The door. Its requests carry a client's secret, so browsers of others have no business here.
pub struct HumanApi;

impl LegacyDoor for HumanApi {
    const DOOR: Door = Door::HumanApi;

    async fn call(call: &Call<'_>) -> HttpResponse {
        match (call.method(), call.path.as_str()) {
            (&Method::POST, "/v1/connect/token") => token(call, Place::Connect).await,
            (&Method::POST, "/v1/admin/token") => token(call, Place::Admin).await,
            // The page on which people connect sources.
            _ => match connect::call(call).await {
                Some(response) => response,
                None => say(call, &Refused::NotFound),
            },
        }
    }

    fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
        say(call, &Refused::from(refusal.clone()))
    }

    fn fault(call: &Call<'_>, fault: &Fault) -> HttpResponse {
        tracing::error!(error = %fault, "fault");
        say(call, &Refused::from(fault))
    }
}

/// A refusal at the address that was called.
fn say(call: &Call<'_>, refused: &Refused) -> HttpResponse {
    let request_id = call
        .path
        .starts_with("/v1/admin/")
        .then(|| call.ctx().request_id);
    refuse(refused, request_id.as_deref())
}

async fn token(call: &Call<'_>, place: Place) -> HttpResponse {
    let asked = match call.body().await {
        Ok(body) => into_request(place, call.request, &body),
        Err(refusal) => Err(Refused::from(refusal)),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(refused) => return say(call, &refused),
    };
    let token_type = asked.token_type;
    let proven = Arc::new(OnceLock::new());
    let known = proven.clone();
    let settled = call
        .settle(move |ctx| {
            let caller = match into_caller(ctx, &asked)? {
                Ok(caller) => caller,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let _first = known.set(caller.client.id.clone());
            match &asked.grant {
                Ok(grant) => Ok(grants::settle(ctx, &caller, grant)?.map(Ok)),
                Err(refused) => Ok(Ok(Err(refused.clone()))),
            }
        })
        .await;
    if let Some(client) = proven.get() {
        call.note_client(client);
    }
    match settled {
        Ok(Ok(Ok(issued))) => answer(token_type, &issued),
        Ok(Ok(Err(refused))) => {
            call.note_outcome(Reason::ParameterInvalid.code());
            say(call, &refused)
        }
        // The document's words for a blocked human are about id tokens.
        Ok(Err(refusal))
            if refusal.reason == Reason::HumanBlocked
                && token_type != TokenType::Human(Kind::Id) =>
        {
            say(call, &Refused::Code(ErrorCode::NotAuthorized))
        }
        Ok(Err(refusal)) => HumanApi::refuse(call, &refusal),
        Err(fault) => HumanApi::fault(call, &fault),
    }
}

/// The client, which has to prove itself by its secret whatever it is registered with.
fn into_caller(ctx: &Ctx, asked: &Asked) -> Settled<Caller> {
    let has_secret = asked.client.client_secret.is_some();
    let caller = match client::authenticate(ctx, &asked.client)? {
        // "absent or malformed client_id, or an unknown one with no secret → INVALID_CLIENT_ID".
        Err(refusal) if refusal.reason == Reason::ClientUnknown && !has_secret => {
            return Ok(Err(Reason::ClientMissing.into()));
        }
        Err(refusal) => return Ok(Err(refusal)),
        Ok(_) if !has_secret => return Ok(Err(Reason::ClientAuthMissing.into())),
        Ok(caller) => caller,
    };
    // LE-01: "enabled per client *and* globally".
    if !caller.client.is_at(Door::HumanApi) {
        return Ok(Err(Reason::GrantTypeNotAllowed.into()));
    }
    Ok(Ok(caller))
}

/// 200 with the members that the document has for this type, and no other.
pub fn answer(token_type: TokenType, issued: &Issued) -> HttpResponse {
    let token = issued.access_token.expose();
    let refresh_token = issued.refresh_token.as_ref().map(|token| token.expose());
    let body = match token_type {
        TokenType::Human(Kind::Session) => json!({
            "session_token": token,
            "human_id": issued.subject.human(),
            "expires_in": issued.expires_in,
        }),
        // Not an ID token of OpenID Connect: a text without content.
        TokenType::Human(Kind::Id) => json!({
            "token_type": "Bearer",
            "id_token": token,
            "id_refresh_token": refresh_token,
            "id_token_expires_in": issued.expires_in,
        }),
        TokenType::Human(Kind::Access) => json!({
            "access_token": token,
            "expires_in": issued.expires_in,
            "token_type": "Bearer",
            "refresh_token": refresh_token,
        }),
        TokenType::Client => json!({
            "expires_in": issued.expires_in,
            "client_token": token,
        }),
    };
    answer_json(200, JSON_UTF8, &body)
}
