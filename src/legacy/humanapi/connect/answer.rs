//! The answers of Connect: pages for a frame, pages for a window, refusals as either.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use askama::Template;
use serde_json::{Value, json};

use super::{
    super::super::{Call, answer::after},
    message::{self, Status},
    path,
    view::{Connect, ConnectState, Why},
};
use crate::{
    core::{Fault, Reason, Refusal},
    http::Frames,
    upstream::connect,
};

/// What a Connect page may do. Nothing of it is anybody else's.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; manifest-src 'self'; \
    require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors ";

/// A page that cannot go on: it belongs to nobody, and any client of the door may have framed it.
pub(super) fn closed_frame(call: &Call<'_>, why: Why, status: Status) -> HttpResponse {
    let origins = connect::all_origins(&call.ctx());
    let state = ConnectState::Refused {
        why,
        close: message::close(status, None).to_string(),
    };
    frame(call, 400, (&origins, Vec::new()), state)
}

/// A page that is over, or a post that is none of ours.
pub(super) fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
    call.note_outcome(refusal.reason.code());
    match refusal.reason {
        Reason::InteractionFinished => closed_frame(call, Why::Gone, Status::SessionTokenInvalid),
        Reason::InteractionExpired => closed_frame(call, Why::Expired, Status::SessionTokenExpired),
        Reason::CrossSite => {
            let mut response = closed_frame(call, Why::Invalid, Status::SessionTokenInvalid);
            *response.status_mut() = StatusCode::FORBIDDEN;
            response
        }
        // Too many pages, or too many sign-ins of one page.
        Reason::Overloaded => {
            let state = ConnectState::Failed {
                reason: refusal.reason,
            };
            after(window(call, 503, state), refusal.retry_after)
        }
        _ => closed_frame(call, Why::Invalid, Status::SessionTokenInvalid),
    }
}

pub(super) fn fail(call: &Call<'_>, fault: &Fault) -> HttpResponse {
    call.note_outcome("fault");
    tracing::error!(error = %fault, "fault");
    let (status, reason) = match fault.is_temporary() {
        true => (503, Reason::Unavailable),
        false => (500, Reason::Internal),
    };
    window(call, status, ConnectState::Failed { reason })
}

/// A page for the client's own sites to frame, and nobody else; they are also told the messages.
pub(super) fn frame(
    call: &Call<'_>,
    status: u16,
    (origins, messages): (&[String], Vec<Value>),
    state: ConnectState,
) -> HttpResponse {
    let Some(view) = view(call, state) else {
        return HttpResponse::InternalServerError().finish();
    };
    let view = Connect {
        origins: json!(origins).to_string(),
        events: json!(messages).to_string(),
        ..view
    };
    let framers = match origins.is_empty() {
        true => "'none'".to_owned(),
        false => origins.join(" "),
    };
    html(status, &view, &framers)
}

/// A page for a window of its own, which nobody frames.
pub(super) fn window(call: &Call<'_>, status: u16, state: ConnectState) -> HttpResponse {
    let Some(view) = view(call, state) else {
        return HttpResponse::InternalServerError().finish();
    };
    let mut response = html(status, &view, "'none'");
    let headers = response.headers_mut();
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

/// The page around a state; every server has the frames of pages.
fn view(call: &Call<'_>, state: ConnectState) -> Option<Connect> {
    let frames = call.request.app_data::<web::Data<Frames>>()?;
    Some(Connect {
        // In a frame of another site no cookie of ours is kept, so that no choice would be.
        page: frames.page(call.request, None).without_languages(),
        base: path(call),
        origins: "[]".into(),
        events: "[]".into(),
        state,
    })
}

/// HH-01, but for what would take the page out of its frame, or the window from its opener:
/// "no COOP on these pages".
fn html(status: u16, view: &Connect, framers: &str) -> HttpResponse {
    let Ok(body) = view.render() else {
        return HttpResponse::InternalServerError().finish();
    };
    HttpResponse::build(code(status))
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, format!("{CSP}{framers}")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::VARY, "Accept-Language, Cookie"))
        .insert_header((
            "permissions-policy",
            "publickey-credentials-get=(), publickey-credentials-create=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ))
        .insert_header(("x-robots-tag", "noindex"))
        .body(body)
}

pub(super) fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}

pub(super) fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
