//! The Health Cloud: exchange, profile, the standard flow; and what both clouds share.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use signet::{
    account::{
        access::{self, OPERATOR},
        key, password,
    },
    core::{Door, Secret},
    crypto::SigningKey,
    model::client::SigningAlgorithm,
};

use super::{
    BLACKLISTED, FAILED, H, PASSWORD, RESOURCE, TOKENS, U, challenged, get, is_date_time, keys,
    login, post, refresh, refused, sample, send, server, token, users_token,
};
use crate::support::{
    Answer, Db, Server,
    app::{VERIFIER, claims, code_of, header, query},
    both,
    server::CALLBACK,
};

const EXPIRED: &str = r#"{"error":"Token has expired"}"#;
const SIGNATURE: &str = r#"{"error":"Token Signature could not be verified."}"#;

async fn exchange(server: &Server, token: &str) -> Answer {
    let body = json!({"user_api_token": token});
    post(server, &format!("{H}/login"), &body.to_string()).await
}

async fn logout(server: &Server, token: &str) -> Answer {
    let value = format!("Bearer {token}");
    let headers = [("authorization", value.as_str())];
    send(
        server,
        Method::POST,
        &format!("{U}/auth/logout"),
        &headers,
        None,
    )
    .await
}

// C12: a users token becomes a health token, with the record and the subject of the other cloud.
both!(c12_a_users_token_is_exchanged_for_a_health_token);
async fn c12_a_users_token_is_exchanged_for_a_health_token(db: Db) {
    let server = server(db).await;
    let users = login(&server).await;
    server.advance(83);
    let answer = exchange(&server, &token(&users)).await;
    let (found, expected) = (answer.json(), sample("health"));
    assert_eq!(answer.status, 200, "{found}");
    assert_eq!(keys(&found), keys(&expected));
    assert_eq!(
        (&found["ttl"], &found["refresh_ttl"]),
        (&json!(60), &json!("518400"))
    );
    let (user, before) = (&found["user"], users.json()["user"].clone());
    assert_eq!(keys(user), keys(&expected["user"]));
    assert_eq!(keys(user).len(), 12);
    assert!(is_date_time(&user["created_at"]) && is_date_time(&user["updated_at"]));
    assert_eq!(user["uuid"], before["uuid"]);
    assert_ne!(user["_id"], before["_id"]);
    // The record begins with the first exchange, with what both clouds share and nothing else.
    assert_eq!(
        (&user["birthday"], &user["role"]),
        (&before["birthday"], &json!("user"))
    );
    for name in [
        "gender",
        "height",
        "weight",
        "skin_color",
        "hair_density",
        "customer_code",
    ] {
        assert_eq!(user[name], Value::Null, "{name}");
    }
    let token = token(&answer);
    let said = claims(&token);
    let samples: Value = serde_json::from_str(TOKENS).expect("JSON");
    assert_eq!(header(&token), samples[2]["header"]);
    let mut names = keys(&samples[2]["payload"]);
    names.push("acr");
    assert_eq!(keys(&said)[..names.len()], names[..]);
    assert_eq!(said["iss"], samples[2]["payload"]["iss"]);
    assert_eq!(said["prv"], samples[2]["payload"]["prv"]);
    assert_eq!(said["sub"], user["_id"]);
    // Its life begins with the exchange, not with the token that was exchanged.
    assert_eq!(said["iat"], json!(server.now().secs()));
    assert_eq!(said["exp"], json!(server.now().secs() + 3600));
    assert!(
        !server
            .audit()
            .iter()
            .any(|row| row.event == "login.password" && row.outcome != "success")
    );
}

