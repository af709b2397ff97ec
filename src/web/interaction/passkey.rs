//! `/interaction/{flow}/passkey`: what a page's script asks an authenticator. The answer goes to the
//! page itself, as its form.

use actix_web::{HttpRequest, HttpResponse, web};

use serde_json::Value;

use super::{sign_in_name, visit_post};
use crate::{
    account,
    authorize::{
        Step,
        passkey::{At, ask},
    },
    core::{Fault, Reason, Refusal},
    http::{HttpState, blocking},
    web::Front,
};

/// The options for `navigator.credentials.get()` (POST: `csrf`, `at`), in JSON.
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
    // Whoever must have a second factor makes one.
    let enrolling = (form.one("at") == "enrol" && visit.step == Step::Enrol)
        .then(|| visit.open.session.clone())
        .flatten();
    if let Some((session, user)) = enrolling {
        let (ctx, name) = (visit.ctx.clone(), sign_in_name(&user));
        let asked = blocking(move || account::passkey::ask(&ctx, &session, &user, &name)).await;
        return answer(&front, &request, asked);
    }
    let Some(at) = At::from_word(form.one("at")) else {
        return front.oauth_error(&request, &Reason::ParameterInvalid.into());
    };
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    let asked = blocking(move || ask(&ctx, &open, at)).await;
    answer(&front, &request, asked)
}

fn answer(
    front: &Front,
    request: &HttpRequest,
    asked: Result<Result<Value, Refusal>, Fault>,
) -> HttpResponse {
    match asked {
        Ok(Ok(options)) => front.json(200, &options),
        Ok(Err(refusal)) => front.oauth_error(request, &refusal),
        Err(fault) => front.fault(request, &fault),
    }
}
