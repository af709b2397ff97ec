//! `/join`: the form, or, where it takes an invitation, the field for its code.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Guest, account_of, flow_in, flow_of, guest, guest_post, missing, next, nothing_here,
    overloaded, told, too_fast,
};
use crate::{
    account::registration::{self, Asked, Where},
    config::Registration,
    http::{HttpState, blocking},
    model::InteractionId,
    web::{
        Front, cookies,
        interaction::set_cookie,
        view::join::{EnterCode, Join, JoinError, JoinKind},
    },
};

/// The path.
pub const PATH: &str = "/join";

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut guest = match guest(&front, &state, &request) {
        Ok(guest) => guest,
        Err(refused) => return *refused,
    };
    let flow = flow_in(&request);
    guest.speak(&front, &request, flow.as_ref()).await;
    match guest.mode() {
        Registration::Closed => nothing_here(&front, &request),
        Registration::Open => {
            guest.show(&front, 200, &page(&guest, flow.as_ref(), JoinError::None))
        }
        Registration::Invite => guest.show(&front, 200, &enter_code(&guest, flow.as_ref(), false)),
    }
}

/// What was typed.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let visited = guest_post(&front, &state, &request, &mut payload, PATH).await;
    let (mut guest, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let flow = flow_of(form.one("flow"));
    guest.speak(&front, &request, flow.as_ref()).await;
    match guest.mode() {
        Registration::Closed => return nothing_here(&front, &request),
        Registration::Invite => {
            let typed: String = form.one("invitation").split_whitespace().collect();
            // The link does as well as the code in it.
            let code = typed.rsplit('/').next().unwrap_or_default();
            if !cookies::is_code(code) {
                return guest.show(&front, 422, &enter_code(&guest, flow.as_ref(), true));
            }
            let path = match &flow {
                Some(flow) => format!("/invite?flow={flow}"),
                None => "/invite".to_owned(),
            };
            let mut response = front.see_other(&path);
            let cookie = cookies::brought(&guest.ctx, cookies::Brought::Invitation, code);
            set_cookie(&mut response, &cookie);
            return response;
        }
        Registration::Open => {}
    }
    let new = account_of(&guest, &form);
    let mut view = page(&guest, flow.as_ref(), JoinError::None);
    view.email = form.one("email").to_owned();
    view.name = form.one("name").to_owned();
    if let Some(missing) = missing(&guest, &new) {
        view.error = missing;
        return guest.show(&front, 422, &view);
    }
    if let Some(refused) = too_fast(&front, &guest, &request).await {
        return refused;
    }
    let at = Where {
        browser: guest.binding(),
        interaction: flow.clone(),
    };
    let ctx = guest.ctx.clone();
    match blocking(move || registration::ask(&ctx, new, None, &at)).await {
        Ok(Ok(Asked::Waiting)) => front.see_other(&super::verify::path(flow.as_ref())),
        Ok(Ok(Asked::Joined(_))) => front.see_other(&next(flow.as_ref(), false)),
        Ok(Err(not)) => match told(not) {
            Ok(error) => {
                view.error = error;
                guest.show(&front, 422, &view)
            }
            Err(_) => nothing_here(&front, &request),
        },
        Err(fault) => match overloaded(&fault) {
            Some(refusal) => front.refuse_page(&request, &refusal),
            None => front.fault_page(&request, &fault),
        },
    }
}

fn page(guest: &Guest, flow: Option<&InteractionId>, error: JoinError) -> Join {
    let mut view = Join::new(guest.page.clone(), PATH, guest.csrf(PATH));
    view.kind = JoinKind::Open;
    view.flow = flow.map(ToString::to_string);
    view.sign_in = next(flow, false);
    view.least = crate::account::password::rules(&guest.ctx, false).least;
    view.terms = crate::web::terms::address(&guest.ctx.app.config.terms);
    view.error = error;
    view
}

fn enter_code(guest: &Guest, flow: Option<&InteractionId>, is_wrong: bool) -> EnterCode {
    EnterCode {
        page: guest.page.clone(),
        csrf: guest.csrf(PATH),
        flow: flow.map(ToString::to_string),
        waitlist: guest.waitlist(),
        sign_in: next(flow, false),
        is_wrong,
    }
}
