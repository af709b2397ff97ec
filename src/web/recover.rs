//! `/recover…`: a forgotten password.

use actix_web::{HttpRequest, HttpResponse, http::header::RETRY_AFTER, web};

use super::{
    Front,
    action::{Visit, visit, visit_post},
    cookies,
    interaction::{OVERLOADED, set_cookie, sign_in_name},
    view::{
        Action, Recover, RecoverNew, RecoverSent,
        action::ActionState,
        recover::{CodeState, NewError},
    },
};
use crate::{
    account::{
        action_code, password,
        recover::{self, Asked, NotReset, Person},
    },
    authorize::csrf,
    core::{Fault, Id, Reason, Refusal, Secret, secret::kind},
    http::{HttpState, blocking, wait::seconds},
    model::InteractionId,
};

/// The sign-in that a page was opened from.
fn flow_of(text: &str) -> Option<InteractionId> {
    let is_ulid = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    is_ulid.then(|| Id::new(text))
}

/// It, and where it goes on.
fn back(flow: &InteractionId) -> (String, String) {
    (flow.to_string(), format!("/interaction/{flow}/login"))
}

/// A parameter of the page's address.
fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

/// The sign-in that the page's address names.
fn flow_in(request: &HttpRequest) -> Option<InteractionId> {
    parameter(request, "flow").and_then(|text| flow_of(&text))
}

/// A page's address, with the sign-in that it belongs to.
fn with_flow(path: &str, flow: Option<&InteractionId>) -> String {
    match flow {
        Some(flow) => format!("{path}?flow={flow}"),
        None => path.to_owned(),
    }
}

/// Without mail there is no way back by mail.
fn is_off(front: &Front, request: &HttpRequest, visit: &Visit) -> Option<HttpResponse> {
    let off = !visit.ctx.app.config.mail.is_on();
    off.then(|| front.refuse_page(request, &Reason::NotFound.into()))
}

/// Whose password was forgotten.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut visit = match visit(&front, &state, &request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if let Some(off) = is_off(&front, &request, &visit) {
        return off;
    }
    let flow = flow_in(&request);
    visit.speak(&front, &request, flow.as_ref()).await;
    let hint = parameter(&request, "login_hint").unwrap_or_default();
    let view = Recover {
        page: visit.page.clone(),
        csrf: visit.csrf("/recover"),
        username: hint.chars().take(254).collect(),
        flow: flow.as_ref().map(back),
        missing: false,
    };
    visit.bound(front.html(200, &view, None))
}

