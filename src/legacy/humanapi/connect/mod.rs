//! Connect: the page on which a client's people connect sources, and the windows that it opens.
//!
//! The page stands in a frame of the client's site, where no cookie of ours may arrive: it works
//! by a handle that is in its forms alone. Sources open in windows of their own, where the sign-in
//! is bound to the browser by a cookie.

mod answer;
mod callback;
mod message;
pub mod view;

use actix_web::{HttpMessage, HttpResponse, http::Method};
use serde_json::json;

use answer::{closed_frame, code, fail, frame, refuse, see_other};
pub use message::Status;
use view::{ConnectState, Source, Why};

use super::super::Call;
use crate::{
    core::{Reason, Refusal, Secret, secret::kind},
    http::{body, edge::DoorHost, origin::is_same_origin},
    upstream::{
        connect::{self, Launched, Standing},
        tokens,
    },
};

/// Answers a call of Connect; `None` if it is none.
pub async fn call(call: &Call<'_>) -> Option<HttpResponse> {
    let get = [Method::GET, Method::HEAD].contains(call.method());
    let post = call.method() == Method::POST;
    let path = match call.path.as_str() {
        // The client library opens the base address that it is given, which was a host.
        "/" if get && call.sent.contains('?') => "",
        path => path.strip_prefix("/connect")?,
    };
    let rest = path.strip_prefix('/').unwrap_or(path);
    Some(match rest.split_once('/') {
        None if get && rest.is_empty() => launch(call).await,
        Some(("page", opening)) if get => open(call, opening).await,
        Some(("refused", word)) if get => match Status::from_word(word) {
            Some(status) => refused(call, status),
            None => return None,
        },
        None if get && rest == "callback" => callback::get(call).await,
        None if post && rest == "start" => callback::start(call).await,
        None if post && rest == "sources" => sources(call).await,
        None if post && rest == "news" => news(call).await,
        None if post && rest == "disconnect" => disconnect(call).await,
        None if post && rest == "close" => close(call).await,
        _ => return None,
    })
}

/// The address of Connect at the server's own name: whatever host a call came by, the page is
/// there, with its files.
fn base(call: &Call<'_>) -> String {
    let app = &call.state.app;
    let public = app.config.public_url().unwrap_or(&app.issuer);
    format!("{}{}", public.trim_end_matches('/'), path(call))
}

fn path(call: &Call<'_>) -> String {
    format!("{}/connect", call.config().prefix)
}