// The document's own health record, brought along, is answered with as it is there.
both!(a_health_record_that_was_brought_along_stays);
async fn a_health_record_that_was_brought_along_stays(db: Db) {
    let server = server(db).await;
    let expected = sample("health")["user"].clone();
    let users = json!({"code": "RECORD", "uuid": "fc745ed3-f863-4425-b98b-d886910fbd95"});
    let mut health = expected.clone();
    health["uuid"] = users["uuid"].clone();
    server.user(
        json!({"corsano": {"users": users, "health": health}}),
        PASSWORD,
    );
    let body = json!({"code": "RECORD", "password": PASSWORD}).to_string();
    let token = token(&post(&server, &format!("{U}/login"), &body).await);
    let answer = exchange(&server, &token).await;
    assert_eq!(answer.json()["user"], health, "{}", answer.body);
    // Numbers stay what they were: integers.
    assert!(answer.body.contains(r#""height":167,"#) && answer.body.contains(r#""weight":68,"#));
}

// C13: the same token may be exchanged again.
both!(c13_a_token_is_exchanged_twice);
async fn c13_a_token_is_exchanged_twice(db: Db) {
    let server = server(db).await;
    let users = users_token(&server).await;
    let (first, second) = (
        exchange(&server, &users).await,
        exchange(&server, &users).await,
    );
    assert_eq!(first.json()["user"], second.json()["user"]);
    let jti = |answer: &Answer| claims(&token(answer))["jti"].clone();
    assert_ne!(jti(&first), jti(&second));
}

// C14, C15, C16: what is no live token of the Users Cloud is exchanged for nothing.
both!(c14_c15_c16_only_a_live_users_token_is_exchanged);
async fn c14_c15_c16_only_a_live_users_token_is_exchanged(db: Db) {
    let server = server(db).await;
    let users = users_token(&server).await;
    // C15: a signature that was changed in one character, no algorithm, another door's key, and a
    // health token.
    let (head, signature) = users.rsplit_once('.').expect("parts");
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let changed = format!("{head}.{first}{}", &signature[1..]);
    let payload = users.split('.').nth(1).expect("claims");
    let none = format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{payload}.");
    let ocariot = Arc::new(SigningKey::generate(SigningAlgorithm::Rs256, 2048).expect("a key"));
    key::import(&server.ctx(), Door::Ocariot.key_purpose(), &ocariot).expect("imports");
    let mut said = claims(&users);
    said["iss"] = json!("ocariot");
    said["scope"] = json!("children:read");
    let said = URL_SAFE_NO_PAD.encode(said.to_string());
    let message = format!("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.{said}");
    let signature = ocariot.sign(message.as_bytes()).expect("signs");
    let rs256 = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
    let health = token(&exchange(&server, &users).await);
    for wrong in [changed.as_str(), &none, &rs256, &health, "x", "a.b.c", ""] {
        let answer = exchange(&server, wrong).await;
        match wrong {
            "" => assert_eq!(answer.status, 422),
            _ => refused(&answer, 401, FAILED),
        }
    }
    // C16: after the sign-out.
    let other = users_token(&server).await;
    assert_eq!(logout(&server, &other).await.status, 204);
    refused(&exchange(&server, &other).await, 401, FAILED);
    // C14: after its end.
    assert_eq!(exchange(&server, &users).await.status, 200);
    server.advance(3600 + 6);
    refused(&exchange(&server, &users).await, 401, FAILED);
}

// C17, C18: the Health Cloud takes a token and never a password.
both!(c17_c18_the_health_cloud_takes_a_token_only);
async fn c17_c18_the_health_cloud_takes_a_token_only(db: Db) {
    let server = server(db).await;
    let required = r#"{"message":"The given data was invalid.","errors":{"user_api_token":["The user api token field is required."]}}"#;
    let of_type = r#"{"message":"The given data was invalid.","errors":{"user_api_token":["The user api token must be a string."]}}"#;
    let path = format!("{H}/login");
    refused(&post(&server, &path, "{}").await, 422, required);
    refused(
        &post(&server, &path, r#"{"user_api_token":""}"#).await,
        422,
        required,
    );
    refused(
        &post(&server, &path, r#"{"user_api_token":7}"#).await,
        422,
        of_type,
    );
    let events = server.audit().len();
    for password in ["wrong", PASSWORD] {
        let body = json!({"email": "david@example.org", "password": password}).to_string();
        refused(&post(&server, &path, &body).await, 422, required);
    }
    // No password was looked at: nothing is counted, and nothing is audited.
    assert_eq!((server.count("limits"), server.audit().len()), (0, events));
    // With a token beside it, the token counts.
    let users = users_token(&server).await;
    let body = json!({"user_api_token": users, "email": "x", "password": "x"}).to_string();
    assert_eq!(post(&server, &path, &body).await.status, 200);
}

// C23, C24: what a protected address says of tokens.
both!(c23_c24_a_protected_address_tells_what_is_wrong);
async fn c23_c24_a_protected_address_tells_what_is_wrong(db: Db) {
    let server = server(db).await;
    let users = users_token(&server).await;
    let health = token(&exchange(&server, &users).await);
    for (door, own, other, record) in [
        (U, &users, &health, "users"),
        (H, &health, &users, "health"),
    ] {
        let path = format!("{door}/profile");
        let answer = get(&server, &path, own).await;
        assert_eq!(keys(&answer.json()), keys(&sample(record)["user"]));
        let missing = send(&server, Method::GET, &path, &[], None).await;
        challenged(&missing, r#"{"error":"Token not provided"}"#);
        challenged(&get(&server, &path, other).await, SIGNATURE);
        let basic = [("authorization", "Basic eDp5")];
        let answer = send(&server, Method::GET, &path, &basic, None).await;
        challenged(&answer, r#"{"error":"Token not provided"}"#);
        let segments = r#"{"error":"Wrong number of segments"}"#;
        challenged(&get(&server, &path, "nonsense").await, segments);
        challenged(&get(&server, &path, "a.b.c").await, SIGNATURE);
    }
    server.advance(3600 + 6);
    for (door, own) in [(U, &users), (H, &health)] {
        challenged(
            &get(&server, &format!("{door}/profile"), own).await,
            EXPIRED,
        );
    }
    challenged(&logout(&server, &users).await, EXPIRED);
}

// C25: signed out, the token is refreshed no more, and introspection knows.
both!(c25_a_sign_out_ends_the_session_in_both_clouds);
async fn c25_a_sign_out_ends_the_session_in_both_clouds(db: Db) {
    let server = server(db).await;
    server.client(json!({"client_id": "gateway", "client_secret": "gateway-secret", "grant_types": [], "signet": {"introspects": ["corsano-users", "corsano-health"]}}));
    let gateway = ("gateway", Some("gateway-secret"));
    let first = users_token(&server).await;
    let users = token(&refresh(&server, &first).await);
    let health = token(&exchange(&server, &users).await);
    assert!(server.is_active(gateway, &users).await);
    assert!(server.is_active(gateway, &health).await);
    let answer = logout(&server, &users).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    challenged(&refresh(&server, &users).await, BLACKLISTED);
    challenged(
        &get(&server, &format!("{U}/profile"), &users).await,
        BLACKLISTED,
    );
    challenged(
        &get(&server, &format!("{H}/profile"), &health).await,
        BLACKLISTED,
    );
    challenged(&logout(&server, &users).await, BLACKLISTED);
    for dead in [&first, &users, &health] {
        let answer = server.ask("/introspect", gateway, &[("token", dead)]).await;
        assert_eq!(answer.body, r#"{"active":false}"#);
    }
}

/// A token exchange at `/token` (RFC 8693) by a client that may.
async fn standard_exchange(server: &Server, subject_token: &str) -> Answer {
    server.client(json!({"client_id": "moving", "client_secret": "moving-secret", "grant_types": ["urn:ietf:params:oauth:grant-type:token-exchange"], "scope": "corsano.health", "signet": {"exchanges": [{"from": "corsano-users", "to": RESOURCE, "scope": "corsano.health", "lifetime": 3600}]}}));
    let form = [
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        ("subject_token", subject_token),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
        ("resource", RESOURCE),
    ];
    server.token(Some(("moving", "moving-secret")), &form).await
}

// C26: the same exchange for clients that move on, with the same subject and no `uuid`.
both!(c26_the_standard_exchange_gives_the_same_subject);
async fn c26_the_standard_exchange_gives_the_same_subject(db: Db) {
    let server = server(db).await;
    let users = login(&server).await;
    let answer = standard_exchange(&server, &token(&users)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let found = answer.json();
    assert_eq!(
        found["issued_token_type"],
        "urn:ietf:params:oauth:token-type:access_token"
    );
    assert_eq!(
        (&found["token_type"], &found["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    let access = found["access_token"].as_str().expect("a token");
    let health = exchange(&server, &token(&users)).await;
    let said = claims(access);
    assert_eq!(said["sub"], health.json()["user"]["_id"]);
    assert_eq!(said["aud"], RESOURCE);
    let uuid = users.json()["user"]["uuid"]
        .as_str()
        .expect("a UUID")
        .to_owned();
    let told = server
        .ask(
            "/introspect",
            ("moving", Some("moving-secret")),
            &[("token", access)],
        )
        .await;
    assert_eq!(told.json()["sub"], said["sub"]);
    for text in [answer.body.as_str(), &said.to_string(), &told.body] {
        assert!(!text.contains("uuid") && !text.contains(&uuid), "{text}");
    }
    // The health door takes it as its own, and it ends with the session at the users door.
    let path = format!("{H}/profile");
    assert_eq!(
        get(&server, &path, access).await.json(),
        health.json()["user"]
    );
    assert_eq!(logout(&server, &token(&users)).await.status, 204);
    challenged(&get(&server, &path, access).await, BLACKLISTED);
}

// C28: the flow that the document recommends, by the addresses of the health door.
both!(c28_the_recommended_flow_opens_the_profile);
async fn c28_the_recommended_flow_opens_the_profile(db: Db) {
    let server = server(db).await;
    server.client(json!({"client_id": "partner", "client_secret": "partner-secret", "redirect_uris": [CALLBACK], "scope": "corsano.health records.read"}));
    let browser = server.browser();
    let open = |scope: &'static str| {
        let asked = query("partner", &[("scope", scope)]);
        let (server, browser) = (&server, &browser);
        async move {
            let path = format!("{H}/oauth/authorize?{asked}");
            let answer = browser.send(browser.http.get(browser.url(&path))).await;
            let address = answer.location();
            assert!(
                address
                    .as_str()
                    .starts_with(&format!("{}/authorize?", server.base))
            );
            let resource = answer.parameter("resource");
            assert_eq!(resource.as_deref(), Some(RESOURCE));
            let begun = browser
                .get(&format!("/authorize?{}", address.query().expect("a query")))
                .await;
            browser.get(begun.location().path()).await
        }
    };
    let page = open("corsano.health").await;
    let page = browser.sign_in(&page, "david@example.org", PASSWORD).await;
    let code = code_of(&browser.allow(&page).await);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let path = format!("{H}/oauth/token");
    let request = browser.http.post(browser.url(&path)).form(&form);
    let wrong = request
        .try_clone()
        .expect("a form")
        .basic_auth("partner", Some("wrong"));
    let answer = browser.send(wrong).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]),
        (401, &json!("invalid_client"))
    );
    let answer = browser
        .send(request.basic_auth("partner", Some("partner-secret")))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let access = answer.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let health = exchange(&server, &users_token(&server).await).await;
    let path = format!("{H}/profile");
    assert_eq!(
        get(&server, &path, &access).await.json(),
        health.json()["user"]
    );
    assert_eq!(claims(&access)["sub"], health.json()["user"]["_id"]);
    // It opens nothing at the Users Cloud.
    challenged(
        &get(&server, &format!("{U}/profile"), &access).await,
        SIGNATURE,
    );
    // Without a scope of the resource it opens nothing: nobody was asked for this.
    let page = open("records.read").await;
    let code = code_of(&browser.allow(&page).await);
    let form = [&[("code", code.as_str())], &form[..1], &form[2..]].concat();
    let answer = server
        .token(Some(("partner", "partner-secret")), &form)
        .await;
    let access = answer.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    challenged(&get(&server, &path, &access).await, SIGNATURE);
}

// One world: what ends a person's access ends it here, at once.
both!(a_new_password_and_a_lock_end_corsanos_tokens);
async fn a_new_password_and_a_lock_end_corsanos_tokens(db: Db) {
    let server = server(db).await;
    let id = server.user(json!({"corsano": {"users": {"code": "WORLD"}}}), PASSWORD);
    let path = format!("{U}/login");
    let sign_in = |password: &str| {
        let body = json!({"code": "WORLD", "password": password}).to_string();
        let (server, path) = (&server, &path);
        async move { token(&post(server, path, &body).await) }
    };
    let users = sign_in(PASSWORD).await;
    let health = token(&exchange(&server, &users).await);
    server.advance(1);
    password::set(
        &server.ctx(),
        &id,
        (&Secret::new("plum harbour quartz"), false),
        OPERATOR,
    )
    .expect("sets")
    .expect("long enough");
    for (door, dead) in [(U, &users), (H, &health)] {
        challenged(
            &get(&server, &format!("{door}/profile"), dead).await,
            BLACKLISTED,
        );
    }
    challenged(&refresh(&server, &users).await, BLACKLISTED);
    server.advance(1);
    let users = sign_in("plum harbour quartz").await;
    access::lock(&server.ctx(), &id, OPERATOR)
        .expect("locks")
        .expect("is there");
    challenged(
        &get(&server, &format!("{U}/profile"), &users).await,
        BLACKLISTED,
    );
    let answer = refresh(&server, &users).await;
    assert_eq!(answer.status, 401);
    // Deleted, nothing of either record is left.
    access::delete(&server.ctx(), &id, OPERATOR)
        .expect("deletes")
        .expect("was there");
    let left = format!("corsano_profile_users WHERE user_id = '{id}'");
    assert_eq!(server.count(&left), 0);
    let left = format!("corsano_profile_health WHERE user_id = '{id}'");
    assert_eq!(server.count(&left), 0);
}
