//! `/account/security`: how a person signs in.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Want, visit};
use crate::{
    http::HttpState,
    web::{
        Front,
        view::account::{Section, Security},
    },
};

/// The path of the page.
pub(super) const PATH: &str = "/account/security";

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
    let view = Security {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
    };
    front.html(200, &view, None)
}

/// `/.well-known/change-password`: where password managers send people
/// (<https://w3c.github.io/webappsec-change-password-url/>).
pub async fn change_password(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.see_other("/account/security#password"))
}
