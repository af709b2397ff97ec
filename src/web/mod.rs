//! Floor 6: the standard endpoints and the pages.

pub mod about;
pub mod account;
pub mod action;
pub mod answer;
pub mod authorize;
pub mod client;
pub mod client_auth;
pub mod cookies;
pub mod cors;
pub mod dev;
pub mod docs;
mod enrolment;
mod form;
mod guides;
pub mod interaction;
pub mod introspect;
pub mod join;
pub mod jwks;
pub mod language;
pub mod logout;
pub mod mail;
pub mod metadata;
pub mod not_me;
pub mod recover;
pub mod return_to;
pub mod revoke;
mod routes;
pub mod terms;
pub mod token;
pub mod userinfo;
pub mod view;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::{core::Reason, http::Frames};

pub use answer::{Front, html_wanted};
pub use routes::{protocol, routes};

pub use crate::http::{assets, texts};

/// What nothing else answers (HH-08): static bodies, JSON for programs and HTML for browsers.
pub async fn not_found(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.refuse(&request, &Reason::NotFound.into()))
}

async fn method_not_allowed(
    front: web::Data<Front>,
    request: HttpRequest,
    allow: &'static str,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let mut response = front.refuse(&request, &Reason::MethodNotAllowed.into());
    // RFC 9110 §9.1: where there is a GET there is a HEAD.
    let allow = match allow.split(", ").any(|method| method == "HEAD") {
        true => allow.to_owned(),
        false => allow.replace("GET", "GET, HEAD"),
    };
    if let Ok(allow) = actix_web::http::header::HeaderValue::from_str(&allow) {
        response
            .headers_mut()
            .insert(actix_web::http::header::ALLOW, allow);
    }
    response
}

/// The front of the room: the frames of all pages.
pub fn front(frames: Frames) -> Front {
    Front {
        frames,
        jwks: jwks::Published::default(),
        metadata: jwks::Published::default(),
    }
}
