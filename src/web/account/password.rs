//! `/account/security/password`: another password.

use actix_web::{HttpRequest, HttpResponse, http::header::RETRY_AFTER, web};

use super::{Visit, Want, security, visit, visit_post};
use crate::{
    account::password::{self, NotChanged, Own},
    authorize::own,
    core::{Fault, Reason, Refusal, Secret},
    http::{HttpState, blocking, wait::seconds},
    model::{Notice, Purpose},
    web::{
        Front,
        interaction::{OVERLOADED, sign_in_name},
        view::account::{ChangePassword, Section, password::PasswordError},
    },
};

const PATH: &str = "/account/security/password";

/// LG-15: "Password change needs current password and a session ≤ 5 min fresh".
fn want() -> Want {
    Want::fresh(Purpose::Password)
}

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    match visit(&front, &state, &request, &want()).await {
        Ok(visit) => front.html(200, &page(&visit, PasswordError::None), None),
        Err(refused) => refused,
    }
}

/// What was typed.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = want();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (current, new) = (
        Secret::new(form.one("password")),
        Secret::new(form.one("new_password")),
    );
    let missing = match (current.expose(), new.expose()) {
        ("", _) => Some(PasswordError::CurrentMissing),
        (_, "") => Some(PasswordError::NewMissing),
        _ => None,
    };
    if let Some(missing) = missing {
        return front.html(422, &page(&visit, missing), None);
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let device = visit.browser.device.clone();
    let changed = blocking(move || {
        let own = Own {
            session: &session,
            device: device.as_ref(),
            current: &current,
            new: &new,
        };
        let changed = password::change_own(&ctx, own)?;
        if changed.is_ok() {
            own::put_notice(&ctx, &session, Notice::PasswordChanged)?;
        }
        Ok::<_, Fault>(changed)
    });
    match changed.await {
        Ok(Ok(_)) => front.see_other(security::PATH),
        Ok(Err(NotChanged::Refused(refusal))) => refuse(&front, &request, &visit, &refusal),
        Ok(Err(NotChanged::Same)) => front.html(422, &page(&visit, PasswordError::Same), None),
        Ok(Err(NotChanged::Flawed(flaw))) => {
            front.html(422, &page(&visit, PasswordError::Flawed(flaw)), None)
        }
        Ok(Err(NotChanged::Stale)) => super::stale(&front, &request, PATH),
        Err(Fault::Overloaded(_)) => {
            let wait = Refusal::wait(Reason::Overloaded, OVERLOADED);
            show(&front, &visit, (503, PasswordError::Unavailable), &wait)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(visit: &Visit, error: PasswordError) -> ChangePassword {
    ChangePassword {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        csrf: visit.csrf(PATH),
        username: sign_in_name(&visit.user),
        least: password::rules(&visit.ctx, visit.second_factor).least,
        error,
    }
}

fn refuse(front: &Front, request: &HttpRequest, visit: &Visit, refusal: &Refusal) -> HttpResponse {
    let shown = match refusal.reason.public() {
        Reason::PasswordWrong => (422, PasswordError::CurrentWrong),
        Reason::IdentifierLimited => {
            let seconds = seconds(refusal.retry_after.unwrap_or_default());
            (429, PasswordError::Wait { seconds })
        }
        _ => return front.refuse_page(request, refusal),
    };
    show(front, visit, shown, refusal)
}

fn show(
    front: &Front,
    visit: &Visit,
    (status, error): (u16, PasswordError),
    refusal: &Refusal,
) -> HttpResponse {
    let mut response = front.html(status, &page(visit, error), None);
    if let Some(wait) = refusal.retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, seconds(wait).into());
    }
    response
}
