//! `/interaction/{flow}/mfa`: the one-time code.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit, visit_post};
use crate::{
    authn::recovery,
    authorize::{
        Step,
        challenge::{challenge, is_of_another},
        passkey::{self, At},
        second_factor::{Attempt, CodeKind, offers_code, offers_to_remember, second_factor},
        sign_in::SignedIn,
    },
    core::{Fault, Reason, Refusal},
    http::{HttpState, blocking, wait::seconds},
    model::Stage,
    web::{
        Front,
        view::{Mfa, mfa::MfaState},
    },
};

/// Wrong codes after which the clocks are named.
const CLOCK_AFTER: u8 = 3;

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    flow: web::Path<String>,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &flow).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if visit.step != Step::SecondFactor {
        return visit.resume(&front, &request).await;
    }
    show(&front, &request, &visit, (200, MfaState::First, None)).await
}

/// What was typed.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    flow: web::Path<String>,
) -> HttpResponse {
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload, &flow).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if visit.step != Step::SecondFactor {
        return visit.resume(&front, &request).await;
    }
    let credential = form.one("credential").to_owned();
    if !credential.is_empty() {
        let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
        let at = At::SecondFactor;
        return match blocking(move || passkey::answer(&ctx, &open, (at, &credential), false)).await
        {
            Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
            Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("mfa")),
            Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
            Ok(Err(refusal)) => refuse(&front, &request, &visit, (&refusal, false)).await,
            Err(fault) => front.fault_page(&request, &fault),
        };
    }
    let attempt = Attempt {
        code: form.one("code").to_owned(),
        kind: CodeKind::Otp,
        remember_device: form.one("remember_device") == "1",
    };
    if attempt.code.trim().is_empty() {
        // Nothing was tried, so nothing is counted.
        return show(&front, &request, &visit, (422, MfaState::Missing, None)).await;
    }
    // Nor here: it is not compared with anything, and the field may have cut it off.
    if recovery::is_like(&attempt.code) {
        return show(&front, &request, &visit, (422, MfaState::Recovery, None)).await;
    }
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    let tried = blocking(move || {
        let tried = second_factor(&ctx, &open, &attempt)?;
        let another = match &tried {
            Err(refusal) if refusal.reason == Reason::OtpWrong => {
                is_of_another(&ctx, &open, &attempt.code)?
            }
            _ => false,
        };
        Ok::<_, Fault>(tried.map_err(|refusal| (refusal, another)))
    });
    match tried.await {
        Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
        Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("mfa")),
        Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
        Ok(Err((refusal, another))) => refuse(&front, &request, &visit, (&refusal, another)).await,
        Err(fault) => front.fault_page(&request, &fault),
    }
}

async fn show(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (status, state, wait): (u16, MfaState, Option<Duration>),
) -> HttpResponse {
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    let offers = blocking(move || {
        let at = At::SecondFactor;
        Ok::<_, Fault>((
            offers_to_remember(&ctx, &open)?,
            offers_code(&ctx, &open)?,
            passkey::is_offered(&ctx, &open, at)?,
            challenge(&ctx, &open)?,
        ))
    });
    let (may_remember, has_code, has_passkey, asked) = match offers.await {
        Ok(offers) => offers,
        Err(fault) => return front.fault_page(request, &fault),
    };
    let view = Mfa {
        page: visit.page.clone(),
        action: visit.path("mfa"),
        csrf: visit.csrf(),
        app: visit.app(),
        person: asked.person,
        only: asked.only,
        recovery: visit.path("recovery"),
        passkey: has_passkey.then(|| visit.path("passkey")),
        has_code,
        may_remember,
        restart: visit.restart(),
        state,
    };
    visit.show_refused(front, status, (&view, wait))
}

async fn refuse(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (refusal, another): (&Refusal, bool),
) -> HttpResponse {
    let failures = match &visit.open.interaction.stage {
        Stage::SecondFactor { failures, .. } => failures + 1,
        Stage::Begun
        | Stage::Chosen { .. }
        | Stage::Another { .. }
        | Stage::SignedIn { .. }
        | Stage::NewPassword { .. }
        | Stage::Finished
        | Stage::Denied => 0,
    };
    let (status, state) = match (refusal.reason, refusal.retry_after) {
        (Reason::OtpWrong, _) if another => (422, MfaState::Another),
        (Reason::OtpWrong, _) if failures >= CLOCK_AFTER => {
            (422, MfaState::Clock { now: visit.ctx.now })
        }
        (Reason::OtpWrong, _) => (422, MfaState::Wrong),
        (Reason::PasskeyWrong | Reason::PasskeyCloned, _) => (422, MfaState::Passkey),
        (Reason::InteractionExpired, _) => (422, MfaState::Late),
        (Reason::OtpReused, _) => (422, MfaState::Used),
        (Reason::OtpLimited | Reason::IdentifierLimited, Some(wait)) => (
            429,
            MfaState::Wait {
                seconds: seconds(wait),
            },
        ),
        // Too many in this sign-in, or the account was locked meanwhile: start over.
        (Reason::OtpLimited | Reason::UserLocked, _) => (422, MfaState::Over),
        _ => return front.refuse_page(request, refusal),
    };
    show(front, request, visit, (status, state, refusal.retry_after)).await
}
