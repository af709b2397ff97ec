//! `/jwks` (RFC 7517): the public keys, for caches.

use actix_web::{HttpRequest, HttpResponse, http::header, web};

use super::Front;
use crate::{account, config::policy, http::HttpState};

/// All published keys (JW-10).
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let body = account::key::jwks(&state.app).to_string();
    public_json(&request, body, policy::JWKS_MAX_AGE.as_secs())
}

/// JSON that anybody may read from anywhere and keep for a while, with an ETag.
pub(super) fn public_json(request: &HttpRequest, body: String, max_age: u64) -> HttpResponse {
    let hash = body.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let etag = format!("\"{hash:016x}\"");
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={max_age}")))
        .insert_header((header::ETAG, etag))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    if known {
        response.finish()
    } else {
        response
            .content_type("application/json; charset=utf-8")
            .body(body)
    }
}
