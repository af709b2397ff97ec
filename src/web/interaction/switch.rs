//! `/interaction/{flow}/switch`: "not you?".

use actix_web::{HttpRequest, HttpResponse, web};

use super::visit_post;
use crate::{
    account::session::Reach,
    authorize::{session, sign_in},
    http::{HttpState, blocking},
    web::{Front, cookies},
};

/// Signs the browser out and starts over with name and password, for the same app.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    flow: web::Path<String>,
) -> HttpResponse {
    let (visit, _) = match visit_post(&front, &state, &request, &mut payload, &flow).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (ctx, open, browser) = (visit.ctx.clone(), visit.open.clone(), visit.browser.clone());
    let switched = blocking(move || {
        sign_in::switch_account(&ctx, &open)?;
        session::sign_out(&ctx, &browser, Reach::Session)
    });
    if let Err(fault) = switched.await {
        return front.fault_page(&request, &fault);
    }
    let mut response = front.see_other(&visit.path("login"));
    if let Err(error) = response.add_cookie(&cookies::end_session(&visit.ctx)) {
        tracing::error!(%error, "a cookie cannot be set");
    }
    response
}
