//! `/`, `/docs/errors` and `/static`: what needs nothing.

use actix_web::{HttpRequest, HttpResponse, http::header, web};

use super::{
    Front, assets,
    view::{ErrorDoc, ErrorIndex, Home},
};
use crate::core::Reason;

/// The page at the root.
pub async fn home(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    let page = front.page(&request, None);
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.html(200, &Home { page }, None))
}

/// All errors.
pub async fn index(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    let page = front.page(&request, None);
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.html(200, &ErrorIndex { page }, None))
}

/// One error.
pub async fn one(
    front: web::Data<Front>,
    request: HttpRequest,
    code: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let page = front.page(&request, None);
    match Reason::from_code(&code) {
        Some(reason) => front.html(200, &ErrorDoc { page, reason }, None),
        None => front.refuse(&request, &Reason::NotFound.into()),
    }
}

/// A static file, which never changes under its name.
pub async fn asset(
    front: web::Data<Front>,
    request: HttpRequest,
    name: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    match assets::find(&name) {
        Some(asset) => HttpResponse::Ok()
            .content_type(asset.content_type)
            .insert_header((header::CACHE_CONTROL, assets::CACHE_CONTROL))
            .body(asset.bytes),
        None => front.refuse(&request, &Reason::NotFound.into()),
    }
}
