//! `/interaction/{flow}/enrol`: whoever must have a second factor and has none sets one up.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit};
use crate::{
    authorize::Step,
    http::HttpState,
    web::{Front, view::Enrol},
};

/// Where people set up what they sign in with.
const SETUP: &str = "/account/security";

/// The page; it goes on by itself once there is a second factor.
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
    if visit.step != Step::Enrol {
        return visit.resume(&front, &request).await;
    }
    visit.show(&front, 200, &page(&visit))
}

fn page(visit: &Visit) -> Enrol {
    Enrol {
        page: visit.page.clone(),
        app: visit.app(),
        setup: SETUP.to_owned(),
        next: visit.path("enrol"),
    }
}
