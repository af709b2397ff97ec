//! `/account`: what there is, and what to do next.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Want, visit};
use crate::{
    http::HttpState,
    web::{
        Front,
        view::account::{Overview, Section},
    },
};

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let view = Overview {
        page: visit.page.clone(),
        frame: visit.frame(Section::Overview),
        person: visit.user.display_name().to_owned(),
        last: visit.session.authentication.auth_time,
    };
    front.html(200, &view, None)
}
