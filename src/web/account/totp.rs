//! `/account/security/totp/…`: authenticator apps are turned on, named and removed.

use actix_web::{HttpRequest, HttpResponse, http::header::RETRY_AFTER, web};
use url::form_urlencoded::byte_serialize;

use super::{Visit, Want, security, visit, visit_post};
use crate::{
    account::{
        factor::{self, Enrolment, NAME_MOST},
        recovery,
    },
    authorize::own::Proof,
    core::{Fault, Reason, Refusal},
    http::{HttpState, blocking, wait::seconds},
    model::{Purpose, user::Authenticator},
    web::{
        Front, cookies,
        interaction::{set_cookie, sign_in_name},
        view::{
            account::{
                NewTotp, OneTotp, Section,
                totp::{TotpError, TotpState},
            },
            qr::Qr,
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
    let name = visit.page.t("totp-name-first");
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
    let (name, code) = (
        form.one("name").trim().to_owned(),
        form.one("code").to_owned(),
    );
    let wrong = match (is_name(&name), code.trim().is_empty()) {
        (false, _) => Some(TotpError::Name),
        (true, true) => Some(TotpError::Missing),
        (true, false) => None,
    };
    if let Some(wrong) = wrong {
        return show_new(&front, &request, &visit, &name, (422, wrong, None)).await;
    }
    let (ctx, session, typed) = (visit.ctx.clone(), visit.session.clone(), name.clone());
    let confirmed = blocking(move || {
        let cookie = match factor::confirm(&ctx, &session, (&typed, &code))? {
            Ok(cookie) => cookie,
            Err(refusal) => return Ok::<_, Fault>(Err(refusal)),
        };
        // Whoever has no codes gets some at once.
        let first = recovery::left(&ctx, &session.user_id)? == 0;
        if first && let Err(refusal) = recovery::make(&ctx, &session, &cookie)? {
            return Ok(Err(refusal));
        }
        Ok(Ok((cookie, first)))
    });
    match confirmed.await {
        Ok(Ok((cookie, first))) => {
            let mut response = front.see_other(match first {
                true => super::recovery::PATH,
                false => security::PATH,
            });
            set_cookie(&mut response, &cookies::session(&visit.ctx, &cookie, false));
            response
        }
        Ok(Err(refusal)) => {
            let shown = match (refusal.reason, refusal.retry_after) {
                (Reason::OtpWrong | Reason::OtpReused, _) => (422, TotpError::Wrong, None),
                (Reason::InteractionExpired, _) => (422, TotpError::Late, None),
                (Reason::OtpLimited, Some(wait)) => {
                    let seconds = seconds(wait);
                    (429, TotpError::Wait { seconds }, Some(refusal))
                }
                _ => return front.refuse_page(&request, &refusal),
            };
            show_new(&front, &request, &visit, &name, shown).await
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn is_name(name: &str) -> bool {
    (1..=NAME_MOST).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

/// The page with the key that is about to be turned on: the same one until it is, or is over.
async fn show_new(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    name: &str,
    (status, error, refusal): (u16, TotpError, Option<Refusal>),
) -> HttpResponse {
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let Enrolment { seed, .. } = match blocking(move || factor::begin(&ctx, &session)).await {
        Ok(enrolment) => enrolment,
        Err(fault) => return front.fault_page(request, &fault),
    };
    let account = sign_in_name(&visit.user);
    let encoded = |text: &str| {
        byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let issuer = encoded(visit.ctx.app.config.totp_issuer());
    let uri = format!(
        "otpauth://totp/{issuer}:{}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        encoded(&account),
        seed.expose()
    );
    let groups: Vec<String> = seed
        .expose()
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    let view = NewTotp {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        csrf: visit.csrf(NEW),
        qr: Qr::new(&uri),
        key: groups.join(" "),
        account,
        uri,
        name: name.to_owned(),
        error,
    };
    let mut response = front.html(status, &view, None);
    if let Some(wait) = refusal.and_then(|refusal| refusal.retry_after) {
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
        Ok((found, _)) => show_rename(&front, &visit, &found, (200, false)),
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
    if !is_name(&name) {
        found.name = name;
        return show_rename(&front, &visit, &found, (422, true));
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
    let state = match last && factor::is_required(&visit.ctx, &visit.user) {
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
    let (found, last) = match find(&front, &request, &visit, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    if last && factor::is_required(&visit.ctx, &visit.user) {
        return front.see_other(&back);
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || factor::remove(&ctx, &session, &found.id)).await {
        Ok(Ok(())) => front.see_other(security::PATH),
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

/// An authenticator app of the person, and whether it is the only one.
async fn find(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    id: &str,
) -> Result<(Authenticator, bool), HttpResponse> {
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    match blocking(move || factor::list(&ctx, &user_id)).await {
        Ok(all) => {
            let last = all.len() == 1;
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
    (status, wrong): (u16, bool),
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
