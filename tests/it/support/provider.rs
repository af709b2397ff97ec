//! Another provider, which says what it is told to: discovery, keys, a token endpoint.

use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{App, HttpResponse, HttpServer, web};
use serde_json::{Value, json};

use super::signer::Signer;

/// What the provider answers.
pub struct Said {
    /// Who signs its ID tokens.
    pub signer: Signer,
    /// The claims of the next one; none for an answer without.
    pub claims: Option<Value>,
    /// What its metadata says besides.
    pub metadata: Value,
    /// The forms that its token endpoint was sent.
    pub asked: Vec<String>,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    pub said: Arc<Mutex<Said>>,
}

type Shared = web::Data<(String, Arc<Mutex<Said>>)>;

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
        let port = listener.local_addr().expect("bound").port();
        let issuer = format!("http://localhost:{port}");
        let said = Arc::new(Mutex::new(Said {
            signer: Signer::es256("k1"),
            claims: None,
            metadata: json!({}),
            asked: Vec::new(),
        }));
        let shared = web::Data::new((issuer.clone(), said.clone()));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route(
                    "/.well-known/openid-configuration",
                    web::get().to(discovery),
                )
                .route("/jwks", web::get().to(jwks))
                .route("/token", web::post().to(token))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)
        .expect("listens")
        .run();
        tokio::spawn(server);
        Self { issuer, said }
    }

    pub fn say(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.said.lock().expect("a lock"));
    }
}

async fn discovery(shared: Shared) -> HttpResponse {
    let (issuer, said) = &**shared;
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
    });
    if let Value::Object(more) = said.lock().expect("a lock").metadata.clone() {
        metadata.as_object_mut().expect("an object").extend(more);
    }
    HttpResponse::Ok().json(metadata)
}

async fn jwks(shared: Shared) -> HttpResponse {
    let jwk = shared.1.lock().expect("a lock").signer.jwk();
    HttpResponse::Ok().json(json!({ "keys": [jwk] }))
}

async fn token(shared: Shared, body: String) -> HttpResponse {
    let mut said = shared.1.lock().expect("a lock");
    said.asked.push(body);
    let mut answer = json!({
        "access_token": "upstream-access-canary",
        "refresh_token": "upstream-refresh-canary",
        "token_type": "Bearer",
        "expires_in": 300,
    });
    if let Some(claims) = &said.claims {
        answer["id_token"] = json!(said.signer.sign(claims));
    }
    HttpResponse::Ok().json(answer)
}
