//! `/invite/{code}` and `/invite`: the first sign-in of somebody who is invited, or the way back of an
//! administrator.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Guest, account_of, flow_in, flow_of, guest, guest_post, missing, next, nothing_here,
    overloaded, told, too_fast,
};
use crate::{
    account::{
        come_back::{self, NotBack},
        invitation::{self, Found, NotGood},
        join::NotJoined,
        password,
        registration::{self, Asked, Where},
    },
    config::Registration,
    core::{Fault, Secret, secret::kind},
    http::{HttpState, blocking},
    model::{InteractionId, InvitationKind},
    web::{
        Front,
        cookies::{self, Brought},
        form::Fields,
        interaction::set_cookie,
        view::join::{Join, JoinError, JoinKind, JoinNote, Note},
    },
};

/// The path, without the code.
const PATH: &str = "/invite";

/// RC-06: "Token removed from the URL at once (303) before the page renders". A GET uses nothing up
/// (RC-03).
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
    if !cookies::is_code(&code) {
        return nothing_here(&front, &request);
    }
    let mut response = front.see_other(PATH);
    set_cookie(
        &mut response,
        &cookies::brought(&ctx, Brought::Invitation, &code),
    );
    response
}

/// The code that the browser has, and what it is worth.
type Looked = (Secret<kind::Invitation>, Result<Found, NotGood>);

async fn look(guest: &Guest, request: &HttpRequest) -> Result<Option<Looked>, Fault> {
    let Some(code) = cookies::find_brought(&guest.ctx, request, Brought::Invitation) else {
        return Ok(None);
    };
    let (ctx, code) = (guest.ctx.clone(), Secret::new(code));
    let asked = code.clone();
    let found = blocking(move || invitation::find(&ctx, &asked)).await?;
    let is_for_all = |found: &Found| found.invitation.kind == InvitationKind::Join;
    // LG-17: where nobody registers, an invitation to do so is not there.
    let is_closed = guest.mode() == Registration::Closed && found.as_ref().map_or(true, is_for_all);
    Ok((!is_closed).then_some((code, found)))
}

/// Who invites, and the form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let mut guest = match guest(&front, &state, &request) {
        Ok(guest) => guest,
        Err(refused) => return *refused,
    };
    let flow = flow_in(&request);
    guest.speak(&front, &request, flow.as_ref()).await;
    match look(&guest, &request).await {
        Ok(Some((_, Ok(found)))) => guest.show(&front, 200, &page(&guest, &found, flow.as_ref())),
        Ok(Some((_, Err(_)))) => over(&front, &guest),
        Ok(None) => nothing_here(&front, &request),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// What was typed.
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
    let flow = flow_of(form.one("flow"));
    guest.speak(&front, &request, flow.as_ref()).await;
    let (code, found) = match look(&guest, &request).await {
        Ok(Some((code, Ok(found)))) => (code, found),
        Ok(Some((_, Err(_)))) => return over(&front, &guest),
        Ok(None) => return nothing_here(&front, &request),
        Err(fault) => return front.fault_page(&request, &fault),
    };
    match found.invitation.kind {
        InvitationKind::Recover => back(&front, &request, (&guest, &form), (code, &found)).await,
        InvitationKind::Join | InvitationKind::Administrator => {
            join(&front, &request, (&guest, &form), (code, &found)).await
        }
    }
}

