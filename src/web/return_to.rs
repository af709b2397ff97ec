//! `/return/{id}`: on the way back to the app, once.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front, cookies,
    view::{AppName, ReturnTo, return_to::ReturnState},
};
use crate::{
    authorize::finish,
    core::{Reason, Secret},
    http::{HttpState, blocking},
};

/// The page that leads to the app: by a refresh without delay, and by a link.
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
    match taken {
        Ok(Ok((address, name))) => {
            let app = AppName {
                name,
                host: String::new(),
            };
            let state = ReturnState::Going {
                app,
                url: address.expose().to_owned(),
            };
            front.html(
                200,
                &ReturnTo {
                    page: front.page.clone(),
                    state,
                },
                None,
            )
        }
        Ok(Err(refusal)) if refusal.reason == Reason::InteractionFinished => front.html(
            400,
            &ReturnTo {
                page: front.page.clone(),
                state: ReturnState::Gone,
            },
            None,
        ),
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}
