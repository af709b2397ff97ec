//! Answers of the standard endpoints and the pages: HTML, JSON, redirects.

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use askama::Template;
use serde::Serialize;
use serde_json::json;

use super::{
    jwks::Published,
    view::{ErrorPage, error::Again},
};
use crate::{
    core::{Fault, Reason, Refusal, Timestamp},
    http::wait::seconds,
    http::{Frames, RequestFacts, edge::EdgeRefusal},
};

/// What every answer of the room is made with.
pub struct Front {
    /// The frames of all pages.
    pub frames: Frames,
    /// The key set, as it goes out.
    pub jwks: Published,
    /// The server's metadata, as it goes out.
    pub metadata: Published,
}

impl std::ops::Deref for Front {
    type Target = Frames;

    fn deref(&self) -> &Frames {
        &self.frames
    }
}

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; \
    connect-src 'self'; form-action 'self'{}; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// Whether the caller is a browser that shows pages.
pub fn html_wanted(request: &HttpRequest) -> bool {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    accept.contains("text/html")
}

impl Front {
    /// What was refused before any handler ran, if anything was.
    pub fn edge_refusal(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let refusal = request.extensions().get::<EdgeRefusal>().copied()?;
        Some(self.refuse(request, &refusal.0.into()))
    }

    /// A page (AZ-24, HH-01). `form_action` names an origin that a form may end at.
    pub fn html(
        &self,
        status: u16,
        view: &impl Template,
        form_action: Option<&str>,
    ) -> HttpResponse {
        let Ok(body) = view.render() else {
            return HttpResponse::InternalServerError().finish();
        };
        let csp = CSP.replace(
            "{}",
            &form_action
                .map(|origin| format!(" {origin}"))
                .unwrap_or_default(),
        );
        HttpResponse::build(code(status))
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, csp))
            .insert_header((header::X_FRAME_OPTIONS, "DENY"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "same-origin"))
            .insert_header((header::VARY, "Accept-Language, Cookie"))
            .insert_header(("cross-origin-opener-policy", "same-origin"))
            .insert_header((
                "permissions-policy",
                "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ))
            .insert_header(("x-robots-tag", "noindex"))
            .body(body)
    }

    /// JSON that nobody keeps.
    pub fn json(&self, status: u16, body: &impl Serialize) -> HttpResponse {
        let body = match serde_json::to_vec(body) {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as JSON: a defect");
                return HttpResponse::InternalServerError().finish();
            }
        };
        HttpResponse::build(code(status))
            .content_type("application/json; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .body(body)
    }

    /// 303 (AZ-13): never another redirect.
    pub fn see_other(&self, address: &str) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, address))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// An error as RFC 6749 §5.2 words it.
    pub fn oauth_error(&self, request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
        let public = refusal.reason.public();
        let mut body = json!({
            "error": public.oauth_error(),
            "error_description": self.texts.describe(refusal),
            "error_uri": self.error_uri(request, public),
        });
        // CA-03: refusals of a client are byte-identical; the id stands in the header.
        if public.oauth_error() != "invalid_client" {
            body["request_id"] = json!(facts(request).0);
        }
        let mut response = self.json(public.status(), &body);
        if let Some(wait) = wait(refusal) {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        if public.status() == 401 && request.headers().contains_key(header::AUTHORIZATION) {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"token\""),
            );
        }
        response
    }

    /// Where an error is explained, as far as the other side may learn it.
    pub fn error_uri(&self, request: &HttpRequest, reason: Reason) -> String {
        let state = request.app_data::<actix_web::web::Data<crate::http::HttpState>>();
        let issuer = state.map_or("", |state| state.app.issuer.as_str());
        format!("{issuer}/docs/errors/{}", reason.public().code())
    }

    /// The id by which the log knows the answer (`X-Request-Id`).
    pub fn reference(&self, request: &HttpRequest) -> String {
        facts(request).0
    }

    /// A refusal for a browser.
    pub fn error_page(&self, request: &HttpRequest, refusal: &Refusal) -> ErrorPage {
        let (id, now) = facts(request);
        let frame = self.page(request, None).without_address();
        let mut page = ErrorPage::new(frame, refusal.reason, id, now);
        page.wait = refusal.retry_after.map(seconds);
        page.developer.hint.clone_from(&refusal.hint);
        page.again = after_link(request, refusal.reason.public());
        page
    }

    /// A refusal in the dialect that the caller understands: a page for browsers, JSON for programs.
    pub fn refuse(&self, request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
        if !html_wanted(request) {
            return self.oauth_error(request, refusal);
        }
        let mut response = self.html(
            page_status(refusal.reason),
            &self.error_page(request, refusal),
            None,
        );
        if let Some(wait) = wait(refusal) {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }

    /// A refusal on a page, whatever the caller accepts: pages are for browsers.
    pub fn refuse_page(&self, request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
        let mut response = self.html(
            page_status(refusal.reason),
            &self.error_page(request, refusal),
            None,
        );
        if let Some(wait) = wait(refusal) {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }

    /// A fault of ours: 503 where trying again may help (TK-25), else 500. Logged here, once.
    pub fn fault(&self, request: &HttpRequest, fault: &Fault) -> HttpResponse {
        self.oauth_error(request, &fault_refusal(request, fault))
    }

    /// The same on a page.
    pub fn fault_page(&self, request: &HttpRequest, fault: &Fault) -> HttpResponse {
        self.refuse_page(request, &fault_refusal(request, fault))
    }
}

/// How whoever followed a link that is worth nothing goes on: to another link of that kind, where there is
/// a page that sends one, else by signing in.
fn after_link(request: &HttpRequest, reason: Reason) -> Option<Again> {
    let is_reset = request.path().starts_with("/recover/");
    match reason {
        Reason::ActionCodeUnknown | Reason::ActionCodeExpired if is_reset => {
            Some(Again::Link("/recover".into()))
        }
        Reason::ActionCodeUnknown | Reason::ActionCodeExpired | Reason::ActionCodeUsed => {
            Some(Again::SignIn("/account".into()))
        }
        _ => None,
    }
}

fn fault_refusal(request: &HttpRequest, fault: &Fault) -> Refusal {
    tracing::error!(request_id = facts(request).0, error = %fault, "fault");
    match fault {
        Fault::Unavailable(_) => {
            Refusal::wait(Reason::Unavailable, std::time::Duration::from_secs(1))
        }
        Fault::Overloaded(_) => {
            Refusal::wait(Reason::Overloaded, std::time::Duration::from_secs(1))
        }
        Fault::Internal(_) => Reason::Internal.into(),
    }
}

/// The request's id and instant.
fn facts(request: &HttpRequest) -> (String, Timestamp) {
    let extensions = request.extensions();
    let facts = extensions.get::<RequestFacts>();
    (
        facts.map(|facts| facts.id.clone()).unwrap_or_default(),
        facts.map_or(Timestamp::from_secs(0), |facts| facts.now),
    )
}

fn wait(refusal: &Refusal) -> Option<HeaderValue> {
    refusal
        .retry_after
        .map(|wait| HeaderValue::from(seconds(wait)))
}

/// A page answers 400 where an API would answer 401.
fn page_status(reason: Reason) -> u16 {
    match reason.status() {
        401 => 400,
        status => status,
    }
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
