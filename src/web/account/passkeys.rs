//! `/account/passkeys…`: passkeys are added, named and removed.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{Visit, Want, proven_first, visit, visit_post};
use crate::{
    account::{
        factor::Removal,
        passkey::{self, Needed},
    },
    authorize::own::Proof,
    core::Reason,
    http::{HttpState, blocking},
    model::{Passkey, Purpose},
    web::{
        Front, cookies,
        enrolment::is_name,
        interaction::{set_cookie, sign_in_name},
        view::account::{
            NewPasskey, OnePasskey, Passkeys, Section,
            passkeys::{Listed, NewPasskeyError, PasskeyState},
        },
    },
};

const PATH: &str = "/account/passkeys";
const NEW: &str = "/account/passkeys/new";
const OPTIONS: &str = "/account/passkeys/options";

fn path(id: &str) -> String {
    format!("{PATH}/{id}")
}

/// `/.well-known/passkey-endpoints`: where password managers send people
/// (<https://w3c.github.io/webappsec-passkey-endpoints/>).
pub async fn endpoints(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    if state.app.passkeys.is_none() {
        return front.refuse(&request, &Reason::NotFound.into());
    }
    let issuer = &state.app.issuer;
    let body = json!({
        "enroll": format!("{issuer}{NEW}"),
        "manage": format!("{issuer}{PATH}"),
    });
    front.json(200, &body)
}

/// The passkeys.
pub async fn list(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    let all = match blocking(move || passkey::list(&ctx, &user_id)).await {
        Ok(all) => all,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let here = visit.ctx.app.passkeys.as_ref().map(|party| party.id());
    let listed = all.into_iter().map(|one| Listed {
        path: path(one.id.as_str()),
        name: one.name,
        since: one.created_at,
        used: one.last_used_at,
        elsewhere: (here != Some(one.rp_id.as_str())).then_some(one.rp_id),
    });
    let view = Passkeys {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        passkeys: listed.collect(),
    };
    front.html(200, &view, None)
}

/// The page that adds one.
pub async fn new(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if state.app.passkeys.is_none() {
        return front.refuse_page(&request, &Reason::NotFound.into());
    }
    let want = Want::fresh(Purpose::AddPasskey);
    let visit = match visit(&front, &state, &request, &want).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if let Some(first) = proven_first(&front, &request, &visit).await {
        return first;
    }
    let name = visit.page.t("passkey-name-first");
    show_new(&front, &visit, &name, (200, NewPasskeyError::None))
}

/// What the script asks an authenticator: the options for `navigator.credentials.create()`
/// (POST: `csrf`), in JSON.
pub async fn options(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::fresh(Purpose::AddPasskey);
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, NEW)).await;
    let (visit, _) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if let Some(first) = proven_first(&front, &request, &visit).await {
        return first;
    }
    let (ctx, session, user) = (visit.ctx.clone(), visit.session.clone(), visit.user.clone());
    let name = sign_in_name(&visit.user);
    match blocking(move || passkey::ask(&ctx, &session, &user, &name)).await {
        Ok(Ok(options)) => front.json(200, &options),
        Ok(Err(refusal)) => front.oauth_error(&request, &refusal),
        Err(fault) => front.fault(&request, &fault),
    }
}

