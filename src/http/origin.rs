//! Whether a post comes from a page of ours.

use actix_web::HttpRequest;

use crate::app::Ctx;

/// Whether a post was sent by a page of ours, as far as the browser says (SE-08).
pub fn is_same_origin(ctx: &Ctx, request: &HttpRequest) -> bool {
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("?"))
    };
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    let scheme = ctx
        .app
        .issuer
        .split_once("://")
        .map_or("", |(scheme, _)| scheme);
    // The host was found to be ours at the edge; in development it has three names.
    let host = text("host").unwrap_or("");
    origin == ctx.app.issuer || origin == format!("{scheme}://{host}")
}
