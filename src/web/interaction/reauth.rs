//! `/interaction/{flow}/reauth`: whoever is signed in proves it anew.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{OVERLOADED, Visit, sign_in_name, visit, visit_post};
use crate::{
    authorize::{
        Step, Why, own,
        passkey::{self, At},
        sign_in::{self, SignedIn},
    },
    core::{Fault, Reason, Refusal, Secret},
    http::{HttpState, blocking, wait::seconds},
    model::Stage,
    web::{
        Front,
        view::{
            Reauth,
            reauth::{ReauthError, ReauthWhy},
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
    match with_passkey(&visit, page(&visit, ReauthError::None)).await {
        Ok(Some(view)) => visit.show(&front, 200, &view),
        Err(fault) => front.fault_page(&request, &fault),
        Ok(None) => visit.resume(&front, &request).await,
    }
}

/// The password, or that they will not.
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
    let mut view = match with_passkey(&visit, page(&visit, ReauthError::None)).await {
        Ok(Some(view)) => view,
        Ok(None) => return visit.resume(&front, &request).await,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    if form.one("decision") == "cancel" {
        return visit
            .deny(&front, &request, &Reason::ConsentDenied.into())
            .await;
    }
    let credential = form.one("credential").to_owned();
    if !credential.is_empty() {
        let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
        let again =
            blocking(move || passkey::answer(&ctx, &open, (At::Reauth, &credential), false));
        return match again.await {
            Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
            Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("mfa")),
            Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
            Ok(Err(refusal)) => refuse(&front, &request, &visit, view, &refusal),
            Err(fault) => front.fault_page(&request, &fault),
        };
    }
    let password = Secret::new(form.one("password"));
    if password.expose().is_empty() {
        view.error = ReauthError::Missing;
        return visit.show(&front, 422, &view);
    }
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    match blocking(move || sign_in::again(&ctx, &open, &password)).await {
        Ok(Ok(SignedIn::Session(entered))) => visit.signed_in(&front, &entered),
        Ok(Ok(SignedIn::SecondFactor)) => front.see_other(&visit.path("mfa")),
        Ok(Ok(SignedIn::NewPassword)) => front.see_other(&visit.path("password/new")),
        Ok(Err(refusal)) => refuse(&front, &request, &visit, view, &refusal),
        Err(Fault::Overloaded(_)) => {
            view.error = ReauthError::Unavailable;
            visit.show_refused(&front, 503, (&view, Some(OVERLOADED)))
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The same, with a passkey if they have one that will do.
async fn with_passkey(visit: &Visit, view: Option<Reauth>) -> Result<Option<Reauth>, Fault> {
    let Some(mut view) = view else {
        return Ok(None);
    };
    view.passkey = visit.passkey(At::Reauth).await?;
    Ok(Some(view))
}

/// The page, if it is its turn. Whoever is asked for a code after their password may start again.
fn page(visit: &Visit, error: ReauthError) -> Option<Reauth> {
    let (session, user) = visit.open.session.as_ref()?;
    let own = visit.open.interaction.request.own.as_ref();
    let why = match (&visit.step, &visit.open.interaction.stage) {
        (Step::Reauth(_), _) if let Some(own) = own => ReauthWhy::Own(own.purpose),
        (Step::Reauth(Why::Asked), _) => ReauthWhy::Asked,
        (Step::Reauth(Why::Age), _) => ReauthWhy::Age,
        (Step::Reauth(Why::Class), _) => ReauthWhy::Class,
        (Step::SecondFactor, Stage::SecondFactor { user_id, .. })
            if *user_id == session.user_id =>
        {
            ReauthWhy::Asked
        }
        _ => return None,
    };
    Some(Reauth {
        page: visit.page.clone(),
        action: visit.path("reauth"),
        switch: visit.path("switch"),
        csrf: visit.csrf(),
        app: visit.app(),
        person: user.display_name().to_owned(),
        username: sign_in_name(user),
        passkey: None,
        why,
        spared: own.is_some() && own::is_spared(&visit.ctx, &visit.open, session),
        error,
    })
}

fn refuse(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    mut view: Reauth,
    refusal: &Refusal,
) -> HttpResponse {
    let status = match refusal.reason.public() {
        Reason::PasswordWrong => {
            view.error = ReauthError::Wrong;
            422
        }
        Reason::PasskeyWrong => {
            view.error = ReauthError::Passkey;
            422
        }
        Reason::InteractionExpired => {
            view.error = ReauthError::Late;
            422
        }
        Reason::IdentifierLimited | Reason::OtpLimited => {
            view.error = ReauthError::Wait {
                seconds: seconds(refusal.retry_after.unwrap_or_default()),
            };
            429
        }
        _ => return front.refuse_page(request, refusal),
    };
    visit.show_refused(front, status, (&view, refusal.retry_after))
}
