//! `/dev`: the playground of `signet dev`. It exists there and nowhere else: no other server has
//! its routes, so that their paths are unknown ones.
//!
//! It is an app like any other: it calls the endpoints over HTTP, with the real id and secret of
//! a sample client, and shows what is sent and what is answered.

pub mod act;
pub mod call;
pub mod client;
pub mod collection;
mod credentials;
pub mod home;
pub mod mail;
pub mod runs;
pub mod samples;
pub mod snippets;
pub mod tokens;
pub mod try_it;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde_json::Value;

use super::{Front, method_not_allowed};
use crate::{
    authorize::Browser,
    config::Config,
    core::{Secret, secret::kind},
};
use runs::Runs;
use samples::Samples;

/// What a form's token is for.
pub const PURPOSE: &str = "dev";

/// What the pages under `/dev` work with.
#[derive(Debug)]
pub struct Playground {
    /// The sample data.
    pub samples: Samples,
    /// The runs.
    pub runs: Runs,
    /// Where the endpoints are.
    pub issuer: String,
}

/// Registers the playground, if this is `signet dev`, which says what its sample data is.
pub fn routes(
    config: &Config,
    samples: Option<&Value>,
) -> impl Fn(&mut web::ServiceConfig) + Clone + use<> {
    let playground = samples.filter(|_| config.dev).map(|dev| {
        let issuer = dev["issuer"].as_str().unwrap_or_default().to_owned();
        web::Data::new(Playground {
            samples: Samples::read(dev, &issuer),
            runs: Runs::default(),
            issuer,
        })
    });
    move |service| {
        if let Some(playground) = &playground {
            service.app_data(playground.clone());
            register(service);
        }
    }
}

fn register(service: &mut web::ServiceConfig) {
    let mut resource =
        |path: &str, allow: &'static str, build: fn(actix_web::Resource) -> actix_web::Resource| {
            let default = web::to(move |front: web::Data<Front>, request: HttpRequest| {
                method_not_allowed(front, request, allow)
            });
            service.service(build(web::resource(path)).default_service(default));
        };
    resource("/dev", "GET", |r| r.route(web::get().to(home::get)));
    resource("/dev/clients/{name}", "GET", |r| {
        r.route(web::get().to(client::get))
    });
    resource("/dev/mail", "GET", |r| r.route(web::get().to(mail::get)));
    resource("/dev/try", "GET", |r| r.route(web::get().to(try_it::get)));
    resource(samples::CALLBACK, "GET", |r| {
        r.route(web::get().to(try_it::callback))
    });
    resource("/dev/runs/{id}", "GET, POST", |r| {
        r.route(web::get().to(act::get))
            .route(web::post().to(act::post))
    });
    resource("/dev/collection.http", "GET", |r| {
        r.route(web::get().to(collection::get))
    });
}

impl Playground {
    /// The address of an endpoint.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }
}

/// The browser, as form tokens know it.
pub fn as_browser(secret: &Secret<kind::Browser>) -> Browser {
    Browser {
        binding: Some(secret.clone()),
        ..Browser::default()
    }
}

/// A text file to keep or to read.
fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text)
}
