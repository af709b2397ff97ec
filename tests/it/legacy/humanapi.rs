//! Human API's door, held to its document: the bodies are the contract's.

use serde_json::{Value, json};
use signet::{
    account::{self, human::Change},
    model::HumanId,
    store,
};

use crate::support::{Answer, Db, Server, both, database, query};

const SECRET: &str = "humanapi-secret";
const PERSON: &str = "user-7";

/// A server with the door open, and one client that calls it.
pub async fn server(db: Db) -> Server {
    with(db, &[]).await
}

async fn with(db: Db, set: &[&str]) -> Server {
    let door = [
        "legacy.humanapi.enabled=true",
        "legacy.ocariot.enabled=false",
    ];
    let server = Server::with(db, &[&door, set].concat()).await;
    client(&server, "diary", json!({}));
    server
}

fn client(server: &Server, id: &str, signet: Value) {
    let mut own = json!({"door": "humanapi"});
    for (name, value) in signet.as_object().expect("an object") {
        own[name] = value.clone();
    }
    server.client(json!({
        "client_id": id, "client_secret": SECRET,
        "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["refresh_token"],
        "scope": "offline_access connect health:read appuser:write appuser:read",
        "signet": own,
    }));
}

/// The document's request of this type, with changes: `null` takes a member out.
fn request(kind: &str, changes: Value) -> Value {
    let mut body = json!({
        "client_id": "diary",
        "client_user_id": PERSON,
        "client_secret": SECRET,
        "type": kind,
    });
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(body.as_object_mut().expect("an object").remove(name)),
            value => body[name] = value.clone(),
        }
    }
    body
}

async fn post(server: &Server, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
    let browser = server.browser();
    let request = browser
        .http
        .post(browser.url(&format!("/legacy/humanapi{path}")))
        .header("content-type", content_type)
        .header("origin", "https://app.example")
        .body(body);
    envelope(browser.send(request).await)
}

/// What every answer of the door is: JSON, not to be kept, and for no browser of another origin.
fn envelope(answer: Answer) -> Answer {
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    for name in [
        "access-control-allow-origin",
        "access-control-allow-headers",
        "set-cookie",
    ] {
        assert_eq!(answer.header(name), "", "{name}");
    }
    let body: Value = serde_json::from_str(&answer.body).expect("JSON, by a strict parser");
    if !answer.status.is_success() {
        assert_eq!(body["statusCode"], answer.status.as_u16(), "{body}");
        assert!(body["error"].is_string() && body["message"].is_string());
    }
    answer
}

async fn ask(server: &Server, kind: &str, changes: Value) -> Answer {
    let body = request(kind, changes).to_string();
    post(
        server,
        "/v1/connect/token",
        "application/json",
        body.into_bytes(),
    )
    .await
}

async fn ok(server: &Server, kind: &str, changes: Value) -> Value {
    let answer = ask(server, kind, changes).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The contract's error.
fn refused(status: u16, error: &str, code: &str, message: &str) -> (u16, String) {
    let body = json!({"statusCode": status, "error": error, "errorCode": code, "message": message});
    (status, body.to_string())
}

fn wrong_secret() -> (u16, String) {
    let code = "INVALID_CLIENT_ID_OR_SECRET";
    refused(
        401,
        "Unauthorized",
        code,
        "Invalid client_id or client_secret",
    )
}

fn unknown() -> (u16, String) {
    refused(
        404,
        "Not Found",
        "UNKNOWN_CLIENT_USER_ID",
        "Unknown client_user_id",
    )
}

fn not_authorized() -> (u16, String) {
    let message = "Not authorized to perform this action";
    refused(403, "Forbidden", "NOT_AUTHORIZED", message)
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.body.clone())
}

fn keys(body: &Value) -> Vec<&str> {
    let members = body.as_object().expect("an object");
    members.keys().map(String::as_str).collect()
}

fn is_hex(text: &Value) -> bool {
    let text = text.as_str().expect("text");
    text.len() == 32
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn is_refresh(text: &Value, prefix: &str) -> bool {
    let text = text.as_str().expect("text");
    text.strip_prefix(prefix).is_some_and(|body| {
        body.len() == 43
            && body
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    })
}

/// A human who has connected a source, as Connect notes it.
async fn connected(server: &Server, changes: Value) -> HumanId {
    let id = ok(server, "session", changes).await["human_id"]
        .as_str()
        .map(HumanId::new)
        .expect("an id");
    let (human, now) = (id.clone(), server.now());
    server
        .app
        .store
        .write(move |conn| store::humans::note_source(conn, &human, "clinic", now))
        .expect("notes");
    id
}

fn human(server: &Server, id: &HumanId) -> signet::model::Human {
    let found = server.app.store.read(|conn| store::humans::find(conn, id));
    found.expect("reads").expect("a human")
}

/// What an operator does.
fn change(server: &Server, id: &HumanId, change: Change) {
    let done = account::human::change(&server.ctx(), id, change, "operator");
    done.expect("changes").expect("is so now");
}

/// Whether a token is good, as its own client is told.
async fn is_live(server: &Server, token: &Value) -> bool {
    introspect(server, token).await["active"] == true
}

async fn introspect(server: &Server, token: &Value) -> Value {
    let form = [
        ("client_id", "diary"),
        ("client_secret", SECRET),
        ("token", token.as_str().expect("a token")),
    ];
    let browser = server.browser();
    let request = browser.http.post(browser.url("/introspect")).form(&form);
    browser.send(request).await.json()
}

async fn refresh(server: &Server, token: &Value) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "diary"),
        ("client_secret", SECRET),
        ("refresh_token", token.as_str().expect("a token")),
    ];
    server.token(None, &form).await
}