/// `GET /connect?token=…`: the token is exchanged at once for a page, and is gone from the
/// address.
async fn launch(call: &Call<'_>) -> HttpResponse {
    let query = call.sent.split_once('?').map_or("", |(_, query)| query);
    let token = match body::pairs(query) {
        Ok(pairs) => {
            let mut tokens = pairs.into_iter().filter(|(name, _)| name == "token");
            let token = tokens.next().map(|(_, token)| token);
            // Two of them are no token.
            let token = token.map(|token| tokens.next().map_or(token, |_| "?".into()));
            token.filter(|token| !token.is_empty())
        }
        Err(_) => Some("?".into()),
    };
    let token = token.map(Secret::<kind::AccessToken>::new);
    let launched = call
        .settle(move |ctx| connect::launch(ctx, token.as_ref()))
        .await;
    match launched {
        Ok(Ok(Launched::Page(opening))) => {
            see_other(&format!("{}/page/{}", base(call), opening.expose()))
        }
        Ok(Ok(Launched::Refused(closed))) => {
            let status = Status::from(closed);
            call.note_outcome(match status {
                Status::SessionTokenExpired => Reason::TokenExpired.code(),
                Status::MissingSessionToken => Reason::TokenMissing.code(),
                Status::SessionTokenInvalid | Status::Success => Reason::TokenInvalid.code(),
            });
            // At a host of the door's own, the files of pages are not there.
            if call.request.extensions().contains::<DoorHost>() {
                return see_other(&format!("{}/refused/{}", base(call), status.word()));
            }
            refused(call, status)
        }
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

/// The page that says why Connect does not open.
fn refused(call: &Call<'_>, status: Status) -> HttpResponse {
    let why = match status {
        Status::SessionTokenExpired => Why::Expired,
        Status::Success | Status::SessionTokenInvalid | Status::MissingSessionToken => Why::Invalid,
    };
    closed_frame(call, why, status)
}

/// `GET /connect/page/…`: the page, by the address that opens it once.
async fn open(call: &Call<'_>, opening: &str) -> HttpResponse {
    let opening = Secret::new(opening);
    match call.settle(move |ctx| connect::open(ctx, &opening)).await {
        Ok(Ok((handle, standing))) => list(call, &handle, &standing, 0),
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

/// A form of the page.
struct Form {
    handle: Secret<kind::Page>,
    seen: i32,
    source: String,
}

/// Reads a form, and refuses what another site sent (SE-08). The handle is what no other site has.
async fn form(call: &Call<'_>) -> Result<Form, Refusal> {
    if body::media_type(call.request) != "application/x-www-form-urlencoded" {
        return Err(Reason::ContentTypeUnsupported.into());
    }
    if !is_same_origin(&call.ctx(), call.request) {
        return Err(Reason::CrossSite.into());
    }
    let fields = body::form(&call.body().await?)?;
    let one = |name: &str| {
        let mut values = fields.iter().filter(|(n, _)| n == name);
        values.next().map(|(_, value)| value.clone())
    };
    let text = |name: &str| one(name).unwrap_or_default();
    Ok(Form {
        handle: Secret::new(text("handle")),
        seen: text("seen").parse().unwrap_or(0),
        source: text("source"),
    })
}

/// The list again.
async fn sources(call: &Call<'_>) -> HttpResponse {
    let form = match form(call).await {
        Ok(form) => form,
        Err(refusal) => return refuse(call, &refusal),
    };
    show(call, form).await
}

async fn show(call: &Call<'_>, form: Form) -> HttpResponse {
    let handle = form.handle.clone();
    match call.settle(move |ctx| connect::look(ctx, &handle)).await {
        Ok(Ok(standing)) => list(call, &form.handle, &standing, form.seen),
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

/// Whether something happened that the page does not show yet, for its script.
async fn news(call: &Call<'_>) -> HttpResponse {
    let form = match form(call).await {
        Ok(form) => form,
        Err(refusal) => return refuse(call, &refusal),
    };
    let (handle, seen) = (form.handle, form.seen);
    let looked = call
        .settle(move |ctx| {
            let standing = connect::look(ctx, &handle)?;
            Ok(standing.map(|standing| !message::news(&standing, seen).is_empty()))
        })
        .await;
    let (status, body) = match looked {
        Ok(Ok(news)) => (200, json!({ "news": news })),
        // The page is over: the form that shows it again says why.
        Ok(Err(_)) => (200, json!({ "news": true })),
        Err(fault) => {
            tracing::error!(error = %fault, "fault");
            (503, json!({}))
        }
    };
    HttpResponse::build(code(status))
        .content_type("application/json; charset=utf-8")
        .body(body.to_string())
}

/// Disconnects a source.
async fn disconnect(call: &Call<'_>) -> HttpResponse {
    let form = match form(call).await {
        Ok(form) => form,
        Err(refusal) => return refuse(call, &refusal),
    };
    let (handle, source) = (form.handle.clone(), form.source.clone());
    let ended = call
        .settle(move |ctx| connect::disconnect(ctx, &handle, &source))
        .await;
    match ended {
        Ok(Ok(given)) => {
            if let Some(given) = given {
                tokens::give_back(&call.ctx(), &form.source, &given).await;
            }
            show(call, form).await
        }
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

/// The person is done.
async fn close(call: &Call<'_>) -> HttpResponse {
    let form = match form(call).await {
        Ok(form) => form,
        Err(refusal) => return refuse(call, &refusal),
    };
    let handle = form.handle.clone();
    match call.settle(move |ctx| connect::close(ctx, &handle)).await {
        Ok(Ok(standing)) => {
            let mut messages = message::news(&standing, form.seen);
            messages.push(message::close(Status::Success, Some(&standing)));
            let state = ConnectState::Closed {
                app: standing.client.display_name().to_owned(),
            };
            let origins = &standing.client.metadata.signet.connect_origins;
            frame(call, 200, (origins, messages), state)
        }
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

/// The sources, with news after `seen`.
fn list(
    call: &Call<'_>,
    handle: &Secret<kind::Page>,
    standing: &Standing,
    seen: i32,
) -> HttpResponse {
    call.note_client(&standing.client.id);
    let last = standing.events.last().map_or(seen, |event| event.seq);
    let sources = standing.sources.iter().map(|source| Source {
        name: source.name.clone(),
        title: source.title.clone(),
        connected: source.connected,
        offered: source.offered,
    });
    let state = ConnectState::Sources {
        app: standing.client.display_name().to_owned(),
        sources: sources.collect(),
        handle: handle.expose().to_owned(),
        seen: last,
    };
    let origins = &standing.client.metadata.signet.connect_origins;
    let messages = message::news(standing, seen);
    frame(call, 200, (origins, messages), state)
}
