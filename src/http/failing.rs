//! Answers that break off at a failpoint. Without the feature `failpoints` they are as they were.

use actix_web::{HttpRequest, HttpResponse};

/// The header of a request that names the point at which the process is to die.
#[cfg(feature = "failpoints")]
pub const HEADER: &str = "x-signet-failpoint";

/// Arms the point that a request names.
#[cfg(feature = "failpoints")]
pub fn arm(request: &HttpRequest) {
    if let Some(point) = request
        .headers()
        .get(HEADER)
        .and_then(|name| name.to_str().ok())
    {
        crate::core::failpoint::arm(point);
    }
}

/// Sends the answer of a request that names a point in two pieces, with a point before, between
/// and after them.
#[cfg(feature = "failpoints")]
pub fn in_pieces(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    use actix_web::{body::MessageBody, web::Bytes};
    use futures_lite::stream;

    use crate::core::failpoint::hit;

    if !request.headers().contains_key(HEADER) {
        return response;
    }
    hit("before-answer");
    response.map_body(|_, body| {
        let bytes = body.try_into_bytes().unwrap_or_default();
        let pieces = [
            bytes.slice(..bytes.len() / 2),
            bytes.slice(bytes.len() / 2..),
        ];
        let pieces = stream::unfold(0, move |at: usize| {
            let piece = pieces.get(at).cloned();
            match at {
                1 => hit("mid-answer"),
                2 => hit("after-answer"),
                _ => {}
            }
            std::future::ready(piece.map(|piece| (Ok::<Bytes, std::io::Error>(piece), at + 1)))
        });
        actix_web::body::BoxBody::new(actix_web::body::BodyStream::new(Box::pin(pieces)))
    })
}

/// Nothing: the server was built without points.
#[cfg(not(feature = "failpoints"))]
pub const fn arm(_request: &HttpRequest) {}

/// The answer as it is: the server was built without points.
#[cfg(not(feature = "failpoints"))]
pub fn in_pieces(_request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    response
}
