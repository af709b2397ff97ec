//! `/docs/migration`: how clients of the old APIs move on. The guides are part of the program.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front,
    view::{Guide, GuideIndex},
};
use crate::{
    app::App,
    core::{Door, Reason},
    http::HttpState,
};

/// All guides: the name in the address, and the text of `docs/migration`.
pub const ALL: &[(&str, &str)] = &[
    ("ocariot", include_str!("../../docs/migration/ocariot.md")),
    (
        "corsano-users",
        include_str!("../../docs/migration/corsano-users.md"),
    ),
    (
        "corsano-health",
        include_str!("../../docs/migration/corsano-health.md"),
    ),
    (
        "healthily",
        include_str!("../../docs/migration/healthily.md"),
    ),
    ("humanapi", include_str!("../../docs/migration/humanapi.md")),
    ("mycure", include_str!("../../docs/migration/mycure.md")),
];

/// The line of a guide that speaks of an end: it stands there if one is set.
const END: &str =
    "The old API goes on working until the date in the `Sunset` field of its answers.";
/// The address that the lines of a guide have, in place of this server's own.
const SAMPLE: &str = "http://localhost:8080";

/// A guide as it is for this server: with its address, and of an end what is so.
fn told(app: &App, name: &str, text: &str) -> String {
    let ends =
        Door::from_name(name).is_some_and(|door| app.config.legacy.door(door).sunset_at.is_some());
    let base = app.issuer.trim_end_matches('/');
    let text = text.replace(SAMPLE, base);
    match ends {
        true => text,
        false => text.replace(
            END,
            "The old API goes on working until the operator says otherwise.",
        ),
    }
}

/// All guides.
pub async fn index(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    let page = front.page(&request, None);
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.html(200, &GuideIndex { page }, None))
}

/// One guide.
pub async fn one(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    name: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let page = front.page(&request, None);
    match ALL.iter().find(|(known, _)| *known == name.as_str()) {
        Some((name, text)) => {
            let text = told(&state.app, name, text);
            front.html(200, &Guide { page, text }, None)
        }
        None => front.refuse(&request, &Reason::NotFound.into()),
    }
}
