//! OCARIoT's door, held to the recordings of the original.

use serde_json::{Value, json};
use signet::{
    account::key,
    core::Secret,
    crypto::SigningKey,
    model::{KeyPurpose, Word, client::SigningAlgorithm, ocariot::OcariotType},
    store,
};

use crate::support::{
    Answer, Db, Server,
    app::{claims, header},
    both, query,
    server::TOTP_SEED,
};

const RECORDINGS: &str = include_str!("../../fixtures/legacy/ocariot_v1_auth.jsonl");
const SCOPES: &str = include_str!("../../fixtures/legacy/ocariot_scopes_2.8.0.json");

/// A server with one user of each type, as the recordings had them; a short key, but where the
/// contract's own is looked at.
pub async fn server(db: Db) -> Server {
    let server = Server::with_door(db).await;
    short_key(&server);
    for (_, kind) in OcariotType::WORDS {
        user(&server, &format!("{kind}1"), kind, json!({}));
    }
    server.import(json!({"ocariot": {"username": "nopass", "type": "admin"}}));
    server
}

/// The default scopes, and a key that is made faster than the contract's.
pub fn short_key(server: &Server) {
    let purpose = KeyPurpose::Door("ocariot".into());
    let key = SigningKey::generate(SigningAlgorithm::Rs256, 2048).expect("a key");
    server
        .app
        .store
        .write(signet::estates::ocariot::seed_default_scopes)
        .expect("seeds");
    // The door's own key may be on its way: whichever is there is replaced.
    key::import(&server.ctx(), purpose, &std::sync::Arc::new(key)).expect("imports");
}

pub fn user(server: &Server, name: &str, kind: &str, changes: Value) {
    let mut user = json!({"ocariot": {"username": name, "type": kind}});
    for (member, value) in changes.as_object().expect("an object") {
        match member.as_str() {
            "scope_override" | "oid" => user["ocariot"][member] = value.clone(),
            _ => user[member] = value.clone(),
        }
    }
    server.user(user, "br123");
}

async fn send(
    server: &Server,
    method: &str,
    path: &str,
    headers: &Value,
    body: Option<String>,
) -> Answer {
    let browser = server.browser();
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = browser
        .http
        .request(method, browser.url(&format!("/legacy/ocariot{path}")));
    for (name, value) in headers.as_object().expect("headers") {
        request = request.header(name, value.as_str().expect("text"));
    }
    if let Some(body) = body {
        request = request.body(body);
    }
    browser.send(request).await
}

pub async fn login(server: &Server, username: &str, password: &str) -> Answer {
    let body = json!({"username": username, "password": password}).to_string();
    send(
        server,
        "POST",
        "/v1/auth",
        &json!({"Content-Type": "application/json"}),
        Some(body),
    )
    .await
}

// O01, O02, O03, O04, O05, O06, O08, O09, O10, O11, O12, O13, O14, O15, O16, O17, O18, O19, O21:
// each recording of the original, byte for byte where the contract keeps it.
#[tokio::test]
async fn the_door_answers_as_the_original_was_recorded() {
    for db in Db::BOTH {
        let server = server(db).await;
        let scopes: Value = serde_json::from_str(SCOPES).expect("JSON");
        for line in RECORDINGS.lines().filter(|line| !line.trim().is_empty()) {
            let recorded: Value = serde_json::from_str(line).expect("JSON");
            let name = recorded["name"].as_str().expect("a name");
            let body = match &recorded["body"] {
                Value::String(text) => Some(text.clone()),
                Value::Object(repeat) => Some(repeat["repeat"].as_str().expect("text").repeat(
                    usize::try_from(repeat["len"].as_u64().expect("a length")).expect("fits"),
                )),
                _ => None,
            };
            // Cannot happen here, or is not this test's to make: a type that does not exist, a
            // database that is away (O20 has its own).
            if ["user with unknown type", "database down"].contains(&name) {
                continue;
            }
            let path = recorded["path"].as_str().expect("a path");
            let answer = send(
                &server,
                recorded["method"].as_str().expect("a method"),
                path,
                &recorded["headers"],
                body,
            )
            .await;
            // [X]: 413 and 415 in place of the original's 500 (O21).
            let (status, expected) = match name {
                "too large" => (
                    413,
                    json!({"code": 413, "message": "request entity too large"}),
                ),
                "json charset latin" => (
                    415,
                    json!({"code": 415, "message": "unsupported charset \"ISO-8859-1\""}),
                ),
                _ => (
                    u16::try_from(recorded["status"].as_u64().expect("a status")).expect("fits"),
                    recorded["response"].clone(),
                ),
            };
            assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.body);
            assert_eq!(
                answer.header("content-type"),
                "application/json; charset=utf-8",
                "{name}"
            );
            assert_eq!(answer.header("cache-control"), "no-store", "{name}");
            if status != 200 {
                assert_eq!(answer.body, expected.to_string(), "{name}");
                continue;
            }
            let found = answer.json();
            assert_eq!(
                found
                    .as_object()
                    .expect("an object")
                    .keys()
                    .collect::<Vec<_>>(),
                ["access_token"],
                "{name}"
            );
            let token = found["access_token"].as_str().expect("a token");
            let (head, payload) = (header(token), claims(token));
            assert_eq!(head, recorded["jwt_header"], "{name}");
            let kind = recorded["jwt_payload"]["sub_type"]
                .as_str()
                .expect("a type");
            let members: Vec<_> = payload
                .as_object()
                .expect("an object")
                .keys()
                .cloned()
                .collect();
            assert_eq!(
                members,
                [
                    "sub", "sub_type", "iss", "iat", "scope", "exp", "jti", "acr"
                ],
                "{name}"
            );
            assert_eq!(
                (&payload["sub_type"], &payload["iss"]),
                (&json!(kind), &json!("ocariot")),
                "{name}"
            );
            assert_eq!(payload["scope"], scopes[kind], "{name}");
            assert_eq!(
                payload["exp"].as_i64().expect("exp") - payload["iat"].as_i64().expect("iat"),
                86400,
                "{name}"
            );
            assert_eq!(payload["sub"].as_str().expect("sub").len(), 24, "{name}");
        }
    }
}