both!(a01_a_new_user_gets_a_session);
async fn a01_a_new_user_gets_a_session(db: Db) {
    let server = server(db).await;
    let body = ok(
        &server,
        "session",
        json!({"client_user_email": "a@example.org"}),
    )
    .await;
    assert_eq!(keys(&body), ["session_token", "human_id", "expires_in"]);
    assert!(is_hex(&body["human_id"]), "{body}");
    assert_eq!(body["expires_in"], json!(3600));
    assert!(!body["session_token"].as_str().expect("text").is_empty());
    // Every issue is audited, with what the client calls the person as a hash.
    let row = server
        .audit()
        .into_iter()
        .find(|row| row.event == "human.vouched")
        .expect("a row");
    let subject = format!("human:{}", body["human_id"].as_str().expect("text"));
    assert_eq!(row.subject, Some(subject));
    assert_eq!(row.client_id.as_deref(), Some("diary"));
    let detail = row.detail.expect("detail");
    assert!(detail.contains("client_user_id"), "{detail}");
    assert!(!detail.contains(PERSON), "{detail}");
    assert!(server.audited("token.issued", "success"));
}

both!(a02_a_second_session_is_of_the_same_human);
async fn a02_a_second_session_is_of_the_same_human(db: Db) {
    let server = server(db).await;
    let first = ok(&server, "session", json!({})).await;
    let second = ok(&server, "session", json!({})).await;
    assert_eq!(first["human_id"], second["human_id"]);
    assert_ne!(first["session_token"], second["session_token"]);
    for body in [first, second] {
        assert!(is_live(&server, &body["session_token"]).await);
    }
}

both!(a03_another_clients_user_is_another_human);
async fn a03_another_clients_user_is_another_human(db: Db) {
    let server = server(db).await;
    client(&server, "other-app", json!({}));
    let here = ok(&server, "session", json!({})).await;
    let there = ok(&server, "session", json!({"client_id": "other-app"})).await;
    assert_ne!(here["human_id"], there["human_id"]);
    // Neither is told of the other's token.
    assert!(!is_live(&server, &there["session_token"]).await);
}

both!(a04_no_id_token_before_a_source_is_connected);
async fn a04_no_id_token_before_a_source_is_connected(db: Db) {
    let server = server(db).await;
    ok(&server, "session", json!({})).await;
    assert_eq!(told(&ask(&server, "id", json!({})).await), unknown());
    // A05: nor for a user never seen, with the same body.
    let never = json!({"client_user_id": "never-seen"});
    assert_eq!(told(&ask(&server, "id", never).await), unknown());
    assert_eq!(server.count("humans"), 1);
    let access = ask(&server, "access", json!({})).await;
    assert_eq!(told(&access), unknown());
}

both!(a06_no_session_once_a_source_is_connected);
async fn a06_no_session_once_a_source_is_connected(db: Db) {
    let server = server(db).await;
    let id = connected(&server, json!({})).await;
    let closed = refused(
        403,
        "Forbidden",
        "SESSION_TOKEN_GENERATION_NOT_ALLOWED",
        "Session token time window expired: no longer allowed to generate session tokens",
    );
    assert_eq!(told(&ask(&server, "session", json!({})).await), closed);
    // Disconnected again: connected is who has ever been.
    let now = server.now();
    let ended = server
        .app
        .store
        .write(move |conn| store::humans::end_source(conn, &id, "clinic", now));
    assert!(ended.expect("ends"));
    assert_eq!(told(&ask(&server, "session", json!({})).await), closed);
    ok(&server, "id", json!({})).await;
}

both!(a07_who_has_connected_a_source_gets_an_id_token);
async fn a07_who_has_connected_a_source_gets_an_id_token(db: Db) {
    let server = server(db).await;
    connected(&server, json!({})).await;
    for kind in ["id", "id_token"] {
        // A08: `ok` reads the body by a strict parser.
        let body = ok(&server, kind, json!({})).await;
        let expected = [
            "token_type",
            "id_token",
            "id_refresh_token",
            "id_token_expires_in",
        ];
        assert_eq!(keys(&body), expected);
        assert_eq!(body["token_type"], "Bearer");
        assert!(is_hex(&body["id_token"]), "{body}");
        assert!(is_refresh(&body["id_refresh_token"], "idrt-"), "{body}");
        assert_eq!(body["id_token_expires_in"], json!(86400));
        assert!(is_live(&server, &body["id_token"]).await);
    }
}

