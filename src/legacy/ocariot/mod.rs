//! OCARIoT's `POST /v1/auth`: `docs/legacy/ocariot.md`.

mod dialect;
mod parse;

use actix_web::{
    HttpResponse,
    http::{Method, header},
};
use serde_json::json;

pub use dialect::{Refused, refuse};
pub use parse::into_request;

use super::{
    Call, Cors, LegacyDoor,
    answer::{JSON_UTF8, json as answer_json},
};
use crate::{
    account,
    core::{Door, Fault, Refusal},
    grants::Issued,
    model::{KeyPurpose, client::SigningAlgorithm},
};

/// The door.
pub struct Ocariot;

impl LegacyDoor for Ocariot {
    const DOOR: Door = Door::Ocariot;
    /// The dashboard is a browser app.
    const CORS: Option<Cors> = Some(Cors {
        methods: "POST",
        headers: "accept, authorization, content-type",
        expose: "",
    });

    async fn call(call: &Call<'_>) -> HttpResponse {
        // Express: upper and lower case are one, and a slash at the end is none (O18).
        match (call.method(), call.path.to_ascii_lowercase().as_str()) {
            (&Method::POST, "/v1/auth") => login(call).await,
            (&Method::GET | &Method::HEAD, "/.well-known/ocariot.pem") => pem(call),
            // O19: other methods are 404, too, and the text names the address as it was sent.
            _ => refuse(&Refused::NotFound {
                path: call.sent.clone(),
            }),
        }
    }

    fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
        refuse(&match Refused::from(refusal.clone()) {
            // O19: the text names the address as it was sent.
            Refused::NotFound { .. } => Refused::NotFound {
                path: call.sent.clone(),
            },
            refused => refused,
        })
    }

    fn fault(_: &Call<'_>, fault: &Fault) -> HttpResponse {
        tracing::error!(error = %fault, "fault");
        refuse(&Refused::from(fault))
    }
}

async fn login(call: &Call<'_>) -> HttpResponse {
    let asked = match call.body().await {
        Ok(body) => into_request(call.request, &body),
        Err(refusal) => Err(Refused::from(refusal.reason)),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(refused) => return refuse(&refused),
    };
    match call.grant(asked).await {
        Ok(Ok(issued)) => answer(&issued),
        Ok(Err(refusal)) => Ocariot::refuse(call, &refusal),
        Err(fault) => Ocariot::fault(call, &fault),
    }
}

/// 200 with `access_token` and no other member.
pub fn answer(issued: &Issued) -> HttpResponse {
    answer_json(
        200,
        JSON_UTF8,
        &json!({ "access_token": issued.access_token.expose() }),
    )
}

/// The public key, for gateways that read a PEM file.
fn pem(call: &Call<'_>) -> HttpResponse {
    let purpose = KeyPurpose::Door(Door::Ocariot.name().to_owned());
    match account::key::public_pem(&call.state.app, &purpose, SigningAlgorithm::Rs256) {
        Ok(pem) => HttpResponse::Ok()
            .content_type("application/x-pem-file")
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .body(pem),
        Err(fault) => Ocariot::fault(call, &fault),
    }
}