/// What the authenticator made.
pub async fn add(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::fresh(Purpose::AddPasskey);
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, NEW)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if let Some(first) = proven_first(&front, &request, &visit).await {
        return first;
    }
    let name = form.one("name").trim().to_owned();
    let credential = form.one("credential").to_owned();
    if !is_name(&name) {
        return show_new(&front, &visit, &name, (422, NewPasskeyError::Name));
    }
    if credential.is_empty() {
        return show_new(&front, &visit, &name, (422, NewPasskeyError::Missing));
    }
    let (ctx, session, called) = (visit.ctx.clone(), visit.session.clone(), name.clone());
    match blocking(move || passkey::add(&ctx, &session, (&called, &credential))).await {
        Ok(Ok(on)) => {
            let mut response = front.see_other(match on.first {
                true => super::recovery::PATH,
                false => PATH,
            });
            let cookie = cookies::session(&visit.ctx, &on.cookie, false);
            set_cookie(&mut response, &cookie);
            response
        }
        Ok(Err(refusal)) => {
            let error = match refusal.reason {
                Reason::PasskeyWrong => NewPasskeyError::Wrong,
                Reason::InteractionExpired => NewPasskeyError::Late,
                _ => return front.refuse_page(&request, &refusal),
            };
            show_new(&front, &visit, &name, (422, error))
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn show_new(
    front: &Front,
    visit: &Visit,
    name: &str,
    (status, error): (u16, NewPasskeyError),
) -> HttpResponse {
    let view = NewPasskey {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        csrf: visit.csrf(NEW),
        ask_csrf: visit.csrf(OPTIONS),
        name: name.to_owned(),
        error,
    };
    front.html(status, &view, None)
}

/// The page of one passkey: its name.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    let want = Want::fresh(Purpose::ChangePasskey);
    let visit = match visit(&front, &state, &request, &want).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    match find(&front, &request, &visit, &id).await {
        Ok(found) => show_rename(&front, &visit, &found, (200, false)),
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
    let want = Want::fresh(Purpose::ChangePasskey);
    let back = path(&id);
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, &back)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let mut found = match find(&front, &request, &visit, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let name = form.one("name").trim().to_owned();
    if !is_name(&name) {
        found.name = name;
        return show_rename(&front, &visit, &found, (422, true));
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    match blocking(move || passkey::rename(&ctx, &session, &found.id, &name)).await {
        Ok(true) => front.see_other(PATH),
        Ok(false) => front.refuse_page(&request, &Reason::NotFound.into()),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Whether it is to go. TF-06: who asks has proven this very passkey, or a recovery code.
pub async fn ask(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    // Not every id leads through a sign-in that only the passkey with this id can pass.
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let found = match find(&front, &request, &visit, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let want = remove_want(&visit, &found);
    let visit = match super::visit(&front, &state, &request, &want).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (ctx, user) = (visit.ctx.clone(), visit.user.clone());
    let state = match blocking(move || passkey::needed(&ctx, &user)).await {
        Ok((Some(Needed::Factor), _)) => PasskeyState::Needed,
        Ok((Some(Needed::Password), _)) => PasskeyState::NoPassword,
        Ok((None, last)) => PasskeyState::Remove {
            csrf: visit.csrf(&format!("{}/remove", path(&id))),
            last,
        },
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let view = OnePasskey {
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
    let back = format!("{}/remove", path(&id));
    // Which proof it takes depends on the passkey: it is looked at before the form is believed.
    let seen = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let found = match find(&front, &request, &seen, &id).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let want = remove_want(&seen, &found);
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, &back)).await;
    let (visit, _) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (ctx, session, user) = (visit.ctx.clone(), visit.session.clone(), visit.user.clone());
    match blocking(move || passkey::remove(&ctx, &session, &user, &found.id)).await {
        Ok(Ok(Removal::Gone)) => front.see_other(PATH),
        // The page says why it stays.
        Ok(Ok(Removal::Needed)) => front.see_other(&back),
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// TF-06: by itself, or a recovery code. One that is of no use here any more cannot be proven by
/// anybody: all else that the person has will do.
fn remove_want(visit: &Visit, found: &Passkey) -> Want {
    let here = visit.ctx.app.passkeys.as_ref().map(|party| party.id());
    Want {
        purpose: Purpose::ChangePasskey,
        proof: match here == Some(found.rp_id.as_str()) {
            true => Proof::Passkey(found.id.clone()),
            false => Proof::Fresh,
        },
    }
}

async fn find(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    id: &str,
) -> Result<Passkey, HttpResponse> {
    let (ctx, user_id) = (visit.ctx.clone(), visit.user.id.clone());
    match blocking(move || passkey::list(&ctx, &user_id)).await {
        Ok(all) => {
            let found = all.into_iter().find(|one| one.id.as_str() == id);
            found.ok_or_else(|| front.refuse_page(request, &Reason::NotFound.into()))
        }
        Err(fault) => Err(front.fault_page(request, &fault)),
    }
}

fn show_rename(
    front: &Front,
    visit: &Visit,
    found: &Passkey,
    (status, wrong): (u16, bool),
) -> HttpResponse {
    let view = OnePasskey {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        path: path(found.id.as_str()),
        name: found.name.clone(),
        state: PasskeyState::Rename {
            csrf: visit.csrf(&path(found.id.as_str())),
            wrong,
        },
    };
    front.html(status, &view, None)
}
