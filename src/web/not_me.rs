//! `/not-me/{code}`: from the letter about a new sign-in. Opening it changes nothing (RC-03); its
//! button signs everybody out, and leads to another password.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front, cookies,
    view::{NotMe, not_me::NotMeState},
};
use crate::{
    account::not_me,
    authorize::csrf,
    core::{Reason, Secret, secret::kind},
    http::{HttpState, blocking, body},
};

const PURPOSE: &str = "not-me";

fn link(path: &str) -> Secret<kind::ActionCode> {
    Secret::new(path)
}

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let mut browser = cookies::browser(&ctx, &request);
    let (inner, code) = (ctx.clone(), link(&path));
    match blocking(move || not_me::find(&inner, &code)).await {
        Ok(Ok(_)) => {}
        Ok(Err(refusal)) => return front.refuse_page(&request, &refusal),
        Err(fault) => return front.fault_page(&request, &fault),
    }
    // Letters are opened in browsers that were never here.
    let fresh = match &browser.binding {
        Some(_) => None,
        None => Some(ctx.app.entropy.secret::<kind::Browser>("")),
    };
    browser.binding = browser.binding.or_else(|| fresh.clone());
    let view = NotMe {
        page: front.page(&request, None),
        state: NotMeState::Ask {
            action: request.path().to_owned(),
            csrf: csrf::token(&ctx, &browser, PURPOSE).expose().to_owned(),
        },
    };
    let mut response = front.html(200, &view, None);
    if let Some(fresh) = &fresh
        && let Err(error) = response.add_cookie(&cookies::binding(&ctx, fresh))
    {
        tracing::error!(%error, "a cookie cannot be set");
    }
    response
}

/// The button.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    path: web::Path<String>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let browser = cookies::browser(&ctx, &request);
    let form = match body::read_form(&request, &mut payload, ctx.app.config.limits.body).await {
        Ok(form) => super::form::Fields::new(form),
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    if !cookies::is_same_origin(&ctx, &request)
        || !csrf::check(&ctx, &browser, PURPOSE, form.one("csrf"))
    {
        return front.refuse_page(&request, &Reason::CrossSite.into());
    }
    let (inner, code) = (ctx.clone(), link(&path));
    match blocking(move || not_me::end_everything(&inner, &code)).await {
        Ok(Ok(())) => {
            let view = NotMe {
                page: front.page(&request, None),
                state: NotMeState::Done {
                    recover: "/recover".to_owned(),
                },
            };
            front.html(200, &view, None)
        }
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}
