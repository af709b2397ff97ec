//! `/join/{code}` and `/join/confirm`: the link in the mail, and the button that makes the account.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Guest, guest, guest_post, next, nothing_here, overloaded};
use crate::{
    account::{
        join::Joined,
        registration::{self, Looked, NotProven},
    },
    config::Registration,
    core::{Secret, secret::kind},
    http::{HttpState, blocking},
    model::InteractionId,
    web::{
        Front,
        cookies::{self, Brought},
        interaction::set_cookie,
        view::join::{JoinConfirm, JoinNote, Note},
    },
};

const PATH: &str = "/join/confirm";

/// RC-06: the code goes out of the address at once; RC-03: a GET makes no account.
pub async fn take(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    code: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let is_closed = ctx.app.config.login.registration == Registration::Closed;
    if is_closed || !cookies::is_code(&code) {
        return nothing_here(&front, &request);
    }
    let mut response = front.see_other(PATH);
    set_cookie(
        &mut response,
        &cookies::brought(&ctx, Brought::Registration, &code),
    );
    response
}

fn brought(guest: &Guest, request: &HttpRequest) -> Option<Secret<kind::ActionCode>> {
    let code = cookies::find_brought(&guest.ctx, request, Brought::Registration)?;
    (guest.mode() != Registration::Closed).then(|| Secret::new(code))
}

/// The page with the button.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut guest = match guest(&front, &state, &request) {
        Ok(guest) => guest,
        Err(refused) => return *refused,
    };
    let Some(code) = brought(&guest, &request) else {
        return nothing_here(&front, &request);
    };
    let (ctx, browser) = (guest.ctx.clone(), guest.binding());
    match blocking(move || registration::look(&ctx, &code, &browser)).await {
        Ok(Ok(looked)) => {
            guest.speak_as(&front, &request, looked.locale.as_deref());
            guest.show(&front, 200, &page(&guest, looked, false))
        }
        Ok(Err(_)) => note(&front, &guest, (400, Note::LinkOver)),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The button.
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
    let Some(code) = brought(&guest, &request) else {
        return nothing_here(&front, &request);
    };
    let (ctx, browser) = (guest.ctx.clone(), guest.binding());
    let password = Secret::new(form.one("password"));
    let (link, here) = (code.clone(), browser.clone());
    let made = blocking(move || registration::by_link(&ctx, &link, (&here, &password))).await;
    match made {
        // The request waits in the browser that asked, which this one need not be: its pages say so
        // to any other.
        Ok(Ok(proven)) => {
            let here = proven.is_in(&guest.binding());
            let flow = proven.interaction.as_ref().filter(|_| here);
            let mut response = done(&front, &request, guest.clone(), (&proven.joined, flow)).await;
            let over = cookies::end_brought(&guest.ctx, Brought::Registration);
            set_cookie(&mut response, &over);
            response
        }
        Ok(Err(NotProven::PasswordWrong)) => {
            let ctx = guest.ctx.clone();
            match blocking(move || registration::look(&ctx, &code, &browser)).await {
                Ok(Ok(looked)) => {
                    guest.speak_as(&front, &request, looked.locale.as_deref());
                    guest.show(&front, 422, &page(&guest, looked, true))
                }
                Ok(Err(_)) => note(&front, &guest, (400, Note::LinkOver)),
                Err(fault) => front.fault_page(&request, &fault),
            }
        }
        Ok(Err(NotProven::Refused(refusal))) if refusal.retry_after.is_some() => {
            front.refuse_page(&request, &refusal)
        }
        Ok(Err(not)) => note(&front, &guest, (400, why(&guest, &not))),
        Err(fault) => match overloaded(&fault) {
            Some(refusal) => front.refuse_page(&request, &refusal),
            None => front.fault_page(&request, &fault),
        },
    }
}

/// There is an account. `flow` is the request that waits in this browser, in which it was asked for:
/// the person goes on with it, signed in. In any other browser they sign in.
pub(super) async fn done(
    front: &Front,
    request: &HttpRequest,
    mut guest: Guest,
    (joined, flow): (&Joined, Option<&InteractionId>),
) -> HttpResponse {
    if let Some(gone_in) = guest.go_in(front, (flow, &joined.user)).await {
        return gone_in;
    }
    guest.speak_as(front, request, joined.user.profile.locale.as_deref());
    let has_to_enrol = guest.has_to_enrol(&joined.user);
    let done = Note::Done {
        next: next(flow, has_to_enrol),
        has_to_enrol,
        is_back: false,
    };
    note(front, &guest, (200, done))
}

fn page(guest: &Guest, looked: Looked, is_wrong: bool) -> JoinConfirm {
    JoinConfirm {
        page: guest.page.clone(),
        action: PATH.to_owned(),
        csrf: guest.csrf(PATH),
        email: looked.email,
        is_here: looked.is_here,
        is_wrong,
    }
}

/// What is said when a proof came too late.
pub(super) fn why(guest: &Guest, not: &NotProven) -> Note {
    match not {
        NotProven::Refused(_) | NotProven::PasswordWrong => Note::LinkOver,
        // Whoever proved the address may know that it has an account.
        NotProven::NotJoined(crate::account::join::NotJoined::Taken) => Note::Done {
            next: next(None, false),
            has_to_enrol: false,
            is_back: false,
        },
        NotProven::NotJoined(_) => Note::InvitationOver {
            waitlist: guest.waitlist(),
        },
    }
}

pub(super) fn note(front: &Front, guest: &Guest, (status, note): (u16, Note)) -> HttpResponse {
    let page = guest.page.clone();
    guest.show(front, status, &JoinNote { page, note })
}
