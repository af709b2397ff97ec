//! `/interaction/{flow}/recovery`: a recovery code in place of a one-time code.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit, visit_post};
use crate::{
    authorize::{
        Step,
        second_factor::{Attempt, CodeKind, second_factor},
        sign_in::SignedIn,
    },
    core::{Reason, Refusal},
    http::{HttpState, blocking, wait::seconds},
    web::{
        Front,
        view::{Recovery, recovery::RecoveryState},
    },
};

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
    visit.show(&front, 200, &page(&visit, RecoveryState::First))
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
    let attempt = Attempt {
        code: form.one("recovery_code").to_owned(),
        kind: CodeKind::Recovery,
        remember_device: false,
    };
    if attempt.code.trim().is_empty() {
        // Nothing was tried, so nothing is counted.
        return visit.show(&front, 422, &page(&visit, RecoveryState::Missing));
    }
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    match blocking(move || second_factor(&ctx, &open, &attempt)).await {
        Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
        Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("recovery")),
        Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
        Ok(Err(refusal)) => refuse(&front, &request, &visit, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(visit: &Visit, state: RecoveryState) -> Recovery {
    Recovery {
        page: visit.page.clone(),
        action: visit.path("recovery"),
        csrf: visit.csrf(),
        app: visit.app(),
        mfa: visit.path("mfa"),
        restart: visit.restart(),
        state,
    }
}

fn refuse(front: &Front, request: &HttpRequest, visit: &Visit, refusal: &Refusal) -> HttpResponse {
    let (status, state) = match (refusal.reason, refusal.retry_after) {
        (Reason::OtpWrong, _) => (422, RecoveryState::Wrong),
        (Reason::OtpReused, _) => (422, RecoveryState::Used),
        (Reason::OtpLimited | Reason::IdentifierLimited, Some(wait)) => {
            let seconds = seconds(wait);
            (429, RecoveryState::Wait { seconds })
        }
        (Reason::OtpLimited | Reason::UserLocked, _) => (422, RecoveryState::Over),
        _ => return front.refuse_page(request, refusal),
    };
    let view = page(visit, state);
    visit.show_refused(front, status, (&view, refusal.retry_after))
}
