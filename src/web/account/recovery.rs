//! `/account/security/recovery`: recovery codes are made, shown, and kept by their person.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, Want, security, visit, visit_post};
use crate::{
    account::recovery::{self, Codes},
    core::{Fault, Reason},
    http::{HttpState, blocking},
    model::Purpose,
    web::{
        Front, enrolment,
        interaction::sign_in_name,
        view::{
            account::{RecoveryCodes, Section, recovery::CodesState},
            enrolment::ShownCodes,
        },
    },
};

/// The path of the page.
pub(super) const PATH: &str = "/account/security/recovery";
const SAVED: &str = "/account/security/recovery/saved";
const FILE: &str = "/account/security/recovery-codes.txt";

fn want() -> Want {
    Want::fresh(Purpose::RecoveryCodes)
}

/// The codes that were just made, else the question whether to make some.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    match visit(&front, &state, &request, &want()).await {
        Ok(visit) => show(&front, &request, &visit, (200, false)).await,
        Err(refused) => refused,
    }
}

/// Makes new codes; the page shows them.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = want();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let visit = match visited {
        Ok((visit, _)) => visit,
        Err(refused) => return refused,
    };
    let Some(cookie) = visit.browser.session.clone() else {
        return front.refuse_page(&request, &Reason::CrossSite.into());
    };
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || recovery::make(&ctx, &session, &cookie)).await {
        Ok(Ok(())) => front.see_other(PATH),
        // Without an authenticator app: the page says so.
        Ok(Err(refusal)) if refusal.reason == Reason::NotFound => front.see_other(PATH),
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The person says that they have them.
pub async fn saved(
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
    if form.one("saved") != "1" {
        return show(&front, &request, &visit, (422, true)).await;
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || recovery::keep(&ctx, &session)).await {
        Ok(()) => front.see_other(security::PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The codes as a file, as long as they are shown: by a post, so that no address holds them.
pub async fn download(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = want();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let visit = match visited {
        Ok((visit, _)) => visit,
        Err(refused) => return refused,
    };
    let codes = match codes(&visit).await {
        Ok(codes) => codes,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    if codes.shown.is_empty() {
        return front.see_other(PATH);
    }
    enrolment::codes_file(&visit.page, &visit.user, &codes)
}

async fn codes(visit: &Visit) -> Result<Codes, Fault> {
    let (ctx, user_id, cookie) = (
        visit.ctx.clone(),
        visit.user.id.clone(),
        visit.browser.session.clone(),
    );
    blocking(move || recovery::codes(&ctx, &user_id, cookie.as_ref())).await
}

async fn show(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (status, wrong): (u16, bool),
) -> HttpResponse {
    let codes = match codes(visit).await {
        Ok(codes) => codes,
        Err(fault) => return front.fault_page(request, &fault),
    };
    let state = match (visit.second_factor, codes.shown.is_empty()) {
        (false, _) => CodesState::NoFactor,
        (true, true) => CodesState::Make {
            left: codes.left,
            csrf: visit.csrf(PATH),
        },
        (true, false) => CodesState::Shown {
            shown: ShownCodes {
                codes: codes.shown.iter().map(|c| c.expose().to_owned()).collect(),
                account: sign_in_name(&visit.user),
                made_at: codes.made_at,
                wrong,
                file: FILE.to_owned(),
                file_csrf: visit.csrf(FILE),
                saved: SAVED.to_owned(),
                saved_csrf: visit.csrf(SAVED),
            },
        },
    };
    let view = RecoveryCodes {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        state,
    };
    front.html(status, &view, None)
}