both!(a09_a_secret_that_does_not_match_is_one_answer);
async fn a09_a_secret_that_does_not_match_is_one_answer(db: Db) {
    let server = server(db).await;
    server.client(json!({"client_id": "page", "token_endpoint_auth_method": "none", "grant_types": [], "signet": {"door": "humanapi", "public_at_door": true}}));
    for changes in [
        json!({"client_secret": "wrong"}),
        json!({"client_secret": 5}),
        json!({"client_secret": "wrong", "client_user_id": null}),
        json!({"client_id": "nobody"}),
        json!({"client_secret": null}),
        json!({"client_secret": ""}),
        // A client without a secret cannot vouch for anybody.
        json!({"client_id": "page", "client_secret": null}),
    ] {
        let answer = ask(&server, "session", changes.clone()).await;
        assert_eq!(told(&answer), wrong_secret(), "{changes}");
    }
    assert_eq!(server.count("humans"), 0);
}

both!(a10_an_invalid_client_id_is_another);
async fn a10_an_invalid_client_id_is_another(db: Db) {
    let server = server(db).await;
    let invalid = refused(
        401,
        "Unauthorized",
        "INVALID_CLIENT_ID",
        "Invalid client_id",
    );
    for changes in [
        json!({"client_id": null}),
        json!({"client_id": ""}),
        json!({"client_id": 5}),
        json!({"client_id": {"$gt": ""}}),
        json!({"client_id": "nobody", "client_secret": null}),
    ] {
        let answer = ask(&server, "session", changes.clone()).await;
        assert_eq!(told(&answer), invalid, "{changes}");
    }
}

both!(a11_the_type_is_judged_first);
async fn a11_the_type_is_judged_first(db: Db) {
    let server = server(db).await;
    let message = "The specified token type parameter is invalid";
    let invalid = refused(400, "Bad Request", "INVALID_TOKEN_TYPE", message);
    for kind in [
        json!("sesion"),
        json!("ID"),
        json!(null),
        json!(5),
        json!([]),
    ] {
        let changes = json!({"type": kind, "client_secret": "wrong", "client_user_id": null});
        let answer = ask(&server, "", changes.clone()).await;
        assert_eq!(told(&answer), invalid, "{changes}");
    }
    for body in ["{}", "[]", "null", ""] {
        let answer = post(
            &server,
            "/v1/connect/token",
            "application/json",
            body.into(),
        )
        .await;
        assert_eq!(told(&answer), invalid, "{body}");
    }
}

both!(a12_a_user_has_to_be_named);
async fn a12_a_user_has_to_be_named(db: Db) {
    let server = server(db).await;
    for (value, problem) in [
        (json!(null), "is required"),
        (json!(""), "is not allowed to be empty"),
        (json!(7), "must be a string"),
        (json!({"$gt": ""}), "must be a string"),
    ] {
        let answer = ask(&server, "session", json!({"client_user_id": value})).await;
        let body = json!({
            "statusCode": 400,
            "error": "Bad Request",
            "message": format!("child \"client_user_id\" fails because [\"client_user_id\" {problem}]"),
            "validation": {"source": "payload", "keys": ["client_user_id"]},
        });
        assert_eq!(told(&answer), (400, body.to_string()));
    }
}

both!(a13_a_users_name_is_compared_byte_by_byte);
async fn a13_a_users_name_is_compared_byte_by_byte(db: Db) {
    let server = server(db).await;
    let mut humans = std::collections::BTreeSet::new();
    let names = [
        "Zoë 🩺 用户",
        "Zoe\u{308} 🩺 用户",
        "Zoë",
        "zoë",
        "Zoë ",
        "\u{fffd}",
    ];
    for name in names {
        for _ in 0..2 {
            let body = ok(&server, "session", json!({"client_user_id": name})).await;
            humans.insert(body["human_id"].as_str().expect("text").to_owned());
        }
    }
    assert_eq!(humans.len(), names.len());
}

