//! `/terms/{version}`: the terms in force.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Front, view::terms::TermsText};
use crate::{config::Terms, core::Reason, http::HttpState};

/// Where the terms in force are, if there are any.
pub(super) fn address(terms: &Terms) -> Option<String> {
    let version = terms.version.as_ref()?;
    Some(match &terms.url {
        Some(url) => url.clone(),
        None => format!("/terms/{version}"),
    })
}

/// The text.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    version: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let terms = &state.app.config.terms;
    match (&terms.version, &front.frames.about.terms) {
        (Some(known), Some(text)) if *known == *version => {
            let view = TermsText {
                page: front.page(&request, None),
                version: known.clone(),
                text: text.clone(),
            };
            front.html(200, &view, None)
        }
        _ => front.refuse_page(&request, &Reason::NotFound.into()),
    }
}
