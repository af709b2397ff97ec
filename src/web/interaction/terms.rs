//! `/interaction/{flow}/terms`: the terms in force are accepted before the app is reached.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit, visit_post};
use crate::{
    account::terms,
    authorize::Step,
    core::{Reason, Refusal},
    http::{HttpState, blocking},
    web::{Front, terms::address, view::terms::AcceptTerms},
};

/// The tick.
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
    if visit.step != Step::Terms {
        return visit.resume(&front, &request).await;
    }
    visit.show(&front, 200, &page(&visit, false))
}

/// What was decided.
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
    let session = match &visit.open.session {
        Some((session, _)) if visit.step == Step::Terms => session.clone(),
        _ => return visit.resume(&front, &request).await,
    };
    if form.one("decision") == "deny" {
        let denied = Refusal::new(Reason::ConsentDenied);
        return visit.deny(&front, &request, &denied).await;
    }
    if form.one("terms") != "1" {
        return visit.show(&front, 422, &page(&visit, true));
    }
    let ctx = visit.ctx.clone();
    match blocking(move || terms::accept(&ctx, &session.user_id, &session.id)).await {
        Ok(()) => front.see_other(&visit.path("consent")),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(visit: &Visit, is_missing: bool) -> AcceptTerms {
    let terms = &visit.ctx.app.config.terms;
    AcceptTerms {
        page: visit.page.clone(),
        action: visit.path("terms"),
        csrf: visit.csrf(),
        address: address(terms).unwrap_or_default(),
        changes: terms.changes_url.clone(),
        is_missing,
    }
}