both!(a14_what_cannot_be_a_users_name_is_refused);
async fn a14_what_cannot_be_a_users_name_is_refused(db: Db) {
    let server = server(db).await;
    let name = |text: String| json!({"client_user_id": text});
    ok(&server, "session", name("x".repeat(255))).await;
    ok(&server, "session", name("é".repeat(127))).await;
    for text in ["x".repeat(256), "é".repeat(128), "a\0b".into()] {
        let answer = ask(&server, "session", name(text)).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(
            answer.json()["validation"],
            json!({"source": "payload", "keys": ["client_user_id"]})
        );
    }
    // Half a surrogate pair, and bytes that are no UTF-8, are no text.
    let whole = request("session", json!({"client_user_id": "USER"})).to_string();
    let half = whole.replace("USER", "a\\ud83e").into_bytes();
    let bytes = [b"\xff".as_slice(), b"\xc3\x28", b"\xed\xa0\x80"];
    let odd = bytes.map(|odd| {
        let (before, after) = whole.split_once("USER").expect("both");
        [before.as_bytes(), odd, after.as_bytes()].concat()
    });
    for body in [half].into_iter().chain(odd) {
        let answer = post(&server, "/v1/connect/token", "application/json", body).await;
        assert_eq!(told(&answer), unreadable());
    }
    let form = format!("client_id=diary&client_secret={SECRET}&type=session&client_user_id=");
    for (user, status) in [
        ("%ff", 400),
        ("%ed%a0%80", 400),
        ("a%00b", 400),
        ("Zo%C3%AB", 200),
    ] {
        let body = format!("{form}{user}").into_bytes();
        let form = "application/x-www-form-urlencoded";
        let answer = post(&server, "/v1/connect/token", form, body).await;
        assert_eq!(answer.status, status, "{user}: {}", answer.body);
    }
    assert_eq!(server.count("humans"), 3);
}

fn unreadable() -> (u16, String) {
    let body = json!({"statusCode": 400, "error": "Bad Request", "message": "Invalid request payload JSON format"});
    (400, body.to_string())
}

both!(a15_an_address_is_optional_and_checked);
async fn a15_an_address_is_optional_and_checked(db: Db) {
    let server = server(db).await;
    let email = |value: Value| json!({"client_user_email": value});
    let body = ok(&server, "session", json!({})).await;
    let id = HumanId::new(body["human_id"].as_str().expect("text"));
    assert_eq!(human(&server, &id).email, None);
    for bad in [json!("not-an-email"), json!("a@"), json!("a b@c"), json!(5)] {
        let answer = ask(&server, "session", email(bad)).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(
            answer.json()["validation"]["keys"],
            json!(["client_user_email"])
        );
    }
    // An empty one is none; another one takes the first one's place.
    for (sent, kept) in [
        ("a@example.org", "a@example.org"),
        ("", "a@example.org"),
        ("b@example.org", "b@example.org"),
    ] {
        ok(&server, "session", email(json!(sent))).await;
        assert_eq!(human(&server, &id).email.as_deref(), Some(kept), "{sent}");
    }
}

both!(a16_an_address_with_id_is_an_update);
async fn a16_an_address_with_id_is_an_update(db: Db) {
    let server = server(db).await;
    let id = connected(&server, json!({"client_user_email": "a@example.org"})).await;
    ok(&server, "id", json!({"client_user_email": "b@example.org"})).await;
    assert_eq!(human(&server, &id).email.as_deref(), Some("b@example.org"));
    // A client that always sends the field is not refused where it does not belong.
    ok(&server, "id", json!({"client_user_email": "nonsense"})).await;
    assert_eq!(human(&server, &id).email.as_deref(), Some("b@example.org"));
}

