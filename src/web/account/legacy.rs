//! `/account/legacy`, and `/legacy/notice`, which leads there: an app still signs in the old way.

use actix_web::{HttpRequest, HttpResponse, cookie::time::Duration, web};

use super::{Want, visit, visit_post};
use crate::{
    account::overview,
    app::Ctx,
    core::Timestamp,
    http::{HttpState, blocking},
    web::{
        Front, cookies,
        interaction::set_cookie,
        view::account::{LegacyNotice, Section, legacy::Old},
    },
};

/// The page.
pub(super) const PATH: &str = "/account/legacy";
/// The cookie of who was told, for as long as they are not told again.
const TOLD: &str = "legacy-told";
const KEPT: Duration = Duration::days(30);
/// A sign-in is the one that leads to the notice for so long.
const JUST_NOW: std::time::Duration = std::time::Duration::from_secs(120);

/// Whether somebody who has just signed in is to be told: once a month, and never in the way of more
/// than this one page.
pub(super) fn is_due(
    ctx: &Ctx,
    request: &HttpRequest,
    (signed_in_at, old): (Timestamp, &[(String, Option<Timestamp>)]),
) -> bool {
    !old.is_empty() && request.cookie(TOLD).is_none() && ctx.now.since(signed_in_at) < JUST_NOW
}

/// The address that mails and guides name.
pub async fn named(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.see_other(PATH))
}

/// What changes, and when.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    match blocking(move || overview::of(&ctx, &user_id)).await {
        Ok(found) => {
            let old = found.old.into_iter();
            let view = LegacyNotice {
                page: visit.page.clone(),
                frame: visit.frame(Section::Overview),
                csrf: visit.csrf(PATH),
                old: old.map(|(app, ends)| Old { app, ends }).collect(),
            };
            front.html(200, &view, None)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// "Upgrade now" leads to the password and the second factor, "Later" to the account.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::default();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let next = match form.one("decision") {
        "upgrade" => super::security::PATH,
        _ => "/account",
    };
    let mut response = front.see_other(next);
    let mut cookie = cookies::plain(&visit.ctx, TOLD, "1");
    cookie.set_max_age(KEPT);
    set_cookie(&mut response, &cookie);
    response
}
