//! `/join/verify`: the page that waits for the address to be proven, in the browser that asked. It asks
//! for itself again and again, and goes on once that has happened, on whatever device.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Guest,
    confirm::{done, note, why},
    flow_in, flow_of, guest, guest_post, next, nothing_here,
};
use crate::{
    account::registration::{self, NotProven, Waits},
    config::Registration,
    core::{Reason, Secret},
    http::{HttpState, blocking},
    model::InteractionId,
    web::{
        Front,
        view::join::{JoinSent, SentError},
    },
};

const PATH: &str = "/join/verify";

/// The page, for what waits in the browser.
pub(super) fn path(flow: Option<&InteractionId>) -> String {
    match flow {
        Some(flow) => format!("{PATH}?flow={flow}"),
        None => PATH.to_owned(),
    }
}

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut guest = match guest(&front, &state, &request) {
        Ok(guest) => guest,
        Err(refused) => return *refused,
    };
    if guest.mode() == Registration::Closed {
        return nothing_here(&front, &request);
    }
    let flow = flow_in(&request);
    guest.speak(&front, &request, flow.as_ref()).await;
    let (ctx, browser) = (guest.ctx.clone(), guest.binding());
    match blocking(move || registration::waits(&ctx, &browser)).await {
        Ok(Waits::ForProof) => {
            guest.show(&front, 200, &page(&guest, flow.as_ref(), SentError::None))
        }
        // The request that the person came with, whichever page of it is due.
        Ok(Waits::ForNothing(found)) => front.see_other(&next(found.or(flow).as_ref(), false)),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The code from the mail.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let visited = guest_post(&front, &state, &request, &mut payload, PATH).await;
    let (mut guest, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if guest.mode() == Registration::Closed {
        return nothing_here(&front, &request);
    }
    let flow = flow_of(form.one("flow"));
    guest.speak(&front, &request, flow.as_ref()).await;
    let typed = Secret::new(form.one("code"));
    let (ctx, browser) = (guest.ctx.clone(), guest.binding());
    match blocking(move || registration::by_code(&ctx, &browser, &typed)).await {
        Ok(Ok(proven)) => {
            let flow = proven.interaction.as_ref();
            done(&front, &request, guest, (&proven.joined, flow)).await
        }
        Ok(Err(NotProven::Refused(refusal))) => {
            let (status, error) = match refusal.reason {
                Reason::OtpLimited => (429, SentError::Limited),
                _ => (422, SentError::Wrong),
            };
            guest.show(&front, status, &page(&guest, flow.as_ref(), error))
        }
        Ok(Err(not)) => note(&front, &guest, (400, why(&guest, &not))),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(guest: &Guest, flow: Option<&InteractionId>, error: SentError) -> JoinSent {
    JoinSent {
        page: guest.page.clone(),
        action: PATH.to_owned(),
        here: path(flow),
        csrf: guest.csrf(PATH),
        flow: flow.map(ToString::to_string),
        opened: next(flow, false),
        error,
    }
}
