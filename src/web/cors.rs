//! Cross-origin calls: only from the origins of public browser clients (TK-24).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};

use super::Front;
use crate::{http::HttpState, model::client::ApplicationType};

/// Answers a preflight: 204 for an origin of ours, 405 for any other.
pub async fn preflight(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut response = HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "600"))
        .finish();
    if allow(&state, &request, &mut response) {
        return response;
    }
    let mut refused = front.refuse(&request, &crate::core::Reason::MethodNotAllowed.into());
    refused
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    refused
}

/// Puts the header on an answer if the origin is one of a public browser client's; never with
/// credentials.
pub fn allow(state: &HttpState, request: &HttpRequest, response: &mut HttpResponse) -> bool {
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return false;
    };
    let known = origin.to_str().is_ok_and(|origin| is_known(state, origin));
    if known {
        response
            .headers_mut()
            .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    known
}

fn is_known(state: &HttpState, origin: &str) -> bool {
    state.app.catalog().clients().iter().any(|client| {
        client.is_enabled()
            && client.is_public()
            && client.metadata.application_type == ApplicationType::Web
            && client
                .metadata
                .redirect_uris
                .iter()
                .any(|uri| uri.origin() == origin)
    })
}
