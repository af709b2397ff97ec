//! `/account`: what there is, and what to do next.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Want, legacy, visit};
use crate::{
    account::overview,
    http::{HttpState, blocking},
    web::{
        Front,
        view::account::{Overview, Section, overview::Ending},
    },
};

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    let found = match blocking(move || overview::of(&ctx, &user_id)).await {
        Ok(found) => found,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let signed_in_at = visit.session.authentication.auth_time;
    if legacy::is_due(&visit.ctx, &request, (signed_in_at, &found.old)) {
        return front.see_other(legacy::PATH);
    }
    let ending = found.ending.into_iter();
    let view = Overview {
        page: visit.page.clone(),
        frame: visit.frame(Section::Overview),
        person: visit.user.display_name().to_owned(),
        last: visit.session.authentication.auth_time,
        second_factor: visit.second_factor,
        passkeys: visit.ctx.app.passkeys.is_some(),
        codes: found.codes,
        sessions: found.sessions,
        apps: found.apps,
        ending: ending.map(|(app, at)| Ending { app, at }).collect(),
    };
    front.html(200, &view, None)
}