both!(a17_a_form_does_as_well);
async fn a17_a_form_does_as_well(db: Db) {
    let server = server(db).await;
    let form = format!(
        "type=session&client_id=diary&client_secret={SECRET}&client_user_id=Zo%C3%AB+%F0%9F%A9%BA&client_user_email=a%40example.org"
    );
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    let answer = post(
        &server,
        "/v1/connect/token",
        kind,
        form.clone().into_bytes(),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    assert_eq!(keys(&body), ["session_token", "human_id", "expires_in"]);
    // The same person as by JSON.
    let json = ok(&server, "session", json!({"client_user_id": "Zoë 🩺"})).await;
    assert_eq!(json["human_id"], body["human_id"]);
    // LE-P6: a name that occurs twice says two things.
    let twice = format!("{form}&client_user_id=b").into_bytes();
    assert_eq!(
        told(&post(&server, "/v1/connect/token", kind, twice).await),
        unreadable()
    );
}

both!(a18_no_id_token_for_a_human_who_is_blocked);
async fn a18_no_id_token_for_a_human_who_is_blocked(db: Db) {
    let server = server(db).await;
    let id = connected(&server, json!({})).await;
    let tokens = ok(&server, "id", json!({})).await;
    change(&server, &id, Change::Block);
    let message = "User is not allowed to generate ID tokens";
    let refusal = refused(403, "Forbidden", "ID_TOKEN_GENERATION_NOT_ALLOWED", message);
    assert_eq!(told(&ask(&server, "id", json!({})).await), refusal);
    for kind in ["session", "access"] {
        let answer = ask(&server, kind, json!({})).await;
        assert_eq!(told(&answer), not_authorized(), "{kind}");
    }
    // What they have is dead, and stays so; they may have new ones later.
    assert!(!is_live(&server, &tokens["id_token"]).await);
    assert_eq!(
        refresh(&server, &tokens["id_refresh_token"]).await.status,
        400
    );
    change(&server, &id, Change::Unblock);
    assert!(!is_live(&server, &tokens["id_token"]).await);
    let tokens = ok(&server, "id", json!({})).await;
    assert!(is_live(&server, &tokens["id_token"]).await);
    for event in ["human.blocked", "human.unblocked"] {
        assert!(server.audited(event, "success"), "{event}");
    }
}

both!(a19_a_flagged_client_gets_a_token_of_its_own);
async fn a19_a_flagged_client_gets_a_token_of_its_own(db: Db) {
    let server = server(db).await;
    let message = "client_id is not allowed to generate client tokens";
    let code = "CLIENT_TOKEN_GENERATION_NOT_ALLOWED";
    let refusal = refused(403, "Forbidden", code, message);
    assert_eq!(told(&ask(&server, "client", json!({})).await), refusal);
    client(&server, "flagged", json!({"client_token": true}));
    let admin = |changes: Value| {
        let body = request("client", changes).to_string().into_bytes();
        post(&server, "/v1/admin/token", "application/json", body)
    };
    // The admin API names the request besides.
    let answer = admin(json!({"client_user_id": null})).await;
    let mut body = answer.json();
    let id = body
        .as_object_mut()
        .expect("an object")
        .remove("x-humanapi-request-id");
    assert!(id.is_some_and(|id| id == answer.header("x-request-id")));
    assert_eq!((answer.status.as_u16(), body.to_string()), refusal);
    let flagged = json!({"client_id": "flagged", "client_user_id": null});
    let connect = ask(&server, "client", flagged.clone()).await;
    for answer in [connect, admin(flagged).await] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let body = answer.json();
        assert_eq!(keys(&body), ["expires_in", "client_token"]);
        assert_eq!(body["expires_in"], json!(86400));
        let form = [
            ("client_id", "flagged"),
            ("client_secret", SECRET),
            ("token", body["client_token"].as_str().expect("text")),
        ];
        let browser = server.browser();
        let request = browser.http.post(browser.url("/introspect")).form(&form);
        let told = browser.send(request).await.json();
        assert_eq!(told["active"], true, "{told}");
        assert_eq!(told["sub"], "client:flagged");
        assert_eq!(told["scope"], "appuser:write appuser:read");
        assert_eq!(told["acr"], "urn:signet:acr:legacy");
        assert_eq!(
            told["exp"].as_i64(),
            told["iat"].as_i64().map(|iat| iat + 86400)
        );
    }
    // What the admin API does not know, and what it demands.
    for kind in ["session", "id", "access"] {
        let answer = admin(json!({"type": kind})).await;
        assert_eq!(answer.json()["errorCode"], "INVALID_TOKEN_TYPE", "{kind}");
    }
    let answer = admin(json!({"client_id": null})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.json()["validation"],
        json!({"source": "payload", "keys": ["client_id"]})
    );
    // The standard equivalent, for a client that is registered for it; what speaks of a person is
    // nothing that a client has for itself.
    server.client(json!({"client_id": "own", "client_secret": SECRET, "grant_types": ["client_credentials"], "scope": "appuser:read health:read"}));
    for (scope, status) in [("appuser:read", 200), ("health:read", 400)] {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        let answer = server.token(Some(("own", SECRET)), &form).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

both!(a20_an_access_token_is_told_of_by_introspection);
async fn a20_an_access_token_is_told_of_by_introspection(db: Db) {
    let server = server(db).await;
    let id = connected(&server, json!({})).await;
    let body = ok(&server, "access", json!({})).await;
    let expected = ["access_token", "expires_in", "token_type", "refresh_token"];
    assert_eq!(keys(&body), expected);
    assert_eq!(body["expires_in"], json!(86400));
    assert_eq!(body["token_type"], "Bearer");
    assert!(is_refresh(&body["refresh_token"], "atrt-"), "{body}");
    server.client(json!({"client_id": "data", "client_secret": "data-secret", "grant_types": [], "signet": {"introspects": ["humanapi"]}}));
    let token = body["access_token"].as_str().expect("text");
    let told = server
        .ask(
            "/introspect",
            ("data", Some("data-secret")),
            &[("token", token)],
        )
        .await
        .json();
    assert_eq!(told["active"], true, "{told}");
    assert_eq!(told["sub"], id.as_str());
    assert_eq!(told["client_id"], "diary");
    assert_eq!(told["aud"], json!(["humanapi"]));
    // LE-03: it is told from tokens of other ways.
    assert_eq!(told["acr"], "urn:signet:acr:legacy");
    assert_eq!(told["scope"], "health:read offline_access");
    assert_eq!(
        told["exp"].as_i64(),
        told["iat"].as_i64().map(|iat| iat + 86400)
    );
    // It opens nothing of the standard endpoints.
    assert_eq!(server.userinfo(token).await.status, 401);
}

both!(a21_a_client_that_is_switched_off_is_not_authorized);
async fn a21_a_client_that_is_switched_off_is_not_authorized(db: Db) {
    let server = server(db).await;
    // LE-01: nor is one that is not flagged for this door; neither is told without its secret.
    server.client(json!({"client_id": "elsewhere", "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_post", "grant_types": [], "scope": "connect"}));
    let other = json!({"client_id": "elsewhere"});
    assert_eq!(
        told(&ask(&server, "session", other).await),
        not_authorized()
    );
    server.edit("diary", json!({"state": "disabled"}));
    assert_eq!(
        told(&ask(&server, "session", json!({})).await),
        not_authorized()
    );
    let wrong = json!({"client_secret": "wrong"});
    assert_eq!(told(&ask(&server, "session", wrong).await), wrong_secret());
    assert_eq!(server.count("humans"), 0);
}

both!(a23_an_id_token_of_this_door_is_no_id_token);
async fn a23_an_id_token_of_this_door_is_no_id_token(db: Db) {
    let server = server(db).await;
    connected(&server, json!({})).await;
    let body = ok(&server, "id", json!({})).await;
    let token = body["id_token"].as_str().expect("text");
    let hint = query("web", &[("id_token_hint", token), ("prompt", "none")]);
    let browser = server.browser();
    let answer = browser.get(&format!("/authorize?{hint}")).await;
    assert_eq!(answer.status, 303);
    assert!(
        answer.header("location").contains("error=invalid_request"),
        "{}",
        answer.header("location")
    );
    // Whatever the client may exchange.
    const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
    let rule = json!({"from": "humanapi", "to": "https://records.example", "scope": "connect"});
    let resource = json!({"resource": "https://records.example", "scopes": ["connect"]});
    server.resource(resource);
    server.edit("diary", json!({"grant_types": ["refresh_token", EXCHANGE], "signet": {"door": "humanapi", "exchanges": [rule]}}));
    let form = [
        ("grant_type", EXCHANGE),
        ("client_id", "diary"),
        ("client_secret", SECRET),
        ("subject_token", token),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:id_token",
        ),
        ("resource", "https://records.example"),
    ];
    let answer = server.token(None, &form).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]),
        (400, &json!("invalid_request"))
    );
    assert!(is_live(&server, &body["id_token"]).await);
}

