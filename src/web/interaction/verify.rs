//! `/interaction/{flow}/verify`: a person proves their address before they go on to the app.
//!
//! The page asks for itself again and again, without script. Once the address is proven, here or on
//! another device, it is not its turn any more, and the sign-in goes on.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit, visit_post};
use crate::{
    account::{action_code, identifier},
    authorize::Step,
    http::{HttpState, blocking},
    model::User,
    web::{
        Front,
        recover::code_refused,
        view::{Verify, recover::CodeState},
    },
};

/// The page, as long as it is its turn.
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
    let Some(user) = who(&visit) else {
        return visit.resume(&front, &request).await;
    };
    let (ctx, id) = (visit.ctx.clone(), user.id.clone());
    match blocking(move || identifier::is_asked(&ctx, &id)).await {
        Ok(sent) => visit.show(&front, 200, &page(&visit, &user, (sent, CodeState::First))),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// A message is asked for, or its code was typed.
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
    let Some(user) = who(&visit) else {
        return visit.resume(&front, &request).await;
    };
    let (ctx, person) = (visit.ctx.clone(), user.clone());
    if form.one("send") == "1" {
        let waits = identifier::Waits {
            browser: visit.open.interaction.browser,
            interaction: Some(visit.open.interaction.id.clone()),
        };
        let asked = blocking(move || identifier::ask_to_verify(&ctx, &person, &waits)).await;
        return match asked {
            Ok(()) => front.see_other(&visit.path("verify")),
            Err(fault) => front.fault_page(&request, &fault),
        };
    }
    let typed = action_code::normalize(form.one("code"));
    if typed.expose().is_empty() {
        let view = page(&visit, &user, (true, CodeState::Missing));
        return visit.show(&front, 422, &view);
    }
    match blocking(move || identifier::verify_short(&ctx, &person.id, &typed)).await {
        // Whichever page is due: this one leads there.
        Ok(Ok(_)) => front.see_other(&visit.path("verify")),
        Ok(Err(refusal)) => match code_refused(&refusal) {
            Some((status, state)) => {
                let view = page(&visit, &user, (true, state));
                visit.show_refused(&front, status, (&view, refusal.retry_after))
            }
            None => front.refuse_page(&request, &refusal),
        },
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Who has to prove their address, if it is the page's turn.
fn who(visit: &Visit) -> Option<User> {
    let session = visit.open.session.as_ref();
    session
        .filter(|_| visit.step == Step::Verify)
        .map(|(_, user)| user.clone())
}

fn page(visit: &Visit, user: &User, (sent, state): (bool, CodeState)) -> Verify {
    Verify {
        page: visit.page.clone(),
        action: visit.path("verify"),
        csrf: visit.csrf(),
        app: visit.app(),
        address: user.profile.email.clone().unwrap_or_default(),
        sent,
        state,
    }
}
