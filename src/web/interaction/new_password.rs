//! `/interaction/{flow}/password/new`: a password that has to be changed before anybody is signed in.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{OVERLOADED, Visit, visit, visit_post};
use crate::{
    account::password,
    authorize::{
        Step,
        new_password::{self, NotTaken},
        sign_in::SignedIn,
    },
    core::{Fault, Secret},
    http::{HttpState, blocking},
    model::{Stage, session::ACR_MFA},
    web::{
        Front,
        view::new_password::{NewPassword, NewPasswordError},
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
    if visit.step != Step::NewPassword {
        return visit.resume(&front, &request).await;
    }
    visit.show(&front, 200, &page(&visit, NewPasswordError::None))
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
    if visit.step != Step::NewPassword {
        return visit.resume(&front, &request).await;
    }
    let new = Secret::new(form.one("new_password"));
    if new.expose().is_empty() {
        return visit.show(&front, 422, &page(&visit, NewPasswordError::Missing));
    }
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    match blocking(move || new_password::choose(&ctx, &open, &new)).await {
        Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
        Ok(Ok(SignedIn::SecondFactor | SignedIn::NewPassword)) => {
            front.see_other(&visit.path("login"))
        }
        Ok(Err(NotTaken::Flawed(flaw))) => {
            visit.show(&front, 422, &page(&visit, NewPasswordError::Flawed(flaw)))
        }
        Ok(Err(NotTaken::Same)) => visit.show(&front, 422, &page(&visit, NewPasswordError::Same)),
        Ok(Err(NotTaken::Refused(refusal))) => front.refuse_page(&request, &refusal),
        Err(Fault::Overloaded(_)) => {
            let view = page(&visit, NewPasswordError::Unavailable);
            visit.show_refused(&front, 503, (&view, Some(OVERLOADED)))
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(visit: &Visit, error: NewPasswordError) -> NewPassword {
    let has_second_factor = matches!(
        &visit.open.interaction.stage,
        Stage::NewPassword { authentication, .. } if authentication.acr() == ACR_MFA
    );
    NewPassword {
        page: visit.page.clone(),
        action: visit.path("password/new"),
        restart: visit.path("login"),
        csrf: visit.csrf(),
        app: visit.app(),
        least: password::rules(&visit.ctx, has_second_factor).least,
        error,
    }
}
