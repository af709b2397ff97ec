//! The stylesheet and the script, compiled in, under names that change with their content.

use actix_web::{HttpResponse, http::header, web};

/// One file.
#[derive(Clone, Copy)]
pub struct Asset {
    kind: &'static str,
    content_type: &'static str,
    text: &'static str,
}

/// `static/app.css`.
pub const CSS: Asset = Asset {
    kind: "css",
    content_type: "text/css; charset=utf-8",
    text: include_str!("../../static/app.css"),
};
/// `static/app.js`.
pub const JS: Asset = Asset {
    kind: "js",
    content_type: "text/javascript; charset=utf-8",
    text: include_str!("../../static/app.js"),
};

impl Asset {
    /// Its path, with a hash of its content.
    pub fn path(&self) -> String {
        let hash = self
            .text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        format!("/static/app.{hash:016x}.{}", self.kind)
    }
}

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for asset in [CSS, JS] {
        config.route(&asset.path(), web::get().to(move || serve(asset)));
    }
}

async fn serve(asset: Asset) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.text)
}
