//! `/authorize` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Front, cookies, interaction::path_of, view::error::Closest};
use crate::{
    authorize::{Params, Started, start},
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
    let started = blocking(move || start(&inner, &browser, &params)).await;
    match started {
        Err(fault) => front.fault_page(request, &fault),
        Ok(Started::Page(refusal, client)) => page(
            front,
            request,
            &refusal,
            client,
            received,
            ctx.app.config.dev,
        ),
        Ok(Started::Refused(refusal, destination)) => {
            metrics::counter!("signet_authorize_total", "outcome" => "refused", "error" => refusal.reason.oauth_error()).increment(1);
            let (description, uri) = describe(front, request, &refusal);
            front.see_other(&destination.with_error(refusal.reason, &description, &uri))
        }
        Ok(Started::Granted(address)) => {
            metrics::counter!("signet_authorize_total", "outcome" => "granted", "error" => "")
                .increment(1);
            front.see_other(address.expose())
        }
        Ok(Started::Interaction { id, step, binding }) => {
            let mut response = front.see_other(&path_of(&id, &step));
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
                difference: difference(&value, &received).to_owned(),
                value,
            })
        });
        view.developer.received = Some(received.chars().take(512).collect());
    }
    // The conventions of docs/requirements.md: "page 400".
    front.html(400, &view, None)
}

/// In what two addresses differ, in a word that helps.
fn difference(registered: &str, received: &str) -> &'static str {
    let without_port = |uri: &str| {
        let mut url = url::Url::parse(uri).ok()?;
        url.set_port(None).ok()?;
        Some(url.to_string())
    };
    if registered.trim_end_matches('/') == received.trim_end_matches('/') {
        "a slash at the end"
    } else if registered.eq_ignore_ascii_case(received) {
        "upper and lower case"
    } else if registered.split_once("://").map(|(_, rest)| rest)
        == received.split_once("://").map(|(_, rest)| rest)
    {
        "http and https"
    } else if without_port(registered).is_some_and(|a| Some(a) == without_port(received)) {
        "the port"
    } else {
        "another address"
    }
}
