//! `/interaction/{flow}/enrol…`: whoever must have a second factor and has none sets one up, and
//! the sign-in goes on.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, set_cookie, sign_in_name, visit, visit_post};
use crate::{
    account::{
        self, factor,
        recovery::{self, Codes},
    },
    authorize::Step,
    core::{Fault, Reason},
    http::{HttpState, blocking},
    model::{Session, User},
    web::{
        Front, cookies,
        enrolment::{self, Typed, Ways, is_name},
        view::{
            Enrol,
            enrol::EnrolState,
            enrolment::{ShownCodes, TotpError},
        },
    },
};

/// The page of recovery codes.
const CODES: &str = "enrol/codes";
const FILE: &str = "enrol/recovery-codes.txt";

/// The key.
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
    let Some((session, user)) = enrolling(&visit) else {
        return visit.resume(&front, &request).await;
    };
    let name = visit.page.t("totp-name-first");
    let shown = (200, TotpError::None, None);
    show(&front, &request, &visit, (&session, &user), &name, shown).await
}

/// The first code: from then on the session has a second factor.
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
    let Some((session, user)) = enrolling(&visit) else {
        return visit.resume(&front, &request).await;
    };
    if form.one("decision") == "cancel" {
        let denied = visit
            .deny(&front, &request, &Reason::ConsentDenied.into())
            .await;
        // A page of ours would lead here again: what is left is to sign out.
        return match visit.is_own() {
            true => front.see_other("/logout"),
            false => denied,
        };
    }
    let typed = Typed::read(&form);
    let credential = form.one("credential").to_owned();
    if !credential.is_empty() {
        return passkey(
            &front,
            &request,
            &visit,
            (&session, &user),
            (typed, credential),
        )
        .await;
    }
    if let Some(flaw) = typed.flaw() {
        let shown = (422, flaw, None);
        let who = (&session, &user);
        return show(&front, &request, &visit, who, &typed.name, shown).await;
    }
    let (ctx, inner, name) = (visit.ctx.clone(), session.clone(), typed.name.clone());
    match blocking(move || recovery::turn_on(&ctx, &inner, (&typed.name, &typed.code))).await {
        Ok(Ok(on)) => {
            let next = if on.first { CODES } else { "consent" };
            let mut response = front.see_other(&visit.path(next));
            let cookie = cookies::session(&visit.ctx, &on.cookie, false);
            set_cookie(&mut response, &cookie);
            response
        }
        Ok(Err(refusal)) => match enrolment::refused(&refusal) {
            Some((status, error)) => {
                let shown = (status, error, refusal.retry_after);
                show(&front, &request, &visit, (&session, &user), &name, shown).await
            }
            None => front.refuse_page(&request, &refusal),
        },
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// A passkey in place of an authenticator app.
async fn passkey(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (session, user): (&Session, &User),
    (typed, credential): (Typed, String),
) -> HttpResponse {
    let name = match is_name(&typed.name) {
        true => typed.name,
        false => visit.page.t("passkey-name-first"),
    };
    let (ctx, inner) = (visit.ctx.clone(), session.clone());
    let added = blocking(move || account::passkey::add(&ctx, &inner, (&name, &credential))).await;
    let wrong = match added {
        Ok(Ok(on)) => {
            let next = if on.first { CODES } else { "consent" };
            let mut response = front.see_other(&visit.path(next));
            let cookie = cookies::session(&visit.ctx, &on.cookie, false);
            set_cookie(&mut response, &cookie);
            return response;
        }
        Ok(Err(refusal)) => match refusal.reason {
            Reason::PasskeyWrong => "passkey-new-wrong",
            Reason::InteractionExpired => "passkey-late",
            _ => return front.refuse_page(request, &refusal),
        },
        Err(fault) => return front.fault_page(request, &fault),
    };
    let name = visit.page.t("totp-name-first");
    let view = match view(visit, (session, user), (&name, TotpError::None)).await {
        Ok(view) => view,
        Err(fault) => return front.fault_page(request, &fault),
    };
    let view = Enrol {
        passkey_wrong: Some(wrong),
        ..view
    };
    visit.show(front, 422, &view)
}

/// Who is in the session, if they are to set a second factor up now.
fn enrolling(visit: &Visit) -> Option<(Session, User)> {
    let session = visit.open.session.clone();
    session.filter(|_| visit.step == Step::Enrol)
}

async fn show(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (session, user): (&Session, &User),
    name: &str,
    (status, error, wait): (u16, TotpError, Option<Duration>),
) -> HttpResponse {
    match view(visit, (session, user), (name, error)).await {
        Ok(view) => visit.show_refused(front, status, (&view, wait)),
        Err(fault) => front.fault_page(request, &fault),
    }
}

async fn view(
    visit: &Visit,
    (session, user): (&Session, &User),
    (name, error): (&str, TotpError),
) -> Result<Enrol, Fault> {
    let (ctx, inner) = (visit.ctx.clone(), session.clone());
    let begun = blocking(move || factor::begin(&ctx, &inner)).await?;
    let ways = Ways {
        action: visit.path("enrol"),
        csrf: visit.csrf(),
        cancel: None,
    };
    let form = enrolment::form(&visit.ctx, (user, &begun), ways, (name, error));
    let form = Box::new(form);
    Ok(page(visit, EnrolState::App { form }))
}

fn page(visit: &Visit, state: EnrolState) -> Enrol {
    Enrol {
        page: visit.page.clone(),
        app: visit.app(),
        person: visit
            .open
            .session
            .as_ref()
            .map_or_else(String::new, |(_, user)| sign_in_name(user)),
        switch: visit.path("switch"),
        csrf: visit.csrf(),
        passkey: visit
            .ctx
            .app
            .passkeys
            .is_some()
            .then(|| visit.path("passkey")),
        passkey_wrong: None,
        state,
    }
}

/// The recovery codes that came with the second factor, until they are kept.
pub async fn codes(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    flow: web::Path<String>,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &flow).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    match shown(&visit).await {
        Ok(codes) if codes.shown.is_empty() => visit.resume(&front, &request).await,
        Ok(codes) => show_codes(&front, &visit, &codes, (200, false)),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The person says that they have them: the sign-in goes on.
pub async fn saved(
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
    let codes = match shown(&visit).await {
        Ok(codes) => codes,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let session = visit.open.session.clone();
    let Some((session, _)) = session.filter(|_| !codes.shown.is_empty()) else {
        return visit.resume(&front, &request).await;
    };
    if form.one("saved") != "1" {
        return show_codes(&front, &visit, &codes, (422, true));
    }
    let ctx = visit.ctx.clone();
    match blocking(move || recovery::keep(&ctx, &session)).await {
        Ok(()) => visit.resume(&front, &request).await,
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The codes as a file, as long as they are shown.
pub async fn file(
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
    let session = visit.open.session.as_ref();
    match (shown(&visit).await, session) {
        (Ok(codes), Some((_, user))) if !codes.shown.is_empty() => {
            enrolment::codes_file(&visit.page, user, &codes)
        }
        (Ok(_), _) => front.refuse_page(&request, &Reason::NotFound.into()),
        (Err(fault), _) => front.fault_page(&request, &fault),
    }
}

/// The codes that this browser's session may see.
async fn shown(visit: &Visit) -> Result<Codes, Fault> {
    let Some((_, user)) = &visit.open.session else {
        return Ok(Codes::default());
    };
    let (ctx, user_id, cookie) = (
        visit.ctx.clone(),
        user.id.clone(),
        visit.browser.session.clone(),
    );
    blocking(move || recovery::codes(&ctx, &user_id, cookie.as_ref())).await
}

fn show_codes(
    front: &Front,
    visit: &Visit,
    codes: &Codes,
    (status, wrong): (u16, bool),
) -> HttpResponse {
    let shown = ShownCodes {
        codes: codes.shown.iter().map(|c| c.expose().to_owned()).collect(),
        account: visit
            .open
            .session
            .as_ref()
            .map_or_else(String::new, |(_, user)| sign_in_name(user)),
        made_at: codes.made_at,
        wrong,
        file: visit.path(FILE),
        file_csrf: visit.csrf(),
        saved: visit.path(CODES),
        saved_csrf: visit.csrf(),
    };
    visit.show(front, status, &page(visit, EnrolState::Codes { shown }))
}
