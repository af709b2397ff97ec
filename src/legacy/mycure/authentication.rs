//! `POST /authentication`: sign-in, a session that goes on, and its actions.

use actix_web::HttpResponse;
use serde_json::json;

use super::{
    Mycure, Refused, codes, dialect, fields, into_request, mfa, parse, refuse, refuse_body,
    respond, token,
};
use crate::{
    app::Ctx,
    core::{Fault, Reason, Refusal},
    estates::mycure as estate,
    grants::{GrantRequest, Issued, token_exchange::Onward},
    legacy::{Call, LegacyDoor},
    model::Namespace,
};

pub(super) async fn create(call: &Call<'_>) -> HttpResponse {
    let fields = match fields(call).await {
        Ok(fields) => fields,
        Err(refusal) => return Mycure::refuse(call, &refusal),
    };
    let action = match parse::text(&fields, "action") {
        Ok(action) => action,
        Err(refused) => return refuse_body(call, &refused),
    };
    match action {
        None => sign_in(call, &fields).await,
        Some("refreshAccessToken") => match parse::into_refresh(&fields) {
            Ok(asked) => grant(call, asked).await,
            Err(refused) => refuse_body(call, &refused),
        },
        Some("generateAPIToken") => api_token(call).await,
        Some("applyActionCode") => codes::apply(call, &fields).await,
        Some("changePassword") => codes::ask_for_password(call, &fields).await,
        Some("changeIdentity") => codes::ask_for_identity(call, &fields).await,
        Some("checkUniqueIdentity") => codes::is_unique(call, &fields).await,
        Some("sendPasswordResetEmail") => codes::ask_to_reset(call, &fields).await,
        Some("sendVerificationEmail") => codes::ask_to_verify(call, Namespace::Email).await,
        Some("sendVerificationSms") => codes::ask_to_verify(call, Namespace::Mobile).await,
        Some("setupMFA") => mfa::setup(call, &fields).await,
        Some("verifyMFASecret") => mfa::verify(call, &fields).await,
        Some(_) => refuse_body(call, &Refused::new(400, "Unknown action")),
    }
}

/// A sign-in, or a session that goes on. A header that is left of an older session is nothing to a
/// sign-in (M15).
async fn sign_in(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let bearer = token(call);
    let bearer = bearer.as_ref().map(|token| token.expose());
    match into_request(fields, bearer) {
        Ok(asked) => grant(call, asked).await,
        Err(refused) => refuse_body(call, &refused),
    }
}

async fn grant(call: &Call<'_>, asked: GrantRequest) -> HttpResponse {
    let settled = call
        .grant_and(asked, |ctx, issued| {
            let uid = uid(ctx, &issued)?;
            let ends_at = ctx.now.millis().saturating_add(
                i64::try_from(issued.expires_in.saturating_mul(1000)).unwrap_or(i64::MAX),
            );
            Ok(Answer {
                uid,
                ends_at,
                issued,
            })
        })
        .await;
    match settled {
        Ok(Err(refusal)) => refuse_sign_in(call, &refusal),
        settled => respond(call, settled, answer),
    }
}

/// What a sign-in is answered with.
#[derive(Debug)]
pub struct Answer {
    /// What MyCure's apps call the person.
    uid: String,
    /// When the access token ends, in milliseconds.
    ends_at: i64,
    /// The tokens.
    issued: Issued,
}

/// 200 with `uid` and `accessToken` of the document, and `refreshToken` and `expiresAt` besides.
pub fn answer(answer: &Answer) -> HttpResponse {
    let mut body = json!({
        "uid": answer.uid,
        "accessToken": answer.issued.access_token.expose(),
    });
    if let Some(token) = &answer.issued.refresh_token {
        body["refreshToken"] = json!(token.expose());
    }
    body["expiresAt"] = json!(answer.ends_at);
    dialect::json(200, &body)
}

fn uid(ctx: &Ctx, issued: &Issued) -> Result<String, Fault> {
    let told = match issued.subject.user() {
        Some(id) => estate::find(ctx, id)?,
        None => None,
    };
    told.map(|told| told.account.uid)
        .ok_or_else(|| Fault::Internal("a token of nobody".into()))
}

/// "Login: always `auth/wrong-password` (… `auth/user-not-found` selectable by config)."
fn refuse_sign_in(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
    let config = &call.state.app.config.legacy.mycure;
    if refusal.reason == Reason::UserUnknown && config.tells_unknown_users {
        return refuse(&Refused::from(refusal.clone()).user_not_found());
    }
    Mycure::refuse(call, refusal)
}

/// `generateAPIToken`: for programs of the person's own.
async fn api_token(call: &Call<'_>) -> HttpResponse {
    let Some(token) = token(call) else {
        return Mycure::refuse(call, &Reason::TokenMissing.into());
    };
    let asked = parse::onward(token.expose(), Onward::Api);
    let settled = call.grant(asked).await;
    respond(call, settled, |issued| {
        let body = json!({ "accessToken": issued.access_token.expose(), "type": "api" });
        dialect::json(201, &body)
    })
}