// The remaining rows of the acceptance table that no recording covers.
both!(rows_that_were_not_recorded);
async fn rows_that_were_not_recorded(db: Db) {
    let server = server(db).await;
    let json_type = json!({"Content-Type": "application/json"});
    let form_type = json!({"Content-Type": "application/x-www-form-urlencoded"});
    for (headers, body, description) in [
        // O14, O12, O16's duplicates.
        (
            &json_type,
            r#"{"password":5}"#,
            "password must be a string!",
        ),
        (
            &json_type,
            r#"{"username":"","password":""}"#,
            "username must have at least one character!",
        ),
        (
            &form_type,
            "username=a&username=b&password=c",
            "username must be a string!",
        ),
    ] {
        let answer = send(&server, "POST", "/v1/auth", headers, Some(body.into())).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.json()["description"].as_str()
            ),
            (400, Some(description)),
            "{body}"
        );
    }
    // DL-03: nine levels are too many.
    let deep = format!("{}1{}", "{\"a\":".repeat(9), "}".repeat(9));
    assert_eq!(
        send(&server, "POST", "/v1/auth", &json_type, Some(deep))
            .await
            .json()["message"],
        "Unable to process request body!"
    );
}

// O07: a user's own scopes; the six keys of the document first, in its order, then ours.
both!(a_scope_override_stands_in_for_the_types_scopes);
async fn a_scope_override_stands_in_for_the_types_scopes(db: Db) {
    let server = server(db).await;
    let scope = "physicalactivities:read sleep:read measurements:read";
    user(
        &server,
        "override",
        "admin",
        json!({"scope_override": scope, "oid": "5daf47f1d3cb260019b5edb9"}),
    );
    let answer = login(&server, "override", "br123").await;
    let payload = claims(answer.json()["access_token"].as_str().expect("a token"));
    let members: Vec<_> = payload
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        members,
        [
            "sub", "sub_type", "iss", "iat", "scope", "exp", "jti", "acr"
        ]
    );
    assert_eq!(
        (&payload["scope"], &payload["sub"], &payload["acr"]),
        (
            &json!(scope),
            &json!("5daf47f1d3cb260019b5edb9"),
            &json!("urn:signet:acr:legacy")
        )
    );
    assert!(server.audited("token.issued", "success"));
}

// O08, O26, LE-P4: whatever is wrong with an account is the same answer; the audit knows better.
#[tokio::test]
async fn every_refused_login_is_the_same() {
    for db in Db::BOTH {
        let server = server(db).await;
        user(&server, "locked1", "admin", json!({"state": "locked"}));
        user(
            &server,
            "totp1",
            "admin",
            json!({"totp": [{"secret": TOTP_SEED}]}),
        );
        for (name, password, reason) in [
            ("admin1", "wrong", "password-wrong"),
            ("nobody", "br123", "user-unknown"),
            ("nopass", "br123", "password-unset"),
            ("locked1", "br123", "user-locked"),
            ("totp1", "br123", "mfa-required-unsupported-door"),
            ("anna", "anna-password", "user-unknown"),
        ] {
            let answer = login(&server, name, password).await;
            assert_eq!(answer.status, 401, "{name}");
            assert_eq!(
                answer.body, r#"{"code":401,"message":"Invalid username or password!"}"#,
                "{name}"
            );
            let audited = server.audit().iter().any(|row| row.outcome == reason);
            assert!(audited, "{reason}");
        }
        // AU-15: the password was right, so whose it was stands in the trail.
        assert!(server.audit().iter().any(|row| {
            row.event == "login.password"
                && row.outcome == "mfa-required-unsupported-door"
                && row
                    .subject
                    .as_deref()
                    .is_some_and(|id| id.starts_with("user:"))
        }));
    }
}

