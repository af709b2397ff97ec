//! Corsano's two doors, held to the contract: `docs/legacy/corsano.md`. Expected bodies come from
//! it and from the API document's own samples.

mod health;
mod users;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Db, Server};

pub const RESPONSES: &str = include_str!("../../../fixtures/legacy/corsano_responses.json");
pub const TOKENS: &str = include_str!("../../../fixtures/legacy/corsano_seed_jwts.json");

pub const U: &str = "/legacy/corsano-users";
pub const H: &str = "/legacy/corsano-health";
pub const PASSWORD: &str = "testpassword1A";
pub const RESOURCE: &str = "https://api.health.cloud.corsano.com";
pub const FAILED: &str = r#"{"message":"Authorization failed"}"#;
pub const BLACKLISTED: &str = r#"{"error":"The token has been blacklisted"}"#;
pub const ORIGIN: &str = "https://app.corsano.example";
/// The minutes of `refresh_ttl`, in seconds.
pub const SESSION: u64 = 518_400 * 60;

/// A server with David of the document, who has an email address, and somebody with a code.
pub async fn server(db: Db) -> Server {
    let origins = format!("[\"{ORIGIN}\"]");
    let server = Server::with(
        db,
        &[
            "legacy.corsano_users.enabled=true",
            "legacy.corsano_health.enabled=true",
            &format!("legacy.corsano_users.cors_origins={origins}"),
            &format!("legacy.corsano_health.cors_origins={origins}"),
            // Its key takes a while to make.
            "legacy.ocariot.enabled=false",
        ],
    )
    .await;
    server.open_doors();
    clients(&server);
    let mut david = sample("users")["user"].clone();
    let members = david.as_object_mut().expect("an object");
    members.insert("code".into(), Value::Null);
    server.user(
        json!({"emails": [{"value": "David@Example.org", "verified": true}], "corsano": {"users": david}}),
        PASSWORD,
    );
    server.user(
        json!({"corsano": {"users": {"code": "VVFFFGGHDF", "first_name": "Vera", "last_name": "Code", "birthday": "1990-05-06"}}}),
        PASSWORD,
    );
    server
}

/// What an operator registers for both doors.
pub fn clients(server: &Server) {
    for scope in ["corsano.users", "corsano.health"] {
        let scope = json!({"name": scope, "title": "A cloud of Corsano"});
        signet::account::registry::add_scope(
            &server.ctx(),
            serde_json::from_value(scope).expect("a scope"),
        )
        .expect("adds")
        .expect("valid");
    }
    server.resource(json!({"resource": RESOURCE, "title": "Corsano Health Cloud", "scopes": ["corsano.health"]}));
    server.client(json!({"client_id": "legacy-corsano-users", "client_secret": "users-door-secret", "grant_types": [], "scope": "corsano.users corsano.health", "signet": {"door": "corsano-users"}}));
    server.client(json!({"client_id": "legacy-corsano-health", "client_secret": "health-door-secret", "grant_types": [], "scope": "corsano.health", "signet": {"door": "corsano-health", "exchanges": [{"from": "corsano-users", "to": "corsano-health", "scope": "corsano.health", "lifetime": 3600}]}}));
}

pub fn sample(cloud: &str) -> Value {
    let all: Value = serde_json::from_str(RESPONSES).expect("JSON");
    all[cloud].clone()
}

pub async fn send(
    server: &Server,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Answer {
    let browser = server.browser();
    let mut request = browser.http.request(method, browser.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(body) = body {
        request = request.body(body.to_owned());
    }
    let answer = browser.send(request).await;
    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    if !answer.body.is_empty() {
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
    }
    answer
}

pub async fn post(server: &Server, path: &str, body: &str) -> Answer {
    let headers = [("content-type", "application/json")];
    send(server, Method::POST, path, &headers, Some(body)).await
}

pub async fn get(server: &Server, path: &str, token: &str) -> Answer {
    let value = format!("Bearer {token}");
    let headers = [("authorization", value.as_str())];
    send(server, Method::GET, path, &headers, None).await
}

pub async fn login(server: &Server) -> Answer {
    let body = json!({"email": "david@example.org", "password": PASSWORD});
    post(server, &format!("{U}/login"), &body.to_string()).await
}

pub async fn users_token(server: &Server) -> String {
    token(&login(server).await)
}

pub async fn refresh(server: &Server, token: &str) -> Answer {
    get(server, &format!("{U}/auth/refresh"), token).await
}

pub fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["token"].as_str().expect("a token").to_owned()
}

pub fn keys(value: &Value) -> Vec<&str> {
    let members = value.as_object().expect("an object");
    members.keys().map(String::as_str).collect()
}

pub fn refused(answer: &Answer, status: u16, body: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (status, body)
    );
}

/// A refused bearer token: its status, its text, and the challenge of the original.
pub fn challenged(answer: &Answer, body: &str) {
    refused(answer, 401, body);
    assert_eq!(answer.header("www-authenticate"), "jwt-auth");
}

pub fn is_date_time(value: &Value) -> bool {
    let text = value.as_str().expect("a time");
    let shape = text
        .bytes()
        .map(|b| if b.is_ascii_digit() { b'0' } else { b });
    shape.eq(*b"0000-00-00 00:00:00")
}
