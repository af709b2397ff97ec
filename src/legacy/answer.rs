//! What the answers of all doors have in common.

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use serde_json::Value;

use crate::http::wait::seconds;

/// The media type of a door's JSON, with the charset or without, as its original has it.
pub(super) const JSON: &str = "application/json";
pub(super) const JSON_UTF8: &str = "application/json; charset=utf-8";

/// An answer that no cache keeps.
pub(super) fn json(status: u16, media_type: &'static str, body: &Value) -> HttpResponse {
    HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}

/// Says after what time to try again.
pub(super) fn after(mut response: HttpResponse, wait: Option<Duration>) -> HttpResponse {
    if let Some(wait) = wait {
        let value = HeaderValue::from(seconds(wait));
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// What a door that has ended says.
pub(super) fn ended(guide: &str) -> String {
    format!("This API has ended. How to move on: {guide}")
}

/// What a door says in a planned outage.
pub(super) fn outage(guide: &str) -> String {
    format!("This API will end and is closed for a planned outage. How to move on: {guide}")
}