// LG-12: names are exact here, so one that is held up says nothing of the other, whether somebody has
// the first or nobody.
both!(a_wait_does_not_tell_which_names_exist);
async fn a_wait_does_not_tell_which_names_exist(db: Db) {
    let server = server(db).await;
    for (name, other) in [("admin1", "ADMIN1"), ("nobody1", "NOBODY1")] {
        for _ in 0..5 {
            assert_eq!(login(&server, name, "wrong").await.status, 401, "{name}");
        }
        assert_eq!(login(&server, name, "wrong").await.status, 429, "{name}");
        assert_eq!(login(&server, other, "wrong").await.status, 401, "{other}");
    }
}

// LG-09 at the door: the same counter, its own words.
both!(too_many_failures_wait_at_the_door_too);
async fn too_many_failures_wait_at_the_door_too(db: Db) {
    let server = server(db).await;
    for _ in 0..5 {
        assert_eq!(login(&server, "admin1", "wrong").await.status, 401);
    }
    let answer = login(&server, "admin1", "br123").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (429, "30")
    );
    assert_eq!(
        (&answer.json()["code"], &answer.json()["message"]),
        (&json!(429), &json!("Too Many Requests"))
    );
    server.advance(30);
    assert_eq!(login(&server, "admin1", "br123").await.status, 200);
    // One person, two doors, one counter: failures on the page are refused here, and there.
    user(&server, "both1", "admin", json!({"username": "both1"}));
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let typed = [("username", "both1"), ("password", "wrong")];
    for _ in 0..3 {
        assert_eq!(browser.submit(&page, &typed).await.status, 422);
    }
    for _ in 0..2 {
        assert_eq!(login(&server, "both1", "wrong").await.status, 401);
    }
    assert_eq!(login(&server, "both1", "br123").await.status, 429);
    let typed = [("username", "both1"), ("password", "br123")];
    assert_eq!(browser.submit(&page, &typed).await.status, 429);
}

// O20: without a database the documented 500, and no word of ours.
#[tokio::test]
async fn without_a_database_the_documented_failure() {
    let server = server(Db::Postgres).await;
    let store::Target::Postgres(url) = server.store_options().target else {
        panic!("PostgreSQL")
    };
    let name = url.rsplit('/').next().expect("a name").to_owned();
    crate::support::database::forbid(&name);
    let answer = login(&server, "admin1", "br123").await;
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.body,
        r#"{"code":500,"message":"An internal server error has occurred.","description":"An unexpected error has occurred. Please try again later..."}"#
    );
}

// O18, O19 by host: the original paths at the root of a door's own host.
#[tokio::test]
async fn the_door_stands_at_its_own_host_too() {
    let server = Server::with(Db::Sqlite, &["legacy.ocariot.hosts=[\"ocariot.example\"]"]).await;
    server.open_doors();
    user(&server, "admin1", "admin", json!({}));
    let browser = server.browser();
    let body = r#"{"username":"admin1","password":"br123"}"#;
    for path in ["/v1/auth", "/V1/Auth/"] {
        let request = browser
            .http
            .post(browser.url(path))
            .header("host", "ocariot.example")
            .header("content-type", "application/json")
            .body(body);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 200, "{path}");
        // O01: the contract's key has 4096 bits.
        let token = answer.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        assert_eq!(token.rsplit('.').next().expect("a signature").len(), 683);
    }
    let request = browser
        .http
        .get(browser.url("/v1/nothing?a=1"))
        .header("host", "ocariot.example");
    assert_eq!(
        browser.send(request).await.json()["message"],
        "Endpoint /v1/nothing?a=1 does not found!"
    );
}

