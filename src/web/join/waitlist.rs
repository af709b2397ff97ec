//! `/join/waitlist`: anybody may ask for an invitation.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{Guest, confirm::note, guest, guest_post, nothing_here, too_fast};
use crate::{
    account::{
        texts,
        waitlist::{self, NewEntry},
    },
    http::{HttpState, blocking},
    web::{
        Front,
        view::join::{JoinError, JoinWaitlist, Note},
    },
};

/// The path.
pub const PATH: &str = "/join/waitlist";

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let guest = match guest(&front, &state, &request) {
        Ok(guest) => guest,
        Err(refused) => return *refused,
    };
    match guest.waitlist() {
        Some(_) => guest.show(&front, 200, &page(&guest)),
        None => nothing_here(&front, &request),
    }
}

/// What was typed. The answer is the same whoever asks, and however often.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let visited = guest_post(&front, &state, &request, &mut payload, PATH).await;
    let (guest, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if guest.waitlist().is_none() {
        return nothing_here(&front, &request);
    }
    let (email, name) = (form.one("email").trim(), form.one("name").trim());
    let mut view = page(&guest);
    view.email = email.to_owned();
    view.name = name.to_owned();
    if email.is_empty() || name.is_empty() {
        view.error = match email.is_empty() {
            true => JoinError::EmailMissing,
            false => JoinError::NameMissing,
        };
        return guest.show(&front, 422, &view);
    }
    if !texts::is_plain(name) {
        view.error = JoinError::NameWrong;
        return guest.show(&front, 422, &view);
    }
    if let Some(refused) = too_fast(&front, &guest, &request).await {
        return refused;
    }
    let new = NewEntry {
        email: email.to_owned(),
        document: json!({ "email": email, "name": name }),
        source: "page",
        language: Some(guest.page.lang().to_owned()),
    };
    let ctx = guest.ctx.clone();
    match blocking(move || waitlist::ask(&ctx, &new)).await {
        Ok(Ok(_)) => note(&front, &guest, (200, Note::Asked)),
        Ok(Err(_)) => {
            view.error = JoinError::EmailWrong;
            guest.show(&front, 422, &view)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn page(guest: &Guest) -> JoinWaitlist {
    JoinWaitlist {
        page: guest.page.clone(),
        csrf: guest.csrf(PATH),
        email: String::new(),
        name: String::new(),
        error: JoinError::None,
    }
}
