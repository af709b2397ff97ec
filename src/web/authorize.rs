//! `/authorize` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front, cookies,
    interaction::path_of,
    return_to,
    view::error::{Closest, Difference},
};
use crate::{
    authorize::{Params, Started, finish::count, start},
    core::{Reason, Refusal},
    http::{HttpState, blocking, body},
    model::{Client, ClientState},
};

/// By query.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    match body::pairs(request.query_string()) {
        Ok(pairs) => answer(&front, &state, &request, pairs).await,
        Err(refusal) => front.refuse_page(&request, &refusal),
    }
}

/// By form. OpenID Connect Core §3.1.2.1: "Authorization Servers MUST support the use of the
/// HTTP GET and POST methods".
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let limit = state.app.config.limits.body;
    match body::read_form(&request, &mut payload, limit).await {
        Ok(pairs) => answer(&front, &state, &request, pairs).await,
        Err(refusal) => front.refuse_page(&request, &refusal),
    }
}

async fn answer(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    pairs: Vec<(String, String)>,
) -> HttpResponse {
    let ctx = state.ctx(request);
    let browser = cookies::browser(&ctx, request);
    let inner = ctx.clone();
    let received = pairs
        .iter()
        .find(|(name, _)| name == "redirect_uri")
        .map(|(_, value)| value.clone());
    let params = Params::new(pairs);
    let ui_locales = params.one("ui_locales").ok().flatten().map(str::to_owned);
    let language = || front.page(request, ui_locales.as_deref());
    let started = blocking(move || start(&inner, &browser, &params)).await;
    match started {
        Err(fault) => front.fault_page(request, &fault),
        Ok(Started::Page(refusal, client)) => {
            count(Some(refusal.reason));
            page(
                front,
                request,
                &refusal,
                client,
                received,
                ctx.app.config.dev,
            )
        }
        Ok(Started::Refused(refusal, destination, client)) => {
            count(Some(refusal.reason));
            let (description, uri) = describe(front, request, &refusal);
            let answer = destination.with_error(refusal.reason, &description, &uri);
            return_to::leave(front, language(), &answer, client.display_name())
        }
        Ok(Started::Granted(answer, client)) => {
            count(None);
            return_to::leave(front, language(), &answer, client.display_name())
        }
        Ok(Started::Interaction {
            id,
            step,
            create,
            binding,
        }) => {
            let path = match create {
                true => format!("/join?flow={id}"),
                false => path_of(&id, &step),
            };
            let mut response = front.see_other(&path);
            if let Some(binding) = binding
                && let Err(error) = response.add_cookie(&cookies::binding(&ctx, &binding))
            {
                tracing::error!(%error, "a cookie cannot be set");
            }
            response
        }
    }
}

/// `error_description` and `error_uri` of a redirected error.
pub(super) fn describe(
    front: &Front,
    request: &HttpRequest,
    refusal: &Refusal,
) -> (String, String) {
    let explained = front.error_uri(request, refusal.reason);
    // The reference by which the log knows this answer: the app has no other way to it.
    let reference = front.reference(request);
    (
        front.texts.describe(refusal),
        format!("{explained}#{reference}"),
    )
}

/// An error that has nowhere to go. What was received, and what is registered, is shown only in
/// development and for clients in state testing.
fn page(
    front: &Front,
    request: &HttpRequest,
    refusal: &Refusal,
    client: Option<Arc<Client>>,
    received: Option<String>,
    dev: bool,
) -> HttpResponse {
    if refusal.retry_after.is_some() {
        // AZ-34: "above → 503 page with `Retry-After`".
        return front.refuse_page(request, refusal);
    }
    let mut view = front.error_page(request, refusal);
    let open = dev
        || client
            .as_ref()
            .is_some_and(|client| client.state == ClientState::Testing);
    if open && refusal.reason == Reason::RedirectUriMismatch {
        let received = received.unwrap_or_default();
        view.developer.closest = client.and_then(|client| {
            let registered = client
                .metadata
                .redirect_uris
                .iter()
                .map(ToString::to_string);
            let value = registered.min_by_key(|uri| strsim::levenshtein(uri, &received))?;
            Some(Closest {
                difference: Difference::between(&value, &received),
                value,
            })
        });
        view.developer.received = Some(received.chars().take(512).collect());
    }
    // The conventions of docs/requirements.md: "page 400".
    front.html(400, &view, None)
}
