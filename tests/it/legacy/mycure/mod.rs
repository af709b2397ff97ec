//! MyCure's door, held to its contract: `docs/legacy/mycure.md`.

mod accounts;
mod authentication;
mod codes;
mod details;
mod hostile;
mod unproven;

use reqwest::Method;
use serde_json::{Value, json};
use signet::model::UserId;

use crate::support::{Answer, Db, Server, app::claims};

pub const SEED: &str = include_str!("../../../fixtures/legacy/mycure_seed.json");
pub const M: &str = "/legacy/mycure";
pub const EMAIL: &str = "maria@example.org";
pub const PASSWORD: &str = "supersecretpass";
pub const WRONG: &str = r#"{"name":"NotAuthenticated","message":"Invalid login","code":401,"className":"not-authenticated","data":{"code":"auth/wrong-password"},"errors":{}}"#;

/// A server with the door and its client, and nobody.
pub async fn empty(db: Db, set: &[&str]) -> Server {
    let mut all = vec![
        "legacy.mycure.enabled=true",
        // Its key takes a while to make.
        "legacy.ocariot.enabled=false",
    ];
    all.extend(set);
    let server = Server::with(db, &all).await;
    server.open_doors();
    client(&server);
    server
}

/// A server with Maria, whose address is proven.
pub async fn server(db: Db) -> (Server, UserId) {
    let server = empty(db, &[]).await;
    let maria = person(&server, EMAIL, true);
    (server, maria)
}

pub fn person(server: &Server, email: &str, verified: bool) -> UserId {
    let person = json!({"emails": [{"value": email, "verified": verified}]});
    server.user(person, PASSWORD)
}

/// What an operator registers for the door.
pub fn client(server: &Server) {
    server.client(json!({"client_id": "legacy-mycure", "client_secret": "mycure-door-secret", "grant_types": [], "signet": {"door": "mycure"}}));
}

pub async fn send(
    server: &Server,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Option<&str>,
) -> Answer {
    let browser = server.browser();
    let url = browser.url(&format!("{M}{path}"));
    let mut request = browser.http.request(method, url);
    // The SDK sends it with requests without a body, too.
    request = request.header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if let Some(body) = body {
        request = request.body(body.to_owned());
    }
    let answer = browser.send(request).await;
    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8",
        "{path}"
    );
    answer
}

pub async fn post(server: &Server, path: &str, token: Option<&str>, body: &Value) -> Answer {
    send(server, Method::POST, path, token, Some(&body.to_string())).await
}

pub async fn get(server: &Server, path: &str, token: &str) -> Answer {
    send(server, Method::GET, path, Some(token), None).await
}

pub async fn patch(server: &Server, path: &str, token: Option<&str>, body: &Value) -> Answer {
    send(server, Method::PATCH, path, token, Some(&body.to_string())).await
}

pub async fn authenticate(server: &Server, token: Option<&str>, body: Value) -> Answer {
    post(server, "/authentication", token, &body).await
}

pub async fn login(server: &Server, email: &str, password: &str) -> Answer {
    authenticate(server, None, json!({"email": email, "password": password})).await
}

pub async fn refresh(server: &Server, token: &str) -> Answer {
    let body = json!({"action": "refreshAccessToken", "refreshToken": token});
    authenticate(server, Some("fake"), body).await
}

pub async fn resume(server: &Server, token: &str) -> Answer {
    let body = json!({"strategy": "jwt", "accessToken": token});
    authenticate(server, Some(token), body).await
}

/// What a sign-in was answered with: uid, access token, refresh token.
#[derive(Clone, Debug)]
pub struct Signed {
    pub uid: String,
    pub access: String,
    pub refresh: String,
}

pub fn signed(answer: &Answer) -> Signed {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let text = |name: &str| {
        let value = body[name].as_str();
        value
            .unwrap_or_else(|| panic!("no {name}: {body}"))
            .to_owned()
    };
    Signed {
        uid: text("uid"),
        access: text("accessToken"),
        refresh: text("refreshToken"),
    }
}

pub async fn sign_in(server: &Server, email: &str) -> Signed {
    signed(&login(server, email, PASSWORD).await)
}

/// The scope that an access token says it has.
pub fn scope_of(access: &str) -> String {
    claims(access)["scope"]
        .as_str()
        .expect("a scope")
        .to_owned()
}

/// A refusal in Feathers' envelope.
pub fn refused(answer: &Answer, status: u16, message: &str) {
    let body = answer.json();
    assert_eq!(answer.status.as_u16(), status, "{body}");
    assert_eq!(body["code"], json!(status), "{body}");
    assert_eq!(body["message"], json!(message), "{body}");
    let members: Vec<_> = body.as_object().expect("an object").keys().collect();
    let all = ["name", "message", "code", "className", "data", "errors"];
    assert_eq!(members, all);
}
