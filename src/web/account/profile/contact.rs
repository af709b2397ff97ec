//! `/account/profile/email`, `/account/profile/mobile…`: another address or number.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{PATH, fresh, number_of, waits};
use crate::{
    account::{
        action_code::{self, Purpose as Code},
        contact::{self, NotTaken, Took},
    },
    authorize::own,
    core::{Fault, Reason},
    http::{HttpState, blocking},
    model::Notice,
    web::{
        Front,
        account::{Visit, visit, visit_post},
        recover::code_refused,
        view::{
            account::{ChangeContact, Section, profile::Asks},
            recover::CodeState,
        },
    },
};

const EMAIL: &str = "/account/profile/email";
const MOBILE: &str = "/account/profile/mobile";
const CODE: &str = "/account/profile/mobile/code";

fn contact(
    visit: &Visit,
    asks: Asks,
    (typed, error): (&str, Option<&'static str>),
) -> ChangeContact {
    let path = match asks {
        Asks::Email => EMAIL,
        Asks::Mobile => MOBILE,
        Asks::Code => CODE,
    };
    let is_first = match asks {
        Asks::Email => visit.user.profile.email.is_none(),
        Asks::Mobile | Asks::Code => number_of(visit).is_empty(),
    };
    ChangeContact {
        page: visit.page.clone(),
        frame: visit.frame(Section::Profile),
        csrf: visit.csrf(path),
        asks,
        is_first,
        typed: typed.to_owned(),
        error,
    }
}

async fn ask(front: &Front, state: &HttpState, request: &HttpRequest, asks: Asks) -> HttpResponse {
    let config = &state.app.config;
    let is_on = match asks {
        Asks::Email => config.mail.is_on(),
        Asks::Mobile | Asks::Code => config.sms.is_on(),
    };
    if !is_on {
        return front.refuse_page(request, &Reason::NotFound.into());
    }
    match visit(front, state, request, &fresh()).await {
        Ok(visit) => front.html(200, &contact(&visit, asks, ("", None)), None),
        Err(refused) => refused,
    }
}

/// The form for another address.
pub async fn email(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    ask(&front, &state, &request, Asks::Email).await
}

/// The form for another number.
pub async fn mobile(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    ask(&front, &state, &request, Asks::Mobile).await
}

/// The form for the code that was sent to the number.
pub async fn code(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    ask(&front, &state, &request, Asks::Code).await
}

/// Another address.
pub async fn change_email(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = fresh();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, EMAIL)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let typed = form.one("email").to_owned();
    let (ctx, user, waits) = (visit.ctx.clone(), visit.user.clone(), waits(&visit));
    let (session, text) = (visit.session.clone(), typed.clone());
    let asked = blocking(move || {
        let asked = contact::ask_for_email(&ctx, &user, (&text, &waits))?;
        if asked.is_ok() {
            own::put_notice(&ctx, &session, Notice::AddressAsked)?;
        }
        Ok::<_, Fault>(asked)
    });
    match asked.await {
        Ok(Ok(())) => front.see_other(PATH),
        Ok(Err(error)) => {
            let key = match error {
                NotTaken::Malformed => "contact-email-wrong",
                NotTaken::Same => "contact-same",
            };
            front.html(
                422,
                &contact(&visit, Asks::Email, (&typed, Some(key))),
                None,
            )
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Another number.
pub async fn change_mobile(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = fresh();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, MOBILE)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let typed = form.one("mobile").to_owned();
    let (ctx, user, waits) = (visit.ctx.clone(), visit.user.clone(), waits(&visit));
    let text = typed.clone();
    match blocking(move || contact::ask_for_mobile(&ctx, &user, (&text, &waits))).await {
        Ok(Ok(())) => front.see_other(CODE),
        Ok(Err(error)) => {
            let key = match error {
                NotTaken::Malformed => "contact-mobile-wrong",
                NotTaken::Same => "contact-same",
            };
            let view = contact(&visit, Asks::Mobile, (&typed, Some(key)));
            front.html(422, &view, None)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The code that was sent to the number.
pub async fn enter_code(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = fresh();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, CODE)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let typed = action_code::normalize(form.one("code"));
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let done = blocking(move || {
        let code = (Code::ChangeMobile, &typed);
        let done = contact::change_short(&ctx, &session.user_id, code)?;
        if let Ok(took) = &done {
            let notice = match took {
                Took::PlaceOfAnother => Notice::NumberChanged,
                Took::FreePlace => Notice::NumberAdded,
            };
            own::put_notice(&ctx, &session, notice)?;
        }
        Ok::<_, Fault>(done)
    });
    match done.await {
        Ok(Ok(_)) => front.see_other(PATH),
        Ok(Err(refusal)) => match code_refused(&refusal) {
            Some((status, state)) => {
                let key = match state {
                    CodeState::Wrong => "action-code-wrong-what",
                    _ => "action-code-over",
                };
                front.html(status, &contact(&visit, Asks::Code, ("", Some(key))), None)
            }
            None => front.refuse_page(&request, &refusal),
        },
        Err(fault) => front.fault_page(&request, &fault),
    }
}