// LE-01: a door that is not open is an unknown path.
#[tokio::test]
async fn a_closed_door_is_not_there() {
    let server = Server::with(Db::Sqlite, &["legacy.ocariot.enabled=false"]).await;
    let answer = login(&server, "admin1", "br123").await;
    let browser = server.browser();
    let unknown = browser
        .send(browser.http.post(browser.url("/legacy/nowhere/v1/auth")))
        .await;
    assert_eq!(answer.status, 404);
    let plain = |answer: &Answer| {
        let mut body = answer.json();
        body["request_id"] = json!(null);
        body
    };
    assert_eq!(plain(&answer), plain(&unknown));
}

// O23: the sign-in is noted, and audited.
#[tokio::test]
async fn a_login_is_noted() {
    for db in Db::BOTH {
        let server = server(db).await;
        login(&server, "admin1", "br123").await;
        let found = server
            .app
            .store
            .read(|conn| store::users::find_by_identifier(conn, &["ocariot"], "admin1"))
            .expect("reads")
            .expect("a user");
        let (facts, _) = server
            .app
            .store
            .read(|conn| store::ocariot::find(conn, &found.user.id))
            .expect("reads")
            .expect("facts");
        assert_eq!(facts.last_login_at, Some(server.now()));
        let row = server
            .audit()
            .into_iter()
            .find(|row| row.event == "token.issued")
            .expect("a row");
        assert_eq!(
            (row.client_id.as_deref(), row.detail.as_deref()),
            (Some("legacy-ocariot"), Some("{\"grant\":\"password\"}"))
        );
        assert_eq!(server.grants(), 1);
    }
}

// O24: a gateway verifies with the PEM it has; a key that was brought along signs from then on.
both!(an_imported_key_signs_for_the_gateways_pem);
async fn an_imported_key_signs_for_the_gateways_pem(db: Db) {
    let server = server(db).await;
    let old = SigningKey::generate(SigningAlgorithm::Rs256, 2048).expect("a key");
    let gateways_pem = old.public_pem().expect("PEM");
    let file = old.private_pem().expect("PEM");
    let imported = SigningKey::from_pem(&Secret::new(file.expose()), None).expect("reads");
    key::import(
        &server.ctx(),
        KeyPurpose::Door("ocariot".into()),
        &std::sync::Arc::new(imported),
    )
    .expect("imports");
    let token = login(&server, "admin1", "br123").await.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let served = send(&server, "GET", "/.well-known/ocariot.pem", &json!({}), None).await;
    assert_eq!(served.body, gateways_pem);
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_issuer(&["ocariot"]);
    validation.validate_aud = false;
    let pem = jsonwebtoken::DecodingKey::from_rsa_pem(gateways_pem.as_bytes()).expect("a key");
    jsonwebtoken::decode::<Value>(&token, &pem, &validation).expect("verifies");
    validation.set_issuer(&["x"]);
    assert!(jsonwebtoken::decode::<Value>(&token, &pem, &validation).is_err());
    // Such a token opens nothing of the standard endpoints.
    assert_eq!(server.userinfo(&token).await.status, 401);
}

// O25: the door's token is introspected and revoked like any other, by those who may.
#[tokio::test]
async fn the_doors_token_is_inspected_and_ended() {
    for db in Db::BOTH {
        let server = server(db).await;
        // The gateway, and the client that the door stands for, which here has a secret.
        server.client(json!({"client_id": "gateway", "client_secret": "gateway-secret", "grant_types": [], "signet": {"introspects": ["ocariot"]}}));
        let gateway = ("gateway", Some("gateway-secret"));
        let answer = login(&server, "child1", "br123").await;
        let token = answer.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let said = claims(&token);
        let told = server
            .ask("/introspect", gateway, &[("token", &token)])
            .await
            .json();
        assert_eq!(told["active"], true);
        for name in [
            "sub", "sub_type", "scope", "iss", "iat", "exp", "jti", "acr",
        ] {
            assert_eq!(told[name], said[name], "{name}");
        }
        assert_eq!(told["sub_type"], "child");
        assert_eq!(
            (&told["client_id"], &told["aud"]),
            (&json!("legacy-ocariot"), &json!(["ocariot"]))
        );
        // Another audience's server is told nothing; whoever does not hold it cannot end it.
        let other = ("service", Some("service-secret"));
        assert!(!server.is_active(other, &token).await);
        let revoked = server.ask("/revoke", gateway, &[("token", &token)]).await;
        assert_eq!(revoked.status, 400);
        assert!(server.is_active(gateway, &token).await);
        let door = ("legacy-ocariot", Some("door-secret"));
        let revoked = server.ask("/revoke", door, &[("token", &token)]).await;
        assert_eq!(revoked.status, 200);
        let answer = server
            .ask("/introspect", gateway, &[("token", &token)])
            .await;
        assert_eq!(answer.body, r#"{"active":false}"#);
    }
}
