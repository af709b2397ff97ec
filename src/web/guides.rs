//! `/docs/migration`: how clients of the old APIs move on. The guides are part of the program.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front,
    view::{Guide, GuideIndex},
};
use crate::core::Reason;

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
];

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
    request: HttpRequest,
    name: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let page = front.page(&request, None);
    match ALL.iter().find(|(known, _)| *known == name.as_str()) {
        Some((_, text)) => front.html(200, &Guide { page, text }, None),
        None => front.refuse(&request, &Reason::NotFound.into()),
    }
}
