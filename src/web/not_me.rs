//! `/not-me`: from the letter about a new sign-in. Its link, `/not-me/{code}`, is opened as those of
//! [`super::action`] are: what stands in it goes into a cookie at once (RC-06). Opening it changes nothing
//! (RC-03); its button signs everybody out, and leads to another password.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front,
    action::{visit, visit_post},
    cookies,
    interaction::set_cookie,
    view::{NotMe, not_me::NotMeState},
};
use crate::{
    account::not_me,
    core::Reason,
    http::{HttpState, blocking},
};

const PATH: &str = "/not-me";

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let Some(code) = cookies::find_action(&visit.ctx, &request) else {
        return front.refuse_page(&request, &Reason::ActionCodeUnknown.into());
    };
    let ctx = visit.ctx.clone();
    match blocking(move || not_me::find(&ctx, &code)).await {
        Ok(Ok(_)) => {
            let view = NotMe {
                page: visit.page.clone(),
                state: NotMeState::Ask {
                    action: PATH.to_owned(),
                    csrf: visit.csrf(PATH),
                },
            };
            visit.bound(front.html(200, &view, None))
        }
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The button.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let (visit, _) = match visit_post(&front, &state, &request, &mut payload).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let Some(code) = cookies::find_action(&visit.ctx, &request) else {
        return front.refuse_page(&request, &Reason::ActionCodeUnknown.into());
    };
    let ctx = visit.ctx.clone();
    match blocking(move || not_me::end_everything(&ctx, &code)).await {
        Ok(Ok(factors)) => {
            let view = NotMe {
                page: visit.page.clone(),
                state: NotMeState::Done {
                    recover: "/recover".to_owned(),
                    factors,
                },
            };
            let mut response = front.html(200, &view, None);
            set_cookie(&mut response, &cookies::end_action(&visit.ctx));
            response
        }
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}
