//! `/interaction/{flow}/login`: name and password.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{OVERLOADED, Visit, sign_in_name, visit, visit_post};
use crate::{
    authorize::{
        Step, accounts,
        passkey::{self, At},
        sign_in::{self, SignedIn, Typed},
    },
    config::Registration,
    core::{Fault, Reason, Refusal, Secret},
    http::{HttpState, blocking, wait::seconds},
    model::Stage,
    web::{
        Front,
        view::{
            Login,
            error::Again,
            login::{LoginError, LoginStep},
        },
    },
};

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    flow: web::Path<String>,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &flow).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    // Whoever is asked for a code may start over with another name.
    if !matches!(
        visit.step,
        Step::Login | Step::SecondFactor | Step::NewPassword
    ) {
        return visit.resume(&front, &request).await;
    }
    let mut view = page(&visit, LoginError::None);
    view.username = match suggested(&visit).await {
        Ok(name) => name,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    visit.show(&front, 200, &view)
}

/// What was typed.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    flow: web::Path<String>,
) -> HttpResponse {
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload, &flow).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    // Whoever is asked for a code may start over with another name.
    if !matches!(
        visit.step,
        Step::Login | Step::SecondFactor | Step::NewPassword
    ) {
        return visit.resume(&front, &request).await;
    }
    let credential = form.one("credential").to_owned();
    if !credential.is_empty() {
        let username = form.one("username").to_owned();
        let remember = form.one("remember") == "1";
        let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
        let signed_in =
            blocking(move || passkey::answer(&ctx, &open, (At::Login, &credential), remember));
        return match signed_in.await {
            Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
            Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("mfa")),
            Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
            Ok(Err(refusal)) => refuse(&front, &request, &visit, username, &refusal),
            Err(fault) => front.fault_page(&request, &fault),
        };
    }
    let typed = Typed {
        identifier: form.one("username").to_owned(),
        password: Secret::new(form.one("password")),
        remember: form.one("remember") == "1",
        revision: form.revision,
    };
    let mut view = page(&visit, LoginError::None);
    view.username.clone_from(&typed.identifier);
    view.remember = typed.remember;
    if typed.identifier.is_empty() || typed.password.expose().is_empty() {
        // Only the name: its own step, the same for every name.
        let status = if typed.identifier.is_empty() {
            view.error = LoginError::UsernameMissing;
            422
        } else {
            view.forgot = forgot(&visit, &typed.identifier);
            view.step = LoginStep::Password {
                other: visit.path("login"),
            };
            200
        };
        return visit.show(&front, status, &view);
    }
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    let signed_in = blocking(move || sign_in::password(&ctx, &open, &typed)).await;
    match signed_in {
        Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
        Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("mfa")),
        Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
        Ok(Err(refusal)) => refuse(&front, &request, &visit, view.username, &refusal),
        Err(Fault::Overloaded(_)) => {
            let mut again = page(&visit, LoginError::Unavailable);
            again.username = view.username;
            visit.show_refused(&front, 503, (&again, Some(OVERLOADED)))
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// What to put in the field for the name: whose account was chosen, else what the app suggests
/// (AZ-32: "`login_hint` only prefills; response identical for existing and unknown accounts").
async fn suggested(visit: &Visit) -> Result<String, Fault> {
    if let Stage::Another { user_id: Some(_) } = &visit.open.interaction.stage {
        let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
        let chosen = blocking(move || accounts::chosen(&ctx, &open)).await?;
        return Ok(chosen.map_or_else(String::new, |user| sign_in_name(&user)));
    }
    let hint = &visit.open.interaction.request.login_hint;
    Ok(hint.clone().unwrap_or_default())
}

fn page(visit: &Visit, error: LoginError) -> Login {
    let offered = visit.ctx.app.passkeys.is_some();
    let mut view = Login::new(
        visit.page.clone(),
        visit.path("login"),
        visit.csrf(),
        visit.app(),
    );
    view.passkey = offered.then(|| visit.path("passkey"));
    view.error = error;
    view.forgot = forgot(visit, "");
    let flow = &visit.open.interaction.id;
    let create = || format!("/join?flow={flow}");
    match visit.ctx.app.config.login.registration {
        Registration::Open => view.create = Some(create()),
        Registration::Invite => view.invited = Some(create()),
        Registration::Closed => {}
    }
    view
}

/// Where a forgotten password is reset, with the name that was typed, if mail can be sent.
fn forgot(visit: &Visit, typed: &str) -> Option<String> {
    visit.ctx.app.config.mail.is_on().then(|| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("flow", visit.open.interaction.id.as_str());
        if !typed.is_empty() {
            query.append_pair("login_hint", typed);
        }
        format!("/recover?{}", query.finish())
    })
}

/// The form again: everything typed is kept but the password.
fn refuse(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    username: String,
    refusal: &Refusal,
) -> HttpResponse {
    let (status, problem) = match refusal.reason.public() {
        Reason::PasswordWrong => (422, LoginError::Wrong),
        Reason::PasskeyWrong => (422, LoginError::Passkey),
        Reason::InteractionExpired => (422, LoginError::Late),
        Reason::IdentifierLimited | Reason::OtpLimited => (
            429,
            LoginError::Wait {
                seconds: seconds(refusal.retry_after.unwrap_or_default()),
            },
        ),
        Reason::InteractionFinished => {
            // Where the other submit of this form led to is a link away.
            let mut view = front.error_page(request, refusal);
            view.again = Some(Again::Link(visit.path("consent")));
            return front.html(400, &view, None);
        }
        _ => return front.refuse_page(request, refusal),
    };
    let mut view = page(visit, problem);
    view.forgot = forgot(visit, &username);
    view.username = username;
    visit.show_refused(front, status, (&view, refusal.retry_after))
}
