//! `/account/data`: what is kept of a person, to take along; and the end of the account.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue},
    web,
};

use super::{Visit, Want, visit, visit_post};
use crate::{
    account::{access::By, audit, export as told, leaving},
    authorize::own,
    core::Fault,
    http::{HttpState, blocking},
    model::{Notice, Purpose},
    web::{
        Front,
        view::account::{Data, Section},
    },
};

/// The path of the page.
pub(super) const PATH: &str = "/account/data";
const EXPORT: &str = "/account/data/export";
const DELETE: &str = "/account/data/delete";
const KEEP: &str = "/account/data/keep";

/// PAGES 25: "needs 5", minutes since the sign-in.
fn want() -> Want {
    Want::fresh(Purpose::Data)
}

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    match visit(&front, &state, &request, &want()).await {
        Ok(visit) => front.html(200, &page(&visit, false), None),
        Err(refused) => refused,
    }
}

/// All that is kept, as a file (AU-11).
pub async fn export(
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
    let (ctx, user) = (visit.ctx.clone(), visit.user.clone());
    let told = blocking(move || {
        let person = format!("user:{}", user.id);
        audit::record(&ctx, "user.exported", &person, Some(person.clone()), None)?;
        told::export(&ctx, &user)
    });
    match told.await {
        Ok(told) => {
            let mut response = HttpResponse::Ok().body(format!("{told:#}\n"));
            let headers = response.headers_mut();
            let json = HeaderValue::from_static("application/json");
            headers.insert(CONTENT_TYPE, json);
            let file = HeaderValue::from_static("attachment; filename=\"account.json\"");
            headers.insert(CONTENT_DISPOSITION, file);
            response
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Asks for the end of the account.
pub async fn delete(
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
    if form.one("sure") != "yes" {
        return front.html(422, &page(&visit, true), None);
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || leaving::ask(&ctx, &session.user_id, Some(&session.id))).await {
        // Asked twice is asked once.
        Ok(_) => front.see_other(PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The account stays after all.
pub async fn keep(
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
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let kept = blocking(move || {
        let by = By {
            actor: &format!("user:{}", session.user_id),
            session: Some(&session.id),
            reason: None,
        };
        if leaving::keep(&ctx, &session.user_id, by)? {
            own::put_notice(&ctx, &session, Notice::AccountKept)?;
        }
        Ok::<_, Fault>(())
    });
    match kept.await {
        Ok(()) => front.see_other(PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(visit: &Visit, unticked: bool) -> Data {
    let grace = visit.ctx.app.config.privacy.deletion_grace;
    Data {
        page: visit.page.clone(),
        frame: visit.frame(Section::Data),
        export_csrf: visit.csrf(EXPORT),
        delete_csrf: visit.csrf(DELETE),
        keep_csrf: visit.csrf(KEEP),
        delete_at: visit.user.delete_at,
        days: grace.as_secs().div_ceil(86_400),
        unticked,
    }
}
