//! `/interaction/{flow}/leaving`: whoever asked for the end of their account is asked whether it is
//! to stay.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit, visit_post};
use crate::{
    account::{access::By, leaving},
    authorize::Step,
    core::Reason,
    http::{HttpState, blocking},
    web::{Front, view::Leaving},
};

/// The question.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    flow: web::Path<String>,
) -> HttpResponse {
    match visit(&front, &state, &request, &flow).await {
        Ok(visit) if visit.step == Step::Leaving => visit.show(&front, 200, &page(&visit)),
        Ok(visit) => visit.resume(&front, &request).await,
        Err(refused) => refused,
    }
}

/// The answer.
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
    let Some((session, _)) = visit.open.session.clone() else {
        return visit.resume(&front, &request).await;
    };
    match (&visit.step, form.one("decision")) {
        (Step::Leaving, "keep") => {
            let (ctx, actor) = (visit.ctx.clone(), format!("user:{}", session.user_id));
            let kept = blocking(move || {
                let by = By {
                    actor: &actor,
                    session: Some(&session.id),
                    reason: None,
                };
                leaving::keep(&ctx, &session.user_id, by)
            });
            match kept.await {
                Ok(_) => front.see_other(&visit.path("consent")),
                Err(fault) => front.fault_page(&request, &fault),
            }
        }
        (Step::Leaving, "cancel") => {
            visit
                .deny(&front, &request, &Reason::ConsentDenied.into())
                .await
        }
        // AZ-15: "empty POST never advances".
        (Step::Leaving, _) => visit.show(&front, 422, &page(&visit)),
        _ => visit.resume(&front, &request).await,
    }
}

fn page(visit: &Visit) -> Leaving {
    let user = visit.open.session.as_ref().map(|(_, user)| user);
    Leaving {
        page: visit.page.clone(),
        app: visit.app(),
        action: visit.path("leaving"),
        csrf: visit.csrf(),
        delete_at: user
            .and_then(|user| user.delete_at)
            .unwrap_or(visit.ctx.now),
    }
}
