//! `/jwks` (RFC 7517): the public keys, for caches.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Bytes},
};

use super::Front;
use crate::{
    account,
    app::{App, Catalog},
    config::{Config, policy},
    http::HttpState,
};

/// All published keys (JW-10).
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let app = &state.app;
    let document = front
        .jwks
        .document(app, || account::key::jwks(app).to_string());
    public_json(&request, &document, policy::JWKS_MAX_AGE.as_secs())
}

/// A document that anybody may read, as it goes out.
#[derive(Clone, Debug)]
pub(super) struct Document {
    body: Bytes,
    etag: HeaderValue,
}

/// A document that is the same for everybody until keys, clients, scopes or settings change: made
/// once for each state of them.
#[derive(Debug, Default)]
pub struct Published(Mutex<Option<(Arc<Catalog>, usize, Document)>>);

impl Published {
    /// The document as it is now; `make` writes it if what it tells of has changed.
    pub(super) fn document(&self, app: &App, make: impl FnOnce() -> String) -> Document {
        let catalog = app.catalog();
        // A configuration that was reloaded stands elsewhere, and the one before it stays where it is.
        let config = std::ptr::from_ref::<Config>(&app.config).addr();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, under, document)) = &*kept
            && Arc::ptr_eq(of, &catalog)
            && *under == config
        {
            return document.clone();
        }
        let document = Document::new(make());
        *kept = Some((catalog, config, document.clone()));
        document
    }
}

impl Document {
    fn new(body: String) -> Self {
        let hash = body.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let etag = format!("\"{hash:016x}\"");
        Self {
            body: Bytes::from(body),
            etag: HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\"")),
        }
    }
}

/// JSON that anybody may read from anywhere and keep for a while, with an ETag.
pub(super) fn public_json(
    request: &HttpRequest,
    document: &Document,
    max_age: u64,
) -> HttpResponse {
    let known = request.headers().get(header::IF_NONE_MATCH) == Some(&document.etag);
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={max_age}")))
        .insert_header((header::ETAG, document.etag.clone()))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    if known {
        response.finish()
    } else {
        response
            .content_type("application/json; charset=utf-8")
            .body(document.body.clone())
    }
}