both!(a24_a_refresh_token_is_redeemed_once);
async fn a24_a_refresh_token_is_redeemed_once(db: Db) {
    let server = server(db).await;
    let id = connected(&server, json!({})).await;
    for (kind, token, prefix) in [
        ("id", "id_refresh_token", "idrt-"),
        ("access", "refresh_token", "atrt-"),
    ] {
        let body = ok(&server, kind, json!({})).await;
        let first = refresh(&server, &body[token]).await;
        assert_eq!(first.status, 200, "{}", first.body);
        let first = first.json();
        assert!(is_refresh(&first["refresh_token"], prefix), "{first}");
        assert_eq!(first["expires_in"], json!(86400), "{first}");
        let told = introspect(&server, &first["access_token"]).await;
        assert_eq!(
            (&told["active"], &told["sub"]),
            (&json!(true), &json!(id.as_str()))
        );
        // Nothing of it is a JWT.
        assert!(!first["access_token"].as_str().expect("text").contains('.'));
        assert_eq!(first.get("id_token"), None);
        let second = refresh(&server, &body[token]).await;
        assert_eq!(
            (second.status.as_u16(), &second.json()["error"]),
            (400, &json!("invalid_grant"))
        );
        // The lineage is revoked: the successor, and every token of it.
        assert_eq!(refresh(&server, &first["refresh_token"]).await.status, 400);
        assert!(!is_live(&server, &first["access_token"]).await);
        let old = if kind == "id" {
            "id_token"
        } else {
            "access_token"
        };
        assert!(!is_live(&server, &body[old]).await);
    }
    assert!(server.audited("refresh_reuse", "refresh-reused"));
    // Not at the door, and not by another client.
    let body = ok(&server, "id", json!({})).await;
    client(&server, "other-app", json!({}));
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "other-app"),
        ("client_secret", SECRET),
        (
            "refresh_token",
            body["id_refresh_token"].as_str().expect("text"),
        ),
    ];
    assert_eq!(server.token(None, &form).await.status, 400);
    assert_eq!(
        refresh(&server, &body["id_refresh_token"]).await.status,
        200
    );
}

