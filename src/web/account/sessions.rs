//! `/account/sessions`: where a person is signed in, and their sign-out there (SE-07).

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, Want, app_name, visit, visit_post};
use crate::{
    account::sessions,
    authorize::own,
    core::{Fault, Id, Reason},
    http::{HttpState, blocking},
    model::{Notice, Purpose, session::Factor},
    web::{
        Front,
        view::account::{
            Section, Sessions,
            sessions::{Method, SessionLine},
        },
    },
};

const PATH: &str = "/account/sessions";

fn want() -> Want {
    Want::fresh(Purpose::Sessions)
}

/// The sessions.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &want()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (ctx, user) = (visit.ctx.clone(), visit.user.id.clone());
    match blocking(move || sessions::list(&ctx, &user)).await {
        Ok(shown) => front.html(200, &page(&visit, shown), None),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The end of one, or of all others.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let gate = (&want(), PATH);
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload, gate).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (one, others) = (form.one("end").to_owned(), form.one("others").to_owned());
    let (ctx, user, here) = (
        visit.ctx.clone(),
        visit.user.id.clone(),
        visit.session.clone(),
    );
    let ended = blocking(move || {
        let actor = format!("user:{user}");
        let notice = if !one.is_empty() {
            let ended = sessions::end(&ctx, &user, &Id::new(one), &actor)?;
            ended.then_some(Notice::SessionEnded)
        } else if !others.is_empty() {
            sessions::end_others(&ctx, &user, &here.id, &actor)?;
            Some(Notice::OthersEnded)
        } else {
            // AZ-15: an empty post does nothing.
            return Ok(true);
        };
        if let Some(notice) = notice {
            own::put_notice(&ctx, &here, notice)?;
        }
        Ok::<_, Fault>(notice.is_some())
    });
    match ended.await {
        Ok(true) => front.see_other(PATH),
        // Whose it is, or whether it is any, is not told apart.
        Ok(false) => front.refuse_page(&request, &Reason::NotFound.into()),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(visit: &Visit, shown: Vec<sessions::Shown>) -> Sessions {
    let line = |shown: sessions::Shown| {
        let sessions::Shown {
            session,
            apps,
            is_at_door,
        } = shown;
        SessionLine {
            here: session.id == visit.session.id,
            id: session.id.into_string(),
            // Its `amr` is that of a code; what it was is known here.
            method: match &session.factor {
                Some(Factor::Recovery) => Method::Recovery,
                Some(Factor::Totp(_) | Factor::Passkey(_)) | None => {
                    Method::of(&session.authentication.amr)
                }
            },
            browser: session.whence.browser,
            system: session.whence.system,
            began_at: session.created_at,
            last_seen_at: session.last_seen_at,
            ip: session.whence.ip,
            apps: apps.iter().map(|id| app_name(visit, id)).collect(),
            is_old: is_at_door,
        }
    };
    Sessions {
        page: visit.page.clone(),
        frame: visit.frame(Section::Sessions),
        csrf: visit.csrf(PATH),
        sessions: shown.into_iter().map(line).collect(),
        most: visit.ctx.app.config.session.max_per_user,
    }
}