/// What was typed. RC-01: "303 to the \"sent\" page", whoever it is.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let (mut visit, form) = match visit_post(&front, &state, &request, &mut payload).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if let Some(off) = is_off(&front, &request, &visit) {
        return off;
    }
    let typed = form.one("username").trim().to_owned();
    let flow = flow_of(form.one("flow"));
    visit.speak(&front, &request, flow.as_ref()).await;
    let Some(browser) = visit.browser.binding.as_ref().map(csrf::digest) else {
        return front.refuse_page(&request, &Reason::CrossSite.into());
    };
    if typed.is_empty() {
        let view = Recover {
            page: visit.page.clone(),
            csrf: visit.csrf("/recover"),
            username: typed,
            flow: flow.as_ref().map(back),
            missing: true,
        };
        return front.html(422, &view, None);
    }
    let sent = with_flow("/recover/sent", flow.as_ref());
    let asked = Asked {
        typed,
        browser,
        interaction: flow,
    };
    let ctx = visit.ctx.clone();
    match blocking(move || recover::ask(&ctx, &asked)).await {
        Ok(()) => front.see_other(&sent),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// What to do with the message.
pub async fn sent(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut visit = match visit(&front, &state, &request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let flow = flow_in(&request);
    visit.speak(&front, &request, flow.as_ref()).await;
    let view = sent_page(&visit, flow.as_ref(), CodeState::First);
    visit.bound(front.html(200, &view, None))
}

fn sent_page(visit: &Visit, flow: Option<&InteractionId>, state: CodeState) -> RecoverSent {
    RecoverSent {
        page: visit.page.clone(),
        csrf: visit.csrf("/recover/sent"),
        flow: flow.map(ToString::to_string),
        again: with_flow("/recover", flow),
        state,
    }
}

/// How a short code that was refused shows on a page; `None` if there is a page of its own for that.
/// Whether there was one at all is not said (RC-01).
pub(super) fn code_refused(refusal: &Refusal) -> Option<(u16, CodeState)> {
    Some(match (refusal.reason, refusal.retry_after) {
        (Reason::ActionCodeWrong, _) => (422, CodeState::Wrong),
        (Reason::ActionCodeUnknown | Reason::ActionCodeExpired | Reason::ActionCodeUsed, _) => {
            (422, CodeState::Over)
        }
        (Reason::OtpLimited, Some(wait)) => {
            let seconds = seconds(wait);
            (429, CodeState::Wait { seconds })
        }
        _ => return None,
    })
}

/// The code, typed by hand.
pub async fn code(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let (mut visit, form) = match visit_post(&front, &state, &request, &mut payload).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let flow = flow_of(form.one("flow"));
    visit.speak(&front, &request, flow.as_ref()).await;
    let typed = action_code::normalize(form.one("code"));
    if typed.expose().is_empty() {
        return front.html(
            422,
            &sent_page(&visit, flow.as_ref(), CodeState::Missing),
            None,
        );
    }
    let Some(browser) = visit.browser.binding.as_ref().map(csrf::digest) else {
        return front.refuse_page(&request, &Reason::CrossSite.into());
    };
    let ctx = visit.ctx.clone();
    match blocking(move || recover::by_short_code(&ctx, &browser, &typed)).await {
        Ok(Ok(link)) => {
            let mut response = front.see_other("/recover/new");
            set_cookie(&mut response, &cookies::action(&visit.ctx, &link));
            response
        }
        Ok(Err(refusal)) => match code_refused(&refusal) {
            Some((status, state)) => {
                let view = sent_page(&visit, flow.as_ref(), state);
                let mut response = front.html(status, &view, None);
                if let Some(wait) = refusal.retry_after {
                    let headers = response.headers_mut();
                    headers.insert(RETRY_AFTER, seconds(wait).into());
                }
                response
            }
            None => front.refuse_page(&request, &refusal),
        },
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The person whose link the browser followed.
async fn person(
    front: &Front,
    request: &HttpRequest,
    visit: &mut Visit,
) -> Result<(Secret<kind::ActionCode>, Person), HttpResponse> {
    let Some(link) = cookies::find_action(&visit.ctx, request) else {
        return Err(front.refuse_page(request, &Reason::ActionCodeUnknown.into()));
    };
    let (ctx, inner) = (visit.ctx.clone(), link.clone());
    match blocking(move || recover::look(&ctx, &inner)).await {
        Ok(Ok(person)) => {
            visit
                .speak(front, request, person.interaction.as_ref())
                .await;
            Ok((link, person))
        }
        Ok(Err(refusal)) => Err(front.refuse_page(request, &refusal)),
        Err(fault) => Err(front.fault_page(request, &fault)),
    }
}

fn new_page(visit: &Visit, person: &Person, error: NewError) -> RecoverNew {
    RecoverNew {
        page: visit.page.clone(),
        csrf: visit.csrf("/recover/new"),
        username: sign_in_name(&person.user),
        least: password::rules(&visit.ctx, person.second_factor).least,
        ends_factors: person.ends_factors,
        error,
    }
}

/// The form for the new password.
pub async fn new(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut visit = match visit(&front, &state, &request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    match person(&front, &request, &mut visit).await {
        Ok((_, person)) => {
            let view = new_page(&visit, &person, NewError::None);
            visit.bound(front.html(200, &view, None))
        }
        Err(refused) => refused,
    }
}

/// The new password.
pub async fn set(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let (mut visit, form) = match visit_post(&front, &state, &request, &mut payload).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (link, person) = match person(&front, &request, &mut visit).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let show = |status, error| front.html(status, &new_page(&visit, &person, error), None);
    let typed = Secret::new(form.one("new_password"));
    if typed.expose().is_empty() {
        return show(422, NewError::Missing);
    }
    let ctx = visit.ctx.clone();
    match blocking(move || recover::reset(&ctx, &link, &typed)).await {
        Ok(Ok(flow)) => {
            let address = with_flow("/recover/done", flow.as_ref());
            let mut response = front.see_other(&address);
            set_cookie(&mut response, &cookies::end_action(&visit.ctx));
            response
        }
        Ok(Err(NotReset::Flawed(flaw))) => show(422, NewError::Flawed(flaw)),
        Ok(Err(NotReset::Refused(refusal))) => front.refuse_page(&request, &refusal),
        Err(Fault::Overloaded(_)) => {
            let mut response = show(503, NewError::Unavailable);
            let wait = seconds(OVERLOADED).into();
            response.headers_mut().insert(RETRY_AFTER, wait);
            response
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// It is done, and the person signs in (RC-04).
pub async fn done(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut visit = match visit(&front, &state, &request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let flow = flow_in(&request);
    visit.speak(&front, &request, flow.as_ref()).await;
    let next = match flow {
        Some(flow) => format!("/interaction/{flow}/login"),
        None => "/account".to_owned(),
    };
    let view = Action {
        page: visit.page.clone(),
        what: "recover",
        state: ActionState::Done {
            next: Some(next),
            factors: false,
        },
    };
    front.html(200, &view, None)
}