both!(a25_whatever_refuses_it_is_in_the_envelope);
async fn a25_whatever_refuses_it_is_in_the_envelope(db: Db) {
    let server = server(db).await;
    let path = "/v1/connect/token";
    let plain = |status: u16, error: &str| {
        let body = json!({"statusCode": status, "error": error, "message": error});
        (status, body.to_string())
    };
    let json = "application/json";
    for body in [
        "{\"type\":",
        "{\"type\":\"session\",}",
        // LE-P6: a name that occurs twice; more than eight levels.
        "{\"type\":\"session\",\"type\":\"id\"}",
        "[[[[[[[[[]]]]]]]]]",
    ] {
        let answer = post(&server, path, json, body.into()).await;
        assert_eq!(told(&answer), unreadable(), "{body}");
    }
    let large = vec![b'x'; 200_000];
    let answer = post(&server, path, json, large).await;
    assert_eq!(told(&answer), plain(413, "Request Entity Too Large"));
    let answer = post(&server, path, "text/plain", b"x".to_vec()).await;
    assert_eq!(told(&answer), plain(415, "Unsupported Media Type"));
    let browser = server.browser();
    for (method, path) in [
        ("GET", "/v1/connect/token"),
        ("PUT", "/v1/connect/token"),
        ("OPTIONS", "/v1/connect/token"),
        ("POST", "/v1/nothing"),
        ("GET", ""),
    ] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let url = browser.url(&format!("/legacy/humanapi{path}"));
        let request = browser
            .http
            .request(method, url)
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST");
        let answer = envelope(browser.send(request).await);
        assert_eq!(told(&answer), plain(404, "Not Found"), "{path}");
    }
    // Slashes that are too many are none.
    let body = request("session", json!({})).to_string().into_bytes();
    assert_eq!(
        post(&server, "//v1/connect//token/", json, body)
            .await
            .status,
        200
    );
}

// CA-12: the one limit of client authentication holds here, in the door's words, and at `/token`.
both!(too_many_wrong_secrets_wait_here_as_everywhere);
async fn too_many_wrong_secrets_wait_here_as_everywhere(db: Db) {
    let server = server(db).await;
    for _ in 0..10 {
        let wrong = json!({"client_secret": "wrong"});
        assert_eq!(told(&ask(&server, "session", wrong).await), wrong_secret());
    }
    let answer = ask(&server, "session", json!({})).await;
    let body =
        json!({"statusCode": 429, "error": "Too Many Requests", "message": "Too Many Requests"});
    assert_eq!(told(&answer), (429, body.to_string()));
    assert!(
        answer
            .header("retry-after")
            .parse::<u32>()
            .is_ok_and(|wait| wait > 0)
    );
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "diary"),
        ("client_secret", SECRET),
        ("refresh_token", "x"),
    ];
    assert_eq!(server.token(None, &form).await.status, 429);
    server.advance(61);
    ok(&server, "session", json!({})).await;
}

// "At most 10 live per human": one more ends the oldest.
both!(ten_id_tokens_of_one_human_live_at_once);
async fn ten_id_tokens_of_one_human_live_at_once(db: Db) {
    let server = server(db).await;
    connected(&server, json!({})).await;
    connected(&server, json!({"client_user_id": "somebody-else"})).await;
    let other = ok(&server, "id", json!({"client_user_id": "somebody-else"})).await;
    let access = ok(&server, "access", json!({})).await;
    let mut bodies = Vec::new();
    for _ in 0..12 {
        server.advance(1);
        bodies.push(ok(&server, "id", json!({})).await);
    }
    for (at, body) in bodies.iter().enumerate() {
        assert_eq!(is_live(&server, &body["id_token"]).await, at >= 2, "{at}");
    }
    assert!(is_live(&server, &other["id_token"]).await);
    assert!(is_live(&server, &access["access_token"]).await);
    // A day, and no longer (JW-06: five seconds of leeway).
    server.advance(86400 + 5);
    assert!(!is_live(&server, &bodies[11]["id_token"]).await);
}

// The window that an operator may set besides.
both!(sessions_are_started_within_the_window);
async fn sessions_are_started_within_the_window(db: Db) {
    let server = with(db, &["legacy.humanapi.session_window=30d"]).await;
    let first = ok(&server, "session", json!({})).await;
    server.advance(30 * 86400 - 1);
    let last = ok(&server, "session", json!({})).await;
    assert_eq!(first["human_id"], last["human_id"]);
    server.advance(1);
    let answer = ask(&server, "session", json!({})).await;
    assert_eq!(
        answer.json()["errorCode"],
        "SESSION_TOKEN_GENERATION_NOT_ALLOWED"
    );
    // Whoever is new begins.
    ok(&server, "session", json!({"client_user_id": "new"})).await;
}

// Of many that name a person at once, one makes them.
both!(one_person_named_by_many_at_once_is_one_human);
async fn one_person_named_by_many_at_once_is_one_human(db: Db) {
    let server = server(db).await;
    let asked = (0..16).map(|_| {
        let browser = server.browser();
        let url = browser.url("/legacy/humanapi/v1/connect/token");
        let request = browser.http.post(url).json(&request("session", json!({})));
        tokio::spawn(async move { browser.send(request).await.json() })
    });
    let mut humans = std::collections::BTreeSet::new();
    for asked in asked.collect::<Vec<_>>() {
        let body = asked.await.expect("an answer");
        humans.insert(body["human_id"].as_str().expect("text").to_owned());
    }
    assert_eq!((humans.len(), server.count("humans")), (1, 1));
}

