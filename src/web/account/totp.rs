//! `/account/security/totp/…`: authenticator apps are turned on, named and removed.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, http::header::RETRY_AFTER, web};

use super::{Visit, Want, proven_first, security, visit, visit_post};
use crate::{
    account::{
        factor::{self, Removal},
        passkey, recovery,
    },
    authorize::own::Proof,
    core::{Fault, Reason},
    http::{HttpState, blocking, wait::seconds},
    model::{Purpose, user::Authenticator},
    web::{
        Front, cookies,
        enrolment::{self, Typed, Ways, is_name, is_taken},
        interaction::set_cookie,
        view::{
            account::{NewTotp, OneTotp, Section, totp::TotpState},
            enrolment::TotpError,
        },
    },
};

const NEW: &str = "/account/security/totp/new";

/// The key, as a picture and as text (TF-01).
pub async fn new(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let want = Want::fresh(Purpose::AddAuthenticator);
    let visit = match visit(&front, &state, &request, &want).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if let Some(first) = proven_first(&front, &request, &visit).await {
        return first;
    }
    let others = match others(&visit).await {
        Ok(others) => others,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let name = enrolment::proposed_name(&visit.page, &others);
    show_new(
        &front,
        &request,
        &visit,
        &name,
        (200, TotpError::None, None),
    )
    .await
}

/// The first code of the app: it is on from then on.
pub async fn turn_on(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::fresh(Purpose::AddAuthenticator);
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, NEW)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if let Some(first) = proven_first(&front, &request, &visit).await {
        return first;
    }
    let typed = Typed::read(&form);
    let others = match others(&visit).await {
        Ok(others) => others,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let taken = is_taken(&typed.name, &others).then_some(TotpError::Taken);
    if let Some(flaw) = typed.flaw().or(taken) {
        return show_new(&front, &request, &visit, &typed.name, (422, flaw, None)).await;
    }
    let (ctx, session, name) = (visit.ctx.clone(), visit.session.clone(), typed.name.clone());
    match blocking(move || recovery::turn_on(&ctx, &session, (&typed.name, &typed.code))).await {
        Ok(Ok(on)) => {
            let mut response = front.see_other(match on.first {
                true => super::recovery::PATH,
                false => security::PATH,
            });
            set_cookie(
                &mut response,
                &cookies::session(&visit.ctx, &on.cookie, false),
            );
            response
        }
        Ok(Err(refusal)) => match enrolment::refused(&refusal) {
            Some((status, error)) => {
                let shown = (status, error, refusal.retry_after);
                show_new(&front, &request, &visit, &name, shown).await
            }
            None => front.refuse_page(&request, &refusal),
        },
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The authenticator apps that are on.
async fn others(visit: &Visit) -> Result<Vec<Authenticator>, Fault> {
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    blocking(move || factor::list(&ctx, &user_id)).await
}

/// The page with the key that is about to be turned on: the same one until it is, or is over.
async fn show_new(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    name: &str,
    (status, error, wait): (u16, TotpError, Option<Duration>),
) -> HttpResponse {
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let begun = match blocking(move || factor::begin(&ctx, &session)).await {
        Ok(begun) => begun,
        Err(fault) => return front.fault_page(request, &fault),
    };
    let ways = Ways {
        action: NEW.to_owned(),
        csrf: visit.csrf(NEW),
        cancel: Some(security::PATH.to_owned()),
    };
    let view = NewTotp {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        form: enrolment::form(&visit.ctx, (&visit.user, &begun), ways, (name, error)),
    };
    let mut response = front.html(status, &view, None);
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(RETRY_AFTER, seconds(wait).into());
    }
    response
}

/// The page of one authenticator app: its name.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    let want = Want::fresh(Purpose::ChangeAuthenticator);
    let visit = match visit(&front, &state, &request, &want).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    match find(&front, &request, &visit, &id).await {
        Ok((found, _)) => show_rename(&front, &visit, &found, (200, None)),
        Err(refused) => refused,
    }
}

/// Another name.
pub async fn rename(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    id: web::Path<String>,
) -> HttpResponse {
    let want = Want::fresh(Purpose::ChangeAuthenticator);
    let back = path(&id);
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, &back)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (mut found, _) = match find(&front, &request, &visit, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let name = form.one("name").trim().to_owned();
    let mut others = match others(&visit).await {
        Ok(others) => others,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    others.retain(|one| one.id != found.id);
    let flaw = match (is_name(&name), is_taken(&name, &others)) {
        (true, false) => None,
        (true, true) => Some("totp-name-taken"),
        (false, _) => Some("totp-name-bad"),
    };
    if flaw.is_some() {
        found.name = name;
        return show_rename(&front, &visit, &found, (422, flaw));
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || factor::rename(&ctx, &session, &found.id, &name)).await {
        Ok(true) => front.see_other(security::PATH),
        Ok(false) => front.refuse_page(&request, &Reason::NotFound.into()),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Whether it is to go. TF-06: who asks has proven this very app, or a recovery code.
pub async fn ask(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    // Not every id leads through a sign-in that only the app with this id can pass.
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (found, last) = match find(&front, &request, &visit, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let visit = match super::visit(&front, &state, &request, &remove_want(&found)).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let state = match last && visit.ctx.app.config.mfa.is_required(&visit.user.roles) {
        true => TotpState::Needed,
        false => TotpState::Remove {
            csrf: visit.csrf(&format!("{}/remove", path(&id))),
            last,
        },
    };
    let view = OneTotp {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        path: path(&id),
        name: found.name,
        state,
    };
    front.html(200, &view, None)
}

/// It goes.
pub async fn remove(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    id: web::Path<String>,
) -> HttpResponse {
    let want = Want {
        purpose: Purpose::ChangeAuthenticator,
        proof: Proof::Factor(crate::core::Id::new(id.as_str())),
    };
    let back = format!("{}/remove", path(&id));
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, &back)).await;
    let (visit, _) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (found, _) = match find(&front, &request, &visit, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || factor::remove(&ctx, &session, &found.id)).await {
        Ok(Ok(Removal::Gone)) => front.see_other(security::PATH),
        // The page says why it stays.
        Ok(Ok(Removal::Needed)) => front.see_other(&back),
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn remove_want(found: &Authenticator) -> Want {
    Want {
        purpose: Purpose::ChangeAuthenticator,
        proof: Proof::Factor(found.id.clone()),
    }
}

pub(super) fn path(id: &str) -> String {
    format!("/account/security/totp/{id}")
}

/// An authenticator app of the person, and whether it is the only second factor.
async fn find(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    id: &str,
) -> Result<(Authenticator, bool), HttpResponse> {
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    let found = blocking(move || {
        let all = factor::list(&ctx, &user_id)?;
        Ok::<_, Fault>((all, passkey::list(&ctx, &user_id)?.is_empty()))
    });
    match found.await {
        Ok((all, alone)) => {
            let last = all.len() == 1 && alone;
            let found = all.into_iter().find(|one| one.id.as_str() == id);
            found
                .map(|found| (found, last))
                .ok_or_else(|| front.refuse_page(request, &Reason::NotFound.into()))
        }
        Err(fault) => Err(front.fault_page(request, &fault)),
    }
}

fn show_rename(
    front: &Front,
    visit: &Visit,
    found: &Authenticator,
    (status, wrong): (u16, Option<&'static str>),
) -> HttpResponse {
    let view = OneTotp {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        path: path(found.id.as_str()),
        name: found.name.clone(),
        state: TotpState::Rename {
            csrf: visit.csrf(&path(found.id.as_str())),
            wrong,
        },
    };
    front.html(status, &view, None)
}
