//! The Users Cloud: sign-in, refresh, and what is refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    BLACKLISTED, FAILED, H, ORIGIN, PASSWORD, SESSION, TOKENS, U, challenged, clients, get,
    is_date_time, keys, login, post, refresh, refused, sample, send, server, token, users_token,
};
use crate::support::{
    Db, Server,
    app::{claims, header},
    both,
    server::TOTP_SEED,
};

// C01: the answer to an email address and password has the document's members and types, in its
// order, and David's record as it is there.
both!(c01_an_email_address_signs_in);
async fn c01_an_email_address_signs_in(db: Db) {
    let server = server(db).await;
    let answer = login(&server).await;
    let (found, expected) = (answer.json(), sample("users"));
    assert_eq!(keys(&found), keys(&expected));
    assert_eq!(found["ttl"], json!(60));
    assert_eq!(found["refresh_ttl"], json!("518400"));
    assert_eq!(keys(&found["user"]), keys(&expected["user"]));
    assert_eq!(keys(&found["user"]).len(), 21);
    let mut user = found["user"].clone();
    assert!(is_date_time(&user["created_at"]) && is_date_time(&user["updated_at"]));
    // As the account has it; the address is found in whatever case.
    user["email"] = expected["user"]["email"].clone();
    assert_eq!(user, expected["user"]);
    assert_eq!(found["user"]["code"], Value::Null);
    // Typed on a phone.
    let body = json!({"email": " DAVID@example.ORG ", "password": PASSWORD}).to_string();
    assert_eq!(
        post(&server, &format!("{U}/login"), &body).await.status,
        200
    );
    // The code is ignored beside an address, and the form's fields are those of the JSON.
    let body = json!({"email": "david@example.org", "code": "nobody", "password": PASSWORD});
    assert_eq!(
        post(&server, &format!("{U}/login"), &body.to_string())
            .await
            .status,
        200
    );
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("email=david%40example.org&password={PASSWORD}");
    let path = format!("{U}//Login/");
    let answer = send(&server, Method::POST, &path, &form, Some(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

// C02: a code signs in, too.
both!(c02_a_code_signs_in);
async fn c02_a_code_signs_in(db: Db) {
    let server = server(db).await;
    let login = |code: &'static str, email: Value| {
        let body = json!({"code": code, "email": email, "password": PASSWORD}).to_string();
        let server = &server;
        async move { post(server, &format!("{U}/login"), &body).await }
    };
    for code in ["VVFFFGGHDF", " VVFFFGGHDF\n"] {
        let found = login(code, Value::Null).await.json();
        assert_eq!(found["user"]["code"], "VVFFFGGHDF");
        assert_eq!(found["user"]["email"], Value::Null);
        assert_eq!(keys(&found["user"]).len(), 21);
    }
    // Empty strings are null to the original.
    assert_eq!(login("VVFFFGGHDF", json!("  ")).await.status, 200);
    refused(&login("vvfffgghdf", Value::Null).await, 401, FAILED);
}

// C03: the token has the document's header and claims, in its order; then ours.
both!(c03_the_token_has_the_documents_claims);
async fn c03_the_token_has_the_documents_claims(db: Db) {
    let server = server(db).await;
    let answer = login(&server).await;
    let token = token(&answer);
    let samples: Value = serde_json::from_str(TOKENS).expect("JSON");
    assert_eq!(keys(&header(&token)), keys(&samples[0]["header"]));
    assert_eq!(header(&token), samples[0]["header"]);
    let (found, expected) = (claims(&token), &samples[0]["payload"]);
    let mut names = keys(expected);
    names.push("acr");
    assert_eq!(keys(&found), names);
    assert_eq!(
        (&found["iss"], &found["prv"]),
        (&expected["iss"], &expected["prv"])
    );
    assert_eq!(found["prv"], "23bd5c8949f600adb39e701c400872db7a5976f7");
    assert_eq!(found["sub"], answer.json()["user"]["_id"]);
    assert_eq!(found["acr"], "urn:signet:acr:legacy");
    let second = |name: &str| found[name].as_i64().expect("a number");
    assert_eq!(second("iat"), server.now().secs());
    assert_eq!(
        (second("nbf"), second("exp")),
        (second("iat"), second("iat") + 3600)
    );
    let jti = found["jti"].as_str().expect("an id");
    assert!(
        jti.len() == 16 && jti.bytes().all(|b| b.is_ascii_alphanumeric()),
        "{jti}"
    );
    assert_eq!(token.rsplit('.').next().expect("a signature").len(), 43);
}

// C04, C05, LE-P4: whatever is wrong is the same answer; the audit trail knows better.
#[tokio::test]
async fn c04_c05_every_refused_login_is_the_same() {
    for db in Db::BOTH {
        let server = server(db).await;
        let corsano =
            |state: &str, code: &str| json!({"corsano": {"users": {"code": code, "state": state}}});
        let person = |code: &str, more: Value| {
            let mut person = corsano("confirmed", code);
            for (name, value) in more.as_object().expect("an object") {
                person[name] = value.clone();
            }
            server.user(person, PASSWORD);
        };
        person("LOCKED", json!({"state": "locked"}));
        person("TOTP", json!({"totp": [{"secret": TOTP_SEED}]}));
        server.user(corsano("blocked", "BLOCKED"), PASSWORD);
        server.import(corsano("pre_created", "CREATED"));
        for (name, value, password, reason) in [
            ("email", "david@example.org", "wrong", "password-wrong"),
            ("email", "nobody@example.org", PASSWORD, "user-unknown"),
            ("code", "NOBODY", PASSWORD, "user-unknown"),
            ("code", "LOCKED", PASSWORD, "user-locked"),
            ("code", "TOTP", PASSWORD, "mfa-required-unsupported-door"),
            ("code", "BLOCKED", PASSWORD, "user-not-at-door"),
            ("code", "CREATED", PASSWORD, "password-unset"),
            // People of Signet whom Corsano does not know.
            (
                "email",
                "anna@example.org",
                "anna-password",
                "user-not-at-door",
            ),
        ] {
            let body = json!({name: value, "password": password}).to_string();
            let answer = post(&server, &format!("{U}/login"), &body).await;
            refused(&answer, 401, FAILED);
            let audited = server.audit().iter().any(|row| row.outcome == reason);
            assert!(audited, "{value}: {reason}");
        }
        // Blanks around a password are part of it.
        let body = json!({"email": "david@example.org", "password": format!(" {PASSWORD}")});
        refused(
            &post(&server, &format!("{U}/login"), &body.to_string()).await,
            401,
            FAILED,
        );
    }
}

const BOTH_MISSING: &str = r#"{"message":"The given data was invalid.","errors":{"email":["The email field is required."],"password":["The password field is required."]}}"#;
const PASSWORD_MISSING: &str = r#"{"message":"The given data was invalid.","errors":{"password":["The password field is required."]}}"#;
const EMAIL_TYPE: &str = r#"{"message":"The given data was invalid.","errors":{"email":["The email must be a string."]}}"#;

// C06, C07, C08, C09: what is missing or of another type is told field by field.
both!(c06_c07_c08_c09_fields_are_checked_as_the_original_does);
async fn c06_c07_c08_c09_fields_are_checked_as_the_original_does(db: Db) {
    let server = server(db).await;
    let deep = format!("{{\"email\":{}1{}}}", "{\"a\":".repeat(9), "}".repeat(9));
    for (body, expected) in [
        ("{}", BOTH_MISSING),
        (r#"{"email":null,"password":"   "}"#, BOTH_MISSING),
        (r#"{"email":"a@b.c","password":""}"#, PASSWORD_MISSING),
        (r#"{"code":"VVFFFGGHDF"}"#, PASSWORD_MISSING),
        (r#"{"email":{"$gt":""},"password":"x"}"#, EMAIL_TYPE),
        (
            r#"{"email":7,"code":"VVFFFGGHDF","password":"x"}"#,
            EMAIL_TYPE,
        ),
        (
            r#"{"code":["VVFFFGGHDF"],"password":5}"#,
            r#"{"message":"The given data was invalid.","errors":{"code":["The code must be a string."],"password":["The password must be a string."]}}"#,
        ),
        (r#"{"email":"david@exa"#, BOTH_MISSING),
        ("", BOTH_MISSING),
        ("[]", BOTH_MISSING),
        ("null", BOTH_MISSING),
        (r#""abc""#, BOTH_MISSING),
        (&deep, BOTH_MISSING),
    ] {
        let answer = post(&server, &format!("{U}/login"), body).await;
        refused(&answer, 422, expected);
    }
    // Nothing is read from another type of body, nor from the address.
    let full = json!({"email": "david@example.org", "password": PASSWORD}).to_string();
    let plain = [("content-type", "text/plain")];
    let path = format!("{U}/login");
    refused(
        &send(&server, Method::POST, &path, &plain, Some(&full)).await,
        422,
        BOTH_MISSING,
    );
    let path = format!("{U}/login?email=david%40example.org&password={PASSWORD}");
    refused(&post(&server, &path, "{}").await, 422, BOTH_MISSING);
    // An array of a form is no string.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = "email%5B%24gt%5D=&password=x";
    let path = format!("{U}/login");
    refused(
        &send(&server, Method::POST, &path, &form, Some(body)).await,
        422,
        EMAIL_TYPE,
    );
}

// C10: never a redirect, whatever the caller accepts.
both!(c10_a_refusal_is_json_for_every_caller);
async fn c10_a_refusal_is_json_for_every_caller(db: Db) {
    let server = server(db).await;
    for accept in [None, Some("*/*"), Some("text/html")] {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(accept.map(|accept| ("accept", accept)));
        let path = format!("{U}/login");
        let answer = send(&server, Method::POST, &path, &headers, Some("{}")).await;
        refused(&answer, 422, BOTH_MISSING);
    }
}

// C11: other methods and other paths.
both!(c11_another_method_is_told_which_there_are);
async fn c11_another_method_is_told_which_there_are(db: Db) {
    let server = server(db).await;
    for (method, path, allowed) in [
        (Method::GET, "/login", "POST"),
        (Method::PUT, "/login", "POST"),
        (Method::POST, "/profile", "GET, HEAD"),
        (Method::DELETE, "/profile", "GET, HEAD"),
    ] {
        for door in [U, H] {
            let path = format!("{door}{path}");
            let answer = send(&server, method.clone(), &path, &[], None).await;
            let body = format!(
                r#"{{"error":"The {method} method is not supported for this route. Supported methods: {allowed}."}}"#
            );
            refused(&answer, 405, &body);
            assert_eq!(answer.header("allow"), allowed);
        }
    }
    for path in ["/nothing", "/", "/login/x", "/register"] {
        for door in [U, H] {
            let answer = send(&server, Method::GET, &format!("{door}{path}"), &[], None).await;
            refused(&answer, 404, r#"{"error":""}"#);
        }
    }
}

// C19: the token is refreshed; body and header have the new one.
both!(c19_a_token_is_refreshed);
async fn c19_a_token_is_refreshed(db: Db) {
    let server = server(db).await;
    let first = users_token(&server).await;
    let began = server.now().secs();
    server.advance(600);
    let answer = refresh(&server, &first).await;
    let second = token(&answer);
    assert_eq!(keys(&answer.json()), ["token", "ttl", "refresh_ttl"]);
    assert_eq!(answer.json()["ttl"], json!(60));
    assert_eq!(answer.json()["refresh_ttl"], json!("518400"));
    assert_eq!(answer.header("authorization"), format!("Bearer {second}"));
    assert!(answer.headers.get("set-cookie").is_none());
    let (old, new) = (claims(&first), claims(&second));
    assert_eq!((&new["iat"], &new["sub"]), (&json!(began), &old["sub"]));
    assert_ne!(new["jti"], old["jti"]);
    let now = server.now().secs();
    assert_eq!(
        (&new["nbf"], &new["exp"]),
        (&json!(now), &json!(now + 3600))
    );
    assert_eq!(
        new["iss"],
        "http://api.users.cloud.corsano.com/auth/refresh"
    );
    assert_eq!(keys(&new), keys(&old));
    // Either scheme's case will do, and the new one goes on.
    let headers = [("authorization", format!("bearer {second}"))];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let answer = send(
        &server,
        Method::GET,
        &format!("{U}/profile"),
        &headers,
        None,
    )
    .await;
    assert_eq!(answer.json()["uuid"], sample("users")["user"]["uuid"]);
    // Not from the address, nor from the body or a cookie.
    let path = format!("{U}/auth/refresh?token={second}");
    let missing = r#"{"error":"Token not provided"}"#;
    challenged(&send(&server, Method::GET, &path, &[], None).await, missing);
    let cookie = format!("token={second}");
    let headers = [("cookie", cookie.as_str())];
    let path = format!("{U}/auth/refresh");
    challenged(
        &send(&server, Method::GET, &path, &headers, None).await,
        missing,
    );
}

// C20: a token that has expired is refreshed all the same.
both!(c20_an_expired_token_is_refreshed);
async fn c20_an_expired_token_is_refreshed(db: Db) {
    let server = server(db).await;
    let first = users_token(&server).await;
    server.advance(2 * 3600);
    let second = token(&refresh(&server, &first).await);
    server.advance(22 * 3600);
    let third = token(&refresh(&server, &second).await);
    assert_eq!(claims(&third)["iat"], claims(&first)["iat"]);
    assert_eq!(
        get(&server, &format!("{U}/profile"), &third).await.status,
        200
    );
}

// C21: two tabs get the same successor within ten seconds; later it is a theft.
both!(c21_a_refreshed_token_is_good_for_ten_seconds);
async fn c21_a_refreshed_token_is_good_for_ten_seconds(db: Db) {
    let server = server(db).await;
    let first = users_token(&server).await;
    server.advance(60);
    let second = token(&refresh(&server, &first).await);
    server.advance(9);
    assert_eq!(token(&refresh(&server, &first).await), second);
    // Once the successor was used, the old one is reused.
    let third = token(&refresh(&server, &second).await);
    challenged(&refresh(&server, &first).await, BLACKLISTED);
    challenged(&refresh(&server, &third).await, BLACKLISTED);
    challenged(
        &get(&server, &format!("{U}/profile"), &third).await,
        BLACKLISTED,
    );
    assert!(
        server
            .audit()
            .iter()
            .any(|row| row.event == "refresh_reuse")
    );
    // After the ten seconds, too.
    let first = users_token(&server).await;
    let second = token(&refresh(&server, &first).await);
    server.advance(10);
    challenged(&refresh(&server, &first).await, BLACKLISTED);
    challenged(&refresh(&server, &second).await, BLACKLISTED);
    challenged(
        &get(&server, &format!("{U}/profile"), &second).await,
        BLACKLISTED,
    );
}

// C22: the session ends, however often it was refreshed.
both!(c22_a_session_ends_with_its_window);
async fn c22_a_session_ends_with_its_window(db: Db) {
    let server = server(db).await;
    let first = users_token(&server).await;
    server.advance(SESSION - 3600);
    let second = token(&refresh(&server, &first).await);
    server.advance(3600 + 1);
    let ended = r#"{"error":"Token has expired and can no longer be refreshed"}"#;
    challenged(&refresh(&server, &second).await, ended);
    challenged(&refresh(&server, &first).await, ended);
}

// C27: browsers of listed origins may call, and no others.
both!(c27_a_preflight_of_a_listed_origin_is_allowed);
async fn c27_a_preflight_of_a_listed_origin_is_allowed(db: Db) {
    let server = server(db).await;
    for door in [U, H] {
        for (origin, allowed) in [(ORIGIN, ORIGIN), ("https://evil.example", "")] {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "content-type"),
            ];
            let path = format!("{door}/login");
            let answer = send(&server, Method::OPTIONS, &path, &headers, None).await;
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
            assert_eq!(answer.header("access-control-allow-origin"), allowed);
            assert!(
                answer
                    .headers
                    .get("access-control-allow-credentials")
                    .is_none()
            );
            let told = answer.header("access-control-allow-headers");
            assert_eq!(told.contains("authorization"), !allowed.is_empty());
            let told = answer.header("access-control-expose-headers");
            assert_eq!(
                told,
                if allowed.is_empty() {
                    ""
                } else {
                    "Authorization"
                }
            );
        }
    }
}

// The limit of failures is the one of all doors, and says so in the original's words.
both!(too_many_failures_wait_at_corsanos_door_too);
async fn too_many_failures_wait_at_corsanos_door_too(db: Db) {
    let server = server(db).await;
    let wrong = json!({"email": "david@example.org", "password": "wrong"}).to_string();
    let path = format!("{U}/login");
    for _ in 0..5 {
        refused(&post(&server, &path, &wrong).await, 401, FAILED);
    }
    let right = json!({"email": "david@example.org", "password": PASSWORD}).to_string();
    let last = post(&server, &path, &right).await;
    refused(&last, 429, r#"{"error":"Too Many Attempts."}"#);
    assert_eq!(last.header("x-ratelimit-limit"), "60");
    assert_eq!(last.header("x-ratelimit-remaining"), "0");
    assert_eq!(last.header("retry-after"), "30");
    server.advance(30);
    assert_eq!(post(&server, &path, &right).await.status, 200);
}

// LE-01: a door that is closed, or whose client is, is an unknown path.
#[tokio::test]
async fn closed_doors_of_corsano_are_not_there() {
    let server = server(Db::Sqlite).await;
    server.edit("legacy-corsano-users", json!({"state": "disabled"}));
    server.edit("legacy-corsano-health", json!({"state": "disabled"}));
    let closed = Server::start(Db::Sqlite).await;
    clients(&closed);
    for server in [server, closed] {
        let mut bodies = Vec::new();
        for path in [U, H, "/legacy/nowhere"] {
            let browser = server.browser();
            let url = browser.url(&format!("{path}/login"));
            let answer = browser.send(browser.http.post(url).body("{}")).await;
            let mut body = answer.json();
            body["request_id"] = json!(null);
            bodies.push((answer.status, body));
        }
        assert_eq!(bodies[2].0, 404);
        assert!(
            bodies[..2].iter().all(|body| *body == bodies[2]),
            "{bodies:?}"
        );
    }
}