async fn join(
    front: &Front,
    request: &HttpRequest,
    (guest, form): (&Guest, &Fields),
    (code, found): (Secret<kind::Invitation>, &Found),
) -> HttpResponse {
    let flow = flow_of(form.one("flow"));
    let mut view = page(guest, found, flow.as_ref());
    let mut new = account_of(guest, form);
    if let Some(bound) = &found.invitation.email {
        new.email = Some(bound.clone());
    } else {
        view.email = form.one("email").to_owned();
    }
    view.name = form.one("name").to_owned();
    if let Some(missing) = missing(guest, &new) {
        view.error = missing;
        return guest.show(front, 422, &view);
    }
    if let Some(refused) = too_fast(front, guest, request).await {
        return refused;
    }
    let at = Where {
        browser: guest.binding(),
        interaction: flow.clone(),
    };
    let ctx = guest.ctx.clone();
    let asked = blocking(move || registration::ask(&ctx, new, Some(&code), &at)).await;
    match asked {
        Ok(Ok(Asked::Waiting)) => front.see_other(&super::verify::path(flow.as_ref())),
        Ok(Ok(Asked::Joined(joined))) => {
            let over = cookies::end_brought(&guest.ctx, Brought::Invitation);
            let done = super::confirm::done;
            let mut response = done(front, request, guest.clone(), (&joined, flow.as_ref())).await;
            set_cookie(&mut response, &over);
            response
        }
        Ok(Err(NotJoined::Invitation(not_good))) if not_good != NotGood::OtherAddress => {
            over(front, guest)
        }
        Ok(Err(not)) => match told(not) {
            Ok(error) => {
                view.error = error;
                guest.show(front, 422, &view)
            }
            Err(_) => nothing_here(front, request),
        },
        Err(fault) => match overloaded(&fault) {
            Some(refusal) => front.refuse_page(request, &refusal),
            None => front.fault_page(request, &fault),
        },
    }
}

async fn back(
    front: &Front,
    request: &HttpRequest,
    (guest, form): (&Guest, &Fields),
    (code, found): (Secret<kind::Invitation>, &Found),
) -> HttpResponse {
    let mut view = page(guest, found, None);
    let new = Secret::new(form.one("new_password"));
    if new.expose().is_empty() {
        view.error = JoinError::NewMissing;
        return guest.show(front, 422, &view);
    }
    let ctx = guest.ctx.clone();
    match blocking(move || come_back::come_back(&ctx, &code, &new)).await {
        Ok(Ok(user)) => {
            let has_to_enrol = guest.has_to_enrol(&user);
            let done = Note::Done {
                next: next(None, has_to_enrol),
                has_to_enrol,
                is_back: true,
            };
            let mut response = super::confirm::note(front, guest, (200, done));
            let over = cookies::end_brought(&guest.ctx, Brought::Invitation);
            set_cookie(&mut response, &over);
            response
        }
        Ok(Err(NotBack::Flawed(flaw))) => {
            view.error = JoinError::Flawed(flaw);
            guest.show(front, 422, &view)
        }
        Ok(Err(NotBack::Invitation(_))) => over(front, guest),
        Err(fault) => match overloaded(&fault) {
            Some(refusal) => front.refuse_page(request, &refusal),
            None => front.fault_page(request, &fault),
        },
    }
}

/// The invitation is worth nothing: ask for another one. Why is not told.
fn over(front: &Front, guest: &Guest) -> HttpResponse {
    let view = JoinNote {
        page: guest.page.clone(),
        note: Note::InvitationOver {
            waitlist: guest.waitlist(),
        },
    };
    guest.show(front, 400, &view)
}

fn page(guest: &Guest, found: &Found, flow: Option<&InteractionId>) -> Join {
    let invitation = &found.invitation;
    let mut view = Join::new(guest.page.clone(), PATH, guest.csrf(PATH));
    view.kind = match invitation.kind {
        InvitationKind::Join => JoinKind::Invited {
            by: found.invited_by.clone(),
        },
        InvitationKind::Administrator => JoinKind::Administrator,
        InvitationKind::Recover => JoinKind::Recover,
    };
    let mfa = &guest.ctx.app.config.mfa;
    view.enrols = match invitation.kind {
        InvitationKind::Join | InvitationKind::Administrator => mfa.is_required(&invitation.roles),
        // Such a link is made for those alone who must have a second factor.
        InvitationKind::Recover => !mfa.required_for.is_empty(),
    };
    view.flow = flow.map(ToString::to_string);
    view.sign_in = next(flow, false);
    view.least = password::rules(&guest.ctx, false).least;
    view.name = invitation.name.clone().unwrap_or_default();
    if invitation.kind != InvitationKind::Recover {
        view.terms = crate::web::terms::address(&guest.ctx.app.config.terms);
    }
    if let Some(bound) = &invitation.email {
        view.email.clone_from(bound);
        view.is_bound = true;
    }
    view
}
