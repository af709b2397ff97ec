//! `/help`, `/privacy`, `/accessibility`: the pages that the foot of every page leads to.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front,
    view::about::{About, AboutKind},
};

/// Help.
pub async fn help(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    page(&front, &request, AboutKind::Help)
}

/// What is done with people's data.
pub async fn privacy(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    page(&front, &request, AboutKind::Privacy)
}

/// The accessibility statement.
pub async fn accessibility(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    page(&front, &request, AboutKind::Accessibility)
}

fn page(front: &Front, request: &HttpRequest, kind: AboutKind) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(request) {
        return refused;
    }
    let about = &front.frames.about;
    let text = match kind {
        AboutKind::Help => &about.help,
        AboutKind::Privacy => &about.privacy,
        AboutKind::Accessibility => &about.accessibility,
    };
    let view = About {
        page: front.page(request, None),
        kind,
        text: text.clone(),
    };
    front.html(200, &view, None)
}
