//! On the way back to the app: `/return/{id}`, once, or at once where no page was needed.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front, cookies,
    view::{AppName, Page, ReturnTo, return_to::ReturnState},
};
use crate::{
    authorize::{Answer, finish},
    core::{Reason, Secret},
    http::{HttpState, blocking},
};

/// The page that leads to the app: by a refresh without delay and a link, or by a form that is
/// sent without delay and its button.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let browser = cookies::browser(&ctx, &request);
    let taken =
        blocking(move || finish::take_return(&ctx, &browser, &Secret::new(id.into_inner()))).await;
    let page = front.page(&request, None).without_languages();
    match taken {
        Ok(Ok((Answer::Query(address), name))) => {
            let state = ReturnState::Going {
                app: named(&name),
                url: address.expose().to_owned(),
            };
            front.html(200, &ReturnTo { page, state }, None)
        }
        Ok(Ok((answer, name))) => leave(&front, page, &answer, &name),
        Ok(Err(refusal)) if refusal.reason == Reason::InteractionFinished => {
            let state = ReturnState::Gone;
            front.html(400, &ReturnTo { page, state }, None)
        }
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Sends the browser to the app without a page of its own: 303, or, for an answer by form, the
/// page with the form, whose policy names the app besides.
pub(super) fn leave(front: &Front, page: Page, answer: &Answer, name: &str) -> HttpResponse {
    let form = match answer {
        Answer::Query(address) => return front.see_other(address.expose()),
        Answer::FormPost(form) => form,
    };
    let field = |(name, value): &(String, Secret<_>)| (name.clone(), value.expose().to_owned());
    let state = ReturnState::Posting {
        app: named(name),
        action: form.action.to_string(),
        fields: form.fields.iter().map(field).collect(),
    };
    let target = form.action.csp_source();
    front.html(200, &ReturnTo { page, state }, Some(&target))
}

fn named(name: &str) -> AppName {
    AppName {
        name: name.to_owned(),
        host: String::new(),
    }
}