/// Asks for tokens of this kind for one person, many at once.
async fn many_at_once(server: &Server, kind: &str) -> Vec<Value> {
    let asked = (0..16).map(|_| {
        let browser = server.browser();
        let url = browser.url("/legacy/humanapi/v1/connect/token");
        let request = browser.http.post(url).json(&request(kind, json!({})));
        tokio::spawn(async move { browser.send(request).await.json() })
    });
    let mut bodies = Vec::new();
    for asked in asked.collect::<Vec<_>>() {
        bodies.push(asked.await.expect("an answer"));
    }
    bodies
}

// "At most 10 live per human", also of many at once; and what is given in the moment of a block ends
// with it, and does not come back with its end.
both!(ten_live_at_once_and_none_after_a_block);
async fn ten_live_at_once_and_none_after_a_block(db: Db) {
    let server = server(db).await;
    let human = connected(&server, json!({})).await;
    let mut live = 0;
    for body in many_at_once(&server, "id").await {
        live += u32::from(is_live(&server, &body["id_token"]).await);
    }
    assert_eq!(live, 10);
    let id = signet::core::Id::new(human.as_str());
    let change = |change| {
        signet::account::human::change(&server.ctx(), &id, change, "operator")
            .expect("changes")
            .expect("is there")
    };
    let (bodies, ()) = tokio::join!(many_at_once(&server, "access"), async {
        tokio::task::yield_now().await;
        change(signet::account::human::Change::Block);
    });
    change(signet::account::human::Change::Unblock);
    for body in bodies {
        let token = &body["access_token"];
        assert!(token.is_null() || !is_live(&server, token).await, "{body}");
    }
    assert_eq!(
        server.count("grants WHERE human_id IS NOT NULL AND revoked_at IS NULL"),
        0
    );
}

// The operator sees whose people still come this way.
both!(humans_are_counted_in_the_report);
async fn humans_are_counted_in_the_report(db: Db) {
    use signet::account::legacy_report::{Asked, report};
    let server = server(db).await;
    connected(&server, json!({})).await;
    ok(&server, "id", json!({})).await;
    ok(
        &server,
        "session",
        json!({"client_user_id": "somebody-else"}),
    )
    .await;
    signet::server::background::write_calls(&server.app).expect("writes");
    let asked = Asked {
        since: server.now(),
        door: Some(signet::core::Door::HumanApi),
        client: None,
    };
    let doors = report(&server.ctx(), &asked).expect("reads");
    let [line] = doors[0].callers.as_slice() else {
        panic!("{doors:?}")
    };
    assert_eq!((line.calls, line.people), (3, 2));
}

// Without a database the door says so in its own words.
#[tokio::test]
async fn without_a_database_the_door_is_busy() {
    let server = server(Db::Postgres).await;
    let store::Target::Postgres(url) = server.store_options().target else {
        panic!("PostgreSQL")
    };
    let name = url.rsplit('/').next().expect("a name").to_owned();
    database::forbid(&name);
    let answer = ask(&server, "session", json!({})).await;
    let body = json!({"statusCode": 503, "error": "Service Unavailable", "message": "Service Unavailable"});
    assert_eq!(told(&answer), (503, body.to_string()));
    assert_eq!(answer.header("retry-after"), "1");
}

// LE-01: "disabled → byte-identical to an unknown path 404".
#[tokio::test]
async fn a_closed_door_is_not_there() {
    let server = Server::with(Db::Sqlite, &["legacy.humanapi.enabled=false"]).await;
    let browser = server.browser();
    let mut answers = Vec::new();
    for path in [
        "/legacy/humanapi/v1/connect/token",
        "/legacy/nowhere/v1/connect/token",
    ] {
        let answer = browser.send(browser.http.post(browser.url(path))).await;
        let mut body = answer.json();
        body["request_id"] = json!(null);
        answers.push((answer.status.as_u16(), body));
    }
    assert_eq!(answers[0].0, 404);
    assert_eq!(answers[0], answers[1]);
}

// By host: the original paths at the root of the door's own host.
#[tokio::test]
async fn the_door_stands_at_its_own_host_too() {
    let server = with(
        Db::Sqlite,
        &["legacy.humanapi.hosts=[\"auth.humanapi.example\"]"],
    )
    .await;
    let browser = server.browser();
    let request = browser
        .http
        .post(browser.url("/v1/connect/token"))
        .header("host", "auth.humanapi.example")
        .header("content-type", "application/json")
        .body(request("session", json!({})).to_string());
    let answer = envelope(browser.send(request).await);
    assert_eq!(answer.status, 200, "{}", answer.body);
}
